//! SQL of the audit log.

use crate::{
    audit::model::{AuditFilter, EntryRow},
    platform::{
        failure::Internal,
        server::{Db, Text},
    },
    values::Timestamp,
};

/// An entry as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stored {
    pub id: i64,
    pub at: Timestamp,
    pub user_name: String,
    pub action: String,
    pub entity_type: String,
    pub entity_id: String,
    pub summary: String,
    pub old_data: Option<String>,
    pub new_data: Option<String>,
    pub address: Option<String>,
    pub agent: Option<String>,
    pub request_id: Option<String>,
    pub outcome: String,
}

impl Stored {
    pub fn row(&self) -> EntryRow {
        EntryRow {
            id: self.id,
            at: self.at,
            who: self.user_name.clone(),
            action: self.action.clone(),
            entity_type: self.entity_type.clone(),
            entity_id: self.entity_id.clone(),
            summary: self.summary.clone(),
            outcome: self.outcome.clone(),
        }
    }
}

const ENTRY: &str = "select id, at, user_name, action, entity_type, entity_id, summary, old_data, new_data, address, agent, request_id, outcome
    from audit_entries where ";

/// Entries under the filter, latest first, those below `after`.
pub async fn list(db: &Db, filter: &AuditFilter, after: i64, limit: i64) -> Result<Vec<Stored>, Internal> {
    let mut text = Text::new(db.engine(), ENTRY);
    text.push("id < ").bind(after);
    let pairs = filter.pairs();
    let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    if let Some(who) = get("who") {
        if who.eq_ignore_ascii_case("system") {
            text.push(" and user_id is null");
        } else {
            let like = format!("%{}%", crate::identity::server::store::escape_like(&who.to_lowercase()));
            text.push(" and user_id in (select id from users where code in ").bind_list([who.to_uppercase(), who]);
            text.push(" or lower(name) like ").bind(like).push(" escape '\\')");
        }
    }
    if let Some(action) = get("action") {
        text.push(" and action = ").bind(action);
    }
    if let Some(entity) = get("entity") {
        text.push(" and entity_type = ").bind(entity);
    }
    if let Some(id) = get("id") {
        text.push(" and entity_id = ").bind(id);
    }
    let (from, to) = filter.days();
    if let Some(from) = from {
        text.push(" and at >= ").bind(Timestamp::start_of_ist_day(from));
    }
    if let Some(to) = to {
        text.push(" and at < ").bind(Timestamp::start_of_ist_day(to.add_days(1)));
    }
    if let Some(q) = get("q") {
        let like = format!("%{}%", crate::identity::server::store::escape_like(&q.to_lowercase()));
        text.push(" and lower(summary) like ").bind(like).push(" escape '\\'");
    }
    text.push(" order by id desc limit ").bind(limit);
    db.text(text).all().await
}

/// One entry.
pub async fn get(db: &Db, id: i64) -> Result<Option<Stored>, Internal> {
    let mut text = Text::new(db.engine(), ENTRY);
    text.push("id = ").bind(id);
    db.text(text).optional().await
}

/// The kinds of records there are entries about, each found by one step in the index.
pub async fn kinds(db: &Db) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> = db
        .sql(
            "with recursive kinds (kind) as (
                 select min(entity_type) from audit_entries
                 union all
                 select (select min(entity_type) from audit_entries where entity_type > kind) from kinds where kind is not null
             )
             select kind from kinds where kind is not null order by kind limit 100",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(kind,)| kind).collect())
}
