//! Who works at the sample distributor: the seeds' people, one for each other role, and a manager above the sales people.

use std::collections::HashMap;

use super::rows::UserRow;
use crate::{
    identity::{Role, server::password},
    platform::failure::Internal,
};

/// A sample person with the password that the documentation names.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub id: i64,
    pub code: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub role: Role,
    pub manager: Option<i64>,
}

const fn person(
    id: i64,
    code: &'static str,
    name: &'static str,
    email: &'static str,
    password: &'static str,
    role: Role,
    manager: Option<i64>,
) -> Person {
    Person { id, code, name, email, password, role, manager }
}

/// Everyone; the manager comes before those below.
pub const PEOPLE: &[Person] = &[
    person(1, "ADMIN-001", "Admin User", "admin@nexusoms.com", "admin123", Role::Admin, None),
    person(2, "SALES-010", "Sunita Rao", "sunita@nexusoms.com", "sales123", Role::Sales, None),
    person(3, "SALES-001", "Rajesh Kumar", "rajesh@nexusoms.com", "sales123", Role::Sales, Some(2)),
    person(4, "SALES-002", "Priya Sharma", "priya@nexusoms.com", "sales123", Role::Sales, Some(2)),
    person(5, "CREDIT-001", "Amit Patel", "amit@nexusoms.com", "credit123", Role::CreditControl, None),
    person(6, "APPROVER-001", "Meera Nair", "meera@nexusoms.com", "approver123", Role::ApprovingAuthority, None),
    person(7, "WH-001", "Suresh Pawar", "suresh@nexusoms.com", "warehouse123", Role::Warehouse, None),
    person(8, "QC-001", "Kavita Joshi", "kavita@nexusoms.com", "quality123", Role::QualityControl, None),
    person(9, "LOG-001", "Imran Shaikh", "imran@nexusoms.com", "logistics123", Role::Logistics, None),
    person(10, "BILL-001", "Lakshmi Iyer", "lakshmi@nexusoms.com", "billing123", Role::Billing, None),
    person(11, "DEL-001", "Ganesh Shinde", "ganesh@nexusoms.com", "delivery123", Role::Delivery, None),
    person(12, "PROC-001", "Farida Khan", "farida@nexusoms.com", "procurement123", Role::Procurement, None),
    person(13, "VIEW-001", "Nikhil Das", "nikhil@nexusoms.com", "viewer123", Role::Viewer, None),
];

/// The one who acts for a role.
pub fn of(role: Role) -> &'static Person {
    PEOPLE.iter().find(|person| person.role == role).unwrap_or(&PEOPLE[0])
}

/// The person of this id.
pub fn by_id(id: i64) -> &'static Person {
    PEOPLE.iter().find(|person| person.id == id).unwrap_or(&PEOPLE[0])
}

/// Their rows, each password hashed, the same password once.
///
/// # Errors
/// When hashing itself fails.
pub async fn hashed() -> Result<Vec<UserRow>, Internal> {
    let mut wanted: Vec<&str> = PEOPLE.iter().map(|person| person.password).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let hashes =
        futures::future::try_join_all(wanted.iter().map(|password| password::hash((*password).to_owned()))).await?;
    let hashes: HashMap<&str, String> = wanted.into_iter().zip(hashes).collect();
    Ok(PEOPLE
        .iter()
        .map(|person| UserRow {
            id: person.id,
            code: person.code,
            name: person.name,
            email: person.email,
            phone: format!("+9198200{:05}", 41_000 + person.id * 37),
            password_hash: hashes.get(person.password).cloned().unwrap_or_default(),
            role: person.role.as_str(),
            manager: person.manager,
            zone: (person.role == Role::Sales).then_some("West"),
            monthly_target: if person.role == Role::Sales { 100_000_000 } else { 0 },
            gross_salary: super::pms::salary(person.id),
        })
        .collect())
}
