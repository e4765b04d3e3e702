//! Pages of warehouse.
