//! SQL of the stock board and the material's page. Nothing here reads more of the ledger than a page of it: use and charts
//! come from the sums by day, balances from their own rows.

use crate::{
    packaging::{
        alert::{Decision, Outcome},
        model::{Balance, BatchRow, BoardFilter, BoardSums, Choice, PurchaseRow, Unit, VendorRow},
        reorder::{STAGNANT_DAYS, Standing, UNUSED},
    },
    platform::{
        failure::Internal,
        server::{Db, Text},
    },
    values::{Date, EntryId, MaterialId, Money, PurchaseId, Quantity, Timestamp, Version, WarehouseId, fold},
};

/// A material with what the board shows of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Material {
    pub id: MaterialId,
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: Unit,
    pub box_milli: Quantity,
    /// In all warehouses.
    pub total_milli: Quantity,
    /// In the warehouse that was asked for, or in all.
    pub on_hand_milli: Quantity,
    pub on_order_milli: Quantity,
    pub reorder_level_milli: Quantity,
    pub maximum_milli: Option<Quantity>,
    pub minimum_order_milli: Quantity,
    pub used_milli: Quantity,
    pub lead_days: i64,
    pub rate_paise: Money,
    pub last_moved_at: Option<Timestamp>,
    pub vendor: String,
    pub barcode: Option<String>,
    pub version: Version,
    pub active: bool,
    /// Materials that the filter meets.
    pub found: i64,
}

/// What stands for a material's standing in SQL; as `reorder::standing`, which a test compares.
fn push_standing(text: &mut Text, standing: Standing, now: Timestamp) {
    let long_ago = now.plus_days(-(STAGNANT_DAYS as i32));
    const MOST: &str = "coalesce(m.maximum_milli, 10 * m.reorder_level_milli)";
    match standing {
        Standing::Low => {
            text.push(" and m.on_hand_milli <= m.reorder_level_milli");
        }
        Standing::Over => {
            text.push(" and m.on_hand_milli > m.reorder_level_milli and m.on_hand_milli > ").push(MOST);
            text.push(" and 0 < ").push(MOST);
        }
        Standing::Stagnant | Standing::Fine => {
            text.push(" and m.on_hand_milli > m.reorder_level_milli and (m.on_hand_milli <= ").push(MOST);
            text.push(" or 0 >= ").push(MOST).push(") and ");
            if standing == Standing::Stagnant {
                text.push("coalesce(m.last_moved_at, 0) < ").bind(long_ago);
            } else {
                text.push("coalesce(m.last_moved_at, 0) >= ").bind(long_ago);
            }
        }
    }
}

/// What becomes of materials that are out of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unused {
    #[default]
    Hidden,
    /// After those in use.
    Shown,
    Alone,
}

/// What the board is narrowed to, read.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    pub q: String,
    pub category: String,
    pub standing: Option<Standing>,
    pub warehouse: Option<WarehouseId>,
    pub unused: Unused,
    /// One material alone, in use or not.
    pub material: Option<MaterialId>,
}

impl Narrow {
    /// Who searches finds what is out of use as well.
    pub fn of(filter: &BoardFilter, warehouse: Option<WarehouseId>) -> Self {
        let unused = match filter.standing.as_str() {
            UNUSED => Unused::Alone,
            "" if !filter.q.trim().is_empty() => Unused::Shown,
            _ => Unused::Hidden,
        };
        Self {
            unused,
            q: fold(&filter.q),
            category: filter.category.clone(),
            standing: filter.standing.parse().ok(),
            warehouse,
            material: None,
        }
    }
}

/// Materials, lowest cover first: what is low, then what lasts least, then what isn't used.
pub async fn materials(
    db: &Db,
    narrow: &Narrow,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> Result<Vec<Material>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select m.id, m.code, m.name, m.category, m.unit, m.box_milli, m.on_hand_milli as total_milli, ",
    );
    text.push(if narrow.warehouse.is_some() { "coalesce(b.on_hand_milli, 0)" } else { "m.on_hand_milli" });
    text.push(
        " as on_hand_milli, m.on_order_milli, m.reorder_level_milli, m.maximum_milli, m.minimum_order_milli, m.used_milli,
          m.lead_days, m.rate_paise, ",
    );
    text.push(if narrow.warehouse.is_some() { "b.last_moved_at" } else { "m.last_moved_at" });
    text.push(
        " as last_moved_at, coalesce(v.name, '') as vendor, m.barcode, m.version, m.active, count(*) over () as found
          from packaging_materials m left join packaging_vendors v on v.id = m.vendor_id",
    );
    if let Some(warehouse) = narrow.warehouse {
        text.push(" left join packaging_balances b on b.material_id = m.id and b.warehouse_id = ").bind(warehouse);
    }
    match (narrow.material, narrow.unused) {
        (Some(material), _) => text.push(" where m.id = ").bind(material),
        (None, Unused::Hidden) => text.push(" where m.active"),
        (None, Unused::Shown) => text.push(" where true"),
        (None, Unused::Alone) => text.push(" where not m.active"),
    };
    if !narrow.q.is_empty() {
        let like = format!("%{}%", narrow.q.replace(['%', '_', '\\'], " "));
        text.push(" and m.search like ").bind(like);
    }
    if !narrow.category.is_empty() {
        text.push(" and m.category = ").bind(narrow.category.clone());
    }
    if let Some(standing) = narrow.standing {
        push_standing(&mut text, standing, now);
    }
    text.push(
        " order by case when m.active then 0 else 1 end, case when m.on_hand_milli <= m.reorder_level_milli then 0 else 1 end,
                   case when m.used_milli > 0 then m.on_hand_milli * 30 / m.used_milli else 1000000000 end, m.name, m.id
          limit ",
    );
    text.bind(limit).push(" offset ").bind(offset);
    db.text(text).all().await
}

#[derive(sqlx::FromRow)]
struct Sums {
    materials: i64,
    low: i64,
    over: i64,
    stagnant: i64,
    value: i64,
    open_counts: i64,
    unused: i64,
}

/// The sums of all materials in use.
pub async fn sums(db: &Db, now: Timestamp) -> Result<BoardSums, Internal> {
    let row: Sums = db
        .sql(
            "select count(*) as materials,
                    cast(coalesce(sum(case when on_hand_milli <= reorder_level_milli then 1 else 0 end), 0) as bigint) as low,
                    cast(coalesce(sum(case when on_hand_milli > reorder_level_milli
                                            and on_hand_milli > coalesce(maximum_milli, 10 * reorder_level_milli)
                                            and 0 < coalesce(maximum_milli, 10 * reorder_level_milli)
                                      then 1 else 0 end), 0) as bigint) as over,
                    cast(coalesce(sum(case when on_hand_milli > reorder_level_milli
                                            and (on_hand_milli <= coalesce(maximum_milli, 10 * reorder_level_milli)
                                                 or 0 >= coalesce(maximum_milli, 10 * reorder_level_milli))
                                            and coalesce(last_moved_at, 0) < $1 then 1 else 0 end), 0) as bigint) as stagnant,
                    cast(coalesce(sum(on_hand_milli / 1000 * rate_paise + on_hand_milli % 1000 * rate_paise / 1000), 0) as bigint)
                        as value,
                    (select count(*) from packaging_counts where state in ('Counting', 'Submitted')) as open_counts,
                    (select count(*) from packaging_materials where not active) as unused
             from packaging_materials where active",
        )
        .bind(now.plus_days(-(STAGNANT_DAYS as i32)))
        .one()
        .await?;
    Ok(BoardSums {
        materials: row.materials,
        low: row.low,
        stagnant: row.stagnant,
        over: row.over,
        value: Money::from_paise(row.value),
        open_counts: row.open_counts,
        unused: row.unused,
    })
}

/// The warehouses in use.
pub async fn warehouses(db: &Db) -> Result<Vec<Choice>, Internal> {
    let rows: Vec<(String, String)> =
        db.sql("select code, name from warehouses where active order by name, id limit 200").all().await?;
    Ok(rows.into_iter().map(|(code, name)| Choice { code, name }).collect())
}

/// The categories there are.
pub async fn categories(db: &Db) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> = db
        .sql("select distinct category from packaging_materials where active order by category limit 200")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(category,)| category).collect())
}

/// What each warehouse has of a material.
pub async fn balances(db: &Db, material: MaterialId) -> Result<Vec<Balance>, Internal> {
    let rows: Vec<(String, String, Quantity, Option<Timestamp>)> = db
        .sql(
            "select w.code, w.name, b.on_hand_milli, b.last_moved_at
             from packaging_balances b join warehouses w on w.id = b.warehouse_id
             where b.material_id = $1 order by w.name, w.id limit 200",
        )
        .bind(material)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(code, name, on_hand, last_moved_at)| Balance {
            warehouse: Choice { code, name },
            on_hand,
            last_moved_at,
        })
        .collect())
}

/// A material's vendors, the preferred one first.
pub async fn vendors(db: &Db, material: MaterialId) -> Result<Vec<VendorRow>, Internal> {
    let rows: Vec<(String, Money, Quantity, i64, Option<Timestamp>, bool)> = db
        .sql(
            "select v.name, x.rate_paise, x.minimum_order_milli, x.lead_days, x.last_received_at,
                    coalesce(m.vendor_id = v.id, false) as preferred
             from packaging_material_vendors x join packaging_vendors v on v.id = x.vendor_id
             join packaging_materials m on m.id = x.material_id
             where x.material_id = $1 order by preferred desc, v.name, v.id limit 100",
        )
        .bind(material)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(name, rate, minimum_order, lead_days, last_received_at, preferred)| VendorRow {
            name,
            rate,
            minimum_order,
            lead_days,
            last_received_at,
            preferred,
        })
        .collect())
}

/// The batches of the last receipts that named one, soonest to expire first.
pub async fn batches(db: &Db, material: MaterialId, today: Date) -> Result<Vec<BatchRow>, Internal> {
    let rows: Vec<(String, Quantity, Option<Date>, Option<Date>, Timestamp)> = db
        .sql(
            "select batch, cast(sum(quantity_milli) as bigint), max(made_on), max(expires_on), max(at)
             from (select * from (select id, batch, quantity_milli, made_on, expires_on, at from packaging_entries
                                  where material_id = $1 and batch <> '' and kind = 'IN' and expires_on >= $2
                                  order by expires_on, id limit 200) dated
                   union all
                   select * from (select id, batch, quantity_milli, made_on, expires_on, at from packaging_entries
                                  where material_id = $1 and batch <> '' and kind = 'IN' and expires_on is null
                                  order by expires_on, id desc limit 30) lasting) x
             group by batch
             order by case when max(expires_on) is null then 1 else 0 end, max(expires_on), batch limit 30",
        )
        .bind(material)
        .bind(today.add_days(-30))
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(batch, received, made, expires, received_at)| BatchRow {
            batch,
            received,
            made,
            expires,
            received_at,
            days_left: expires.map(|expires| i64::from(today.days_until(expires))),
        })
        .collect())
}

/// Day, what came in, went out and was counted.
pub async fn days(
    db: &Db,
    material: MaterialId,
    from: Date,
) -> Result<Vec<(Date, Quantity, Quantity, Quantity)>, Internal> {
    db.sql(
        "select day, cast(sum(in_milli) as bigint), cast(sum(out_milli) as bigint), cast(sum(count_milli) as bigint)
         from packaging_days where material_id = $1 and day >= $2 group by day order by day limit 400",
    )
    .bind(material)
    .bind(from)
    .all()
    .await
}

/// A material's open purchases, oldest first.
pub async fn purchases(db: &Db, material: MaterialId) -> Result<Vec<PurchaseRow>, Internal> {
    let rows: Vec<(PurchaseId, String, Quantity, Quantity, Date, Option<Date>, String, String)> = db
        .sql(
            "select p.id, coalesce(v.name, ''), p.quantity_milli, p.received_milli, p.ordered_on, p.expected_on, p.reference,
                    p.user_name
             from packaging_purchases p left join packaging_vendors v on v.id = p.vendor_id
             where p.material_id = $1 and p.state = 'Open' order by p.ordered_on, p.id limit 100",
        )
        .bind(material)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, vendor, quantity, received, ordered_on, expected_on, reference, user_name)| PurchaseRow {
            id,
            vendor,
            quantity,
            received,
            ordered_on,
            expected_on,
            reference,
            user_name,
        })
        .collect())
}

/// The last decisions about a material's alert, newest first.
pub async fn decisions(db: &Db, material: MaterialId) -> Result<Vec<Decision>, Internal> {
    let rows: Vec<DecisionRow> = db
        .sql(
            "select at, outcome, before_milli, on_hand_milli, level_milli, on_order_milli, suggested_milli, told, user_name, entry_id
             from packaging_alerts where material_id = $1 order by id desc limit 20",
        )
        .bind(material)
        .all()
        .await?;
    Ok(rows.into_iter().map(Decision::from).collect())
}

/// The last time a material's alert fired.
pub async fn last_fired(db: &Db, material: MaterialId) -> Result<Option<Decision>, Internal> {
    let row: Option<DecisionRow> = db
        .sql(
            "select at, outcome, before_milli, on_hand_milli, level_milli, on_order_milli, suggested_milli, told, user_name, entry_id
             from packaging_alerts where material_id = $1 and outcome = 'Fired' order by id desc limit 1",
        )
        .bind(material)
        .optional()
        .await?;
    Ok(row.map(Decision::from))
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    at: Timestamp,
    outcome: Outcome,
    before_milli: Quantity,
    on_hand_milli: Quantity,
    level_milli: Quantity,
    on_order_milli: Quantity,
    suggested_milli: Quantity,
    told: i64,
    user_name: String,
    entry_id: Option<EntryId>,
}

impl From<DecisionRow> for Decision {
    fn from(row: DecisionRow) -> Self {
        Self {
            at: row.at,
            outcome: row.outcome,
            before: row.before_milli,
            on_hand: row.on_hand_milli,
            level: row.level_milli,
            on_order: row.on_order_milli,
            suggested: row.suggested_milli,
            told: row.told,
            user_name: row.user_name,
            level_changed: row.entry_id.is_none(),
        }
    }
}
