//! `nexus import-users` and `nexus migrate-passwords`: people who come from another system.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

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
        failure::{Failure, FieldError, Kind},
        server::{Audit, Desk, Work},
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

impl Newcomer {
    fn manager(&self) -> Option<&str> {
        self.manager.as_deref().map(str::trim).filter(|code| !code.is_empty())
    }
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
    let flawed: Vec<String> = (1..sheet.len())
        .filter(|row| (0..sheet.width(*row)).any(|column| sheet.flaw(*row, column).is_some()))
        .map(|row| sheet.number(row).to_string())
        .collect();
    if !flawed.is_empty() {
        return Err(Stop(format!(
            "formulas without a value, or characters that can't be kept, in row {}; save the file in Excel first",
            flawed.join(", ")
        )));
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

/// Takes over people who are not here yet, by their codes; all of them or none. Answers how many came.
///
/// # Errors
/// Every field that can't be taken, by row; also when somebody else was faster with a code or an email address.
pub async fn take_over(desk: &Desk, people: &[Newcomer]) -> Result<usize, Failure> {
    let there = there(desk, people).await?;
    let mut wrong: Vec<FieldError> =
        people.iter().enumerate().flat_map(|(index, person)| check(index, person)).collect();
    wrong.extend(together(people, &there));
    if !wrong.is_empty() {
        wrong.sort_by_key(|error| error.row);
        return Err(Failure::invalid(wrong));
    }
    let people: Vec<&Newcomer> = people.iter().filter(|person| !there.codes.contains(person.code.as_str())).collect();
    let rows = hashed(&people).await?;
    let mut work = desk.begin(&Actor::system(), Capability::ManageUsers).await?;
    if insert(&mut work, rows).await? != people.len() as u64 {
        let message = "Somebody added people with these codes or email addresses meanwhile. Run the import again.";
        return Err(Failure::new(Kind::Conflict, "changed", message));
    }
    work.people_changed();
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "user",
        entity_id: "import-users".to_owned(),
        summary: format!("{} people taken over from a file", people.len()),
        old: None,
        new: Some(json!({"codes": people.iter().map(|person| &person.code).collect::<Vec<_>>()})),
    });
    work.commit().await?;
    Ok(people.len())
}

/// The rows to write, passwords hashed.
async fn hashed(people: &[&Newcomer]) -> Result<String, Failure> {
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        let hash = match password::form(&person.password) {
            Form::Plain => password::hash(person.password.clone()).await?,
            Form::Bcrypt | Form::Argon2 => person.password.clone(),
        };
        let role = person.role.parse::<Role>().map_or("", Role::as_str);
        rows.push(
            json!({"code": person.code, "name": person.name, "email": fold(&person.email), "hash": hash, "role": role,
            "manager": person.manager()}),
        );
    }
    Ok(serde_json::Value::from(rows).to_string())
}

/// Writes people and who is above them; answers how many came.
async fn insert(work: &mut Work, rows: String) -> Result<u64, Failure> {
    let now = work.now();
    let added = work
        .sql(
            "insert into users (code, name, email, password_hash, role, created_at, updated_at)
             select value->>'code', value->>'name', value->>'email', value->>'hash', value->>'role', $2, $2
             from json_each($1) where true on conflict do nothing",
        )
        .bind(rows.clone())
        .bind(now)
        .run()
        .await?;
    work.sql(
        "update users set manager_id = m.id from json_each($1) as j join users m on m.code = j.value->>'manager'
         where users.code = j.value->>'code'",
    )
    .bind(rows)
    .run()
    .await?;
    Ok(added)
}

/// Who is here already of those whom a file names.
#[derive(Default)]
struct There {
    codes: HashSet<String>,
    /// Whose each email address is.
    emails: HashMap<String, String>,
}

async fn there(desk: &Desk, people: &[Newcomer]) -> Result<There, Failure> {
    let named = people
        .iter()
        .map(|person| json!({"code": person.code, "email": fold(&person.email), "manager": person.manager()}));
    let rows: Vec<(String, String)> = desk
        .db
        .sql(
            "select code, email from users
             where code in (select value->>'code' from json_each($1) union all select value->>'manager' from json_each($1))
                or email in (select value->>'email' from json_each($1)) order by id",
        )
        .bind(serde_json::Value::from(named.collect::<Vec<_>>()).to_string())
        .all()
        .await?;
    let mut there = There::default();
    for (code, email) in rows {
        there.codes.insert(code.clone());
        there.emails.insert(fold(&email), code);
    }
    Ok(there)
}

/// The first row of a file is its header.
fn row(index: usize) -> u32 {
    u32::try_from(index + 2).unwrap_or(u32::MAX)
}

/// What newcomers get wrong beside each other and those who are here: codes and email addresses in use, managers who are nowhere or
/// in a circle, in which everybody would see everybody's orders.
fn together(people: &[Newcomer], there: &There) -> Vec<FieldError> {
    let new = || people.iter().enumerate().filter(|(_, person)| !there.codes.contains(&person.code));
    let mut by_code: HashMap<&str, (usize, &Newcomer)> = HashMap::new();
    let mut emails: HashMap<String, u32> = HashMap::new();
    let mut found = Vec::new();
    for (index, person) in new().filter(|(_, person)| !person.code.trim().is_empty()) {
        let mut wrong = |field: &str, code: &str, message: String| {
            found.push(FieldError::new(field, code, message).at(row(index)));
        };
        if let Some((first, _)) = by_code.get(person.code.as_str()) {
            wrong("code", "twice", format!("{} stands in row {} already", person.code, row(*first)));
            continue;
        }
        by_code.insert(&person.code, (index, person));
        let email = fold(&person.email);
        if let Some(owner) = there.emails.get(&email) {
            wrong("email", "taken", format!("{email} is the email address of {owner}"));
        } else if let Some(first) = emails.insert(email.clone(), row(index)) {
            wrong("email", "twice", format!("{email} stands in row {first} already"));
        }
    }
    for (index, person) in new() {
        let Some(manager) = person.manager() else { continue };
        if !there.codes.contains(manager) && !by_code.contains_key(manager) {
            let message = format!("nobody has the code {manager}, here or in the file");
            found.push(FieldError::new("manager", "unknown_manager", message).at(row(index)));
        }
    }
    found.extend(circles(people, &by_code));
    found
}

/// Newcomers who are above themselves, each circle told once: those who are here are above nobody new.
fn circles(people: &[Newcomer], by_code: &HashMap<&str, (usize, &Newcomer)>) -> Vec<FieldError> {
    let mut done: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for person in people {
        let mut way: Vec<&Newcomer> = Vec::new();
        let mut next = by_code.get(person.code.as_str());
        while let Some((index, one)) = next {
            if let Some(from) = way.iter().position(|before| before.code == one.code) {
                let circle = way[from..].iter().chain([one]).map(|one| format!("{} ({})", one.name, one.code));
                let message = format!("managers in a circle: {}", circle.collect::<Vec<_>>().join(", below "));
                found.push(FieldError::new("manager", "circle", message).at(row(*index)));
                break;
            }
            if !done.insert(&one.code) {
                break;
            }
            way.push(one);
            next = one.manager().and_then(|manager| by_code.get(manager));
        }
    }
    found
}

fn check(index: usize, person: &Newcomer) -> Vec<FieldError> {
    let wrong = |field: &str, code: &str, message: String| FieldError::new(field, code, message).at(row(index));
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
