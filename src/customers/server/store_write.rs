//! SQL that writes customers.

use super::super::rules::{CreditInput, CustomerInput};
use crate::{
    platform::{
        failure::Internal,
        server::{Text, Work},
    },
    values::{CustomerId, PriceListId, UserId, Version},
};

/// Who sells to a customer and at which prices, as keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys {
    pub salesperson: Option<UserId>,
    pub price_list: Option<PriceListId>,
}

/// The greatest number of a `CUST-…` id.
pub async fn last_number(work: &mut Work) -> Result<i64, Internal> {
    let row: Option<(String,)> = work
        .sql("select code from customers where code like 'CUST-%' order by length(code) desc, code desc limit 1")
        .optional()
        .await?;
    Ok(row.and_then(|(code,)| code.trim_start_matches("CUST-").parse().ok()).unwrap_or(0))
}

/// Adds a customer; `None` when the id is taken.
pub async fn insert(
    work: &mut Work,
    code: &str,
    input: &CustomerInput,
    keys: Keys,
) -> Result<Option<CustomerId>, Internal> {
    let mut text = Text::new(
        work.engine(),
        "insert into customers (code, name, kind, class, channel, constitution, gstin, pan, fssai, email, phone, address, location, \
         region, state_code, postal_code, sales_manager, salesperson_id, price_list_id, min_days_left, search, created_at, updated_at) values (",
    );
    text.bind(code.to_owned());
    for_each_value(&mut text, input, keys, &[", "; 19]);
    let now = work.now();
    text.push(", ").bind(input.search(code)).push(", ").bind(now).push(", ").bind(now);
    text.push(") on conflict (code) do nothing returning id");
    let row: Option<(CustomerId,)> = work.text(text).optional().await?;
    Ok(row.map(|(id,)| id))
}

/// Changes a customer; false when the version is no longer the latest.
pub async fn update(
    work: &mut Work,
    id: CustomerId,
    code: &str,
    version: Version,
    input: &CustomerInput,
    keys: Keys,
) -> Result<bool, Internal> {
    let mut text = Text::new(work.engine(), "update customers set version = version + 1, updated_at = ");
    let now = work.now();
    text.bind(now).push(", search = ").bind(input.search(code));
    for_each_value(
        &mut text,
        input,
        keys,
        &[
            ", name = ",
            ", kind = ",
            ", class = ",
            ", channel = ",
            ", constitution = ",
            ", gstin = ",
            ", pan = ",
            ", fssai = ",
            ", email = ",
            ", phone = ",
            ", address = ",
            ", location = ",
            ", region = ",
            ", state_code = ",
            ", postal_code = ",
            ", sales_manager = ",
            ", salesperson_id = ",
            ", price_list_id = ",
            ", min_days_left = ",
        ],
    );
    text.push(" where id = ").bind(id).push(" and version = ").bind(version);
    Ok(work.text(text).run().await? == 1)
}

/// Binds every column of the form, each behind its lead, in the order of the table.
fn for_each_value(text: &mut Text, input: &CustomerInput, keys: Keys, leads: &[&'static str; 19]) {
    let owned = input.clone();
    text.push(leads[0]).bind(owned.name);
    text.push(leads[1]).bind(owned.kind);
    text.push(leads[2]).bind(owned.class);
    text.push(leads[3]).bind(owned.channel);
    text.push(leads[4]).bind(owned.constitution);
    text.push(leads[5]).bind(owned.gstin.map(|gstin| gstin.to_string()));
    text.push(leads[6]).bind(owned.pan.map(|pan| pan.to_string()));
    text.push(leads[7]).bind(owned.fssai);
    text.push(leads[8]).bind(owned.email.map(|email| email.to_string()));
    text.push(leads[9]).bind(owned.phone.map(|phone| phone.wire()));
    text.push(leads[10]).bind(owned.address);
    text.push(leads[11]).bind(owned.location);
    text.push(leads[12]).bind(owned.region);
    text.push(leads[13]).bind(owned.state_code);
    text.push(leads[14]).bind(owned.postal_code);
    text.push(leads[15]).bind(owned.sales_manager);
    text.push(leads[16]).bind(keys.salesperson);
    text.push(leads[17]).bind(keys.price_list);
    text.push(leads[18]).bind(owned.min_days_left);
}

/// Changes the credit side; false when the version is no longer the latest.
pub async fn update_credit(
    work: &mut Work,
    id: CustomerId,
    version: Version,
    input: &CreditInput,
) -> Result<bool, Internal> {
    let now = work.now();
    let mut sql = work
        .sql(
            "update customers set credit_limit_paise = $1, credit_days = $2, security_cheque = $3, outstanding_paise = $4,
                    overdue_paise = $5, ageing_days = $6, status = $7, age_0_7_paise = $8, age_7_15_paise = $9, age_15_30_paise = $10,
                    age_30_45_paise = $11, age_45_90_paise = $12, age_90_120_paise = $13, age_120_150_paise = $14,
                    age_150_180_paise = $15, age_180_paise = $16, version = version + 1, updated_at = $17
             where id = $18 and version = $19",
        )
        .bind(input.limit)
        .bind(input.days)
        .bind(input.security_cheque.clone())
        .bind(input.outstanding)
        .bind(input.overdue)
        .bind(input.ageing_days)
        .bind(input.status.clone());
    for amount in input.ageing.0 {
        sql = sql.bind(amount);
    }
    Ok(sql.bind(now).bind(id).bind(version).run().await? == 1)
}
