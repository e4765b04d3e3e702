//! How the domain's values stand in columns.

use crate::{
    identity::Role,
    orders::{Action, Status},
    packaging::{
        alert::Outcome,
        bill::Per,
        counting::CountState,
        model::{DocumentKind, EntryKind, Unit as Measure},
    },
    pms::{
        model::{Source, Unit},
        review::CardStatus,
        scoring::Kind,
    },
    values::*,
};

/// Stores a newtype in the column type of what it wraps: `column!(Money: i64)`, `column!(Status: String)`. The newtype
/// needs `From<T> for Inner` and `TryFrom<Inner>`.
#[macro_export]
macro_rules! column {
    ($($type:ty : $inner:ty),* $(,)?) => {$(
        impl<D: sqlx::Database> sqlx::Type<D> for $type
        where
            $inner: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                <$inner as sqlx::Type<D>>::type_info()
            }
            fn compatible(ty: &D::TypeInfo) -> bool {
                <$inner as sqlx::Type<D>>::compatible(ty)
            }
        }
        impl<'q, D: sqlx::Database> sqlx::Encode<'q, D> for $type
        where
            $inner: sqlx::Encode<'q, D>,
        {
            fn encode_by_ref(
                &self,
                buf: &mut <D as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <$inner as sqlx::Encode<'q, D>>::encode(<$inner>::from(self.clone()), buf)
            }
        }
        impl<'r, D: sqlx::Database> sqlx::Decode<'r, D> for $type
        where
            $inner: sqlx::Decode<'r, D>,
        {
            fn decode(value: <D as sqlx::Database>::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let inner = <$inner as sqlx::Decode<'r, D>>::decode(value)?;
                <$type>::try_from(inner).map_err(|error| format!("{error}").into())
            }
        }
    )*};
}

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
    RunId: i64,
    NotificationId: i64,
    MaterialId: i64,
    EntryId: i64,
    DocumentId: i64,
    CountId: i64,
    PurchaseId: i64,
    Date: i64,
    Role: String,
    Action: String,
    Status: String,
    Outcome: String,
    Per: String,
    CountState: String,
    DocumentKind: String,
    EntryKind: String,
    Measure: String,
    Figure: i64,
    Points: i64,
    ScorecardId: i64,
    Month: String,
    CardStatus: String,
    Kind: String,
    Unit: String,
    Source: String,
}
