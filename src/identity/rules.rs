//! What makes a good password, what a user's form says, and how ids of users are made.

use super::{Role, model::UserForm};
use crate::{
    platform::failure::FieldError,
    values::{Email, Money, Month, ParseError, Phone, fold},
};

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 8;
/// More would only keep the hash busy.
pub const LONGEST_PASSWORD: usize = 200;

/// What everybody tries first, of eight and more characters.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "11111111",
    "00000000",
    "password",
    "password1",
    "password12",
    "password123",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "qwertyui",
    "qwerty12",
    "qwerty123",
    "qwertyuiop",
    "1q2w3e4r",
    "1qaz2wsx",
    "asdfghjkl",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "whatever",
    "trustno1",
    "welcome1",
    "welcome123",
    "letmein1",
    "abcd1234",
    "abc12345",
    "admin123",
    "admin1234",
    "sales123",
    "credit123",
    "user1234",
    "test1234",
    "changeme",
    "changeme1",
    "india123",
    "india@123",
    "admin@123",
    "welcome@123",
    "password@123",
    "krishna123",
    "ganesh123",
    "computer",
];

/// Why this can't be somebody's password, or `None`.
pub fn weakness(password: &str, email: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let length = password.chars().count();
    let plain = fold(password);
    let mailbox = email.split('@').next().unwrap_or_default();
    if length < SHORTEST_PASSWORD {
        Some(("too_short", "Use at least 8 characters."))
    } else if length > LONGEST_PASSWORD {
        Some(("too_long", "Use at most 200 characters."))
    } else if COMMON.contains(&plain.as_str()) || plain.chars().all(|c| plain.starts_with(c)) {
        Some(("common", "This is one of the first that somebody would try. Choose another."))
    } else if plain == fold(email) || plain == fold(mailbox) || plain == fold(name) {
        Some(("own_name", "Not your name or address. Choose another."))
    } else {
        None
    }
}

/// A user's form, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserData {
    pub name: String,
    pub email: String,
    pub role: Role,
    /// The manager's id.
    pub manager: Option<String>,
    pub zone: Option<String>,
    pub phone: Option<String>,
    pub monthly_target: Money,
    pub gross_salary: Option<Money>,
    /// `None`: the running month.
    pub salary_from: Option<Month>,
    pub active: bool,
    pub password: Option<String>,
}

impl UserForm {
    /// Reads what was typed; a new user needs a password.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(&self, is_new: bool) -> Result<UserData, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 90 {
            wrong.push(FieldError::new("name", "length", "Name: write 1 to 90 characters.").typed(&self.name));
        }
        let email = read(&mut wrong, "email", "Email", &self.email, Email::parse(&self.email).map(Some));
        let role = self.role.parse::<Role>().map_err(|error| {
            wrong.push(FieldError::new("role", "not_a_role", format!("Role: {error}.")).typed(&self.role))
        });
        let phone = read(&mut wrong, "phone", "Phone", &self.phone, empty(&self.phone, Phone::parse));
        let target = read(
            &mut wrong,
            "monthly_target",
            "Target",
            &self.monthly_target,
            empty(&self.monthly_target, Money::parse),
        );
        let salary =
            read(&mut wrong, "gross_salary", "Salary", &self.gross_salary, empty(&self.gross_salary, Money::parse));
        let from =
            read(&mut wrong, "salary_from", "Salary from", &self.salary_from, empty(&self.salary_from, Month::parse));
        let password = (!self.password.is_empty()).then(|| self.password.clone());
        match &password {
            Some(password) => {
                if let Some((code, message)) = weakness(password, &self.email, &name) {
                    wrong.push(FieldError::new("password", code, format!("Password: {message}")));
                }
            }
            None if is_new => {
                wrong.push(FieldError::new("password", "empty", "Password: write one for the first sign-in."))
            }
            None => {}
        }
        if !matches!(self.status.as_str(), "" | "Active" | "Inactive") {
            wrong.push(FieldError::new("status", "unknown", "Status: Active or Inactive.").typed(&self.status));
        }
        match (wrong.is_empty(), email, role) {
            (true, Some(email), Ok(role)) => Ok(UserData {
                name,
                email: email.to_string(),
                role,
                manager: some(&self.manager),
                zone: some(&self.zone),
                phone: phone.map(Phone::wire),
                monthly_target: target.unwrap_or_default(),
                gross_salary: salary,
                salary_from: from,
                active: self.status != "Inactive",
                password,
            }),
            _ => Err(wrong),
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn empty<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, ParseError>) -> Result<Option<T>, ParseError> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn read<T>(
    wrong: &mut Vec<FieldError>,
    field: &str,
    label: &str,
    typed: &str,
    parsed: Result<Option<T>, ParseError>,
) -> Option<T> {
    parsed.unwrap_or_else(|error| {
        wrong.push(FieldError::new(field, error.code(), format!("{label}: {error}.")).typed(typed));
        None
    })
}

/// How ids of this role begin.
pub const fn prefix(role: Role) -> &'static str {
    match role {
        Role::Admin => "ADMIN",
        Role::Sales => "SALES",
        Role::CreditControl => "CREDIT",
        Role::ApprovingAuthority => "APPROVE",
        Role::Warehouse => "WH",
        Role::QualityControl => "QC",
        Role::Logistics => "LOG",
        Role::Billing => "BILL",
        Role::Delivery => "DRIVER",
        Role::Procurement => "PROC",
        Role::Viewer => "VIEW",
    }
}

/// The id that follows the highest of those taken: `SALES-003` after `SALES-002`.
pub fn next_code<'a>(role: Role, taken: impl IntoIterator<Item = &'a str>) -> String {
    let number = |code: &str| code.strip_prefix(prefix(role))?.strip_prefix('-')?.parse::<u32>().ok();
    let highest = taken.into_iter().filter_map(number).max().unwrap_or(0);
    format!("{}-{:03}", prefix(role), highest.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> UserForm {
        UserForm {
            name: " Asha  Rao ".to_owned(),
            email: "Asha@Example.com".to_owned(),
            role: "Sales".to_owned(),
            password: "mangoes in may".to_owned(),
            ..UserForm::default()
        }
    }

    #[test]
    fn a_password_is_long_and_not_what_everybody_tries_first() {
        let code = |password| weakness(password, "asha@example.com", "Asha Menon Rao").map(|(code, _)| code);
        assert_eq!(code("mangos"), Some("too_short"));
        assert_eq!(code("Password123"), Some("common"));
        assert_eq!(code("zzzzzzzzzz"), Some("common"));
        assert_eq!(code("asha menon rao"), Some("own_name"));
        assert_eq!(code("mangoes in may"), None);
    }

    #[test]
    fn a_form_is_read_with_its_blanks_tidied() {
        let user = form().parse(true);
        assert_eq!(
            user.map(|user| (user.name, user.email, user.active)),
            Ok(("Asha Rao".to_owned(), "asha@example.com".to_owned(), true))
        );
    }

    #[test]
    fn a_new_user_needs_a_password_and_a_known_one_keeps_theirs() {
        let form = UserForm { password: String::new(), ..form() };
        assert!(form.parse(true).is_err());
        assert_eq!(form.parse(false).map(|user| user.password), Ok(None));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let form =
            UserForm { email: "asha".to_owned(), role: "Clerk".to_owned(), gross_salary: "lots".to_owned(), ..form() };
        let fields: Vec<_> = form.parse(true).err().into_iter().flatten().map(|error| error.field).collect();
        assert_eq!(fields, ["email", "role", "gross_salary"]);
    }

    #[test]
    fn ids_count_on_from_the_highest() {
        assert_eq!(next_code(Role::Sales, ["SALES-001", "SALES-017", "SALES-X", "CREDIT-090"]), "SALES-018");
        assert_eq!(next_code(Role::Delivery, []), "DRIVER-001");
    }
}
