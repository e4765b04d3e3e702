//! What the dashboard answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/", Capability::SignedIn, "Home by role"),
    function("/fn/dashboard/home", Capability::SignedIn, "Home by role"),
];
