//! Tries to sign in are counted by where they come from: by address and account together, and by address alone. An account
//! alone is never locked, so nobody can lock somebody else out from elsewhere. Refresh tokens that are none are counted by
//! address, apart from the tries to sign in.

use super::super::error::Error;
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Work, storage::hash_of},
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

/// Counts a try before anything is verified, so that many at once are no more than one after the other; locks the source when
/// there were too many. A try that comes out right is taken back by [`succeeded`].
///
/// # Errors
/// [`Error::TooManyAttempts`] while this source is locked.
pub async fn attempt(desk: &Desk, email: &str, address: &str) -> Result<(), Failure> {
    let sources = sources(email, address);
    // Asked beside the one writer first: who is locked out keeps nobody waiting.
    let names = [sources[0].0.clone(), sources[1].0.clone()];
    if let Some(until) = locked_until(&desk.db, names, desk.clock.now()).await? {
        return Err(refused(until, desk.clock.now()));
    }
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    let now = work.now();
    for (source, allowed) in sources {
        if let Some(until) = count(&mut work, source, allowed).await? {
            work.rollback().await?;
            return Err(refused(until, now));
        }
    }
    work.commit().await?;
    Ok(())
}

fn refused(until: Timestamp, now: Timestamp) -> Failure {
    Error::TooManyAttempts { seconds: until.seconds_since(now).max(1) }.into()
}

async fn locked_until(db: &Db, [account, place]: [String; 2], now: Timestamp) -> Result<Option<Timestamp>, Internal> {
    let locked: Option<(Timestamp,)> = db
        .sql("select locked_until from login_attempts where source in ($1, $2) and locked_until > $3 order by locked_until desc limit 1")
        .bind(account)
        .bind(place)
        .bind(now)
        .optional()
        .await?;
    Ok(locked.map(|(until,)| until))
}

/// One more try from this source; answers until when it is locked, and then counts nothing.
async fn count(work: &mut Work, source: String, allowed: i64) -> Result<Option<Timestamp>, Internal> {
    let now = work.now();
    let counted: Option<(i64,)> = work
        .sql(
            "insert into login_attempts (source, failures, first_at) values ($1, 1, $2)
             on conflict (source) do update set
                 failures = case when login_attempts.first_at < $3 then 1 else login_attempts.failures + 1 end,
                 first_at = case when login_attempts.first_at < $3 then excluded.first_at else login_attempts.first_at end
             where login_attempts.locked_until <= $2
             returning failures",
        )
        .bind(source.clone())
        .bind(now)
        .bind(now.minus_seconds(WINDOW_SECONDS))
        .optional()
        .await?;
    let Some((tries,)) = counted else {
        let (until,): (Timestamp,) =
            work.sql("select locked_until from login_attempts where source = $1").bind(source).one().await?;
        return Ok(Some(until));
    };
    if tries >= allowed {
        let doublings = u32::try_from((tries - allowed).min(10)).unwrap_or(10);
        let seconds = (30_i64 << doublings).min(LONGEST_LOCK_SECONDS);
        work.sql("update login_attempts set locked_until = $1 where source = $2")
            .bind(now.plus_seconds(seconds))
            .bind(source)
            .run()
            .await?;
    }
    Ok(None)
}

fn of_refresh(address: &str) -> String {
    hash_of(format!("refresh {address}").as_bytes())
}

/// Lets an address try a refresh token.
///
/// # Errors
/// [`Error::TooManyAttempts`] while it is locked for those that were none.
pub async fn may_refresh(desk: &Desk, address: &str) -> Result<(), Failure> {
    let (source, now) = (of_refresh(address), desk.clock.now());
    let until = locked_until(&desk.db, [source.clone(), source], now).await?;
    until.map_or(Ok(()), |until| Err(refused(until, now)))
}

/// Counts a refresh token that was none. Those that are right count nothing and write nothing more.
///
/// # Errors
/// When the database refuses.
pub async fn refresh_failed(desk: &Desk, address: &str) -> Result<(), Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    count(&mut work, of_refresh(address), TRIES_PER_ADDRESS).await?;
    work.commit().await?;
    Ok(())
}

/// A try that came out right clears the account's count from this address, and is none of the address's.
///
/// # Errors
/// When the database refuses.
pub async fn succeeded(desk: &Desk, email: &str, address: &str) -> Result<(), Failure> {
    let [(account, _), (place, allowed)] = sources(email, address);
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    work.sql("delete from login_attempts where source = $1").bind(account).run().await?;
    work.sql(
        "update login_attempts set failures = failures - 1, locked_until = case when failures <= $2 then 0 else locked_until end
         where source = $1 and failures > 0",
    )
    .bind(place)
    .bind(allowed)
    .run()
    .await?;
    work.commit().await?;
    Ok(())
}
