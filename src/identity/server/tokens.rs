//! Access tokens (JWT, 15 minutes) and refresh tokens (random, 7 days, each used once).

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::{super::error::Error, throttle};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal, Kind},
        server::{Desk, storage::hash_of},
    },
    values::{Timestamp, UserId},
};

pub const ACCESS_SECONDS: i64 = 15 * 60;
pub const REFRESH_SECONDS: i64 = 7 * 24 * 3600;

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub sub: String,
    pub uid: i64,
    pub role: String,
    pub stamp: i64,
    pub iat: i64,
    pub exp: i64,
}

/// Signs an access token.
///
/// # Errors
/// When signing itself fails.
pub fn access(desk: &Desk, id: UserId, code: &str, role: &str, stamp: i64) -> Result<String, Internal> {
    let now = desk.clock.now().seconds();
    let claims = Claims {
        sub: code.to_owned(),
        uid: id.get(),
        role: role.to_owned(),
        stamp,
        iat: now,
        exp: now + ACCESS_SECONDS,
    };
    let key = EncodingKey::from_secret(desk.config.jwt_secret.as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(Internal::from_error)
}

/// Reads an access token of ours that has not expired.
///
/// # Errors
/// [`Error::BadToken`].
pub fn verify(desk: &Desk, token: &str) -> Result<Claims, Failure> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Time comes from the desk's clock, below.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(desk.config.jwt_secret.as_bytes());
    let claims = decode::<Claims>(token, &key, &validation).map_err(|_| Error::BadToken)?.claims;
    if claims.exp <= desk.clock.now().seconds() {
        return Err(Error::BadToken.into());
    }
    Ok(claims)
}

fn random() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// A new refresh token, the first of its family (one family a sign-in).
///
/// # Errors
/// When the database refuses.
pub async fn issue(desk: &Desk, user: UserId) -> Result<String, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    let token = insert(&mut work, user, random()).await?;
    work.commit().await?;
    Ok(token)
}

async fn insert(work: &mut crate::platform::server::Work, user: UserId, family: String) -> Result<String, Internal> {
    let token = random();
    let now = work.now();
    work.sql(
        "insert into refresh_tokens (family, user_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(family)
    .bind(user)
    .bind(hash_of(token.as_bytes()))
    .bind(now)
    .bind(now.plus_seconds(REFRESH_SECONDS))
    .run()
    .await?;
    Ok(token)
}

/// Uses up a refresh token; answers whose it is and its successor. A token used twice revokes its whole family: either
/// its owner or a thief holds a copy, and we can't tell which.
///
/// # Errors
/// [`Error::BadToken`] or [`Error::TokenReused`]; [`Error::TooManyAttempts`] where too many such came from this address.
pub async fn rotate(desk: &Desk, token: &str, address: &str) -> Result<(UserId, String), Failure> {
    throttle::may_refresh(desk, address).await?;
    let outcome = exchange(desk, token).await;
    if outcome.as_ref().is_err_and(|failure| failure.kind == Kind::Unauthenticated) {
        throttle::refresh_failed(desk, address).await?;
    }
    outcome
}

async fn exchange(desk: &Desk, token: &str) -> Result<(UserId, String), Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    let now = work.now();
    let hash = hash_of(token.as_bytes());
    let used: Option<(UserId, String)> = work
        .sql(
            "update refresh_tokens set used_at = $1
             where token_hash = $2 and used_at is null and revoked_at is null and expires_at > $1
             returning user_id, family",
        )
        .bind(now)
        .bind(hash.clone())
        .optional()
        .await?;
    if let Some((user, family)) = used {
        let next = insert(&mut work, user, family).await?;
        work.commit().await?;
        return Ok((user, next));
    }
    let known: Option<(String, Option<Timestamp>)> =
        work.sql("select family, used_at from refresh_tokens where token_hash = $1").bind(hash).optional().await?;
    let Some((family, Some(_))) = known else { return Err(Error::BadToken.into()) };
    work.sql("update refresh_tokens set revoked_at = $1 where family = $2 and revoked_at is null")
        .bind(now)
        .bind(family)
        .run()
        .await?;
    work.commit().await?;
    Err(Error::TokenReused.into())
}

/// Ends the family of this refresh token.
///
/// # Errors
/// When the database refuses; an unknown token is fine.
pub async fn revoke(desk: &Desk, token: &str) -> Result<(), Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::SignedIn).await?;
    work.without_audit();
    let now = work.now();
    work.sql(
        "update refresh_tokens set revoked_at = $1
         where revoked_at is null and family = (select family from refresh_tokens where token_hash = $2)",
    )
    .bind(now)
    .bind(hash_of(token.as_bytes()))
    .run()
    .await?;
    work.commit().await?;
    Ok(())
}
