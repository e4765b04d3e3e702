//! Texts of customers.

crate::texts! {}
