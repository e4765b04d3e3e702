//! Materials: the form, saving, and the daily reckoning of use.

use serde_json::{Value, json};

use super::{
    alerts::{self, Change},
    board,
    store::{self, Held},
};
use crate::{
    identity::{Actor, Capability},
    packaging::{Error, model::MaterialForm, parse::MaterialInput},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk, Work, statement::Sql},
    },
    values::{MaterialId, Money, Quantity, Timestamp, Version, fold},
};

fn shown(quantity: Quantity) -> String {
    if quantity.is_zero() { String::new() } else { quantity.plain() }
}

/// The form of a material, filled; of a new one, empty.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn edit(desk: &Desk, actor: &Actor, code: &str) -> Result<MaterialForm, Failure> {
    let db = desk.read(actor, Capability::ReceivePackaging)?;
    if code.trim().is_empty() {
        return Ok(MaterialForm { unit: "PCS".to_owned(), lead_days: "7".to_owned(), ..MaterialForm::default() });
    }
    let material = board::material(db, code, desk.clock.now()).await?;
    Ok(MaterialForm {
        code: material.code,
        name: material.name,
        category: material.category,
        unit: material.unit.to_string(),
        per_box: shown(material.box_milli),
        reorder_level: material.reorder_level_milli.plain(),
        minimum_order: shown(material.minimum_order_milli),
        maximum: material.maximum_milli.map(Quantity::plain).unwrap_or_default(),
        rate: material.rate_paise.plain(),
        lead_days: material.lead_days.to_string(),
        vendor: material.vendor,
        barcode: material.barcode.unwrap_or_default(),
        version: i64::from(material.version).to_string(),
    })
}

/// Saves a material, a new one or a changed one (by the version that was shown); answers its code.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Stale`] when somebody changed it in between.
pub async fn save(desk: &Desk, actor: &Actor, form: &MaterialForm) -> Result<String, Failure> {
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let code = keep(&mut work, form).await?;
    work.commit().await?;
    Ok(code)
}

/// The same within a work.
///
/// # Errors
/// As [`save`].
pub async fn keep(work: &mut Work, form: &MaterialForm) -> Result<String, Failure> {
    let input = MaterialInput::parse(form).map_err(Error::Invalid)?;
    put(work, &input, form.version.trim().parse::<i64>().ok().map(Version::from)).await
}

/// Saves a material within a work. Without a version, a code that is there already is refused.
///
/// # Errors
/// As [`save`].
pub async fn put(work: &mut Work, input: &MaterialInput, version: Option<Version>) -> Result<String, Failure> {
    let vendor = match &input.vendor {
        Some(name) => Some(store::vendor(work, name).await?),
        None => None,
    };
    let (id, code, before) = match (version, &input.code) {
        (Some(version), Some(code)) => change(work, input, code, version, vendor).await?,
        _ => {
            let (id, code) = add(work, input, vendor).await?;
            (id, code, None)
        }
    };
    if let Some(vendor) = vendor {
        offer(work, id, vendor, input).await?;
    }
    work.audit(Audit {
        action: if before.is_some() { "UPDATE" } else { "CREATE" },
        entity_type: "packaging-material",
        entity_id: code.clone(),
        summary: format!("{} {}", if before.is_some() { "Changed" } else { "Made" }, input.name),
        old: before,
        new: Some(facts(
            &input.name,
            input.reorder_level,
            input.minimum_order,
            input.maximum,
            input.rate,
            input.lead_days,
        )),
    });
    Ok(code)
}

fn facts(name: &str, level: Quantity, least: Quantity, most: Option<Quantity>, rate: Money, lead_days: i64) -> Value {
    json!({
        "name": name, "reorderLevel": level.plain(), "minimumOrder": least.plain(), "maximum": most.map(Quantity::plain),
        "rate": rate.plain(), "leadDays": lead_days,
    })
}

/// What a form says of a material, in the order in which its statements name the columns.
fn fields<'t>(
    statement: Sql<'t>,
    input: &MaterialInput,
    code: &str,
    vendor: Option<i64>,
    (now, by): (Timestamp, String),
) -> Sql<'t> {
    statement
        .bind(input.name.clone())
        .bind(input.category.clone())
        .bind(input.unit)
        .bind(input.per_box)
        .bind(input.reorder_level)
        .bind(input.minimum_order)
        .bind(input.maximum)
        .bind(input.rate)
        .bind(input.lead_days)
        .bind(vendor)
        .bind(input.barcode.clone().map(|barcode| barcode.to_uppercase()))
        .bind(search(input, code))
        .bind(now)
        .bind(by)
}

async fn add(work: &mut Work, input: &MaterialInput, vendor: Option<i64>) -> Result<(MaterialId, String), Failure> {
    let code = match &input.code {
        Some(code) => code.clone(),
        None => next_code(work).await?,
    };
    let saved = (work.now(), work.actor().name.clone());
    let statement = work
        .sql(
            "insert into packaging_materials
                 (code, name, category, unit, box_milli, reorder_level_milli, minimum_order_milli, maximum_milli, rate_paise,
                  lead_days, vendor_id, barcode, search, created_at, updated_at, updated_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)
             on conflict (code) do nothing returning id",
        )
        .bind(code.clone());
    let row: Option<(MaterialId,)> = fields(statement, input, &code, vendor, saved).optional().await?;
    match row {
        Some((id,)) => Ok((id, code)),
        None => Err(Error::field("code", "taken", "Code: another material has this one.").into()),
    }
}

/// `PKG-###`, one above the highest.
async fn next_code(work: &mut Work) -> Result<String, Internal> {
    let codes: Vec<(String,)> = work
        .sql("select code from packaging_materials where code like 'PKG-%' order by code desc, id limit 100000")
        .all()
        .await?;
    let highest = codes.iter().filter_map(|(code,)| code.strip_prefix("PKG-")?.parse::<i64>().ok()).max().unwrap_or(0);
    Ok(format!("PKG-{:03}", highest + 1))
}

fn search(input: &MaterialInput, code: &str) -> String {
    let barcode = input.barcode.as_deref().unwrap_or_default();
    let vendor = input.vendor.as_deref().unwrap_or_default();
    fold(&[code, &input.name, &input.category, barcode, vendor].join(" "))
}

type Changed = (MaterialId, String, Option<Value>);

async fn change(
    work: &mut Work,
    input: &MaterialInput,
    code: &str,
    version: Version,
    vendor: Option<i64>,
) -> Result<Changed, Failure> {
    let found: Option<(MaterialId, Version, Timestamp, String)> = work
        .sql("select id, version, updated_at, updated_by from packaging_materials where code = $1")
        .bind(code.to_owned())
        .optional()
        .await?;
    let (id, _, at, by) = found.ok_or(Error::NotFound("This material"))?;
    let before = store::lock(work, &[id]).await?.into_iter().next().ok_or(Error::NotFound("This material"))?;
    must_keep_unit(input, &before)?;
    if !update(work, id, version, input, vendor).await? {
        return Err(Error::Stale { by, at }.into());
    }
    let now = store::refresh_use(work, &[id]).await?;
    if let Some(now) = now.first().filter(|now| now.active)
        && now.reorder_level_milli != before.reorder_level_milli
    {
        // A level raised above the stock is a fall to it as well.
        alerts::decide(work, &[Change::of_level(now, before.reorder_level_milli)]).await?;
    }
    let old = facts(
        &before.name,
        before.reorder_level_milli,
        before.minimum_order_milli,
        before.maximum_milli,
        before.rate_paise,
        before.lead_days,
    );
    Ok((id, code.to_owned(), Some(old)))
}

/// What has moved is counted in its unit for ever.
fn must_keep_unit(input: &MaterialInput, before: &Held) -> Result<(), Error> {
    if before.last_moved_at.is_some() && before.unit != input.unit {
        let message = format!("Unit: this material has moved in {} already; make a new material.", before.unit);
        return Err(Error::field("unit", "moved", message));
    }
    Ok(())
}

async fn update(
    work: &mut Work,
    id: MaterialId,
    version: Version,
    input: &MaterialInput,
    vendor: Option<i64>,
) -> Result<bool, Internal> {
    let saved = (work.now(), work.actor().name.clone());
    let code = input.code.clone().unwrap_or_default();
    let statement = work
        .sql(
            "update packaging_materials set name = $3, category = $4, unit = $5, box_milli = $6, reorder_level_milli = $7,
                 minimum_order_milli = $8, maximum_milli = $9, rate_paise = $10, lead_days = $11, vendor_id = $12, barcode = $13,
                 search = $14, updated_at = $15, updated_by = $16, version = version + 1
             where id = $1 and version = $2",
        )
        .bind(id)
        .bind(version);
    Ok(fields(statement, input, &code, vendor, saved).run().await? == 1)
}

/// Notes what the preferred vendor offers.
async fn offer(work: &mut Work, id: MaterialId, vendor: i64, input: &MaterialInput) -> Result<(), Internal> {
    work.sql(
        "insert into packaging_material_vendors (material_id, vendor_id, rate_paise, minimum_order_milli, lead_days)
         values ($1, $2, $3, $4, $5)
         on conflict (material_id, vendor_id) do update set rate_paise = excluded.rate_paise,
             minimum_order_milli = excluded.minimum_order_milli, lead_days = excluded.lead_days",
    )
    .bind(id)
    .bind(vendor)
    .bind(input.rate)
    .bind(input.minimum_order)
    .bind(input.lead_days)
    .run()
    .await?;
    Ok(())
}

/// Reckons anew what went out in the last 30 days of the materials whose reckoning is of another day. Once a day is enough:
/// a movement reckons its own materials.
///
/// # Errors
/// When the database refuses.
pub async fn refresh_use(desk: &Desk) -> Result<u64, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ReceivePackaging).await?;
    work.without_audit();
    let today = work.today();
    let done = work
        .sql(
            "update packaging_materials set used_on = $1,
                 used_milli = (select case when coalesce(sum(d.out_milli), 0) > 0 then cast(sum(d.out_milli) as bigint) else 0 end
                               from packaging_days d
                               where d.material_id = packaging_materials.id and d.day > $2 and d.day <= $1)
             where used_on <> $1",
        )
        .bind(today)
        .bind(today.add_days(-crate::packaging::model::USE_DAYS))
        .run()
        .await?;
    work.commit().await?;
    Ok(done)
}
