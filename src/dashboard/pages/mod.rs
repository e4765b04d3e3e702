//! Pages of the dashboard.

mod board;
mod home;
mod notices;
mod parts;
mod search;

pub use board::DashboardPage;
pub use home::HomePage;
pub use notices::NoticesPage;
pub use search::SearchPage;
