//! The overdue balances of a month by person, for credit control: the balances, and nothing else of a scorecard.

use std::collections::HashMap;

use super::{export, reach, store};
use crate::{
    identity::{Actor, Capability, Role, server::store::escape_like},
    platform::{
        failure::{Failure, Internal},
        server::{
            Db, Desk, Text,
            spreadsheet::{self, Cell, Rows, Table},
        },
    },
    pms::{
        model::{Balance, BalanceRow, BalanceSheet, Source},
        review::{self, CardAction, CardStatus},
    },
    values::{Figure, Month, ScorecardId, UserId, Version},
};

/// People of a page.
const PAGE: i64 = 50;

type Row = (ScorecardId, String, String, Role, CardStatus, Version);

/// The balances of everybody who has a KRA on them in a month, by name.
///
/// # Errors
/// `forbidden`; [`Error::Invalid`](crate::pms::error::Error) for a month that is none.
pub async fn sheet(desk: &Desk, actor: &Actor, month: &str, q: &str, page: &str) -> Result<BalanceSheet, Failure> {
    let db = desk.read(actor, Capability::EditCredit)?;
    let month = reach::month(month, desk.clock.today())?;
    let like = format!("%{}%", escape_like(&q.trim().to_lowercase()));
    let (people, missing) = count(db, month, &like).await?;
    let pages = ((people + PAGE - 1) / PAGE).max(1);
    let page = page.parse::<i64>().unwrap_or(1).clamp(1, pages);
    let mut text = Text::new(db.engine(), "select s.id, u.code, u.name, u.role, s.status, s.version");
    whose(&mut text, month, &like);
    text.push(" order by u.name, u.id limit ").bind(PAGE).push(" offset ").bind((page - 1) * PAGE);
    let rows: Vec<Row> = db.text(text).all().await?;
    let mut balances = balances(db, &rows.iter().map(|row| row.0).collect::<Vec<_>>()).await?;
    let rows = rows
        .into_iter()
        .map(|(id, user, name, role, status, version)| BalanceRow {
            // Nobody enters their own.
            open: user != actor.code && review::transition(status, CardAction::Balances).is_some(),
            user,
            name,
            role: role.to_string(),
            status,
            version,
            balances: balances.remove(&id).unwrap_or_default(),
        })
        .collect();
    let latest = desk.clock.today().month();
    Ok(BalanceSheet { month, latest, q: q.trim().to_owned(), rows, people, missing, page, pages })
}

/// People read at a time for a file.
const CHUNK: i64 = 500;

/// The same as a table under the headers of its import, a row a branch. Whoever has no balance yet stands there with the branches
/// of the month before and nothing beside them, to be filled in.
///
/// # Errors
/// As [`sheet`].
pub async fn rows(
    desk: &Desk,
    actor: &Actor,
    (month, q): (&str, &str),
    kind: &str,
) -> Result<(String, Table, Rows), Failure> {
    desk.read(actor, Capability::EditCredit)?;
    let month = reach::month(month, desk.clock.today())?;
    let like = format!("%{}%", escape_like(&q.trim().to_lowercase()));
    export::record(desk, actor, format!("the OD balances of {}", month.wire()), kind).await?;
    let titles = vec![
        ("Employee ID", 14),
        ("Employee Name", 26),
        ("Month", 9),
        ("Branch", 22),
        ("OD Balance", 16),
        ("Scorecard", 14),
    ];
    let desk = desk.clone();
    let rows = spreadsheet::pages(UserId::from(0), move |after| {
        let (desk, like) = (desk.clone(), like.clone());
        async move { page(&desk.db, month, &like, after).await }
    });
    Ok((format!("od-balances-{}", month.iso()), Table { sheet: "OD balances", titles }, rows))
}

type FileRow = (ScorecardId, UserId, String, String, CardStatus, Option<ScorecardId>);

async fn page(db: &Db, month: Month, like: &str, after: UserId) -> Result<(Vec<Vec<Cell>>, Option<UserId>), Internal> {
    let mut text = Text::new(
        db.engine(),
        "select s.id, u.id, u.code, u.name, s.status, (select p.id from scorecards p where p.user_id = u.id and p.month = ",
    );
    text.bind(month.prev()).push(")");
    whose(&mut text, month, like);
    text.push(" and u.id > ").bind(after).push(" order by u.id limit ").bind(CHUNK);
    let people: Vec<FileRow> = db.text(text).all().await?;
    let cards: Vec<ScorecardId> = people.iter().flat_map(|row| [Some(row.0), row.5]).flatten().collect();
    let balances = balances(db, &cards).await?;
    let full = i64::try_from(people.len()).is_ok_and(|count| count == CHUNK);
    let next = people.last().filter(|_| full).map(|row| row.1);
    let of = |card: &ScorecardId| balances.get(card).into_iter().flatten();
    let mut cells = Vec::new();
    for (card, _, code, name, status, before) in people {
        let mut lines: Vec<(String, Cell)> =
            of(&card).map(|one| (one.branch.clone(), Cell::Number(one.amount.plain()))).collect();
        if lines.is_empty() {
            lines = before.iter().flat_map(of).map(|one| (one.branch.clone(), Cell::Empty)).collect();
        }
        if lines.is_empty() {
            lines.push((String::new(), Cell::Empty));
        }
        cells.extend(lines.into_iter().map(|(branch, amount)| {
            let (code, name) = (Cell::text(&code), Cell::text(&name));
            vec![code, name, Cell::text(month.wire()), Cell::text(branch), amount, Cell::text(status.as_str())]
        }));
    }
    Ok((cells, next))
}

fn whose(text: &mut Text, month: Month, like: &str) {
    text.push(" from scorecards s join users u on u.id = s.user_id where s.month = ").bind(month);
    text.push(" and exists (select 1 from scorecard_kras k where k.scorecard_id = s.id and k.source = ")
        .bind(Source::Balances);
    text.push(") and (lower(u.name) like ").bind(like.to_owned()).push(" escape '\\' or lower(u.code) like ");
    text.bind(like.to_owned()).push(" escape '\\')");
}

/// How many people there are, and how many of them without any balance.
async fn count(db: &Db, month: Month, like: &str) -> Result<(i64, i64), Internal> {
    let mut text = Text::new(
        db.engine(),
        "select count(*), coalesce(cast(sum(case when exists
             (select 1 from scorecard_balances b where b.scorecard_id = s.id) then 0 else 1 end) as bigint), 0)",
    );
    whose(&mut text, month, like);
    db.text(text).one().await
}

async fn balances(db: &Db, cards: &[ScorecardId]) -> Result<HashMap<ScorecardId, Vec<Balance>>, Internal> {
    let rows: Vec<(ScorecardId, String, Figure)> = db
        .sql(
            "select scorecard_id, branch, balance_milli from scorecard_balances
             where scorecard_id in (select cast(value as bigint) from json_each($1))
             order by scorecard_id, balance_milli desc, branch",
        )
        .bind(store::ids(cards))
        .all()
        .await?;
    let mut found: HashMap<ScorecardId, Vec<Balance>> = HashMap::new();
    for (card, branch, amount) in rows {
        found.entry(card).or_default().push(Balance { branch, amount });
    }
    Ok(found)
}
