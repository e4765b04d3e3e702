//! The KRAs of a month's scorecards as a table: a row a KRA, in the columns a file of targets has, so that it can come in again.

use super::{
    export,
    team::{late_statuses, narrowed},
};
use crate::{
    identity::{Actor, Capability, Role},
    platform::{
        failure::{Failure, Internal},
        server::{
            Desk, Text,
            spreadsheet::{self, Cell, Rows, Table},
        },
    },
    pms::{
        model::{Source, TeamFilter, Unit},
        review::CardStatus,
        scoring::Kind,
    },
    values::{Figure, Money, Month, Percent, Points},
};

/// Rows read at a time.
const PAGE: i64 = 2_000;

#[derive(sqlx::FromRow)]
struct Line {
    id: i64,
    code: String,
    name: String,
    role: Role,
    manager: Option<String>,
    month: Month,
    status: CardStatus,
    position: i64,
    kra: String,
    criteria: String,
    kind: Kind,
    unit: Unit,
    source: Source,
    category: String,
    target_milli: Figure,
    achieved_milli: Option<Figure>,
    weight_bp: Percent,
    slab_table: Option<String>,
    points_micro: Points,
    self_micro: Option<Points>,
    total_micro: Points,
    incentive_bp: Percent,
    incentive_paise: Money,
}

fn table() -> Table {
    let titles = vec![
        ("Employee ID", 14),
        ("Employee Name", 26),
        ("Role", 16),
        ("Manager", 22),
        ("Month", 9),
        ("KRA", 26),
        ("Criteria", 30),
        ("Type", 14),
        ("Unit", 10),
        ("Source", 16),
        ("Category", 16),
        ("Target", 14),
        ("Achieved", 14),
        ("Weightage", 11),
        ("Slab Table", 14),
        ("Counts", 14),
        ("Score", 9),
        ("Self Score", 11),
        ("Review", 14),
        ("Total Score", 12),
        ("Incentive %", 12),
        ("Incentive", 14),
    ];
    Table { sheet: "KRA scores", titles }
}

fn number(text: Option<String>) -> Cell {
    text.map_or(Cell::Empty, Cell::Number)
}

fn cells(line: Line) -> Vec<Cell> {
    let achieved = line.achieved_milli.map(Figure::plain);
    vec![
        Cell::text(line.code),
        Cell::text(line.name),
        Cell::text(line.role.as_str()),
        Cell::maybe(&line.manager),
        Cell::text(line.month.wire()),
        Cell::text(line.kra),
        Cell::text(line.criteria),
        Cell::text(line.kind.as_str()),
        Cell::text(line.unit.as_str()),
        Cell::text(line.source.as_str()),
        Cell::text(line.category),
        Cell::Number(line.target_milli.plain()),
        // What is computed no file brings.
        number(achieved.clone().filter(|_| !line.source.is_computed())),
        Cell::Number(line.weight_bp.plain()),
        Cell::maybe(&line.slab_table),
        number(achieved),
        Cell::Number(line.points_micro.plain()),
        number(line.self_micro.map(Points::plain)),
        Cell::text(line.status.as_str()),
        Cell::Number(line.total_micro.plain()),
        Cell::Number(line.incentive_bp.plain()),
        Cell::Money(line.incentive_paise),
    ]
}

/// The KRAs of the people below in the filter's month, under the filter; with the file's name.
///
/// # Errors
/// `forbidden`; [`Error::Invalid`](crate::pms::error::Error) for a month that is none.
pub async fn rows(
    desk: &Desk,
    actor: &Actor,
    filter: TeamFilter,
    kind: &str,
) -> Result<(String, Table, Rows), Failure> {
    desk.read(actor, Capability::ReviewKra)?;
    let month = super::reach::month(&filter.month, desk.clock.today())?;
    export::record(desk, actor, format!("the KRA scores of {}", month.wire()), kind).await?;
    let (desk, actor) = (desk.clone(), actor.clone());
    let rows = spreadsheet::pages((0, 0), move |after| {
        let (desk, actor, filter) = (desk.clone(), actor.clone(), filter.clone());
        async move { page(&desk, &actor, &filter, month, after).await }
    });
    Ok((format!("kra-scores-{}", month.iso()), table(), rows))
}

type Page = (Vec<Vec<Cell>>, Option<(i64, i64)>);

async fn page(
    desk: &Desk,
    actor: &Actor,
    filter: &TeamFilter,
    month: Month,
    (person, position): (i64, i64),
) -> Result<Page, Internal> {
    let late = late_statuses(month, desk.clock.today());
    let mut text = Text::new(
        desk.db.engine(),
        "select u.id, u.code, u.name, u.role, m.name as manager, s.month, s.status, k.position, k.name as kra, k.criteria, k.kind, k.unit,
                k.source, k.category, k.target_milli, k.achieved_milli, k.weight_bp, t.code as slab_table, k.points_micro, k.self_micro,
                s.total_micro, s.incentive_bp, s.incentive_paise
         from users u join scorecards s on s.user_id = u.id and s.month = ",
    );
    text.bind(month).push(
        " join scorecard_kras k on k.scorecard_id = s.id left join users m on m.id = u.manager_id
         left join slab_versions v on v.id = k.slab_id left join slab_tables t on t.id = v.table_id",
    );
    narrowed(&mut text, actor, filter, &late);
    text.push(" and (u.id > ").bind(person).push(" or (u.id = ").bind(person).push(" and k.position > ").bind(position);
    text.push(")) order by u.id, k.position, k.id limit ").bind(PAGE);
    let lines: Vec<Line> = desk.db.text(text).all().await?;
    let full = i64::try_from(lines.len()).is_ok_and(|count| count == PAGE);
    let next = lines.last().filter(|_| full).map(|line| (line.id, line.position));
    Ok((lines.into_iter().map(cells).collect(), next))
}
