//! Pages of credit.
