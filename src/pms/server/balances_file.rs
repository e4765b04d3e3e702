//! OD balances by the file: written into scorecards that still take them, branch by branch.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{copy, store, store_write, write::Changes};
use crate::{
    catalog::model::Loaded,
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Db, Work},
    },
    pms::{
        balances::BalanceInput,
        error::Error,
        model::Source,
        review::{self, CardAction, CardStatus, Who},
        texts,
    },
    values::{Figure, Month, ScorecardId, UserId},
};

/// What is there of the people a file names.
pub struct There {
    /// Their ids.
    pub people: Vec<String>,
    pub balances: Vec<BalanceInput>,
    /// Person, month, and where the scorecard stands, of those that have a KRA on OD balances.
    pub cards: Vec<(String, Month, CardStatus)>,
}

fn keys<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes: BTreeSet<String> = codes.map(str::to_uppercase).collect();
    json!(codes.iter().map(|code| json!({"k": code})).collect::<Vec<_>>()).to_string()
}

/// What is there of these people, in whatever spelling.
///
/// # Errors
/// When the database refuses.
pub async fn there(db: &Db, codes: &[String]) -> Result<There, Internal> {
    let named = keys(codes.iter().map(String::as_str));
    let people: Vec<(String,)> = db
        .sql("select code from users where upper(code) in (select value->>'k' from json_each($1)) order by id")
        .bind(named.clone())
        .all()
        .await?;
    let cards = db
        .sql(
            "select u.code, s.month, s.status from scorecards s join users u on u.id = s.user_id
             where upper(u.code) in (select value->>'k' from json_each($1))
               and exists (select 1 from scorecard_kras k where k.scorecard_id = s.id and k.source = $2) order by s.id",
        )
        .bind(named.clone())
        .bind(Source::Balances)
        .all()
        .await?;
    let balances: Vec<(String, Month, String, Figure)> = db
        .sql(
            "select u.code, s.month, b.branch, b.balance_milli from scorecard_balances b
             join scorecards s on s.id = b.scorecard_id join users u on u.id = s.user_id
             where upper(u.code) in (select value->>'k' from json_each($1)) order by s.id, b.branch",
        )
        .bind(named)
        .all()
        .await?;
    let balances =
        balances.into_iter().map(|(user, month, branch, amount)| BalanceInput { user, month, branch, amount });
    Ok(There { people: people.into_iter().map(|(code,)| code).collect(), balances: balances.collect(), cards })
}

/// A scorecard that the file writes to, with its balances before.
struct Opened {
    id: ScorecardId,
    before: Vec<(String, Figure)>,
}

type Cards = BTreeMap<(String, Month), Opened>;

fn card_of(balance: &BalanceInput) -> (String, Month) {
    (balance.user.to_uppercase(), balance.month)
}

/// Opens the scorecards of these rows, one version more each: nobody signs one off in between.
///
/// # Errors
/// [`Error::NotFound`] where there is none, [`Error::NotYours`] for one's own, [`Error::WrongState`] where one takes no balances any
/// more.
async fn open(work: &mut Work, wanted: &[BalanceInput]) -> Result<Cards, Failure> {
    let named: BTreeSet<(String, Month)> = wanted.iter().map(card_of).collect();
    let rows: Vec<Value> = named.iter().map(|(user, month)| json!({"k": user, "m": month})).collect();
    let found: Vec<(ScorecardId, UserId, String, Month, CardStatus)> = work
        .sql(
            "select s.id, u.id, upper(u.code), s.month, s.status from json_each($1) as j join users u on upper(u.code) = j.value->>'k'
             join scorecards s on s.user_id = u.id and s.month = j.value->>'m' order by s.id",
        )
        .bind(Value::from(rows).to_string())
        .all()
        .await?;
    if found.len() < named.len() {
        return Err(Error::NotFound(texts::a_scorecard()).into());
    }
    if found.iter().any(|(_, user, ..)| *user == work.actor().id) {
        return Err(Error::NotYours { action: CardAction::Balances, who: Who::Credit }.into());
    }
    let (now, by) = (work.now(), work.actor().name.clone());
    let ids = store::ids(&found.iter().map(|(id, ..)| *id).collect::<Vec<_>>());
    let takes = CardStatus::ALL.iter().filter(|status| review::transition(**status, CardAction::Balances).is_some());
    let takes: Vec<Value> = takes.map(|status| json!({"k": status})).collect();
    let opened = work
        .sql(
            "update scorecards set version = version + 1, updated_at = $2, updated_by = $3
             where id in (select cast(value as bigint) from json_each($1))
               and status in (select value->>'k' from json_each($4))",
        )
        .bind(ids.clone())
        .bind(now)
        .bind(by)
        .bind(Value::from(takes).to_string())
        .run()
        .await?;
    if opened != found.len() as u64 {
        let closed = found.iter().map(|(.., status)| *status);
        let status = closed.into_iter().find(|status| review::transition(*status, CardAction::Balances).is_none());
        return Err(
            Error::WrongState { status: status.unwrap_or(CardStatus::Reviewed), action: CardAction::Balances }.into()
        );
    }
    let balances: Vec<(ScorecardId, String, Figure)> = work
        .sql(
            "select scorecard_id, branch, balance_milli from scorecard_balances
             where scorecard_id in (select cast(value as bigint) from json_each($1)) order by scorecard_id, branch",
        )
        .bind(ids)
        .all()
        .await?;
    let mut before: HashMap<ScorecardId, Vec<(String, Figure)>> = HashMap::new();
    for (card, branch, amount) in balances {
        before.entry(card).or_default().push((branch, amount));
    }
    let opened = found
        .into_iter()
        .map(|(id, _, user, month, _)| ((user, month), Opened { id, before: before.remove(&id).unwrap_or_default() }));
    Ok(opened.collect())
}

impl Opened {
    fn branch(&self, name: &str) -> Option<&(String, Figure)> {
        self.before.iter().find(|(branch, _)| branch.to_lowercase() == name.to_lowercase())
    }
}

/// Writes balances of branches into the scorecards of people and months; answers each as it was, in order.
///
/// # Errors
/// [`Error::NotFound`] where there is no scorecard, [`Error::WrongState`] where one takes no balances any more.
pub async fn upsert_balances(work: &mut Work, wanted: &[BalanceInput]) -> Result<Vec<Loaded<BalanceInput>>, Failure> {
    let cards = open(work, wanted).await?;
    let (mut rows, mut loaded, mut changes) = (Vec::new(), Vec::new(), BTreeMap::new());
    for balance in wanted {
        let key = card_of(balance);
        let card = cards.get(&key).ok_or(Error::NotFound(texts::a_scorecard()))?;
        let was = card.branch(&balance.branch);
        let branch = was.map_or(&balance.branch, |(branch, _)| branch);
        rows.push(json!({"card": card.id, "branch": branch, "amount": balance.amount}));
        let old = was.map(|(_, amount)| amount.plain()).unwrap_or_default();
        changes.entry(key).or_insert_with(Vec::new).push((branch.clone(), old, balance.amount.plain()));
        let was =
            was.map(|(branch, amount)| BalanceInput { branch: branch.clone(), amount: *amount, ..balance.clone() });
        loaded.push(Loaded::of(was, balance));
    }
    work.sql(
        "insert into scorecard_balances (scorecard_id, branch, balance_milli)
         select cast(value->>'card' as bigint), value->>'branch', cast(value->>'amount' as bigint) from json_each($1) where true
         on conflict (scorecard_id, branch) do update set balance_milli = excluded.balance_milli",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await?;
    finish(work, &cards, changes).await?;
    Ok(loaded)
}

/// Takes balances away that are still as they were written; answers how many.
///
/// # Errors
/// As [`upsert_balances`].
pub async fn remove_balances(work: &mut Work, wanted: &[BalanceInput]) -> Result<u64, Failure> {
    let cards = open(work, wanted).await?;
    let (mut rows, mut changes) = (Vec::new(), BTreeMap::new());
    for balance in wanted {
        let key = card_of(balance);
        let was = cards.get(&key).and_then(|card| Some((card.id, card.branch(&balance.branch)?)));
        if let Some((card, (branch, _))) = was.filter(|(_, (_, amount))| *amount == balance.amount) {
            rows.push(json!({"card": card, "branch": branch}));
            changes.entry(key).or_insert_with(Vec::new).push((branch.clone(), balance.amount.plain(), String::new()));
        }
    }
    let removed = work
        .sql(
            "delete from scorecard_balances where exists (select 1 from json_each($1) as j
             where cast(j.value->>'card' as bigint) = scorecard_id and j.value->>'branch' = branch)",
        )
        .bind(Value::from(rows).to_string())
        .run()
        .await?;
    finish(work, &cards, changes).await?;
    Ok(removed)
}

/// Totals anew, a line of history and an audit entry for each scorecard that was written.
async fn finish(work: &mut Work, cards: &Cards, changes: BTreeMap<(String, Month), Changes>) -> Result<(), Failure> {
    let mut of_month: BTreeMap<Month, Vec<ScorecardId>> = BTreeMap::new();
    for ((_, month), card) in cards {
        of_month.entry(*month).or_default().push(card.id);
    }
    for (month, ids) in of_month {
        copy::settle(work, &ids, month).await?;
    }
    let lines: Vec<(ScorecardId, Changes)> =
        changes.iter().filter_map(|(key, changed)| Some((cards.get(key)?.id, changed.clone()))).collect();
    store_write::events(work, CardAction::Balances.as_str(), texts::from_a_file(), &lines).await?;
    for ((user, month), changed) in changes {
        let side = |pick: fn(&(String, String, String)) -> (String, String)| {
            Value::Object(changed.iter().map(pick).map(|(branch, amount)| (branch, Value::from(amount))).collect())
        };
        work.audit(Audit {
            action: "UPDATE",
            entity_type: "scorecard",
            entity_id: format!("{user} {}", month.iso()),
            summary: format!("{user} {}: {} OD balances from a file", month.wire(), changed.len()),
            old: Some(side(|change| (change.0.clone(), change.1.clone()))),
            new: Some(side(|change| (change.0.clone(), change.2.clone()))),
        });
    }
    Ok(())
}
