//! What the dashboard answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/", Capability::SignedIn, "Home by role"),
    function("/fn/dashboard/home", Capability::SignedIn, "Home by role"),
    function("/fn/frame", Capability::SignedIn, "What waits for me, and how many notices"),
    page("/dashboard", Capability::SeeDashboard, "The dashboard of a period"),
    function("/fn/dashboard/board", Capability::SeeDashboard, "The dashboard of a period"),
    page("/notifications", Capability::SignedIn, "My notices"),
    form("/notifications/read", Capability::SignedIn, "Mark notices read and go where one leads"),
    function("/fn/notices/list", Capability::SignedIn, "My notices"),
    page("/search", Capability::SignedIn, "Search over everything"),
    function("/fn/search", Capability::SignedIn, "Search over everything"),
    api("GET", "/api/analytics/dashboard", Capability::SeeDashboard, "The dashboard's figures: range, or from and to"),
    api(
        "GET",
        "/api/analytics/sales",
        Capability::SeeDashboard,
        "Booked by day, salesperson and customer: range, or from and to",
    ),
];
