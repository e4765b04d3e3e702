//! The program about itself: is it up, how is it doing, what does it answer.

use crate::identity::Capability;
use crate::platform::endpoint::{Endpoint, api};

#[cfg(feature = "ssr")]
pub mod server;

pub const ENDPOINTS: &[Endpoint] = &[
    api("GET", "/healthz", Capability::SignedIn, "Is the process up").open(),
    api("GET", "/readyz", Capability::SignedIn, "Can it answer: is the database there and migrated").open(),
    api("GET", "/metrics", Capability::SignedIn, "Counters and timings for Prometheus").open(),
    api("GET", "/live", Capability::SignedIn, "Live events as server-sent events"),
    api("GET", "/api/docs", Capability::SignedIn, "The API's documentation").open(),
    api("GET", "/worker.js", Capability::SignedIn, "The script that keeps pages for when the line is down").open(),
    api("GET", "/api/postman.json", Capability::SignedIn, "The API as a Postman collection").open(),
    api(
        "GET",
        "/api/v1/admin/system/health",
        Capability::ManageSettings,
        "How it does: database, migrations, jobs, backup, how long it has been up",
    ),
    api("GET", "/api/openapi.json", Capability::SignedIn, "The API's description in OpenAPI 3.1").open(),
];
