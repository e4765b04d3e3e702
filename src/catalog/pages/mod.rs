//! Pages of catalog.
