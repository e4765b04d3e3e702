//! Texts of dashboard.

crate::texts! {}
