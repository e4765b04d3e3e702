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
    function("/fn/credit/decide", Capability::ReleaseCredit, "Release, hold, reject or resume one order"),
    function("/fn/credit/decide-many", Capability::ReleaseCredit, "Decide several orders, with a result for each"),
    api(
        "POST",
        "/api/ai/credit-insight",
        Capability::SeeCredit,
        "Risk, analysis, decision and justification for an order",
    ),
];
