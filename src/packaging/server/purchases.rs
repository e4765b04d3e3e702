//! What to order: the list with its reasoning, orders placed with vendors, and the request as a workbook.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::{Value, json};

use super::{
    board, post,
    store::{self, texts},
    store_board::{self, Material, Narrow},
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        reorder::{self, OrderForm, ReorderList, ReorderRow},
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Desk, Work},
    },
    values::{MaterialId, Money, PurchaseId, Quantity},
};

/// Materials that are looked through.
const MOST: i64 = 10_000;

fn row_of(material: Material) -> ReorderRow {
    let stock = board::stock_of(&material);
    let suggestion = reorder::suggest(&stock);
    ReorderRow {
        value: material.rate_paise.checked_times(suggestion.quantity).unwrap_or(Money::ZERO),
        cover_days: reorder::cover_days(stock.on_hand, stock.used),
        code: material.code,
        name: material.name,
        category: material.category,
        unit: material.unit,
        on_hand: stock.on_hand,
        on_order: stock.on_order,
        reorder_level: stock.level,
        maximum: stock.maximum,
        minimum_order: stock.minimum_order,
        used: stock.used,
        lead_days: stock.lead_days,
        vendor: material.vendor,
        rate: material.rate_paise,
        suggestion,
    }
}

/// The materials at their level or below, and those that will be before an order placed today could arrive.
///
/// # Errors
/// `forbidden`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<ReorderList, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let now = desk.clock.now();
    let materials = store_board::materials(db, &Narrow::default(), now, MOST, 0).await?;
    let rows: Vec<ReorderRow> =
        materials.into_iter().filter(|material| reorder::is_due(&board::stock_of(material))).map(row_of).collect();
    let value = Money::checked_sum(rows.iter().map(|row| row.value)).unwrap_or(Money::ZERO);
    let may_order = actor.may(Capability::ReceivePackaging);
    let key = if may_order { post::new_key() } else { String::new() };
    Ok(ReorderList { rows, value, may_order, key, now })
}

/// Notes orders placed with vendors; what is on order counts for suggestions and alerts. Sent twice under one key, it counts
/// once. Answers how many materials were ordered.
///
/// # Errors
/// [`Error::Invalid`] with every line's faults.
pub async fn order(desk: &Desk, actor: &Actor, form: &OrderForm) -> Result<usize, Failure> {
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let (key, lines) = reorder::parse_order(form).map_err(Error::Invalid)?;
    let known: Vec<(MaterialId, String, bool)> = work
        .sql(
            "select id, code, unit <> 'KG' from packaging_materials
             where active and code in (select value->>'k' from json_each($1)) order by id",
        )
        .bind(texts(lines.iter().map(|line| line.material.clone())))
        .all()
        .await?;
    let mut rows: Vec<Value> = Vec::new();
    let mut wrong = Vec::new();
    for line in &lines {
        match known.iter().find(|(_, code, _)| *code == line.material) {
            None => wrong.push(
                FieldError::new("material", "unknown", "Material: there is none with this code.")
                    .at(line.row)
                    .typed(&line.material),
            ),
            Some((_, _, true)) if !line.quantity.is_whole() => {
                wrong.push(FieldError::new("quantity", "not_whole", "Quantity: counted in whole numbers.").at(line.row))
            }
            Some((id, _, _)) => rows.push(json!({"m": id, "q": line.quantity})),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong).into());
    }
    // Nobody takes them out of use meanwhile.
    let held = store::lock(&mut work, &known.iter().map(|(id, ..)| *id).collect::<Vec<_>>()).await?;
    if let Some(unused) = held.iter().find(|held| !held.active) {
        return Err(Error::field("material", "out_of_use", crate::packaging::texts::out_of_use(&unused.name)).into());
    }
    let vendor =
        if form.vendor.trim().is_empty() { None } else { Some(store::vendor(&mut work, form.vendor.trim()).await?) };
    let placed = place(&mut work, &key, vendor, form.reference.trim(), &rows).await?;
    if placed == 0 {
        work.rollback().await?;
        return Ok(lines.len());
    }
    work.audit(Audit {
        action: "CREATE",
        entity_type: "packaging-purchase",
        entity_id: key,
        summary: format!("Ordered {placed} packaging materials"),
        old: None,
        new: Some(json!({"vendor": form.vendor, "reference": form.reference, "lines": rows})),
    });
    work.commit().await?;
    Ok(lines.len())
}

async fn place(
    work: &mut Work,
    key: &str,
    vendor: Option<i64>,
    reference: &str,
    rows: &[Value],
) -> Result<u64, Internal> {
    let (now, today, user, name) = (work.now(), work.today(), work.actor().user(), work.actor().name.clone());
    work.sql(
        "insert into packaging_purchases
             (key, material_id, vendor_id, quantity_milli, rate_paise, reference, ordered_on, expected_on, user_id, user_name, at)
         select $2, m.id, coalesce($3, m.vendor_id), cast(value->>'q' as bigint), m.rate_paise, $4, $5, $5 + m.lead_days, $6, $7, $8
         from json_each($1) join packaging_materials m on m.id = cast(value->>'m' as bigint) where true
         order by m.id
         on conflict (key, material_id) do nothing",
    )
    .bind(Value::from(rows.to_vec()).to_string())
    .bind(key.to_owned())
    .bind(vendor)
    .bind(reference.chars().take(80).collect::<String>())
    .bind(today)
    .bind(user)
    .bind(name)
    .bind(now)
    .run()
    .await
}

/// Closes an order that won't come any more.
///
/// # Errors
/// [`Error::NotFound`] when there is no such open one.
pub async fn close(desk: &Desk, actor: &Actor, id: PurchaseId) -> Result<String, Failure> {
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let closed: Option<(MaterialId, Quantity)> = work
        .sql(
            "update packaging_purchases set state = 'Cancelled', version = version + 1 where id = $1 and state = 'Open'
             returning material_id, quantity_milli - received_milli",
        )
        .bind(id)
        .optional()
        .await?;
    let (material, open) = closed.ok_or(Error::NotFound("This order"))?;
    let (code,): (String,) =
        work.sql("select code from packaging_materials where id = $1").bind(material).one().await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "packaging-purchase",
        entity_id: id.to_string(),
        summary: format!("Closed an order of {code}: {open} won't come"),
        old: Some(json!({"open": open.plain()})),
        new: None,
    });
    work.commit().await?;
    Ok(code)
}

const HEADERS: [&str; 12] = [
    "Code",
    "Material",
    "Vendor",
    "Order",
    "Unit",
    "Rate",
    "Value",
    "On hand",
    "On order",
    "Reorder level",
    "Days of cover",
    "Why",
];

/// The list as a purchase request.
///
/// # Errors
/// `forbidden`; when the file can't be written.
pub async fn workbook(desk: &Desk, actor: &Actor) -> Result<Vec<u8>, Failure> {
    let list = list(desk, actor).await?;
    let mut work = desk.begin(actor, Capability::ExportData).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "packaging",
        entity_id: String::new(),
        summary: format!("Exported a purchase request of {} materials", list.rows.len()),
        old: None,
        new: None,
    });
    work.commit().await?;
    let title = format!("Purchase request of {}, asked by {}", desk.clock.today(), actor.name);
    let written = tokio::task::spawn_blocking(move || write(&title, &list)).await.map_err(Internal::from_error)?;
    Ok(written.map_err(Internal::from_error)?)
}

/// Excel keeps numbers as floats of 15 digits; written from the plain decimal.
fn number(plain: &str) -> f64 {
    plain.parse().unwrap_or_default()
}

fn write(title: &str, list: &ReorderList) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap());
    let (money, count) = (Format::new().set_num_format("#,##,##0.00"), Format::new().set_num_format("#,##,##0.###"));
    let sheet = book.add_worksheet();
    sheet.set_name("Purchase request")?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_freeze_panes(3, 0)?;
    sheet.write_string_with_format(0, 0, title, &bold)?;
    for (column, (head, width)) in (0_u16..).zip(HEADERS.iter().zip([12, 34, 24, 12, 8, 10, 14, 12, 12, 14, 14, 80])) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(2, column, *head, &bold)?;
    }
    let mut at = 2;
    for row in list.rows.iter().filter(|row| row.suggestion.quantity.is_positive()) {
        at += 1;
        sheet.write_string(at, 0, &row.code)?.write_string(at, 1, &row.name)?.write_string(at, 2, &row.vendor)?;
        sheet.write_number_with_format(at, 3, number(&row.suggestion.quantity.plain()), &count)?;
        sheet.write_string(at, 4, row.unit.as_str())?;
        sheet.write_number_with_format(at, 5, number(&row.rate.plain()), &money)?;
        sheet.write_number_with_format(at, 6, number(&row.value.plain()), &money)?;
        for (column, quantity) in (7..).zip([row.on_hand, row.on_order, row.reorder_level]) {
            sheet.write_number_with_format(at, column, number(&quantity.plain()), &count)?;
        }
        if let Some(days) = row.cover_days {
            sheet.write_number(at, 10, number(&days.to_string()))?;
        }
        sheet.write_string_with_format(at, 11, &row.suggestion.reasoning, &wrap)?;
    }
    sheet.write_string_with_format(at + 2, 1, "Together", &bold)?;
    sheet.write_number_with_format(at + 2, 6, number(&list.value.plain()), &money)?;
    book.save_to_buffer()
}
