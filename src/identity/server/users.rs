//! What an Admin does with users.

use serde_json::{Map, Value, json};

use super::{
    super::error::Error,
    password, salaries, sessions,
    store::{self, User},
};
use crate::{
    identity::{
        Actor, Capability, Role,
        model::{UserEditor, UserFilter, UserForm, UserList},
        rules::{UserData, next_code},
    },
    platform::{
        failure::{Failure, FieldError},
        server::{Audit, Desk, Work},
    },
    values::{UserId, Version},
};

/// A page of users.
///
/// # Errors
/// `forbidden` for anybody but an Admin.
pub async fn list(desk: &Desk, actor: &Actor, filter: &UserFilter) -> Result<UserList, Failure> {
    let db = desk.read(actor, Capability::ManageUsers)?;
    Ok(store::list(db, filter).await?)
}

/// The form of a user; of a new one when `code` is empty.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, code: &str) -> Result<UserEditor, Failure> {
    let db = desk.read(actor, Capability::ManageUsers)?;
    let form = if code.is_empty() {
        UserForm { role: Role::Sales.to_string(), status: "Active".to_owned(), ..UserForm::default() }
    } else {
        form_of(&store::get(db, code).await?.ok_or(Error::NotFound("This user"))?)
    };
    let (managers, salaries) = (store::managers(db, code).await?, salaries::all(db, code).await?);
    let roles = store::roles_given(db, code).await?;
    Ok(UserEditor { code: code.to_owned(), form, managers, salaries, roles })
}

/// A user as a form shows them.
pub fn form_of(user: &User) -> UserForm {
    UserForm {
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role.to_string(),
        manager: user.manager_code.clone().unwrap_or_default(),
        zone: user.zone.clone().unwrap_or_default(),
        phone: user.phone.clone().unwrap_or_default(),
        monthly_target: user.monthly_target_paise.plain(),
        gross_salary: user.gross_salary_paise.map(|salary| salary.plain()).unwrap_or_default(),
        salary_from: String::new(),
        status: user.status.clone(),
        password: String::new(),
        version: user.version.to_string(),
    }
}

/// Saves a user, a new one when `code` is empty; answers the id.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`], [`Error::Yourself`].
pub async fn save(desk: &Desk, actor: &Actor, code: &str, form: &UserForm) -> Result<String, Failure> {
    actor.must(Capability::ManageUsers)?;
    let data = form.parse(code.is_empty()).map_err(Error::Invalid)?;
    salaries::not_ahead(&data, desk.clock.today()).map_err(|wrong| Error::Invalid(vec![wrong]))?;
    let hash = match data.password.clone() {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let mut work = desk.begin(actor, Capability::ManageUsers).await?;
    store::lock_hierarchy(&mut work).await?;
    let manager = manager_id(&mut work, &data, code).await?;
    if code.is_empty() {
        let code = create(&mut work, &data, manager, hash.unwrap_or_default()).await?;
        work.commit().await?;
        return Ok(code);
    }
    let version = form.version.parse::<Version>().unwrap_or(Version::FIRST);
    if change(&mut work, code, version, &data, manager, hash).await? {
        work.commit().await?;
    } else {
        work.rollback().await?;
    }
    Ok(code.to_owned())
}

async fn manager_id(work: &mut Work, data: &UserData, code: &str) -> Result<Option<UserId>, Failure> {
    let Some(manager) = &data.manager else { return Ok(None) };
    let wrong =
        |code: &str, message: &str| Error::Invalid(vec![FieldError::new("manager", code, message).typed(manager)]);
    let id = store::active_id(work, manager)
        .await?
        .ok_or_else(|| wrong("unknown", "Manager: nobody active has this id."))?;
    if manager == code {
        return Err(wrong("cycle", "Manager: nobody is their own manager.").into());
    }
    if store::stands_above(work, code, id).await? {
        return Err(wrong("cycle", "Manager: this person stands below the user already. Choose somebody else.").into());
    }
    Ok(Some(id))
}

async fn create(work: &mut Work, data: &UserData, manager: Option<UserId>, hash: String) -> Result<String, Failure> {
    let taken = store::codes_like(work, data.role).await?;
    let code = next_code(data.role, taken.iter().map(String::as_str));
    if !store::insert(work, &code, data, manager, hash).await? {
        return Err(email_taken(data));
    }
    work.people_changed();
    work.audit(Audit {
        action: "CREATE",
        entity_type: "user",
        entity_id: code.clone(),
        summary: format!("Registered {} as {}", data.name, data.role),
        old: None,
        new: Some(described(data)),
    });
    Ok(code)
}

fn email_taken(data: &UserData) -> Failure {
    Error::Invalid(vec![FieldError::new("email", "taken", "Email: another user has this address.").typed(&data.email)])
        .into()
}

/// Changes a user; answers false when nothing differs.
async fn change(
    work: &mut Work,
    code: &str,
    version: Version,
    data: &UserData,
    manager: Option<UserId>,
    hash: Option<String>,
) -> Result<bool, Failure> {
    let before = store::get_in(work, code).await?.ok_or(Error::NotFound("This user"))?;
    let was = form_of(&before).parse(false).map_err(Error::Invalid)?;
    if before.version != version {
        return Err(changed_by(work, code).await?);
    }
    if work.actor().id == before.id && (!data.active || data.role != Role::Admin) {
        return Err(Error::Yourself.into());
    }
    let (old, new) = differences(&described(&was), &described(data));
    if new.is_empty() && hash.is_none() {
        return Ok(false);
    }
    if store::email_is_anothers(work, &data.email, before.id).await? {
        return Err(email_taken(data));
    }
    if !store::update(work, before.id, version, data, manager).await? {
        return Err(changed_by(work, code).await?);
    }
    if new.contains_key("grossMonthlySalary") || data.salary_from.is_some() {
        salaries::set(work, before.id, was.gross_salary, data).await?;
    }
    if was.active && !data.active || hash.is_some() {
        sessions::end_all(work, before.id, None).await?;
    }
    work.people_changed();
    if let Some(hash) = hash {
        store::set_password(work, before.id, hash).await?;
        record(work, code, "PASSWORD_RESET", format!("Set a new password for {}", data.name), None, None);
    }
    if was.role != data.role {
        let (from, to) = (json!({"role": was.role}), json!({"role": data.role}));
        record(
            work,
            code,
            "ROLE_CHANGE",
            format!("{}: {} became {}", data.name, was.role, data.role),
            Some(from),
            Some(to),
        );
    }
    if new.keys().any(|key| key != "role") {
        let fields = new.keys().filter(|key| *key != "role").cloned().collect::<Vec<_>>().join(", ");
        record(
            work,
            code,
            "UPDATE",
            format!("Changed {} of {}", fields, data.name),
            Some(old.into()),
            Some(new.into()),
        );
    }
    Ok(true)
}

fn record(work: &mut Work, code: &str, action: &'static str, summary: String, old: Option<Value>, new: Option<Value>) {
    work.audit(Audit { action, entity_type: "user", entity_id: code.to_owned(), summary, old, new });
}

async fn changed_by(work: &mut Work, code: &str) -> Result<Failure, Failure> {
    let (by, at) = work.last_change("user", code).await?;
    Ok(Error::ChangedBy { by, at: at.ist_clock() }.into())
}

/// A user as the audit keeps them: never the password.
fn described(data: &UserData) -> Value {
    json!({
        "name": data.name, "email": data.email, "role": data.role, "manager": data.manager, "zone": data.zone, "phone": data.phone,
        "monthlyTarget": data.monthly_target.plain(), "grossMonthlySalary": data.gross_salary.map(|salary| salary.plain()),
        "salaryFrom": data.salary_from.map(|month| month.wire()),
        "status": if data.active { "Active" } else { "Inactive" },
    })
}

fn differences(old: &Value, new: &Value) -> (Map<String, Value>, Map<String, Value>) {
    let empty = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let changed = |key: &String| old.get(key) != new.get(key);
    let pick = |from: &Map<String, Value>| {
        from.iter().filter(|(key, _)| changed(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    (pick(old), pick(new))
}
