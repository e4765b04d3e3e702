//! SQL of stock counts.

use serde_json::Value;

use crate::{
    packaging::{
        counting::{CountRow, CountState, NextCount},
        model::{Choice, Unit},
    },
    platform::{
        failure::Internal,
        server::{Db, Text, Work},
    },
    values::{CountId, EntryId, MaterialId, Money, Quantity, Timestamp, UserId, Version, WarehouseId},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: CountId,
    warehouse: String,
    warehouse_name: String,
    category: String,
    blind: bool,
    in_boxes: bool,
    state: CountState,
    started_by_name: String,
    started_at: Timestamp,
    submitted_by_name: Option<String>,
    submitted_at: Option<Timestamp>,
    decided_by_name: Option<String>,
    decided_at: Option<Timestamp>,
    remark: String,
    lines: i64,
    counted: i64,
    version: Version,
}

impl From<Row> for CountRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            warehouse: Choice { code: row.warehouse, name: row.warehouse_name },
            category: row.category,
            blind: row.blind,
            in_boxes: row.in_boxes,
            state: row.state,
            started_by: row.started_by_name,
            started_at: row.started_at,
            submitted_by: row.submitted_by_name,
            submitted_at: row.submitted_at,
            decided_by: row.decided_by_name,
            decided_at: row.decided_at,
            remark: row.remark,
            lines: row.lines,
            counted: row.counted,
            version: row.version,
        }
    }
}

const COUNT: &str =
    "select c.id, w.code as warehouse, w.name as warehouse_name, c.category, c.blind, c.in_boxes, c.state, c.started_by_name,
            c.started_at, c.submitted_by_name, c.submitted_at, c.decided_by_name, c.decided_at, c.remark, c.version,
            (select count(*) from packaging_count_lines l where l.count_id = c.id) as lines,
            (select count(*) from packaging_count_lines l where l.count_id = c.id and l.counted_milli is not null) as counted
     from packaging_counts c join warehouses w on w.id = c.warehouse_id";

/// The counts, open ones first, then newest first.
pub async fn list(db: &Db) -> Result<Vec<CountRow>, Internal> {
    let mut text = Text::new(db.engine(), COUNT);
    text.push(" order by case when c.state in ('Counting', 'Submitted') then 0 else 1 end, c.id desc limit 100");
    let rows: Vec<Row> = db.text(text).all().await?;
    Ok(rows.into_iter().map(CountRow::from).collect())
}

pub async fn get(db: &Db, id: CountId) -> Result<Option<CountRow>, Internal> {
    let mut text = Text::new(db.engine(), COUNT);
    text.push(" where c.id = ").bind(id);
    let row: Option<Row> = db.text(text).optional().await?;
    Ok(row.map(CountRow::from))
}

/// A line with what the book says now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub material_id: MaterialId,
    pub position: i64,
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: Unit,
    pub barcode: Option<String>,
    pub box_milli: Quantity,
    pub rate_paise: Money,
    pub start_entry_id: EntryId,
    pub boxes: Option<i64>,
    pub loose_milli: Option<Quantity>,
    pub counted_milli: Option<Quantity>,
    pub book_milli: Option<Quantity>,
    pub book_entry_id: Option<EntryId>,
    pub reason: String,
    pub counted_by: Option<UserId>,
    pub counted_by_name: Option<String>,
    pub counted_at: Option<Timestamp>,
    pub now_milli: Quantity,
    pub now_entry_id: EntryId,
}

impl Line {
    /// What was found less what the book said then.
    pub fn difference(&self) -> Option<Quantity> {
        self.counted_milli?.checked_sub(self.book_milli?)
    }

    /// Whether it moved while the count was under way.
    pub fn moved(&self, state: CountState) -> bool {
        match self.book_entry_id {
            Some(book) => book != self.start_entry_id || (state.is_open() && book != self.now_entry_id),
            None => state.is_open() && self.start_entry_id != self.now_entry_id,
        }
    }
}

const LINES: &str =
    "select l.material_id, l.position, m.code, m.name, m.category, m.unit, m.barcode, m.box_milli, m.rate_paise,
            l.start_entry_id, l.boxes, l.loose_milli, l.counted_milli, l.book_milli, l.book_entry_id, l.reason,
            l.counted_by, l.counted_by_name, l.counted_at, coalesce(b.on_hand_milli, 0) as now_milli,
            coalesce(b.last_entry_id, 0) as now_entry_id
     from packaging_count_lines l join packaging_counts c on c.id = l.count_id
     join packaging_materials m on m.id = l.material_id
     left join packaging_balances b on b.material_id = l.material_id and b.warehouse_id = c.warehouse_id
     where l.count_id = $1 order by l.position, l.id limit 10000";

pub async fn lines(db: &Db, id: CountId) -> Result<Vec<Line>, Internal> {
    db.sql(LINES).bind(id).all().await
}

pub async fn lines_in(work: &mut Work, id: CountId) -> Result<Vec<Line>, Internal> {
    work.sql(LINES).bind(id).all().await
}

/// Begins a count; `None` when its key is there already.
pub async fn insert(
    work: &mut Work,
    key: &str,
    warehouse: WarehouseId,
    category: &str,
    blind: bool,
    in_boxes: bool,
) -> Result<Option<CountId>, Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    let row: Option<(CountId,)> = work
        .sql(
            "insert into packaging_counts (key, warehouse_id, category, blind, in_boxes, state, started_by, started_by_name, started_at)
             values ($1, $2, $3, $4, $5, 'Counting', $6, $7, $8) on conflict (key) do nothing returning id",
        )
        .bind(key.to_owned())
        .bind(warehouse)
        .bind(category.to_owned())
        .bind(blind)
        .bind(in_boxes)
        .bind(user)
        .bind(name)
        .bind(now)
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}

pub async fn by_key(work: &mut Work, key: &str) -> Result<Option<CountId>, Internal> {
    let row: Option<(CountId,)> =
        work.sql("select id from packaging_counts where key = $1").bind(key.to_owned()).optional().await?;
    Ok(row.map(|(id,)| id))
}

/// Puts the materials of a category on the sheet, with what the book says; answers how many.
pub async fn fill(work: &mut Work, id: CountId, warehouse: WarehouseId, category: &str) -> Result<u64, Internal> {
    work.sql(
        "insert into packaging_count_lines (count_id, material_id, position, start_milli, start_entry_id)
         select $1, m.id, row_number() over (order by m.category, m.name, m.id), coalesce(b.on_hand_milli, 0),
                coalesce(b.last_entry_id, 0)
         from packaging_materials m
         left join packaging_balances b on b.material_id = m.id and b.warehouse_id = $2
         where m.active and ($3 = '' or m.category = $3)
         order by m.category, m.name, m.id limit 5000",
    )
    .bind(id)
    .bind(warehouse)
    .bind(category.to_owned())
    .run()
    .await
}

/// Categories that lie in a warehouse and are not being counted, longest uncounted first.
pub async fn next(db: &Db, limit: i64) -> Result<Vec<NextCount>, Internal> {
    let rows: Vec<(String, String, String, Option<Timestamp>)> = db
        .sql(
            "select w.code, w.name, x.category,
                    (select max(c.decided_at) from packaging_counts c
                     where c.warehouse_id = x.warehouse_id and c.state = 'Approved' and c.category in ('', x.category)) as last
             from (select distinct b.warehouse_id, m.category from packaging_balances b
                   join packaging_materials m on m.id = b.material_id where m.active and b.on_hand_milli > 0) x
             join warehouses w on w.id = x.warehouse_id
             where w.active and not exists (select 1 from packaging_counts c
                                            where c.warehouse_id = x.warehouse_id and c.state in ('Counting', 'Submitted')
                                              and c.category in ('', x.category))
             order by case when exists (select 1 from packaging_counts c
                                        where c.warehouse_id = x.warehouse_id and c.state = 'Approved'
                                          and c.category in ('', x.category)) then 1 else 0 end, 4, w.name, x.category, w.id
             limit $1",
        )
        .bind(limit)
        .all()
        .await?;
    let next = |(code, name, category, last)| NextCount { warehouse: Choice { code, name }, category, last };
    Ok(rows.into_iter().map(next).collect())
}

/// Puts the named materials on the sheet, in their order.
pub async fn fill_with(work: &mut Work, id: CountId, found: &[Value]) -> Result<u64, Internal> {
    work.sql(
        "insert into packaging_count_lines (count_id, material_id, position, start_milli, start_entry_id)
         select c.id, m.id, row_number() over (order by m.category, m.name, m.id), coalesce(b.on_hand_milli, 0),
                coalesce(b.last_entry_id, 0)
         from json_each($1) join packaging_counts c on c.id = $2
         join packaging_materials m on m.id = cast(value->>'material' as bigint)
         left join packaging_balances b on b.material_id = m.id and b.warehouse_id = c.warehouse_id",
    )
    .bind(Value::from(found.to_vec()).to_string())
    .bind(id)
    .run()
    .await
}

/// Holds the count for this work while it stands in this state; false when it doesn't.
pub async fn hold(work: &mut Work, id: CountId, state: CountState) -> Result<bool, Internal> {
    let done = work
        .sql("update packaging_counts set version = version + 1 where id = $1 and state = $2")
        .bind(id)
        .bind(state)
        .run()
        .await?;
    Ok(done == 1)
}

/// Writes what was found. A line whose quantity is as before keeps the book it was compared with.
pub async fn keep(work: &mut Work, id: CountId, found: &[Value]) -> Result<(), Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    let rows = Value::from(found.to_vec()).to_string();
    work.sql(
        "update packaging_count_lines set boxes = x.boxes, loose_milli = x.loose, counted_milli = x.counted,
             book_milli = x.book, book_entry_id = x.entry, counted_by = $3, counted_by_name = $4, counted_at = $5
         from (select cast(value->>'material' as bigint) as material, cast(value->>'boxes' as bigint) as boxes,
                      cast(value->>'loose' as bigint) as loose, cast(value->>'counted' as bigint) as counted,
                      coalesce(b.on_hand_milli, 0) as book, coalesce(b.last_entry_id, 0) as entry
               from json_each($1) join packaging_counts c on c.id = $2
               left join packaging_balances b on b.material_id = cast(value->>'material' as bigint)
                                              and b.warehouse_id = c.warehouse_id) x
         where packaging_count_lines.count_id = $2 and packaging_count_lines.material_id = x.material
           and (packaging_count_lines.counted_milli is null or packaging_count_lines.counted_milli <> x.counted)",
    )
    .bind(rows.clone())
    .bind(id)
    .bind(user)
    .bind(name)
    .bind(now)
    .run()
    .await?;
    work.sql(
        "update packaging_count_lines set reason = x.reason
         from (select cast(value->>'material' as bigint) as material, value->>'reason' as reason from json_each($1)) x
         where packaging_count_lines.count_id = $2 and packaging_count_lines.material_id = x.material
           and packaging_count_lines.reason <> x.reason",
    )
    .bind(rows)
    .bind(id)
    .run()
    .await?;
    Ok(())
}

/// Hands a count in.
pub async fn submit(work: &mut Work, id: CountId) -> Result<(), Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    work.sql(
        "update packaging_counts set state = 'Submitted', submitted_by = $2, submitted_by_name = $3, submitted_at = $4
         where id = $1 and state = 'Counting'",
    )
    .bind(id)
    .bind(user)
    .bind(name)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// A count as a decision needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Held {
    pub warehouse_id: WarehouseId,
    pub warehouse: String,
    pub state: CountState,
    pub blind: bool,
    pub version: Version,
    pub submitted_by: Option<UserId>,
}

pub async fn held(work: &mut Work, id: CountId) -> Result<Option<Held>, Internal> {
    work.sql(
        "select c.warehouse_id, w.code as warehouse, c.state, c.blind, c.version, c.submitted_by
         from packaging_counts c join warehouses w on w.id = c.warehouse_id where c.id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// Decides a count by the version that was looked at; false when it changed in between.
pub async fn decide(
    work: &mut Work,
    id: CountId,
    version: Version,
    from: CountState,
    to: CountState,
    remark: &str,
) -> Result<bool, Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    let done = work
        .sql(
            "update packaging_counts set state = $4, decided_by = $5, decided_by_name = $6, decided_at = $7, remark = $8,
                 version = version + 1
             where id = $1 and version = $2 and state = $3",
        )
        .bind(id)
        .bind(version)
        .bind(from)
        .bind(to)
        .bind(user)
        .bind(name)
        .bind(now)
        .bind(remark.to_owned())
        .run()
        .await?;
    Ok(done == 1)
}

pub async fn set_document(work: &mut Work, id: CountId, document: crate::values::DocumentId) -> Result<(), Internal> {
    work.sql("update packaging_counts set document_id = $2 where id = $1").bind(id).bind(document).run().await?;
    Ok(())
}

/// Those who approve counts, but for one.
pub async fn approvers(work: &mut Work, but: Option<UserId>) -> Result<Vec<UserId>, Internal> {
    let rows: Vec<(UserId,)> = work
        .sql("select id from users where status = 'Active' and role = 'Warehouse' and id <> $1 order by id limit 1000")
        .bind(but.unwrap_or(UserId::from(0)))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
