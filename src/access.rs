//! The one table of who may ask what, put together from every feature's `endpoints.rs`.

use crate::{
    audit, catalog, credit, customers, dashboard, identity, imports, orders, packaging, platform::endpoint::Endpoint,
    pms, service, settings, warehouse,
};

/// Every page, server function and API path.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    [
        service::ENDPOINTS,
        identity::endpoints::ENDPOINTS,
        dashboard::endpoints::ENDPOINTS,
        orders::endpoints::ENDPOINTS,
        credit::endpoints::ENDPOINTS,
        pms::endpoints::ENDPOINTS,
        imports::endpoints::ENDPOINTS,
        customers::endpoints::ENDPOINTS,
        catalog::endpoints::ENDPOINTS,
        warehouse::endpoints::ENDPOINTS,
        packaging::endpoints::ENDPOINTS,
        audit::endpoints::ENDPOINTS,
        settings::endpoints::ENDPOINTS,
    ]
    .into_iter()
    .flatten()
}

/// The endpoint that answers this method and path (as the router writes it).
#[cfg(feature = "ssr")]
pub fn find(method: &str, path: &str) -> Option<&'static Endpoint> {
    use std::{collections::HashMap, sync::OnceLock};
    static TABLE: OnceLock<HashMap<(&str, &str), &'static Endpoint>> = OnceLock::new();
    let table =
        TABLE.get_or_init(|| endpoints().map(|endpoint| ((endpoint.method, endpoint.path), endpoint)).collect());
    table.get(&(method, path)).copied()
}
