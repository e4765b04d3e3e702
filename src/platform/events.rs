//! The names of what happens, for whoever tells of it and whoever listens. Clients of Socket.IO know them too: none is renamed.

pub const ORDER_CREATED: &str = "order:created";
pub const ORDER_UPDATED: &str = "order:updated";
pub const ORDER_STATUS_CHANGED: &str = "order:status-changed";
pub const PACKAGING_LOW_STOCK: &str = "packaging:low-stock";
pub const PACKAGING_UPDATED: &str = "packaging:updated";
pub const KRA_REVIEWED: &str = "kra:reviewed";
pub const IMPORT_PROGRESS: &str = "import:progress";
/// A notice for somebody's bell.
pub const NOTIFICATION: &str = "notification";
/// Not an event: some were lost, so read anew.
pub const BEHIND: &str = "behind";

/// All that pages may listen for.
pub const NAMES: &[&str] = &[
    ORDER_CREATED,
    ORDER_UPDATED,
    ORDER_STATUS_CHANGED,
    PACKAGING_LOW_STOCK,
    PACKAGING_UPDATED,
    KRA_REVIEWED,
    IMPORT_PROGRESS,
    NOTIFICATION,
];

/// All that may happen to orders.
pub const ORDERS: &[&str] = &[ORDER_CREATED, ORDER_UPDATED, ORDER_STATUS_CHANGED];

/// What older clients of Socket.IO call some of it; told beside the names above.
pub const OLD_NAMES: &[&str] = &["orderPlaced", "orderStatusUpdated"];

/// Whether somebody may hear of this.
pub fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || OLD_NAMES.contains(&name)
}
