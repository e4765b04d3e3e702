//! Pages of the settings.

mod settings;

pub use settings::SettingsPage;
