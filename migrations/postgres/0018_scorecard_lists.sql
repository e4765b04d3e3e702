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
-- the trigger below. A month of a thousand million points and more counts as that, so that one absurd month stops nobody's sum.
create table scorecard_sums (
    span text collate "C" not null,
    first_month text collate "C" not null,
    user_id bigint not null,
    points_micro bigint not null,
    months bigint not null,
    primary key (span, first_month, user_id)
);

-- Adds to the quarter and the year of a month.
create function add_to_scorecard_sums(of_user bigint, month text, points bigint, times bigint) returns void language sql as $$
    insert into scorecard_sums as t (span, first_month, user_id, points_micro, months)
    values
        ('quarter',
         substr(month, 1, 5) || case when substr(month, 6) < '04' then '01' when substr(month, 6) < '07' then '04'
                                     when substr(month, 6) < '10' then '07' else '10' end,
         of_user, points, times),
        ('year', cast(cast(substr(month, 1, 4) as int) - case when substr(month, 6) < '04' then 1 else 0 end as text) || '-04',
         of_user, points, times)
    on conflict (span, first_month, user_id)
    do update set points_micro = t.points_micro + excluded.points_micro, months = t.months + excluded.months
$$;

create function sum_scorecard() returns trigger language plpgsql as $$
declare
    had boolean := tg_op <> 'INSERT' and old.status in ('Reviewed', 'Acknowledged', 'Locked');
    has boolean := tg_op <> 'DELETE' and new.status in ('Reviewed', 'Acknowledged', 'Locked');
begin
    if had and has and old.total_micro = new.total_micro and old.user_id = new.user_id and old.month = new.month then
        return null;
    end if;
    if had then
        perform add_to_scorecard_sums(old.user_id, old.month, -least(old.total_micro, 1000000000000000), -1);
    end if;
    if has then
        perform add_to_scorecard_sums(new.user_id, new.month, least(new.total_micro, 1000000000000000), 1);
    end if;
    return null;
end $$;
create trigger scorecards_sum after insert or delete or update of user_id, month, status, total_micro on scorecards
    for each row execute function sum_scorecard();

insert into scorecard_sums (span, first_month, user_id, points_micro, months)
select x.span, x.first_month, s.user_id, sum(least(s.total_micro, 1000000000000000)), count(*)
from scorecards s cross join lateral (
    values
        ('quarter',
         substr(s.month, 1, 5) || case when substr(s.month, 6) < '04' then '01' when substr(s.month, 6) < '07' then '04'
                                       when substr(s.month, 6) < '10' then '07' else '10' end),
        ('year', cast(cast(substr(s.month, 1, 4) as int) - case when substr(s.month, 6) < '04' then 1 else 0 end as text) || '-04')
) as x (span, first_month)
where s.status in ('Reviewed', 'Acknowledged', 'Locked') group by 1, 2, 3;

analyze scorecards;
analyze scorecard_sums;
analyze users;
