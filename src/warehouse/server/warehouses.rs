//! Warehouses: showing, adding and changing them.

use std::collections::HashMap;

use serde_json::json;

use super::store_warehouses::{self as store, Warehouse};
use crate::{
    audit::server::log,
    catalog::model::Loaded,
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        record::Error,
        server::{Audit, Desk, Work},
    },
    values::Version,
    warehouse::model::{WarehouseData, WarehouseForm, WarehouseInput, Warehouses},
};

/// What warehouses are called in the audit log.
const ENTITY: &str = "warehouse";
/// Who sets warehouses up: they are part of the house, as its address is.
pub const EDIT: Capability = Capability::ManageSettings;

/// The warehouses, by name.
///
/// # Errors
/// `forbidden`
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Warehouses, Failure> {
    let rows = store::all(desk.read(actor, Capability::SeeProducts)?).await?;
    Ok(Warehouses {
        rows: rows.into_iter().map(|warehouse| warehouse.row).collect(),
        may_edit: actor.may(EDIT),
        may_export: actor.may(Capability::ExportData),
    })
}

fn found(all: Vec<Warehouse>, code: &str) -> Option<Warehouse> {
    let code = code.trim();
    all.into_iter().find(|warehouse| warehouse.row.data.code.eq_ignore_ascii_case(code))
}

/// A warehouse with what lies there.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn show(desk: &Desk, actor: &Actor, code: &str) -> Result<WarehouseData, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let warehouse = found(store::all(db).await?, code).ok_or(Error::NotFound("This warehouse"))?;
    let Warehouse { id, version, row, .. } = warehouse;
    Ok(WarehouseData {
        held: store::held(db, id, desk.clock.today()).await?,
        log: log::of(db, actor, ENTITY, &row.data.code).await?,
        products: row.products,
        batches: row.batches,
        data: row.data,
        version,
        may_edit: actor.may(EDIT),
    })
}

/// The form of a warehouse; of a new one when `code` is empty.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, code: &str) -> Result<WarehouseForm, Failure> {
    let db = desk.read(actor, EDIT)?;
    if code.is_empty() {
        return Ok(WarehouseForm { active: Some("on".to_owned()), ..WarehouseForm::default() });
    }
    let warehouse = found(store::all(db).await?, code).ok_or(Error::NotFound("This warehouse"))?;
    let version = warehouse.version.to_string();
    Ok(WarehouseForm { version, ..WarehouseForm::from(&warehouse.row.data) })
}

/// Adds a warehouse when `code` is empty, else changes that one, whose code stays; answers the code.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`].
pub async fn save(desk: &Desk, actor: &Actor, code: &str, form: &WarehouseForm) -> Result<String, Failure> {
    actor.must(EDIT)?;
    let form = if code.is_empty() { form.clone() } else { WarehouseForm { code: code.to_owned(), ..form.clone() } };
    let mut work = desk.begin(actor, EDIT).await?;
    let was = found(store::all_in(&mut work).await?, &form.code);
    let holds = was.as_ref().is_some_and(|was| !code.is_empty() && was.holds());
    let input = WarehouseInput::parse(&form, holds).map_err(Error::Invalid)?;
    match (code.is_empty(), was) {
        (true, Some(_)) => {
            let message = format!("Code: {} is another warehouse's.", input.code);
            return Err(Error::Invalid(vec![FieldError::new("code", "taken", message).typed(&form.code)]).into());
        }
        (false, None) => return Err(Error::NotFound("This warehouse").into()),
        (false, Some(was)) if form.version.parse().is_ok_and(|seen: Version| seen != was.version) => {
            let (by, at) = work.last_change(ENTITY, &was.row.data.code).await?;
            return Err(Error::ChangedBy { by, at: at.ist_clock() }.into());
        }
        (false, Some(was)) if was.row.data == input => return Ok(input.code),
        _ => {}
    }
    upsert_warehouses(&mut work, std::slice::from_ref(&input)).await?;
    work.commit().await?;
    Ok(input.code)
}

/// Adds or changes warehouses by code; answers what came of each. Each that changes is audited.
///
/// # Errors
/// [`Error::Invalid`] of one that is to be closed over its goods; when the database refuses.
pub async fn upsert_warehouses(
    work: &mut Work,
    warehouses: &[WarehouseInput],
) -> Result<Vec<Loaded<WarehouseInput>>, Failure> {
    let known: HashMap<String, Warehouse> =
        store::all_in(work).await?.into_iter().map(|one| (one.row.data.code.clone(), one)).collect();
    let was = |input: &WarehouseInput| known.get(&input.code).map(|was| was.row.data.clone());
    let differ: Vec<&WarehouseInput> = warehouses.iter().filter(|input| was(input).as_ref() != Some(input)).collect();
    for input in &differ {
        let holds = known.get(&input.code).is_some_and(Warehouse::holds);
        WarehouseInput::parse(&WarehouseForm::from(*input), holds).map_err(Error::Invalid)?;
    }
    if !differ.is_empty() && store::put(work, &differ).await? != differ.len() as u64 {
        return Err(Error::ChangedBy { by: "Somebody".to_owned(), at: work.now().ist_clock() }.into());
    }
    for input in differ {
        let old = was(input);
        let (action, verb) = if old.is_some() { ("UPDATE", "Changed") } else { ("CREATE", "Added") };
        work.audit(Audit {
            action,
            entity_type: ENTITY,
            entity_id: input.code.clone(),
            summary: format!("{verb} the warehouse {}", input.name),
            old: old.map(|old| json!(old)),
            new: Some(json!(input)),
        });
    }
    Ok(warehouses.iter().map(|input| Loaded::of(was(input), input)).collect())
}

/// Takes warehouses away that nothing refers to and nobody has changed since they were added; answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn remove_warehouses(work: &mut Work, warehouses: &[WarehouseInput]) -> Result<u64, Failure> {
    let known = store::all_in(work).await?;
    let same: Vec<&Warehouse> = known.iter().filter(|one| warehouses.contains(&one.row.data)).collect();
    let removed = store::remove(work, &same).await?;
    for warehouse in same {
        let data = &warehouse.row.data;
        work.audit(Audit {
            action: "DELETE",
            entity_type: ENTITY,
            entity_id: data.code.clone(),
            summary: format!("Took back the warehouse {}", data.name),
            old: Some(json!(data)),
            new: None,
        });
    }
    Ok(removed)
}
