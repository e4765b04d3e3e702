//! Texts of orders.

crate::texts! {}
