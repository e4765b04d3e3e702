//! Rows of warehouses.

use std::collections::{HashMap, HashSet};

use super::{Cells, Master, Reading, yes};
use crate::{
    catalog::model::{Loaded, Upserted},
    platform::failure::FieldError,
    warehouse::model::{WarehouseForm, WarehouseInput},
};

/// The warehouses there are, by code in capitals, and those in which goods lie.
#[derive(Clone, Debug, Default)]
pub struct Warehouses {
    pub known: HashMap<String, WarehouseInput>,
    pub holding: HashSet<String>,
}

impl Reading for Warehouses {
    fn keys(&self) -> &'static [&'static str] {
        &["code"]
    }

    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let code = cells.get("code").to_uppercase();
        let was = self.known.get(&code);
        let new = || WarehouseForm { active: Some("on".to_owned()), ..WarehouseForm::default() };
        let mut form = was.map_or_else(new, WarehouseForm::from);
        for (field, typed) in [
            ("code", &mut form.code),
            ("name", &mut form.name),
            ("city", &mut form.city),
            ("state", &mut form.state),
            ("address", &mut form.address),
        ] {
            cells.over(field, typed);
        }
        if let Some(active) = yes(cells.get("active")) {
            form.active = active.then(|| "on".to_owned());
        }
        let wanted = WarehouseInput::parse(&form, self.holding.contains(&code))?;
        let outcome = Loaded::of(was.cloned(), &wanted).outcome;
        Ok((Master::Warehouse(wanted), outcome))
    }
}
