//! Passwords: argon2id, hashed on threads of their own so that requests go on meanwhile.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::platform::failure::Internal;

/// Each hash takes 19 MiB and a core; more at once would only wait for each other.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What a stored password turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Right, but kept as bcrypt: hash it anew.
    RightButOld,
    Wrong,
}

/// How a stored password is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Argon2,
    Bcrypt,
    Plain,
}

pub fn form(stored: &str) -> Form {
    if stored.starts_with("$argon2") {
        Form::Argon2
    } else if ["$2a$", "$2b$", "$2x$", "$2y$"].iter().any(|prefix| stored.starts_with(prefix)) && stored.len() == 60 {
        Form::Bcrypt
    } else {
        Form::Plain
    }
}

/// Hashes a password with argon2id (19 MiB, 2 passes, 1 lane: the OWASP minimum) and a random salt.
///
/// # Errors
/// When hashing itself fails.
pub async fn hash(password: String) -> Result<String, Internal> {
    let _turn = AT_ONCE.acquire().await.map_err(Internal::from_error)?;
    tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(Internal::from_error)?
}

/// The same on this thread, for the command line.
pub fn hash_now(password: &str) -> Result<String, Internal> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Internal::new(error.to_string()))
}

/// Compares a password with a stored one. Without a stored one it takes as long and is wrong.
///
/// # Errors
/// When hashing itself fails.
pub async fn verify(password: String, stored: Option<String>) -> Result<Verdict, Internal> {
    let _turn = AT_ONCE.acquire().await.map_err(Internal::from_error)?;
    tokio::task::spawn_blocking(move || verify_now(&password, stored.as_deref())).await.map_err(Internal::from_error)
}

fn verify_now(password: &str, stored: Option<&str>) -> Verdict {
    let argon2 = |hash: &str| {
        PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    };
    match stored.map(|stored| (form(stored), stored)) {
        Some((Form::Argon2, stored)) if argon2(stored) => Verdict::Right,
        Some((Form::Argon2, _)) => Verdict::Wrong,
        Some((Form::Bcrypt, stored)) if bcrypt::verify(password, stored).unwrap_or(false) => Verdict::RightButOld,
        Some((Form::Bcrypt, _)) => Verdict::Wrong,
        // A plain-text password is never compared: it waits for `migrate-passwords`. The time is spent all the same.
        Some((Form::Plain, _)) | None => {
            argon2(DECOY);
            Verdict::Wrong
        }
    }
}

/// The hash of a password nobody has, so that unknown users take as long as known ones.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm90LWEtcmVhbC1zYWx0$ykH2XyjB5FsRVNDjiJK5PP2o1AfSGRMpRJZ0KfAaKWs";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_verified_and_another_password_is_not() {
        let hash = hash_now("sales123").unwrap();
        assert_eq!(verify_now("sales123", Some(&hash)), Verdict::Right);
        assert_eq!(verify_now("sales124", Some(&hash)), Verdict::Wrong);
    }

    #[test]
    fn a_bcrypt_password_is_right_but_old() {
        let hash = bcrypt::hash("credit123", 4).unwrap();
        assert_eq!(verify_now("credit123", Some(&hash)), Verdict::RightButOld);
        assert_eq!(verify_now("credit124", Some(&hash)), Verdict::Wrong);
    }

    #[test]
    fn a_plain_text_password_opens_nothing() {
        assert_eq!(verify_now("admin123", Some("admin123")), Verdict::Wrong);
    }

    #[test]
    fn the_decoy_is_a_hash_that_costs_as_much_as_a_real_one() {
        let decoy = PasswordHash::new(DECOY).unwrap();
        let real = hash_now("x").unwrap();
        assert_eq!(decoy.params, PasswordHash::new(&real).unwrap().params);
    }
}
