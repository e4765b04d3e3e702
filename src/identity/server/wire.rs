//! Users in the shapes existing clients know.

use serde_json::{Map, Value, json};

use super::store::User;
use crate::{
    identity::{Actor, Capability, model::UserForm},
    platform::wire::{rupees, typed},
};

/// A user as these eyes may see them: the salary only those who set salaries, managers above, and oneself.
pub fn user(user: &User, reader: &Actor) -> Value {
    let mut wire = whole(user);
    if !(reader.may(Capability::SetUpKra) || reader.id == user.id || reader.is_above(user.id))
        && let Some(fields) = wire.as_object_mut()
    {
        fields.remove("grossMonthlySalary");
    }
    wire
}

/// A user as they see themselves.
pub fn whole(user: &User) -> Value {
    json!({
        "id": user.code, "name": user.name, "email": user.email, "role": user.role, "status": user.status,
        "isApprover": user.role.may(Capability::ReleaseAboveLimit), "managerId": user.manager_code, "zone": user.zone, "phone": user.phone,
        "monthlyTarget": rupees(user.monthly_target_paise), "lastLogin": user.last_login_at.map(|at| at.iso()),
        "grossMonthlySalary": user.gross_salary_paise.map(rupees), "version": user.version,
    })
}

/// The fields of the form, and how bodies name them.
pub const NAMES: &[(&str, &str)] = &[
    ("manager", "managerId"),
    ("monthly_target", "monthlyTarget"),
    ("gross_salary", "grossMonthlySalary"),
    ("salary_from", "salaryFrom"),
];

/// Writes what a body says over a form; what it doesn't name stays.
pub fn overlay(form: &mut UserForm, body: &Map<String, Value>) {
    for (key, value) in body {
        let field = match key.as_str() {
            "name" => &mut form.name,
            "email" => &mut form.email,
            "role" => &mut form.role,
            "managerId" => &mut form.manager,
            "zone" => &mut form.zone,
            "phone" => &mut form.phone,
            "monthlyTarget" => &mut form.monthly_target,
            "grossMonthlySalary" => &mut form.gross_salary,
            "salaryFrom" => &mut form.salary_from,
            "status" => &mut form.status,
            "password" => &mut form.password,
            "version" => &mut form.version,
            _ => continue,
        };
        *field = typed(value);
    }
}
