//! How the domain's values stand in columns.

use crate::{column, identity::Role, orders::Status, values::*};

column! {
    Money: i64,
    Quantity: i64,
    Percent: i64,
    Timestamp: i64,
    Version: i64,
    UserId: i64,
    CustomerId: i64,
    ProductId: i64,
    BatchId: i64,
    WarehouseId: i64,
    OrderId: i64,
    OrderLineId: i64,
    ImportId: i64,
    JobId: i64,
    FileId: i64,
    PriceListId: i64,
    ViewId: i64,
    DraftId: i64,
    NotificationId: i64,
    Date: i64,
    Role: String,
    Status: String,
}
