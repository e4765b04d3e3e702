//! The overdue balances of a month by person, for credit control: the balances, and nothing else of a scorecard.

use std::collections::HashMap;

use super::{reach, store};
use crate::{
    identity::{Actor, Capability, Role, server::store::escape_like},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Text},
    },
    pms::{
        model::{Balance, BalanceRow, BalanceSheet, Source},
        review::{self, CardAction, CardStatus},
    },
    values::{Figure, Month, ScorecardId, Version},
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
            user,
            name,
            role: role.to_string(),
            status,
            version,
            balances: balances.remove(&id).unwrap_or_default(),
            open: review::transition(status, CardAction::Balances).is_some(),
        })
        .collect();
    let latest = desk.clock.today().month();
    Ok(BalanceSheet { month, latest, q: q.trim().to_owned(), rows, people, missing, page, pages })
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
