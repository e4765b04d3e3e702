//! Texts of audit.

crate::texts! {}
