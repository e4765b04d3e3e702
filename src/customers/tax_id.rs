//! The tax numbers of a customer. Their rules stand in `values`, because invoices and files need them too.

pub use crate::values::{Gstin, Pan, TaxIdError};
