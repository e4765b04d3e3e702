-- The records behind a computed figure, as they were signed off: of every version of a month, also where the KRAs of a
-- corrected one are others.
create table kept_sources (
    id integer primary key,
    scorecard_id integer not null references scorecards (id) on delete cascade,
    revision integer not null,
    kra text not null,
    reference text not null,
    about text not null,
    at integer not null,
    figure_milli integer not null
) strict;
insert into kept_sources (scorecard_id, revision, kra, reference, about, at, figure_milli)
select s.id, case when s.status in ('Reviewed', 'Acknowledged', 'Locked') or s.revision = 1 then s.revision else s.revision - 1 end,
    k.code, x.reference, x.about, x.at, x.figure_milli
from scorecard_sources x join scorecard_kras k on k.id = x.kra_id join scorecards s on s.id = k.scorecard_id order by x.id;
drop table scorecard_sources;
alter table kept_sources rename to scorecard_sources;
create index scorecard_sources_version on scorecard_sources (scorecard_id, revision, kra, at, id);
