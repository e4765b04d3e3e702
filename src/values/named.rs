//! Enums whose variants have a name in the world: a word in the database, in the API and on the screen.

use thiserror::Error;

/// A word that is none of the names it could be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{found:?} is not a known {what}")]
pub struct UnknownName {
    pub what: &'static str,
    pub found: String,
}

/// Declares such an enum: `ALL`, `as_str`, reading (case does not matter), `Display`, serde and text columns by name.
///
/// ```text
/// named! {
///     /// How a thing is counted.
///     pub enum Unit: "unit" { Piece = "PCS", Kilo = "KG" }
/// }
/// ```
macro_rules! named {
    ($(#[$doc:meta])* pub enum $name:ident: $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the database, in the API and on the screen.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                // As the database and the API write it.
                match text {
                    $($text => return Ok(Self::$variant),)+
                    _ => {}
                }
                let found = text.trim();
                let named = Self::ALL.iter().find(|one| one.as_str().eq_ignore_ascii_case(found));
                named.copied().ok_or_else(|| $crate::values::UnknownName { what: $what, found: found.to_string() })
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::values::UnknownName;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(one: $name) -> Self {
                one.as_str().to_string()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use named;
