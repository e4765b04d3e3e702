-- The lists of many scorecards: the team, what waits, the leaderboard. Each reads an index of its own.

-- A month of everybody, person by person.
create index scorecards_in_month on scorecards (month, user_id, status, total_micro, computed_micro);
-- What waits for a review and what waits to be locked, each in the order of its queue. By status alone an index led to many more.
drop index scorecards_status;
drop index scorecards_waiting;
create index scorecards_waiting on scorecards (month, status_at, id, user_id, status) where status in ('Submitted', 'Disputed');
create index scorecards_to_lock on scorecards (month, status_at, id, user_id, status) where status in ('Acknowledged', 'Reviewed');
-- People by name.
create index users_name on users (name, id);

-- What the months of a person that are signed off come to, by quarter and by financial year, each named by its first month; kept by
-- the triggers below. A month of a thousand million points and more counts as that, so that one absurd month stops nobody's sum.
create table scorecard_sums (
    span text not null,
    first_month text not null,
    user_id integer not null,
    points_micro integer not null,
    months integer not null,
    primary key (span, first_month, user_id)
) strict, without rowid;

-- What is put into this view is added to the quarter and the year of its month; there is nothing to read in it.
create view scorecard_adding as select 0 as user_id, '' as month, 0 as points_micro, 0 as months where false;
create trigger scorecard_adding_into instead of insert on scorecard_adding begin
    insert into scorecard_sums (span, first_month, user_id, points_micro, months)
    values
        ('quarter',
         substr(new.month, 1, 5) || case when substr(new.month, 6) < '04' then '01' when substr(new.month, 6) < '07' then '04'
                                         when substr(new.month, 6) < '10' then '07' else '10' end,
         new.user_id, new.points_micro, new.months),
        ('year', cast(substr(new.month, 1, 4) - (substr(new.month, 6) < '04') as text) || '-04',
         new.user_id, new.points_micro, new.months)
    on conflict (span, first_month, user_id)
    do update set points_micro = points_micro + excluded.points_micro, months = months + excluded.months;
end;

create trigger scorecards_sum after insert on scorecards when new.status in ('Reviewed', 'Acknowledged', 'Locked') begin
    insert into scorecard_adding (user_id, month, points_micro, months)
    values (new.user_id, new.month, min(new.total_micro, 1000000000000000), 1);
end;
create trigger scorecards_resum after update of user_id, month, status, total_micro on scorecards
when (old.status in ('Reviewed', 'Acknowledged', 'Locked')) <> (new.status in ('Reviewed', 'Acknowledged', 'Locked'))
    or old.total_micro <> new.total_micro or old.user_id <> new.user_id or old.month <> new.month begin
    insert into scorecard_adding (user_id, month, points_micro, months)
    select old.user_id, old.month, -min(old.total_micro, 1000000000000000), -1
    where old.status in ('Reviewed', 'Acknowledged', 'Locked');
    insert into scorecard_adding (user_id, month, points_micro, months)
    select new.user_id, new.month, min(new.total_micro, 1000000000000000), 1
    where new.status in ('Reviewed', 'Acknowledged', 'Locked');
end;
create trigger scorecards_unsum after delete on scorecards when old.status in ('Reviewed', 'Acknowledged', 'Locked') begin
    insert into scorecard_adding (user_id, month, points_micro, months)
    values (old.user_id, old.month, -min(old.total_micro, 1000000000000000), -1);
end;

insert into scorecard_adding (user_id, month, points_micro, months)
select user_id, month, min(total_micro, 1000000000000000), 1 from scorecards where status in ('Reviewed', 'Acknowledged', 'Locked');

analyze scorecards;
analyze scorecard_sums;
analyze users;
