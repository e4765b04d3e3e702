//! Texts of catalog.

crate::texts! {}
