//! Taking a material out of use, and putting it back. What is out of use has nothing on hand and nothing on order; its past
//! stays.

use serde_json::json;

use super::{
    materials as records, store,
    store_materials::{self as materials, Used},
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        model::{MaterialForm, UseForm},
        texts,
    },
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
    change(desk, actor, None, Some(form)).await?;
    Ok(form.code.trim().to_uppercase())
}

/// Changes what is known of a material, whether it is in use, or both: all of it or nothing.
///
/// # Errors
/// As [`records::save`] and [`set`].
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    record: Option<&MaterialForm>,
    used: Option<&UseForm>,
) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    if let Some(record) = record {
        records::keep(&mut work, record).await?;
    }
    let turned = match used {
        Some(form) => turn(&mut work, form).await?,
        None => false,
    };
    if record.is_some() || turned {
        work.commit().await?;
    } else {
        work.rollback().await?;
    }
    Ok(())
}

/// Takes it out of use or puts it back, within a work; answers whether it wasn't so before.
async fn turn(work: &mut Work, form: &UseForm) -> Result<bool, Failure> {
    let code = form.code.trim().to_uppercase();
    let missing = || Error::NotFound("This material");
    let id = materials::used(work, &code).await?.ok_or_else(missing)?.id;
    // Whoever moves, orders or counts it waits, or was before.
    store::lock(work, &[id]).await?;
    let was = materials::used(work, &code).await?.ok_or_else(missing)?;
    let active = form.active == "yes";
    if was.active == active {
        return Ok(false);
    }
    if form.version.trim().parse::<i64>().is_ok_and(|shown| Version::from(shown) != was.version) {
        return Err(Error::Stale { by: was.updated_by, at: was.updated_at }.into());
    }
    if !active {
        must_be_idle(work, &was).await?;
    }
    if !materials::set_active(work, was.id, was.version, active).await? {
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
    Ok(true)
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
