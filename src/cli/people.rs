//! `nexus import-users` and `nexus migrate-passwords`: people who come from another system.

use std::{collections::HashMap, path::Path};

use serde::Deserialize;
use serde_json::json;

use super::Stop;
use crate::{
    identity::{
        Actor, Capability, Role,
        server::password::{self, Form},
    },
    imports::server::reader,
    platform::{
        failure::{Failure, FieldError},
        server::{Audit, Desk},
    },
    values::{Email, fold},
};

/// What the header of a file must name; `manager` may be left out.
const COLUMNS: [&str; 5] = ["code", "name", "email", "password", "role"];

/// A person as the file has them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Newcomer {
    pub code: String,
    pub name: String,
    pub email: String,
    /// Plain (hashed here) or bcrypt (kept, and renewed when its owner signs in).
    pub password: String,
    pub role: String,
    /// The manager's code.
    #[serde(default)]
    pub manager: Option<String>,
}

/// What moving passwords came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub migrated: usize,
    pub skipped: usize,
    pub errors: usize,
}

/// `nexus import-users FILE`.
pub async fn import(desk: &Desk, file: &Path) -> Result<(), Stop> {
    let bytes = std::fs::read(file).map_err(|error| Stop(format!("can't read {}: {error}", file.display())))?;
    let people = read(&bytes)?;
    let count = take_over(desk, &people).await?;
    println!("Imported {count} people; {} were there already and stay as they are.", people.len() - count);
    desk.db.close().await;
    Ok(())
}

/// Reads people from a list in JSON, or from the sheet of an .xlsx, .xls, .ods or .csv file; what it is, its content says.
///
/// # Errors
/// When it is none of these, or a column is missing.
pub fn read(bytes: &[u8]) -> Result<Vec<Newcomer>, Stop> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        return serde_json::from_slice(bytes).map_err(|error| Stop(format!("the file is no list of people: {error}")));
    }
    let sheet = reader::read_now(bytes).map_err(|error| Stop(error.to_string()))?;
    let header: Vec<String> = (0..sheet.width(0)).map(|column| fold(sheet.cell(0, column))).collect();
    let column = |name: &str| header.iter().position(|title| title == name);
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|name| column(name).is_none()).collect();
    if !missing.is_empty() {
        return Err(Stop(format!("the file has no column {}", missing.join(", "))));
    }
    let cell = |row: usize, name: &str| column(name).map(|at| sheet.cell(row, at).to_owned()).unwrap_or_default();
    Ok((1..sheet.len())
        .map(|row| Newcomer {
            code: cell(row, "code"),
            name: cell(row, "name"),
            email: cell(row, "email"),
            password: cell(row, "password"),
            role: cell(row, "role"),
            manager: Some(cell(row, "manager")).filter(|code| !code.is_empty()),
        })
        .collect())
}

/// Takes over people who are not here yet, by code and email; all of them or none. Answers how many came.
///
/// # Errors
/// Every field that can't be taken, by row.
pub async fn take_over(desk: &Desk, people: &[Newcomer]) -> Result<usize, Failure> {
    let wrong: Vec<FieldError> = people.iter().enumerate().flat_map(|(index, person)| check(index, person)).collect();
    if !wrong.is_empty() {
        return Err(Failure::invalid(wrong));
    }
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        let hash = match password::form(&person.password) {
            Form::Plain => password::hash(person.password.clone()).await?,
            Form::Bcrypt | Form::Argon2 => person.password.clone(),
        };
        let role = person.role.parse::<Role>().map_or("", Role::as_str);
        rows.push(
            json!({"code": person.code, "name": person.name, "email": fold(&person.email), "hash": hash, "role": role,
            "manager": person.manager.as_deref().filter(|code| !code.is_empty())}),
        );
    }
    let rows = serde_json::Value::from(rows).to_string();
    let mut work = desk.begin(&Actor::system(), Capability::ManageUsers).await?;
    let now = work.now();
    let added = work
        .sql(
            "insert into users (code, name, email, password_hash, role, is_approver, created_at, updated_at)
             select value->>'code', value->>'name', value->>'email', value->>'hash', value->>'role',
                    value->>'role' = 'Approving Authority', $2, $2
             from json_each($1) where true on conflict do nothing",
        )
        .bind(rows.clone())
        .bind(now)
        .run()
        .await?;
    work.sql(
        "update users set manager_id = m.id from json_each($1) as j join users m on m.code = j.value->>'manager'
         where users.code = j.value->>'code' and users.created_at = $2 and m.id <> users.id",
    )
    .bind(rows)
    .bind(now)
    .run()
    .await?;
    work.people_changed();
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "user",
        entity_id: "import-users".to_owned(),
        summary: format!("{added} people taken over from a file"),
        old: None,
        new: Some(json!({"codes": people.iter().map(|person| &person.code).collect::<Vec<_>>()})),
    });
    work.commit().await?;
    Ok(usize::try_from(added).unwrap_or_default())
}

fn check(index: usize, person: &Newcomer) -> Vec<FieldError> {
    // The first row of a file is its header.
    let row = u32::try_from(index + 2).unwrap_or(u32::MAX);
    let wrong = |field: &str, code: &str, message: String| FieldError::new(field, code, message).at(row);
    let mut found = Vec::new();
    for (field, value) in [("code", &person.code), ("name", &person.name), ("password", &person.password)] {
        if value.trim().is_empty() {
            found.push(wrong(field, "empty", format!("{field} is missing")));
        }
    }
    if Email::parse(&person.email).is_err() {
        found.push(wrong("email", "not_an_email", format!("{:?} is no email address", person.email)));
    }
    if person.role.parse::<Role>().is_err() {
        let roles = Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
        found.push(wrong("role", "unknown_role", format!("{:?} is no role; the roles are {roles}", person.role)));
    }
    found
}

/// `nexus migrate-passwords`.
pub async fn migrate_passwords(desk: &Desk) -> Result<(), Stop> {
    let moved = move_passwords(desk).await?;
    println!("Migrated: {}", moved.migrated);
    println!("Skipped: {} (hashed already)", moved.skipped);
    println!("Errors: {}", moved.errors);
    desk.db.close().await;
    if moved.errors > 0 { Err(Stop("some passwords could not be moved; run this again".to_owned())) } else { Ok(()) }
}

/// Hashes every password that is kept plain. Running it again does no more.
///
/// # Errors
/// When the database refuses; what could not be hashed is counted instead.
pub async fn move_passwords(desk: &Desk) -> Result<Moved, Failure> {
    let mut moved = Moved::default();
    let mut after = 0_i64;
    loop {
        let rows: Vec<(i64, String)> = desk
            .db
            .sql("select id, password_hash from users where id > $1 order by id limit 500")
            .bind(after)
            .all()
            .await?;
        let Some((last, _)) = rows.last() else { return Ok(moved) };
        after = *last;
        let plain: HashMap<i64, String> =
            rows.iter().filter(|(_, stored)| password::form(stored) == Form::Plain).cloned().collect();
        moved.skipped += rows.len() - plain.len();
        let mut hashed = Vec::with_capacity(plain.len());
        for (id, stored) in plain {
            match password::hash(stored.clone()).await {
                Ok(hash) if !stored.is_empty() => hashed.push(json!({"id": id, "old": stored, "hash": hash})),
                _ => moved.errors += 1,
            }
        }
        if !hashed.is_empty() {
            moved.migrated += save(desk, hashed).await?;
        }
    }
}

async fn save(desk: &Desk, hashed: Vec<serde_json::Value>) -> Result<usize, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ManageUsers).await?;
    let changed = work
        .sql(
            "update users set password_hash = j.value->>'hash' from json_each($1) as j
             where users.id = cast(j.value->>'id' as bigint) and users.password_hash = j.value->>'old'",
        )
        .bind(serde_json::Value::from(hashed).to_string())
        .run()
        .await?;
    work.audit(Audit {
        action: "PASSWORD_RESET",
        entity_type: "user",
        entity_id: "migrate-passwords".to_owned(),
        summary: format!("{changed} plain passwords hashed"),
        old: None,
        new: None,
    });
    work.commit().await?;
    Ok(usize::try_from(changed).unwrap_or_default())
}
