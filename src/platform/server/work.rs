//! A unit of work: one write transaction with who does it, when, and what must be recorded with it.
//!
//! The audit entry, live events, notices and jobs ride on the work and commit with it, so none can be forgotten: a work
//! that records nothing refuses to commit.

use serde_json::{Value, json};

use super::{
    Desk,
    database::{Engine, Tx},
    idempotency,
    live::Event,
    statement::{Sql, Text},
};
use crate::{
    identity::{
        Actor,
        notices::{self, Reach, Unwanted},
        server::notices as choices,
    },
    platform::{events, failure::Internal},
    values::{Date, Timestamp, UserId},
};

/// What is written down about a change. `action` is one of DOMAIN's words (`CREATE`, `STATUS_CHANGE`, …).
#[derive(Clone, Debug)]
pub struct Audit {
    pub action: &'static str,
    pub entity_type: &'static str,
    pub entity_id: String,
    pub summary: String,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

/// A line for somebody's bell.
#[derive(Clone, Debug)]
pub struct Notice {
    pub user: UserId,
    pub kind: &'static str,
    pub title: String,
    pub body: String,
    pub link: String,
}

/// One write transaction. Ends with [`Work::commit`]; dropped, it changes nothing.
pub struct Work {
    tx: Tx,
    desk: Desk,
    actor: Actor,
    now: Timestamp,
    audits: Vec<Audit>,
    events: Vec<Event>,
    notices: Vec<Notice>,
    jobs: Vec<(&'static str, Value, Timestamp)>,
    unaudited: bool,
    forget_people: bool,
}

impl Work {
    pub(in crate::platform::server) async fn open(desk: Desk, actor: Actor) -> Result<Self, Internal> {
        let tx = desk.db.begin().await?;
        let now = desk.clock.now();
        Ok(Self {
            tx,
            desk,
            actor,
            now,
            audits: Vec::new(),
            events: Vec::new(),
            notices: Vec::new(),
            jobs: Vec::new(),
            unaudited: false,
            forget_people: false,
        })
    }

    pub fn sql(&mut self, text: &'static str) -> Sql<'_> {
        self.tx.sql(text)
    }

    pub fn sql_by(&mut self, dialect: super::Dialect) -> Sql<'_> {
        let engine = self.tx.engine();
        self.tx.sql(dialect.pick(engine))
    }

    pub fn text(&mut self, text: Text) -> Sql<'_> {
        self.tx.text(text)
    }

    pub fn engine(&self) -> Engine {
        self.tx.engine()
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The instant of the whole work: every row it writes carries the same.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Today in Asia/Kolkata.
    pub fn today(&self) -> Date {
        self.now.ist_date()
    }

    pub fn audit(&mut self, entry: Audit) {
        self.audits.push(entry);
    }

    /// Who changed a record last, and when; somebody, now, where nothing was written down of it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_change(
        &mut self,
        entity_type: &'static str,
        entity: &str,
    ) -> Result<(String, Timestamp), Internal> {
        let now = self.now;
        let last: Option<(String, Timestamp)> = self
            .sql(
                "select user_name, at from audit_entries
                 where entity_type = $1 and entity_id = $2 and action not in ('LOGIN', 'LOGOUT', 'EXPORT', 'SEE_AS') order by id desc limit 1",
            )
            .bind(entity_type.to_owned())
            .bind(entity.to_owned())
            .optional()
            .await?;
        Ok(last.unwrap_or_else(|| ("Somebody".to_owned(), now)))
    }

    /// For housekeeping that is nobody's act: drafts, read marks, sessions, job states.
    pub fn without_audit(&mut self) {
        self.unaudited = true;
    }

    pub fn emit(&mut self, event: Event) {
        debug_assert!(events::is_known(event.name), "nobody can listen for {}", event.name);
        self.events.push(event);
    }

    pub fn notify(&mut self, notice: Notice) {
        debug_assert!(notices::find(notice.kind).is_some(), "nobody can choose whether to hear of {}", notice.kind);
        self.notices.push(notice);
    }

    /// Queues a job that starts once this work is committed.
    pub fn enqueue(&mut self, kind: &'static str, payload: Value) {
        self.jobs.push((kind, payload, self.now));
    }

    pub fn enqueue_at(&mut self, kind: &'static str, payload: Value, at: Timestamp) {
        self.jobs.push((kind, payload, at));
    }

    /// Somebody's role, manager or status changed: what is remembered of people is read anew.
    pub fn people_changed(&mut self) {
        self.forget_people = true;
    }

    /// Ends without changing anything.
    ///
    /// # Errors
    /// When the connection was lost; nothing is changed then either.
    pub async fn rollback(self) -> Result<(), Internal> {
        self.tx.rollback().await
    }

    /// Writes what rides on the work and commits all of it, then tells those who listen.
    ///
    /// # Errors
    /// When nothing was audited (and nobody said why not), when more than a file taken out is written down through another's
    /// eyes, or the database refuses; nothing is changed then.
    pub async fn commit(mut self) -> Result<(), Internal> {
        if self.audits.is_empty() && !self.unaudited {
            return Err(Internal::new("a change without an audit entry"));
        }
        let taken_out = !self.unaudited && self.audits.iter().all(|entry| entry.action == "EXPORT");
        if self.actor.behind.is_some() && !taken_out {
            return Err(Internal::new("a change through another's eyes"));
        }
        let audits = std::mem::take(&mut self.audits);
        idempotency::use_up(&mut self, &audits).await?;
        self.write_audits(audits).await?;
        self.write_notices().await?;
        self.write_jobs().await?;
        let sequence = self.write_events().await?;
        let queued = !self.jobs.is_empty();
        let Self { tx, desk, events, forget_people, .. } = self;
        // In a task of its own: what is committed is told, also when who asked for it has gone meanwhile.
        let committed = tokio::spawn(async move {
            tx.commit().await?;
            desk.memory.written();
            if forget_people {
                desk.people.forget();
            }
            for (number, event) in sequence.into_iter().zip(events) {
                desk.live.publish(number, event);
            }
            if queued {
                desk.wake_jobs.notify_waiters();
            }
            Ok(())
        });
        committed.await.map_err(Internal::from_error)?
    }

    /// Whose doing it is: of who sits there, whoever's eyes they look through.
    fn by(&self) -> (Option<UserId>, String) {
        match &self.actor.behind {
            Some(behind) => (Some(behind.id), behind.name.clone()),
            None => (self.actor.user(), self.actor.name.clone()),
        }
    }

    async fn write_audits(&mut self, audits: Vec<Audit>) -> Result<(), Internal> {
        let through = match &self.actor.behind {
            Some(_) => format!(", seeing as {} ({})", self.actor.name, self.actor.code),
            None => String::new(),
        };
        let rows: Vec<Value> = audits
            .into_iter()
            .map(|entry| {
                let summary = format!("{}{through}", entry.summary);
                json!({
                    "action": entry.action, "type": entry.entity_type, "entity": entry.entity_id, "summary": summary,
                    "old": entry.old.map(|v| v.to_string()), "new": entry.new.map(|v| v.to_string()),
                })
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let now = self.now;
        let (user, name) = self.by();
        let origin = self.actor.origin.clone();
        self.sql(
            "insert into audit_entries
                 (at, user_id, user_name, action, entity_type, entity_id, summary, old_data, new_data, address, agent, request_id)
             select $2, $3, $4, value->>'action', value->>'type', value->>'entity', value->>'summary', value->>'old',
                    value->>'new', $5, $6, $7
             from json_each($1)",
        )
        .bind(Value::from(rows).to_string())
        .bind(now)
        .bind(user)
        .bind(name)
        .bind(origin.address)
        .bind(origin.agent)
        .bind(origin.request_id)
        .run()
        .await?;
        Ok(())
    }

    async fn write_notices(&mut self) -> Result<(), Internal> {
        if self.notices.is_empty() {
            return Ok(());
        }
        let notices = self.wanted().await?;
        let rows: Vec<Value> = notices
            .iter()
            .map(|(n, _)| json!({"user": n.user, "kind": n.kind, "title": n.title, "body": n.body, "link": n.link}))
            .collect();
        let now = self.now;
        self.sql(
            "insert into notifications (user_id, at, kind, title, body, link)
             select cast(value->>'user' as bigint), $2, value->>'kind', value->>'title', value->>'body', value->>'link'
             from json_each($1)",
        )
        .bind(Value::from(rows).to_string())
        .bind(now)
        .run()
        .await?;
        for (notice, reach) in notices {
            self.events.push(Event::to_user(
                notice.user,
                events::NOTIFICATION,
                json!({
                    "kind": notice.kind, "title": notice.title, "body": notice.body, "link": notice.link,
                    "toast": reach == Reach::Shown,
                }),
            ));
        }
        Ok(())
    }

    /// The notices that those they are for want, and how these reach them.
    async fn wanted(&mut self) -> Result<Vec<(Notice, Reach)>, Internal> {
        let notices = std::mem::take(&mut self.notices);
        let people: Vec<UserId> = notices.iter().map(|notice| notice.user).collect();
        let unwanted = choices::unwanted(self, &people).await?;
        let none = Unwanted::new();
        let reached = notices.into_iter().map(|notice| {
            let reach = notices::reach(notice.kind, &notice.link, unwanted.get(&notice.user).unwrap_or(&none));
            (notice, reach)
        });
        Ok(reached.filter(|(_, reach)| *reach != Reach::Not).collect())
    }

    async fn write_jobs(&mut self) -> Result<(), Internal> {
        if self.jobs.is_empty() {
            return Ok(());
        }
        let rows: Vec<Value> = self
            .jobs
            .iter()
            .map(|(kind, payload, at)| json!({"kind": kind, "payload": payload.to_string(), "at": at}))
            .collect();
        let (now, user) = (self.now, self.actor.user());
        self.sql(
            "insert into jobs (kind, payload, run_at, user_id, created_at)
             select value->>'kind', value->>'payload', cast(value->>'at' as bigint), $2, $3 from json_each($1)",
        )
        .bind(Value::from(rows).to_string())
        .bind(user)
        .bind(now)
        .run()
        .await?;
        Ok(())
    }

    async fn write_events(&mut self) -> Result<Vec<i64>, Internal> {
        if self.events.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Value> = self
            .events
            .iter()
            .map(|e| json!({"name": e.name, "audience": e.audience.to_json(), "payload": e.payload.to_string()}))
            .collect();
        let now = self.now;
        let ids: Vec<(i64,)> = self
            .sql(
                "insert into events (at, name, audience, payload)
                 select $2, value->>'name', value->>'audience', value->>'payload' from json_each($1)
                 returning id",
            )
            .bind(Value::from(rows).to_string())
            .bind(now)
            .all()
            .await?;
        let mut ids: Vec<i64> = ids.into_iter().map(|(id,)| id).collect();
        ids.sort_unstable();
        Ok(ids)
    }
}
