//! Texts of imports.

crate::texts! {}
