//! Who asks, and what they may do and see.

use std::sync::Arc;

use super::{Capability, Role};
use crate::{
    platform::failure::{Fault, Kind},
    values::{Timestamp, UserId},
};

/// Where a request came from, for the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub address: Option<String>,
    pub agent: Option<String>,
    pub request_id: Option<String>,
}

/// An Admin who looks through somebody's eyes: reads as that person does, and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    pub id: UserId,
    pub name: String,
    /// When it ends by itself.
    pub until: Timestamp,
    /// The request only reads, by its method: all it may write down is that a file was taken out.
    pub reads: bool,
}

/// Who asks now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub id: UserId,
    /// The user's public id, such as `SALES-001`.
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Everyone below in the sales hierarchy, at any depth.
    pub below: Arc<[UserId]>,
    pub origin: Origin,
    /// Who looks through these eyes, if not the person.
    pub behind: Option<Arc<Behind>>,
}

/// Whose orders someone sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sees {
    All,
    /// These salespeople's alone.
    Of(Vec<UserId>),
}

impl Sees {
    pub fn includes(&self, salesperson: UserId) -> bool {
        match self {
            Self::All => true,
            Self::Of(people) => people.contains(&salesperson),
        }
    }
}

impl Actor {
    /// The program itself: jobs, sample data, the command line.
    pub fn system() -> Self {
        Self {
            id: UserId::from(0),
            code: "SYSTEM".to_owned(),
            name: "Nexus".to_owned(),
            email: String::new(),
            role: Role::Admin,
            below: Arc::from([]),
            origin: Origin::default(),
            behind: None,
        }
    }

    /// The user's id for a column that refers to users; the program itself is nobody's row.
    pub fn user(&self) -> Option<UserId> {
        (self.id != UserId::from(0)).then_some(self.id)
    }

    pub fn may(&self, capability: Capability) -> bool {
        self.role.may(capability)
    }

    /// # Errors
    /// [`Refused`], naming the roles that may.
    pub fn must(&self, capability: Capability) -> Result<(), Refused> {
        if self.may(capability) { Ok(()) } else { Err(Refused { capability, role: self.role }) }
    }

    /// # Errors
    /// [`ReadOnly`], while somebody else looks through these eyes.
    pub fn must_write(&self) -> Result<(), ReadOnly> {
        match &self.behind {
            Some(behind) if behind.reads => Ok(()),
            Some(behind) if behind.id == self.id => Err(ReadOnly::Over),
            Some(_) => Err(ReadOnly::Eyes(self.name.clone())),
            None => Ok(()),
        }
    }

    /// Whose orders this person sees: sales people their own and those of everyone below, all other staff all.
    pub fn sees(&self) -> Sees {
        match self.role {
            Role::Sales => {
                let mut people = self.below.to_vec();
                people.push(self.id);
                Sees::Of(people)
            }
            // Drivers see what is assigned to them; until trips exist, nothing is.
            Role::Delivery => Sees::Of(Vec::new()),
            _ => Sees::All,
        }
    }

    /// Whether the other person stands below this one in the hierarchy, at any depth.
    pub fn is_above(&self, other: UserId) -> bool {
        self.below.contains(&other)
    }
}

/// A capability that the role doesn't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} may not do this; {} can.", .role.as_str(), .capability.who())]
pub struct Refused {
    pub capability: Capability,
    pub role: Role,
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
    fn code(&self) -> &'static str {
        "forbidden"
    }
}

/// Nothing is changed through another's eyes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    #[error("You see Nexus as {0} does, and change nothing meanwhile. Go back to your own view first.")]
    Eyes(String),
    #[error(
        "You no longer see as somebody else does, but this page was still theirs. Load it again to go on as yourself."
    )]
    Over,
}

impl Fault for ReadOnly {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
    fn code(&self) -> &'static str {
        "read_only"
    }
}
