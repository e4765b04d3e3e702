//! Failed sign-ins are counted by where they come from: by address and account together, and by address alone. An account
//! alone is never locked, so nobody can lock somebody else out from elsewhere.

use super::super::error::Error;
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        server::{Desk, storage::hash_of},
    },
    values::Timestamp,
};

/// Failures counted together lie within this time.
const WINDOW_SECONDS: i64 = 15 * 60;
const LONGEST_LOCK_SECONDS: i64 = 15 * 60;
/// Tries for one account from one address before the first lock of 30 seconds, which then doubles.
const TRIES_PER_ACCOUNT: i64 = 5;
/// Failures from one address over all accounts.
const TRIES_PER_ADDRESS: i64 = 40;

fn sources(email: &str, address: &str) -> [(String, i64); 2] {
    [
        (hash_of(format!("{address} {}", email.trim().to_lowercase()).as_bytes()), TRIES_PER_ACCOUNT),
        (hash_of(address.as_bytes()), TRIES_PER_ADDRESS),
    ]
}

/// # Errors
/// [`Error::TooManyAttempts`] while this source is locked.
pub async fn check(desk: &Desk, email: &str, address: &str) -> Result<(), Failure> {
    let [(account, _), (place, _)] = sources(email, address);
    let now = desk.clock.now();
    let locked: Option<(Timestamp,)> = desk
        .db
        .sql("select locked_until from login_attempts where source in ($1, $2) and locked_until > $3 order by locked_until desc limit 1")
        .bind(account)
        .bind(place)
        .bind(now)
        .optional()
        .await?;
    match locked {
        Some((until,)) => Err(Error::TooManyAttempts { seconds: until.seconds_since(now).max(1) }.into()),
        None => Ok(()),
    }
}

/// Counts a failure; locks the source when there were too many.
///
/// # Errors
/// When the database refuses.
pub async fn failed(desk: &Desk, email: &str, address: &str) -> Result<(), Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    let now = work.now();
    for (source, allowed) in sources(email, address) {
        let (failures,): (i64,) = work
            .sql(
                "insert into login_attempts (source, failures, first_at) values ($1, 1, $2)
                 on conflict (source) do update set
                     failures = case when login_attempts.first_at < $3 then 1 else login_attempts.failures + 1 end,
                     first_at = case when login_attempts.first_at < $3 then excluded.first_at else login_attempts.first_at end
                 returning failures",
            )
            .bind(source.clone())
            .bind(now)
            .bind(now.minus_seconds(WINDOW_SECONDS))
            .one()
            .await?;
        if failures >= allowed {
            let doublings = u32::try_from((failures - allowed).min(10)).unwrap_or(10);
            let seconds = (30_i64 << doublings).min(LONGEST_LOCK_SECONDS);
            work.sql("update login_attempts set locked_until = $1 where source = $2")
                .bind(now.plus_seconds(seconds))
                .bind(source)
                .run()
                .await?;
        }
    }
    work.commit().await?;
    Ok(())
}

/// A sign-in that worked clears the account's count from this address.
///
/// # Errors
/// When the database refuses.
pub async fn succeeded(desk: &Desk, email: &str, address: &str) -> Result<(), Failure> {
    let [(account, _), _] = sources(email, address);
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    work.sql("delete from login_attempts where source = $1").bind(account).run().await?;
    work.commit().await?;
    Ok(())
}
