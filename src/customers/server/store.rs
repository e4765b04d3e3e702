//! SQL of one customer.

use super::super::{
    model::{CustomerForm, LogRow, OrderRow, RateRow, Standing},
    rules::CreditInput,
};
use crate::{
    credit::ageing::Ageing,
    identity::Sees,
    orders::Status,
    platform::{
        failure::Internal,
        server::{Db, Text, Work},
    },
    values::{CustomerId, Date, Money, PriceListId, Timestamp, UserId, Version},
};

/// A customer as kept, with the names that stand behind its keys.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Customer {
    pub id: CustomerId,
    pub code: String,
    pub name: String,
    pub kind: Option<String>,
    pub status: String,
    pub class: Option<String>,
    pub channel: Option<String>,
    pub constitution: Option<String>,
    pub gstin: Option<String>,
    pub pan: Option<String>,
    pub fssai: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: String,
    pub location: String,
    pub region: Option<String>,
    pub state_code: String,
    pub postal_code: Option<String>,
    pub sales_manager: Option<String>,
    pub salesperson_code: Option<String>,
    pub salesperson_name: Option<String>,
    pub price_list_id: Option<PriceListId>,
    pub price_list_code: Option<String>,
    pub price_list_name: Option<String>,
    pub min_days_left: i64,
    pub credit_limit_paise: Money,
    pub credit_days: i64,
    pub security_cheque: Option<String>,
    pub outstanding_paise: Money,
    pub overdue_paise: Money,
    pub ageing_days: i64,
    age_0_7_paise: Money,
    age_7_15_paise: Money,
    age_15_30_paise: Money,
    age_30_45_paise: Money,
    age_45_90_paise: Money,
    age_90_120_paise: Money,
    age_120_150_paise: Money,
    age_150_180_paise: Money,
    age_180_paise: Money,
    pub open_paise: Money,
    pub open_count: i64,
    pub version: Version,
}

/// Ends before `where`.
pub const CUSTOMER: &str = "
    select c.id, c.code, c.name, c.kind, c.status, c.class, c.channel, c.constitution, c.gstin, c.pan, c.fssai, c.email,
           c.phone, c.address, c.location, c.region, c.state_code, c.postal_code, c.sales_manager,
           s.code as salesperson_code, s.name as salesperson_name, c.price_list_id, p.code as price_list_code,
           p.name as price_list_name, c.min_days_left, c.credit_limit_paise, c.credit_days, c.security_cheque,
           c.outstanding_paise, c.overdue_paise, c.ageing_days, c.age_0_7_paise, c.age_7_15_paise, c.age_15_30_paise,
           c.age_30_45_paise, c.age_45_90_paise, c.age_90_120_paise, c.age_120_150_paise, c.age_150_180_paise, c.age_180_paise,
           cast((select coalesce(sum(o.total_paise), 0) from orders o where o.customer_id = c.id and o.open) as bigint) as open_paise,
           (select count(*) from orders o where o.customer_id = c.id and o.open) as open_count, c.version
    from customers c
    left join users s on s.id = c.salesperson_id
    left join price_lists p on p.id = c.price_list_id";

impl Customer {
    pub fn ageing(&self) -> Ageing {
        Ageing([
            self.age_0_7_paise,
            self.age_7_15_paise,
            self.age_15_30_paise,
            self.age_30_45_paise,
            self.age_45_90_paise,
            self.age_90_120_paise,
            self.age_120_150_paise,
            self.age_150_180_paise,
            self.age_180_paise,
        ])
    }

    pub fn standing(&self) -> Standing {
        Standing {
            limit: self.credit_limit_paise,
            days: self.credit_days,
            outstanding: self.outstanding_paise,
            open_orders: self.open_paise,
            open_count: self.open_count,
            overdue: self.overdue_paise,
            ageing_days: self.ageing_days,
            ageing: self.ageing(),
            security_cheque: self.security_cheque.clone().unwrap_or_default(),
        }
    }

    pub fn credit(&self) -> CreditInput {
        CreditInput {
            limit: self.credit_limit_paise,
            days: self.credit_days,
            security_cheque: self.security_cheque.clone(),
            outstanding: self.outstanding_paise,
            overdue: self.overdue_paise,
            ageing_days: self.ageing_days,
            ageing: self.ageing(),
            status: self.status.clone(),
        }
    }

    /// As a form shows it.
    pub fn form(&self) -> CustomerForm {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        CustomerForm {
            code: self.code.clone(),
            name: self.name.clone(),
            kind: text(&self.kind),
            class: text(&self.class),
            channel: text(&self.channel),
            constitution: text(&self.constitution),
            gstin: text(&self.gstin),
            pan: text(&self.pan),
            fssai: text(&self.fssai),
            email: text(&self.email),
            phone: text(&self.phone),
            address: self.address.clone(),
            location: self.location.clone(),
            region: text(&self.region),
            state: self.state_code.clone(),
            postal_code: text(&self.postal_code),
            sales_manager: text(&self.sales_manager),
            salesperson: text(&self.salesperson_code),
            price_list: text(&self.price_list_code),
            min_days_left: self.min_days_left.to_string(),
            version: self.version.to_string(),
        }
    }
}

/// The customer of this code.
pub async fn find(db: &Db, code: &str) -> Result<Option<Customer>, Internal> {
    let mut text = Text::new(db.engine(), CUSTOMER);
    text.push(" where c.code = ").bind(code.to_owned());
    db.text(text).optional().await
}

/// The same within a write.
pub async fn find_in(work: &mut Work, code: &str) -> Result<Option<Customer>, Internal> {
    let mut text = Text::new(work.engine(), CUSTOMER);
    text.push(" where c.code = ").bind(code.to_owned());
    work.text(text).optional().await
}

/// The customer's newest orders that this person sees.
pub async fn orders(db: &Db, customer: CustomerId, sees: Sees) -> Result<Vec<OrderRow>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select number, booked_on, status, line_count, total_paise, salesperson_name from orders where customer_id = ",
    );
    text.bind(customer);
    if let Sees::Of(people) = sees {
        text.push(" and salesperson_id in ").bind_list(people);
    }
    text.push(" order by booked_at desc, id desc limit 20");
    let rows: Vec<(String, Date, Status, i64, Money, String)> = db.text(text).all().await?;
    let row = |(number, booked_on, status, lines, total, salesperson)| OrderRow {
        number,
        booked_on,
        status,
        lines,
        total,
        salesperson,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The rates of a price list, by name.
pub async fn rates(db: &Db, list: PriceListId) -> Result<Vec<RateRow>, Internal> {
    let rows: Vec<(String, String, Money, Money)> = db
        .sql(
            "select p.sku, p.name, p.price_paise, r.rate_paise
             from price_list_rates r join products p on p.id = r.product_id
             where r.price_list_id = $1 order by p.name, p.id limit 200",
        )
        .bind(list)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(sku, product, list_price, rate)| RateRow { sku, product, list_price, rate }).collect())
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    at: Timestamp,
    user_name: String,
    summary: String,
    old_data: Option<String>,
    new_data: Option<String>,
}

/// What was changed of the customer, newest first.
pub async fn log(db: &Db, code: &str) -> Result<Vec<LogRow>, Internal> {
    let rows: Vec<EntryRow> = db
        .sql(
            "select at, user_name, summary, old_data, new_data from audit_entries
             where entity_type = 'customer' and entity_id = $1 order by id desc limit 30",
        )
        .bind(code.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(logged).collect())
}

fn logged(row: EntryRow) -> LogRow {
    let fields = |text: Option<String>| {
        text.and_then(|text| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).ok())
            .unwrap_or_default()
    };
    let (old, new) = (fields(row.old_data), fields(row.new_data));
    let plain = |value: Option<&serde_json::Value>| match value {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let changes = match old.is_empty() {
        true => Vec::new(),
        false => new.iter().map(|(field, value)| (field.clone(), plain(old.get(field)), plain(Some(value)))).collect(),
    };
    LogRow { at: row.at, who: row.user_name, summary: row.summary, changes }
}

/// Who changed the customer last, and when.
pub async fn last_change(work: &mut Work, code: &str) -> Result<Option<(String, Timestamp)>, Internal> {
    work.sql(
        "select user_name, at from audit_entries where entity_type = 'customer' and entity_id = $1 order by id desc limit 1",
    )
    .bind(code.to_owned())
    .optional()
    .await
}

/// Sales people to choose from: id and name.
pub async fn salespeople(db: &Db) -> Result<Vec<(String, String)>, Internal> {
    db.sql("select code, name from users where role = 'Sales' and status = 'Active' order by name, id limit 500")
        .all()
        .await
}

/// Price lists to choose from: code and name.
pub async fn price_lists(db: &Db) -> Result<Vec<(String, String)>, Internal> {
    db.sql("select code, name from price_lists order by name, id limit 500").all().await
}

/// The classes in use.
pub async fn classes(db: &Db) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> =
        db.sql("select distinct class from customers where class is not null order by class limit 50").all().await?;
    Ok(rows.into_iter().map(|(class,)| class).collect())
}

/// An active salesperson by id.
pub async fn salesperson_id(work: &mut Work, code: &str) -> Result<Option<UserId>, Internal> {
    let row: Option<(UserId,)> = work
        .sql("select id from users where code = $1 and role = 'Sales' and status = 'Active'")
        .bind(code.to_owned())
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}

pub async fn price_list_id(work: &mut Work, code: &str) -> Result<Option<PriceListId>, Internal> {
    let row: Option<(PriceListId,)> =
        work.sql("select id from price_lists where code = $1").bind(code.to_owned()).optional().await?;
    Ok(row.map(|(id,)| id))
}
