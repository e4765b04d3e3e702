//! Texts of warehouse.

crate::texts! {}
