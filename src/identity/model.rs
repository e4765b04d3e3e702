//! Users as the screens know them.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::values::{Money, Month, Timestamp};

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
}

impl Me {
    /// Up to two letters for the avatar.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }
}

/// That another looks through a person's eyes, for so long yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The time of day it ends.
    pub until: String,
    pub seconds: i64,
}

/// What the list of users is narrowed to; also its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    /// Found in name, address or id.
    pub q: String,
    /// A role's name, or empty.
    pub role: String,
    /// `Active`, `Inactive`, or empty.
    pub status: String,
    /// The id behind which the page begins.
    pub after: String,
}

/// A row of the list of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub status: String,
    pub manager: Option<String>,
    pub zone: Option<String>,
    pub last_login: Option<Timestamp>,
}

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    pub rows: Vec<UserRow>,
    /// How many match in all.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// A user as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserForm {
    pub name: String,
    pub email: String,
    pub role: String,
    /// The manager's id, or empty.
    pub manager: String,
    pub zone: String,
    pub phone: String,
    pub monthly_target: String,
    pub gross_salary: String,
    /// From which month on the salary holds; empty: from the running one.
    pub salary_from: String,
    pub status: String,
    /// Empty leaves it as it is.
    pub password: String,
    /// Of the user that was shown; empty for a new one.
    pub version: String,
}

/// A role that a person was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChange {
    pub at: Timestamp,
    pub who: String,
    pub what: String,
}

/// The form of a user with what may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserEditor {
    /// Empty for a new user.
    pub code: String,
    pub form: UserForm,
    /// Id and name of those who may stand above.
    pub managers: Vec<(String, String)>,
    /// What the person earned from which month on, the latest first.
    pub salaries: Vec<(Month, Money)>,
    /// The roles they were given, the latest first.
    pub roles: Vec<RoleChange>,
}

/// A place somebody is signed in at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Names the session without being it: the cookie can't be told from it.
    pub key: String,
    pub device: String,
    pub address: String,
    pub started: Timestamp,
    pub last_seen: Timestamp,
    /// The one that asks.
    pub current: bool,
}

/// Whether I want to be told of something, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoice {
    pub kind: String,
    /// It stands at the bell whether I want it or not.
    pub mandatory: bool,
    pub bell: bool,
    pub toast: bool,
}

/// What I want to be told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoices {
    pub kinds: Vec<NoticeChoice>,
    /// The paths of records I want to hear no more of.
    pub muted: Vec<String>,
}

/// My account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub me: Me,
    pub phone: Option<String>,
    pub zone: Option<String>,
    pub manager: Option<String>,
    pub sessions: Vec<SessionRow>,
    /// `light`, `dark`, or empty: as the system.
    pub theme: String,
    /// `compact`, or empty.
    pub density: String,
    pub notices: NoticeChoices,
}

/// The browser and system of a user agent, in words people know.
pub fn device(agent: &str) -> String {
    let pick =
        |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = pick(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = pick(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => {
            agent.split(['/', ' ']).next().filter(|word| !word.is_empty()).unwrap_or("?").chars().take(30).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36";
        assert_eq!(device(agent), "Chrome on Windows");
        assert_eq!(device("Dart/3.2 (dart:io)"), "Dart");
        assert_eq!(device(""), "?");
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        let me = |name: &str| {
            Me { code: String::new(), name: name.to_owned(), email: String::new(), role: Role::Sales }.initials()
        };
        assert_eq!((me("asha rao").as_str(), me("Asha").as_str(), me("A B C").as_str()), ("AR", "A", "AC"));
    }
}
