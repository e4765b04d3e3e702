//! The words of the trade as types: money, quantities, days, months, tax numbers, ids.
//!
//! Pure and on both sides: no I/O, no clock, no float. A value that exists is well formed, so what reaches a
//! service needs no second look; text becomes a value here and nowhere else. Arithmetic is checked: `checked_*`
//! answers `None` where the result would not fit.
//!
//! Knows nobody.

mod amount;
mod contact;
mod date;
mod error;
mod figure;
mod financial_year;
mod ids;
mod money;
mod month;
mod named;
mod number;
mod percent;
mod points;
mod quantity;
mod state;
mod suggest;
mod tax_id;
mod text;
mod timestamp;

pub use contact::{Email, Phone};
pub use date::Date;
pub use error::{Overflow, ParseError};
pub use figure::Figure;
pub use financial_year::FinancialYear;
pub use ids::{
    BatchId, CountId, CustomerId, DocumentId, DraftId, EntryId, FileId, ImportId, JobId, MaterialId, NotificationId,
    OrderId, OrderLineId, PriceListId, ProductId, PurchaseId, RunId, ScorecardId, UserId, Version, ViewId, WarehouseId,
};
pub use money::Money;
pub use month::Month;
pub use named::UnknownName;
pub(crate) use named::named;
pub use number::group_indian as grouped;
pub use percent::Percent;
pub use points::Points;
pub use quantity::Quantity;
pub use state::State;
pub use tax_id::{Gstin, Pan, TaxIdError};
pub use text::{did_you_mean, fold, guarded, similar, unguarded};
pub use timestamp::Timestamp;
