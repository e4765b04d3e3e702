//! SQL that writes customers: a set of rows a statement.

use serde_json::{Value, json};

use super::{
    super::rules::{CreditInput, CustomerInput},
    store::Customer,
};
use crate::{
    platform::{
        failure::Internal,
        server::{Dialect, Work},
    },
    values::{CustomerId, Version},
};

/// One giver of new ids at a time.
pub async fn lock_codes(work: &mut Work) -> Result<(), Internal> {
    work.sql_by(Dialect { sqlite: "select 1", postgres: "select pg_advisory_xact_lock(7205)" }).run().await?;
    Ok(())
}

/// The greatest number of a `CUST-…` id.
pub async fn last_number(work: &mut Work) -> Result<i64, Internal> {
    let row: Option<(String,)> = work
        .sql(
            "select code from customers
             where code like 'CUST-%' and ltrim(substr(code, 6), '0123456789') = '' and length(code) < 20
             order by length(ltrim(substr(code, 6), '0')) desc, ltrim(substr(code, 6), '0') desc limit 1",
        )
        .optional()
        .await?;
    Ok(row.and_then(|(code,)| code.trim_start_matches("CUST-").parse().ok()).unwrap_or(0))
}

/// A customer to write.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    pub code: &'a str,
    pub data: &'a CustomerInput,
    pub credit: &'a CreditInput,
    /// `None` of a new one.
    pub was: Option<&'a Customer>,
}

/// Every column of a customer, by its name.
fn row_of(writing: &Writing<'_>) -> Value {
    let Writing { code, data, credit, was } = writing;
    json!({
        "id": was.map(|was| was.id), "version": was.map_or(Version::FIRST, |was| was.version).get(), "code": code, "name": data.name,
        "kind": data.kind, "class": data.class, "channel": data.channel, "constitution": data.constitution, "gstin": data.gstin,
        "pan": data.pan, "fssai": data.fssai, "email": data.email, "phone": data.phone, "address": data.address,
        "location": data.location, "region": data.region, "state_code": data.state_code, "postal_code": data.postal_code,
        "sales_manager": data.sales_manager, "salesperson": data.salesperson, "price_list": data.price_list,
        "min_days_left": data.min_days_left, "limit": credit.limit, "days": credit.days, "cheque": credit.security_cheque,
        "outstanding": credit.outstanding, "overdue": credit.overdue, "ageing_days": credit.ageing_days, "status": credit.status,
        "ages": credit.ageing, "search": data.search(code),
    })
}

fn rows_of(customers: &[Writing<'_>]) -> String {
    Value::from(customers.iter().map(row_of).collect::<Vec<_>>()).to_string()
}

/// Adds customers; answers how many were added, those whose code is taken are not.
pub async fn insert(work: &mut Work, customers: &[Writing<'_>]) -> Result<u64, Internal> {
    let now = work.now();
    work.sql(
        "insert into customers (code, name, kind, class, channel, constitution, gstin, pan, fssai, email, phone, address, location,
                region, state_code, postal_code, sales_manager, salesperson_id, price_list_id, min_days_left, credit_limit_paise,
                credit_days, security_cheque, outstanding_paise, overdue_paise, ageing_days, status, age_0_7_paise, age_7_15_paise,
                age_15_30_paise, age_30_45_paise, age_45_90_paise, age_90_120_paise, age_120_150_paise, age_150_180_paise,
                age_180_paise, search, created_at, updated_at)
         select value->>'code', value->>'name', value->>'kind', value->>'class', value->>'channel', value->>'constitution',
                value->>'gstin', value->>'pan', value->>'fssai', value->>'email', value->>'phone', value->>'address',
                value->>'location', value->>'region', value->>'state_code', value->>'postal_code', value->>'sales_manager', u.id, l.id,
                cast(value->>'min_days_left' as bigint), cast(value->>'limit' as bigint), cast(value->>'days' as bigint),
                value->>'cheque', cast(value->>'outstanding' as bigint), cast(value->>'overdue' as bigint),
                cast(value->>'ageing_days' as bigint), value->>'status',
                cast(value->'ages'->>0 as bigint), cast(value->'ages'->>1 as bigint), cast(value->'ages'->>2 as bigint),
                cast(value->'ages'->>3 as bigint), cast(value->'ages'->>4 as bigint), cast(value->'ages'->>5 as bigint),
                cast(value->'ages'->>6 as bigint), cast(value->'ages'->>7 as bigint), cast(value->'ages'->>8 as bigint),
                value->>'search', $2, $2
         from json_each($1) left join users u on u.code = value->>'salesperson' left join price_lists l on l.code = value->>'price_list'
         where true on conflict (code) do nothing",
    )
    .bind(rows_of(customers))
    .bind(now)
    .run()
    .await
}

/// Writes customers over the versions that were read; answers how many were.
pub async fn update(work: &mut Work, customers: &[Writing<'_>]) -> Result<u64, Internal> {
    let now = work.now();
    work.sql(
        "update customers set name = v.value->>'name', kind = v.value->>'kind', class = v.value->>'class', channel = v.value->>'channel',
                constitution = v.value->>'constitution', gstin = v.value->>'gstin', pan = v.value->>'pan', fssai = v.value->>'fssai',
                email = v.value->>'email', phone = v.value->>'phone', address = v.value->>'address', location = v.value->>'location',
                region = v.value->>'region', state_code = v.value->>'state_code', postal_code = v.value->>'postal_code',
                sales_manager = v.value->>'sales_manager', salesperson_id = v.salesperson_id, price_list_id = v.price_list_id,
                min_days_left = cast(v.value->>'min_days_left' as bigint), credit_limit_paise = cast(v.value->>'limit' as bigint),
                credit_days = cast(v.value->>'days' as bigint), security_cheque = v.value->>'cheque',
                outstanding_paise = cast(v.value->>'outstanding' as bigint), overdue_paise = cast(v.value->>'overdue' as bigint),
                ageing_days = cast(v.value->>'ageing_days' as bigint), status = v.value->>'status',
                age_0_7_paise = cast(v.value->'ages'->>0 as bigint), age_7_15_paise = cast(v.value->'ages'->>1 as bigint),
                age_15_30_paise = cast(v.value->'ages'->>2 as bigint), age_30_45_paise = cast(v.value->'ages'->>3 as bigint),
                age_45_90_paise = cast(v.value->'ages'->>4 as bigint), age_90_120_paise = cast(v.value->'ages'->>5 as bigint),
                age_120_150_paise = cast(v.value->'ages'->>6 as bigint), age_150_180_paise = cast(v.value->'ages'->>7 as bigint),
                age_180_paise = cast(v.value->'ages'->>8 as bigint), search = v.value->>'search', updated_at = $2,
                version = customers.version + 1
         from (select value, u.id as salesperson_id, l.id as price_list_id from json_each($1)
               left join users u on u.code = value->>'salesperson' left join price_lists l on l.code = value->>'price_list') v
         where customers.id = cast(v.value->>'id' as bigint) and customers.version = cast(v.value->>'version' as bigint)",
    )
    .bind(rows_of(customers))
    .bind(now)
    .run()
    .await
}

/// Takes customers away that nobody has changed or ordered for; answers how many.
pub async fn remove(work: &mut Work, ids: impl Iterator<Item = CustomerId>) -> Result<u64, Internal> {
    let rows: Vec<Value> = ids.map(|id| json!({"id": id})).collect();
    work.sql(
        "delete from customers where id in (select cast(value->>'id' as bigint) from json_each($1)) and version = 1
           and not exists (select 1 from orders o where o.customer_id = customers.id)",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await
}

/// Those of these codes that nobody active in sales has.
pub async fn unknown_salespeople(work: &mut Work, codes: &[&str]) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> = work
        .sql(
            "select value->>'code' from json_each($1) where not exists
                 (select 1 from users u where u.code = value->>'code' and u.role = 'Sales' and u.status = 'Active')
             order by 1",
        )
        .bind(codes_of(codes))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Those of these codes that no price list has.
pub async fn unknown_price_lists(work: &mut Work, codes: &[&str]) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> = work
        .sql(
            "select value->>'code' from json_each($1)
             where not exists (select 1 from price_lists l where l.code = value->>'code') order by 1",
        )
        .bind(codes_of(codes))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

fn codes_of(codes: &[&str]) -> String {
    Value::from(codes.iter().map(|code| json!({"code": code})).collect::<Vec<_>>()).to_string()
}
