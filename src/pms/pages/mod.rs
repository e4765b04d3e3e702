//! The screens of performance.

mod annual;
mod balances;
mod card;
mod compare;
mod leaderboard;
mod parts;
mod setup;
mod sources;
mod team;
pub mod texts;

pub use annual::AnnualPage;
pub use balances::BalancesPage;
pub use card::CardPage;
pub use compare::ComparePage;
pub use leaderboard::LeaderboardPage;
pub use setup::{KraSetUpPage, KraTemplatePage, SlabTablePage};
pub use sources::KraSourcesPage;
pub use team::TeamPage;
