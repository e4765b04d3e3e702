//! What the audit log answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/audit", Capability::SeeAudit, "The audit log"),
    page("/audit/{id}", Capability::SeeAudit, "An entry of the audit log"),
    function("/fn/audit/list", Capability::SeeAudit, "A page of the audit log"),
    function("/fn/audit/show", Capability::SeeAudit, "An entry of the audit log"),
    api(
        "GET",
        "/api/audit",
        Capability::SeeAudit,
        "A page of the audit log: who, action, entity, id, from, to, q, after",
    ),
    api("GET", "/api/audit/export", Capability::SeeAudit, "The audit log as xlsx or csv, at most 100,000 entries"),
];
