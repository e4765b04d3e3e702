//! Pages of packaging.
