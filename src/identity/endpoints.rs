//! What identity answers, and who may ask.

use super::Capability;
use crate::platform::endpoint::{Endpoint, api, form, function, page};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/sign-in", Capability::SignedIn, "Sign in").open(),
    form("/sign-in", Capability::SignedIn, "Sign in").open(),
    form("/sign-out", Capability::SignedIn, "End this session"),
    function("/fn/identity/sign-in", Capability::SignedIn, "Sign in").open(),
    api("POST", "/api/login", Capability::SignedIn, "Sign in: answers an access and a refresh token").open(),
    api("POST", "/auth/login", Capability::SignedIn, "The same, at the path of older clients").open(),
    api("POST", "/api/v1/auth/login", Capability::SignedIn, "The same").open(),
    api("POST", "/api/v1/auth/refresh", Capability::SignedIn, "A new pair of tokens for a refresh token, which is used up").open(),
    api("POST", "/api/v1/auth/logout", Capability::SignedIn, "End the sign-in a refresh token belongs to").open(),
    api("GET", "/api/v1/auth/me", Capability::SignedIn, "Who is signed in"),
];
