//! What the settings answer, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/settings", Capability::ManageSettings, "Settings of the whole company"),
    form("/settings", Capability::ManageSettings, "Change the settings"),
    function("/fn/settings/show", Capability::ManageSettings, "The settings"),
    function("/fn/settings/save", Capability::ManageSettings, "Change the settings"),
];
