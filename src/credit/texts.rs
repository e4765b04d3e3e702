//! Texts of credit.

crate::texts! {}
