//! SQL of scorecards: reading.

use serde_json::json;
use std::collections::HashMap;

use crate::{
    identity::Role,
    platform::{
        failure::Internal,
        server::{Db, Text, Work, database::Engine, statement::Sql},
    },
    pms::{
        incentive::Incentive,
        model::{Balance, Employee, Source, Unit},
        review::CardStatus,
        scoring::{Kind, Measure, Outcome},
        slabs::Slabs,
    },
    values::{Figure, Money, Month, Percent, Points, ScorecardId, Timestamp, UserId, Version},
};

/// Where is read from: beside a write, or inside it.
pub enum From<'f> {
    Db(&'f Db),
    Work(&'f mut Work),
}

impl From<'_> {
    pub fn sql(&mut self, text: &'static str) -> Sql<'_> {
        match self {
            Self::Db(db) => db.sql(text),
            Self::Work(work) => work.sql(text),
        }
    }

    pub fn text(&mut self, text: Text) -> Sql<'_> {
        match self {
            Self::Db(db) => db.text(text),
            Self::Work(work) => work.text(text),
        }
    }

    pub fn engine(&self) -> Engine {
        match self {
            Self::Db(db) => db.engine(),
            Self::Work(work) => work.engine(),
        }
    }
}

/// Ids as one bound value: `(select cast(value as bigint) from json_each($1))`.
pub fn ids<T: Copy + Into<i64>>(of: &[T]) -> String {
    let mut text = String::with_capacity(of.len() * 8 + 2);
    for id in of {
        text.push(if text.is_empty() { '[' } else { ',' });
        text.push_str(&(*id).into().to_string());
    }
    if text.is_empty() { "[]".to_owned() } else { text + "]" }
}

/// Somebody who may have scorecards.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Person {
    pub id: UserId,
    pub code: String,
    pub name: String,
    pub role: Role,
    pub manager_id: Option<UserId>,
    pub manager_name: Option<String>,
    pub gross_salary_paise: Option<Money>,
}

impl Person {
    pub fn employee(&self) -> Employee {
        Employee {
            code: self.code.clone(),
            name: self.name.clone(),
            role: self.role.to_string(),
            manager: self.manager_name.clone(),
        }
    }
}

const PERSON: &str = "select u.id, u.code, u.name, u.role, u.manager_id, m.name as manager_name, u.gross_salary_paise
    from users u left join users m on m.id = u.manager_id";

/// Whose code this is, written in any case: who has it just so, or else who has it in capitals.
fn coded(text: &mut Text, code: &str) {
    text.push(" u.code in ").bind_list([code.to_owned(), code.to_uppercase()]);
    text.push(" order by case when u.code = ").bind(code.to_owned()).push(" then 0 else 1 end, u.id limit 1");
}

/// The person of this code, written in any case.
pub async fn person(from: &mut From<'_>, code: &str) -> Result<Option<Person>, Internal> {
    let mut text = Text::new(from.engine(), PERSON);
    text.push(" where");
    coded(&mut text, code);
    from.text(text).optional().await
}

/// Whether somebody is no longer active.
///
/// # Errors
/// When the database refuses.
pub async fn has_left(from: &mut From<'_>, user: UserId) -> Result<bool, Internal> {
    let row: Option<(UserId,)> =
        from.sql("select id from users where id = $1 and status <> 'Active'").bind(user).optional().await?;
    Ok(row.is_some())
}

/// Active people by code, in any spelling of it.
pub async fn people(from: &mut From<'_>, codes: &[String]) -> Result<Vec<Person>, Internal> {
    let mut text = Text::new(from.engine(), PERSON);
    let codes = json!(codes.iter().map(|code| json!({"k": code.to_uppercase()})).collect::<Vec<_>>()).to_string();
    text.push(" where u.status = 'Active' and upper(u.code) in (select value->>'k' from json_each(")
        .bind(codes)
        .push(")) order by u.code, u.id");
    from.text(text).all().await
}

/// The scorecard itself, without its KRAs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    pub id: ScorecardId,
    pub user_id: UserId,
    pub user_code: String,
    pub user_name: String,
    pub role: Role,
    pub manager_id: Option<UserId>,
    pub manager_name: Option<String>,
    pub user_salary: Option<Money>,
    pub month: Month,
    pub status: CardStatus,
    pub revision: i64,
    pub salary_paise: Money,
    pub incentive_id: i64,
    pub total_micro: Points,
    pub computed_micro: Points,
    pub incentive_bp: Percent,
    pub incentive_paise: Money,
    pub self_micro: Option<Points>,
    pub self_comment: String,
    pub review_comment: String,
    pub reviewed_by: String,
    pub dispute_note: String,
    pub status_at: Timestamp,
    pub updated_at: Timestamp,
    pub updated_by: String,
    pub version: Version,
}

impl Head {
    pub fn employee(&self) -> Employee {
        Employee {
            code: self.user_code.clone(),
            name: self.user_name.clone(),
            role: self.role.to_string(),
            manager: self.manager_name.clone(),
        }
    }

    /// As the totals are kept.
    pub fn outcome(&self) -> Outcome {
        Outcome {
            total: self.total_micro,
            computed: self.computed_micro,
            percent: self.incentive_bp,
            amount: self.incentive_paise,
        }
    }
}

const HEAD: &str =
    "select s.id, s.user_id, u.code as user_code, u.name as user_name, u.role, u.manager_id, m.name as manager_name,
    coalesce((select x.paise from salaries x where x.user_id = s.user_id and x.from_month <= s.month order by x.from_month desc limit 1),
        u.gross_salary_paise) as user_salary, s.month, s.status, s.revision, s.salary_paise, s.incentive_id, s.total_micro,
    s.computed_micro, s.incentive_bp, s.incentive_paise, s.self_micro, s.self_comment, s.review_comment, s.reviewed_by,
    s.dispute_note, s.status_at, s.updated_at, s.updated_by, s.version
    from scorecards s join users u on u.id = s.user_id left join users m on m.id = u.manager_id";

/// One KRA of a scorecard.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct KraLine {
    pub id: i64,
    pub scorecard_id: ScorecardId,
    pub position: i64,
    pub code: String,
    pub name: String,
    pub criteria: String,
    pub kind: Kind,
    pub unit: Unit,
    pub source: Source,
    pub category: String,
    pub target_milli: Figure,
    pub achieved_milli: Option<Figure>,
    pub weight_bp: Percent,
    pub slab_id: Option<i64>,
    pub table_id: Option<i64>,
    pub slab_rows: Option<String>,
    pub table_name: Option<String>,
    pub self_achieved_milli: Option<Figure>,
    pub self_micro: Option<Points>,
    pub adjusted_micro: Option<Points>,
    pub reason: String,
    pub sources: i64,
}

impl KraLine {
    pub fn measure(&self) -> Measure {
        Measure {
            kind: self.kind,
            target: self.target_milli,
            achieved: self.achieved_milli,
            weight: self.weight_bp,
            slabs: self.slab_rows.as_deref().and_then(|rows| serde_json::from_str::<Slabs>(rows).ok()),
            adjusted: self.adjusted_micro,
        }
    }
}

/// A scorecard, whole.
#[derive(Clone, Debug)]
pub struct Card {
    pub head: Head,
    pub kras: Vec<KraLine>,
    pub balances: Vec<Balance>,
    pub incentive: Incentive,
}

impl Card {
    pub fn measures(&self) -> Vec<Measure> {
        self.kras.iter().map(KraLine::measure).collect()
    }

    pub fn balance_sum(&self) -> Figure {
        Figure::checked_sum(self.balances.iter().map(|balance| balance.amount)).unwrap_or_default()
    }
}

/// The scorecard of a person and month.
pub async fn head(from: &mut From<'_>, user: &str, month: Month) -> Result<Option<Head>, Internal> {
    let mut text = Text::new(from.engine(), HEAD);
    text.push(" where s.month = ").bind(month).push(" and");
    coded(&mut text, user);
    from.text(text).optional().await
}

/// The latest month of this person that has a scorecard.
pub async fn latest(from: &mut From<'_>, user: UserId) -> Result<Option<Month>, Internal> {
    let row: Option<(Month,)> = from
        .sql("select month from scorecards where user_id = $1 order by month desc, id limit 1")
        .bind(user)
        .optional()
        .await?;
    Ok(row.map(|(month,)| month))
}

/// Scorecards by id, whole, in the order of their ids.
pub async fn cards(from: &mut From<'_>, of: &[ScorecardId]) -> Result<Vec<Card>, Internal> {
    let mut text = Text::new(from.engine(), HEAD);
    text.push(" where s.id in (select cast(value as bigint) from json_each(").bind(ids(of)).push(")) order by s.id");
    let heads: Vec<Head> = from.text(text).all().await?;
    whole(from, heads).await
}

/// With their KRAs, balances and incentive: three statements, however many.
pub async fn whole(from: &mut From<'_>, heads: Vec<Head>) -> Result<Vec<Card>, Internal> {
    let keys = ids(&heads.iter().map(|head| head.id).collect::<Vec<_>>());
    let lines: Vec<KraLine> = from
        .sql(
            "select k.id, k.scorecard_id, k.position, k.code, k.name, k.criteria, k.kind, k.unit, k.source, k.category, k.target_milli,
                    k.achieved_milli, k.weight_bp, k.slab_id, v.table_id, v.rows as slab_rows, t.name as table_name,
                    k.self_achieved_milli, k.self_micro, k.adjusted_micro, k.reason, k.sources
             from scorecard_kras k left join slab_versions v on v.id = k.slab_id left join slab_tables t on t.id = v.table_id
             where k.scorecard_id in (select cast(value as bigint) from json_each($1))
             order by k.scorecard_id, k.position, k.id",
        )
        .bind(keys.clone())
        .all()
        .await?;
    let rows: Vec<(ScorecardId, String, Figure)> = from
        .sql(
            "select scorecard_id, branch, balance_milli from scorecard_balances
             where scorecard_id in (select cast(value as bigint) from json_each($1))
             order by scorecard_id, balance_milli desc, branch",
        )
        .bind(keys)
        .all()
        .await?;
    let incentives = incentives(from).await?;
    let mut by_card: HashMap<ScorecardId, (Vec<KraLine>, Vec<Balance>)> = HashMap::new();
    for line in lines {
        by_card.entry(line.scorecard_id).or_default().0.push(line);
    }
    for (card, branch, amount) in rows {
        by_card.entry(card).or_default().1.push(Balance { branch, amount });
    }
    Ok(heads
        .into_iter()
        .map(|head| {
            let (kras, balances) = by_card.remove(&head.id).unwrap_or_default();
            let incentive = incentives.get(&head.incentive_id).cloned().unwrap_or_else(Incentive::usual);
            Card { head, kras, balances, incentive }
        })
        .collect())
}

/// One scorecard, whole.
pub async fn card(from: &mut From<'_>, head: Head) -> Result<Card, Internal> {
    let cards = whole(from, vec![head]).await?;
    cards.into_iter().next().ok_or_else(|| Internal::new("a scorecard vanished while it was read"))
}

/// Every version of the incentive, by id.
pub async fn incentives(from: &mut From<'_>) -> Result<HashMap<i64, Incentive>, Internal> {
    let rows: Vec<(i64, String)> = from
        .sql("select v.id, v.rows from slab_versions v join slab_tables t on t.id = v.table_id where t.kind = 'incentive' order by v.id limit 1000")
        .all()
        .await?;
    rows.into_iter()
        .map(|(id, rows)| {
            let incentive =
                serde_json::from_str(&rows).map_err(|error| Internal::new(format!("incentive {id}: {error}")))?;
            Ok((id, incentive))
        })
        .collect()
}

/// The approved version of every table that holds in a month, by the table's id: version and rows.
pub async fn effective(from: &mut From<'_>, month: Month) -> Result<HashMap<i64, (i64, String)>, Internal> {
    let rows: Vec<(i64, i64, String)> = from
        .sql(
            "select table_id, id, rows from slab_versions where approved and from_month <= $1
             order by table_id, from_month, approved_at, id limit 10000",
        )
        .bind(month)
        .all()
        .await?;
    // The last of a table is the one that holds.
    Ok(rows.into_iter().map(|(table, id, rows)| (table, (id, rows))).collect())
}

/// The id of the incentive's table.
pub const INCENTIVE_TABLE: i64 = 1;
