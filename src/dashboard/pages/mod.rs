//! Pages of the dashboard.

mod home;

pub use home::HomePage;
