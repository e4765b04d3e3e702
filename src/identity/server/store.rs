//! SQL of identity.

use crate::{
    identity::{
        Role,
        model::{RoleChange, UserFilter, UserList, UserRow},
        rules::UserData,
    },
    platform::{
        failure::Internal,
        server::{Db, Dialect, Text, Work},
    },
    values::{Money, Timestamp, UserId, Version},
};

/// A user as signing in needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Login {
    pub id: UserId,
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub status: String,
    pub password_hash: String,
    pub stamp: i64,
}

pub async fn find_login(db: &Db, email: &str) -> Result<Option<Login>, Internal> {
    db.sql("select id, code, name, email, role, status, password_hash, stamp from users where email = $1")
        .bind(email.to_owned())
        .optional()
        .await
}

pub async fn get_login(db: &Db, id: UserId) -> Result<Option<Login>, Internal> {
    db.sql("select id, code, name, email, role, status, password_hash, stamp from users where id = $1")
        .bind(id)
        .optional()
        .await
}

pub async fn signed_in(work: &mut Work, id: UserId, at: Timestamp) -> Result<(), Internal> {
    work.sql("update users set last_login_at = $1 where id = $2").bind(at).bind(id).run().await?;
    Ok(())
}

pub async fn set_password(work: &mut Work, id: UserId, hash: String) -> Result<(), Internal> {
    work.sql("update users set password_hash = $1 where id = $2").bind(hash).bind(id).run().await?;
    Ok(())
}

/// A user, whole but for the password.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    pub id: UserId,
    pub code: String,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub role: Role,
    pub status: String,
    pub manager_code: Option<String>,
    pub manager_name: Option<String>,
    pub zone: Option<String>,
    pub monthly_target_paise: Money,
    pub gross_salary_paise: Option<Money>,
    pub last_login_at: Option<Timestamp>,
    pub version: Version,
}

const USER: &str =
    "select u.id, u.code, u.name, u.email, u.phone, u.role, u.status, m.code as manager_code, m.name as manager_name,
    u.zone, u.monthly_target_paise, u.gross_salary_paise, u.last_login_at, u.version
    from users u left join users m on m.id = u.manager_id ";
/// Rows of a page.
const PAGE: i64 = 100;

fn narrowed(text: &mut Text, filter: &UserFilter) {
    text.push(" where 1 = 1");
    let q = filter.q.trim();
    if !q.is_empty() {
        let like = format!("%{}%", escape_like(&q.to_lowercase()));
        text.push(" and (lower(u.name) like ")
            .bind(like.clone())
            .push(" escape '\\' or u.email like ")
            .bind(like.clone());
        text.push(" escape '\\' or lower(u.code) like ").bind(like).push(" escape '\\')");
    }
    if let Ok(role) = filter.role.parse::<Role>() {
        text.push(" and u.role = ").bind(role);
    }
    if matches!(filter.status.as_str(), "Active" | "Inactive") {
        text.push(" and u.status = ").bind(filter.status.clone());
    }
}

/// The text with the wild cards of `like` taken literally; use with `escape '\'`.
pub fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// So many users behind the filter's id, after so many that are passed over.
pub async fn users(db: &Db, filter: &UserFilter, (limit, skip): (i64, i64)) -> Result<Vec<User>, Internal> {
    let mut text = Text::new(db.engine(), USER);
    narrowed(&mut text, filter);
    if !filter.after.is_empty() {
        text.push(" and u.code > ").bind(filter.after.clone());
    }
    text.push(" order by u.code, u.id limit ").bind(limit).push(" offset ").bind(skip);
    db.text(text).all().await
}

/// How many match in all.
pub async fn count(db: &Db, filter: &UserFilter) -> Result<i64, Internal> {
    let mut text = Text::new(db.engine(), "select count(*) from users u");
    narrowed(&mut text, filter);
    let (total,): (i64,) = db.text(text).one().await?;
    Ok(total)
}

pub async fn list(db: &Db, filter: &UserFilter) -> Result<UserList, Internal> {
    let mut rows = users(db, filter, (PAGE + 1, 0)).await?;
    let total = count(db, filter).await?;
    let page = usize::try_from(PAGE).unwrap_or(100);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|user| user.code.clone());
    let rows = rows
        .into_iter()
        .map(|u| UserRow {
            code: u.code,
            name: u.name,
            email: u.email,
            role: u.role,
            status: u.status,
            manager: u.manager_name,
            zone: u.zone,
            last_login: u.last_login_at,
        })
        .collect();
    Ok(UserList { rows, total, next })
}

pub async fn get(db: &Db, code: &str) -> Result<Option<User>, Internal> {
    let mut text = Text::new(db.engine(), USER);
    text.push(" where u.code = ").bind(code.to_owned());
    db.text(text).optional().await
}

pub async fn get_in(work: &mut Work, code: &str) -> Result<Option<User>, Internal> {
    let mut text = Text::new(work.engine(), USER);
    text.push(" where u.code = ").bind(code.to_owned());
    work.text(text).optional().await
}

/// Id and name of those who may stand above this user.
pub async fn managers(db: &Db, code: &str) -> Result<Vec<(String, String)>, Internal> {
    db.sql("select code, name from users where status = 'Active' and code <> $1 order by name, id limit 1000")
        .bind(code.to_owned())
        .all()
        .await
}

/// The roles this user was given, from the audit log, the latest first.
pub async fn roles_given(db: &Db, code: &str) -> Result<Vec<RoleChange>, Internal> {
    let rows: Vec<(Timestamp, String, String)> = db
        .sql(
            "select at, user_name, summary from audit_entries
             where entity_type = 'user' and entity_id = $1 and action in ('CREATE', 'ROLE_CHANGE') and outcome = 'ok'
             order by id desc limit 50",
        )
        .bind(code.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(at, who, what)| RoleChange { at, who, what }).collect())
}

/// One change of the hierarchy at a time, so that two can't close a circle together.
pub async fn lock_hierarchy(work: &mut Work) -> Result<(), Internal> {
    work.sql_by(Dialect { sqlite: "select 1", postgres: "select pg_advisory_xact_lock(7203)" }).run().await?;
    Ok(())
}

pub async fn active_id(work: &mut Work, code: &str) -> Result<Option<UserId>, Internal> {
    let row: Option<(UserId,)> =
        work.sql("select id from users where code = $1 and status = 'Active'").bind(code.to_owned()).optional().await?;
    Ok(row.map(|(id,)| id))
}

/// Whether the user of this code stands above the other, at any height.
pub async fn stands_above(work: &mut Work, code: &str, other: UserId) -> Result<bool, Internal> {
    let row: Option<(i64,)> = work
        .sql(
            "with recursive above (id, manager_id) as (
                 select id, manager_id from users where id = $1
                 union
                 select u.id, u.manager_id from users u join above a on u.id = a.manager_id
             )
             select cast(1 as bigint) from above a join users u on u.id = a.id where u.code = $2 limit 1",
        )
        .bind(other)
        .bind(code.to_owned())
        .optional()
        .await?;
    Ok(row.is_some())
}

/// The codes that begin as this role's do.
pub async fn codes_like(work: &mut Work, role: Role) -> Result<Vec<String>, Internal> {
    let like = format!("{}-%", crate::identity::rules::prefix(role));
    let rows: Vec<(String,)> =
        work.sql("select code from users where code like $1 order by code, id limit 100000").bind(like).all().await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Adds a user; false when the address is taken.
pub async fn insert(
    work: &mut Work,
    code: &str,
    data: &UserData,
    manager: Option<UserId>,
    hash: String,
) -> Result<bool, Internal> {
    let now = work.now();
    let added = work
        .sql(
            "insert into users (code, name, email, phone, password_hash, role, status, manager_id, zone,
                                monthly_target_paise, gross_salary_paise, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) on conflict do nothing",
        )
        .bind(code.to_owned())
        .bind(data.name.clone())
        .bind(data.email.clone())
        .bind(data.phone.clone())
        .bind(hash)
        .bind(data.role)
        .bind(status(data))
        .bind(manager)
        .bind(data.zone.clone())
        .bind(data.monthly_target)
        .bind(data.gross_salary)
        .bind(now)
        .run()
        .await?;
    Ok(added == 1)
}

fn status(data: &UserData) -> &'static str {
    if data.active { "Active" } else { "Inactive" }
}

pub async fn email_is_anothers(work: &mut Work, email: &str, id: UserId) -> Result<bool, Internal> {
    let row: Option<(UserId,)> = work
        .sql("select id from users where email = $1 and id <> $2")
        .bind(email.to_owned())
        .bind(id)
        .optional()
        .await?;
    Ok(row.is_some())
}

/// Writes a user over the version that was read; false when there is a later one.
pub async fn update(
    work: &mut Work,
    id: UserId,
    version: Version,
    data: &UserData,
    manager: Option<UserId>,
) -> Result<bool, Internal> {
    let now = work.now();
    let changed = work
        .sql(
            "update users set name = $1, email = $2, phone = $3, role = $4, status = $5, manager_id = $6, zone = $7,
                    monthly_target_paise = $8, gross_salary_paise = $9, updated_at = $10, version = version + 1
             where id = $11 and version = $12",
        )
        .bind(data.name.clone())
        .bind(data.email.clone())
        .bind(data.phone.clone())
        .bind(data.role)
        .bind(status(data))
        .bind(manager)
        .bind(data.zone.clone())
        .bind(data.monthly_target)
        .bind(data.gross_salary)
        .bind(now)
        .bind(id)
        .bind(version)
        .run()
        .await?;
    Ok(changed == 1)
}
