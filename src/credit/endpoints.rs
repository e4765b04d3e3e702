//! What credit answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/credit", Capability::SeeCredit, "The credit queue and the case of one order"),
    form("/credit", Capability::ReleaseCredit, "Decide a case"),
    page("/credit/selected", Capability::SeeCredit, "The credit queue, where deciding several was refused"),
    form("/credit/selected", Capability::ReleaseCredit, "Decide several cases at once"),
    function("/fn/credit/queue", Capability::SeeCredit, "The credit queue"),
    function("/fn/credit/case", Capability::SeeCredit, "All that credit control looks at before deciding"),
    function(
        "/fn/credit/decide",
        Capability::ReleaseCredit,
        "Release, hold, reject, resume, forward or recheck one order",
    ),
    function("/fn/credit/decide-many", Capability::ReleaseCredit, "Decide several orders, with a result for each"),
    page("/credit/simulate", Capability::SeeCredit, "What the credit rules would decide, and what a policy would do"),
    function("/fn/credit/simulate", Capability::SeeCredit, "What the credit rules would decide"),
    api(
        "GET",
        "/api/credit/simulate",
        Capability::SeeCredit,
        "What the credit rules would decide on an order, and why",
    ),
    api("POST", "/api/credit/forward", Capability::ReleaseCredit, "Ask a colleague to decide on waiting orders"),
    api("POST", "/api/credit/recheck", Capability::ReleaseCredit, "Test the credit of waiting orders again now"),
    api(
        "POST",
        "/api/ai/credit-insight",
        Capability::SeeCredit,
        "Risk, analysis, decision and justification for an order",
    ),
];
