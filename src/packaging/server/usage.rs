//! Taking a material out of use, and putting it back. What is out of use has nothing on hand and nothing on order; its past
//! stays.

use serde_json::json;

use super::{
    store,
    store_materials::{self as materials, Used},
};
use crate::{
    identity::{Actor, Capability},
    packaging::{Error, model::UseForm, texts},
    platform::{
        failure::Failure,
        server::{Audience, Audit, Desk, Event, Work},
    },
    values::Version,
};

/// Takes a material out of use, or puts it back; answers its code.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`] when somebody changed it in between; [`Error::InUse`] while there is stock, an open
/// order, an open count or a bill of a product on sale.
pub async fn set(desk: &Desk, actor: &Actor, form: &UseForm) -> Result<String, Failure> {
    let code = form.code.trim().to_uppercase();
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let missing = || Error::NotFound("This material");
    let id = materials::used(&mut work, &code).await?.ok_or_else(missing)?.id;
    // Whoever moves, orders or counts it waits, or was before.
    store::lock(&mut work, &[id]).await?;
    let was = materials::used(&mut work, &code).await?.ok_or_else(missing)?;
    let active = form.active == "yes";
    if was.active == active {
        work.rollback().await?;
        return Ok(code);
    }
    if form.version.trim().parse::<i64>().is_ok_and(|shown| Version::from(shown) != was.version) {
        return Err(Error::Stale { by: was.updated_by, at: was.updated_at }.into());
    }
    if !active {
        must_be_idle(&mut work, &was).await?;
    }
    if !materials::set_active(&mut work, was.id, was.version, active).await? {
        return Err(Error::Stale { by: was.updated_by, at: was.updated_at }.into());
    }
    work.audit(Audit {
        action: "STATUS_CHANGE",
        entity_type: "packaging-material",
        entity_id: code.clone(),
        summary: if active { texts::put_back(&was.name) } else { texts::taken_out(&was.name) },
        old: Some(json!({"active": was.active})),
        new: Some(json!({"active": active})),
    });
    let payload = json!({"materials": [code], "count": 1});
    work.emit(Event::new("packaging:updated", Audience::May(Capability::SeePackaging), payload));
    work.commit().await?;
    Ok(code)
}

async fn must_be_idle(work: &mut Work, was: &Used) -> Result<(), Failure> {
    let unit = was.unit.as_str();
    if was.on_hand_milli.is_positive() {
        return Err(Error::InUse(texts::still_held(was.on_hand_milli, unit)).into());
    }
    if was.on_order_milli.is_positive() {
        return Err(Error::InUse(texts::still_ordered(was.on_order_milli, unit)).into());
    }
    if let Some(count) = materials::open_count(work, was.id).await? {
        return Err(Error::InUse(texts::still_counted(count)).into());
    }
    let skus = materials::bills(work, was.id).await?;
    if !skus.is_empty() {
        return Err(Error::InUse(texts::still_packs(skus.join(", "))).into());
    }
    Ok(())
}
