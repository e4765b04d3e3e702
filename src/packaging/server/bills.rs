//! Bills of packaging: what a SKU takes, and its use when an order is packed.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    moves,
    post::{self, Line, fingerprint},
    store::{self, Head, texts},
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        bill::{self, Bill, BillForm, BillLine, BillRow, Bills, Need, Packed, Per},
        entered::Entered,
        model::{DocumentKind, EntryKind, Posted, Unit},
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Db, Desk, Work},
    },
    values::{MaterialId, OrderId, ProductId, Quantity, WarehouseId, fold},
};

/// SKUs with how many materials each takes, those without a bill first.
///
/// # Errors
/// `forbidden`.
pub async fn list(desk: &Desk, actor: &Actor, q: &str) -> Result<Bills, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let like = format!("%{}%", fold(q).replace(['%', '_', '\\'], " "));
    let rows: Vec<(String, String, i64)> = db
        .sql(
            "select p.sku, p.name, (select count(*) from packaging_bills b where b.product_id = p.id) as materials
             from products p where p.active and p.search like $1
             order by case when exists (select 1 from packaging_bills b where b.product_id = p.id) then 1 else 0 end, p.name, p.id
             limit 500",
        )
        .bind(like)
        .all()
        .await?;
    let (all, with_bill): (i64, i64) = db
        .sql(
            "select count(*), cast(coalesce(sum(case when exists (select 1 from packaging_bills b where b.product_id = p.id)
                                                then 1 else 0 end), 0) as bigint)
             from products p where p.active",
        )
        .one()
        .await?;
    Ok(Bills {
        rows: rows.into_iter().map(|(sku, name, materials)| BillRow { sku, name, materials }).collect(),
        with_bill,
        without_bill: all - with_bill,
        may_edit: actor.may(Capability::ReceivePackaging),
    })
}

#[derive(sqlx::FromRow)]
struct LineRow {
    sku: String,
    material_id: MaterialId,
    code: String,
    name: String,
    unit: Unit,
    per: Per,
    quantity_milli: Quantity,
}

impl From<LineRow> for BillLine {
    fn from(row: LineRow) -> Self {
        Self {
            material: row.material_id,
            code: row.code,
            name: row.name,
            unit: row.unit,
            per: row.per,
            quantity: row.quantity_milli,
        }
    }
}

const LINES: &str = "select p.sku, b.material_id, m.code, m.name, m.unit, b.per, b.quantity_milli
     from packaging_bills b join products p on p.id = b.product_id join packaging_materials m on m.id = b.material_id
     where p.sku in (select value->>'k' from json_each($1)) order by p.sku, m.code, b.per, m.id";

async fn product(db: &Db, sku: &str) -> Result<(ProductId, String, String, String), Failure> {
    let row: Option<(ProductId, String, String, String)> = db
        .sql("select id, sku, name, unit from products where upper(sku) = $1 or code = $1 order by id limit 1")
        .bind(sku.trim().to_uppercase())
        .optional()
        .await?;
    Ok(row.ok_or(Error::NotFound("This product"))?)
}

/// A SKU's bill.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(desk: &Desk, actor: &Actor, sku: &str) -> Result<Bill, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let (_, sku, name, unit) = product(db, sku).await?;
    let rows: Vec<LineRow> = db.sql(LINES).bind(texts([sku.clone()])).all().await?;
    let lines = rows.into_iter().map(BillLine::from).collect();
    Ok(Bill { sku, name, unit, lines, may_edit: actor.may(Capability::ReceivePackaging) })
}

/// Saves a SKU's bill in place of the one it had; answers the SKU.
///
/// # Errors
/// [`Error::Invalid`] with every line's faults, [`Error::NotFound`].
pub async fn save(desk: &Desk, actor: &Actor, form: &BillForm) -> Result<String, Failure> {
    let db = desk.read(actor, Capability::ReceivePackaging)?;
    let (id, sku, name, _) = product(db, &form.sku).await?;
    let named = crate::packaging::parse::named(form.lines.iter().map(|line| line.material.as_str()));
    let known = moves::Known::new(store::by_names(db, named).await?);
    let lines = read(form, &known)?;
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    work.sql("delete from packaging_bills where product_id = $1").bind(id).run().await?;
    insert(&mut work, id, &lines).await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "product",
        entity_id: sku.clone(),
        summary: format!("Set the bill of packaging of {name}"),
        old: None,
        new: Some(json!({"lines": lines})),
    });
    work.commit().await?;
    Ok(sku)
}

fn read(form: &BillForm, known: &moves::Known) -> Result<Vec<Value>, Error> {
    let (mut lines, mut wrong): (Vec<Value>, Vec<FieldError>) = (Vec::new(), Vec::new());
    let mut seen: Vec<(MaterialId, Per)> = Vec::new();
    for (row, line) in (1_u32..).zip(&form.lines) {
        if line.material.trim().is_empty() && line.quantity.trim().is_empty() {
            continue;
        }
        let mut refuse = |field, code, message: String| wrong.push(FieldError::new(field, code, message).at(row));
        let held = known.get(&line.material.trim().to_uppercase());
        match held {
            None => refuse("material", "unknown", "Material: there is none with this code.".to_owned()),
            Some(held) if !held.active => {
                refuse("material", "out_of_use", crate::packaging::texts::out_of_use(&held.name))
            }
            Some(_) => {}
        }
        let per = line.per.parse::<Per>().unwrap_or(Per::Unit);
        let quantity = Quantity::parse(&line.quantity)
            .map_err(|error| refuse("quantity", error.code(), format!("Quantity: {error}.")));
        let (Some(held), Ok(quantity)) = (held, quantity) else { continue };
        if !quantity.is_positive() {
            refuse("quantity", "zero", "Quantity: more than 0.".to_owned());
        } else if quantity > Quantity::MOST {
            refuse("quantity", "too_large", format!("Quantity: at most {}.", Quantity::MOST));
        } else if seen.contains(&(held.id, per)) {
            refuse("material", "twice", format!("Material: it stands on this bill already, per {per}."));
        } else {
            seen.push((held.id, per));
            lines.push(json!({"material": held.id, "code": held.code, "per": per, "quantity": quantity}));
        }
    }
    if wrong.is_empty() { Ok(lines) } else { Err(Error::Invalid(wrong)) }
}

async fn insert(work: &mut Work, product: ProductId, lines: &[Value]) -> Result<(), Internal> {
    let (now, by) = (work.now(), work.actor().name.clone());
    work.sql(
        "insert into packaging_bills (product_id, material_id, per, quantity_milli, updated_at, updated_by)
         select $2, cast(value->>'material' as bigint), value->>'per', cast(value->>'quantity' as bigint), $3, $4
         from json_each($1)",
    )
    .bind(Value::from(lines.to_vec()).to_string())
    .bind(product)
    .bind(now)
    .bind(by)
    .run()
    .await?;
    Ok(())
}

/// What packing these quantities takes by the bills of their SKUs; a SKU without a bill takes nothing. The packer may change
/// it before it is consumed.
///
/// # Errors
/// When it is more than can be reckoned.
pub async fn needs(work: &mut Work, packed: &[Packed]) -> Result<Vec<Need>, Failure> {
    let rows: Vec<LineRow> = work.sql(LINES).bind(texts(packed.iter().map(|goods| goods.sku.clone()))).all().await?;
    let mut bills: HashMap<String, Vec<BillLine>> = HashMap::new();
    for row in rows {
        bills.entry(row.sku.clone()).or_default().push(row.into());
    }
    let with_bills: Vec<(Packed, Vec<BillLine>)> =
        packed.iter().map(|goods| (goods.clone(), bills.get(&goods.sku).cloned().unwrap_or_default())).collect();
    let too_much = || Error::field("quantity", "too_large", "Quantity: that is more than can be kept.");
    Ok(bill::needs(&with_bills).ok_or_else(too_much)?)
}

/// Takes what packing an order needs out of a warehouse, in the caller's transaction, with its alerts and audit entry.
/// `key` names the packing (such as the order's number and the part that was packed): the same one consumes once.
///
/// `None`: nothing was needed.
///
/// # Errors
/// [`Error::Insufficient`], naming the materials that lack; [`Error::KeyTaken`] when this packing consumed something else.
pub async fn consume(
    work: &mut Work,
    key: &str,
    order: OrderId,
    warehouse: WarehouseId,
    needs: &[Need],
) -> Result<Option<Posted>, Failure> {
    if needs.is_empty() {
        return Ok(None);
    }
    let rows: Option<(String, String)> = work
        .sql("select o.number, w.code from orders o join warehouses w on w.id = $2 where o.id = $1")
        .bind(order)
        .bind(warehouse)
        .optional()
        .await?;
    let (number, place) = rows.ok_or(Error::NotFound("This order"))?;
    let head = Head {
        key: format!("packing:{key}"),
        fingerprint: fingerprint(work, &needs),
        kind: DocumentKind::Packing,
        warehouse,
        vendor: None,
        reference: number,
        reason: "Packing".to_owned(),
        order: Some(order),
        remarks: String::new(),
        entered: Entered::default(),
    };
    let lines: Vec<Line> = (1..)
        .zip(needs)
        .map(|(row, need)| {
            Line::of(row, need.material, EntryKind::Out, need.quantity.checked_neg().unwrap_or_default())
        })
        .collect();
    let posted = post::post(work, &head, &lines).await?;
    if !posted.repeated {
        moves::record(work, &place, &head.reference, &posted);
    }
    Ok(Some(posted))
}
