//! SQL of one customer.

use serde_json::{Value, json};

use super::super::{
    model::{CustomerForm, OrderRow, RateRow, Standing},
    rules::{CreditInput, CustomerInput},
};
use crate::{
    credit::ageing::Ageing,
    identity::Sees,
    orders::Status,
    platform::{
        failure::Internal,
        server::{Db, Text, Work},
    },
    values::{CustomerId, Date, Email, Gstin, Money, Pan, Phone, PriceListId, Version},
};

/// A customer as kept, with the names that stand behind its keys.
#[derive(Clone, Debug)]
pub struct Customer {
    pub id: CustomerId,
    pub code: String,
    /// All but the credit side; the keys as codes.
    pub data: CustomerInput,
    pub credit: CreditInput,
    pub salesperson_name: Option<String>,
    pub price_list_id: Option<PriceListId>,
    pub price_list_name: Option<String>,
    open: Money,
    /// Whether what is on the way counts, by the credit policy.
    counts_open: bool,
    open_count: i64,
    pub version: Version,
}

/// A row of [`CUSTOMER`].
#[derive(sqlx::FromRow)]
pub struct Row {
    id: CustomerId,
    code: String,
    name: String,
    kind: Option<String>,
    status: String,
    class: Option<String>,
    channel: Option<String>,
    constitution: Option<String>,
    gstin: Option<String>,
    pan: Option<String>,
    fssai: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    address: String,
    location: String,
    region: Option<String>,
    state_code: String,
    postal_code: Option<String>,
    sales_manager: Option<String>,
    salesperson_code: Option<String>,
    salesperson_name: Option<String>,
    price_list_id: Option<PriceListId>,
    price_list_code: Option<String>,
    price_list_name: Option<String>,
    min_days_left: i64,
    credit_limit_paise: Money,
    credit_days: i64,
    security_cheque: Option<String>,
    outstanding_paise: Money,
    overdue_paise: Money,
    ageing_days: i64,
    age_0_7_paise: Money,
    age_7_15_paise: Money,
    age_15_30_paise: Money,
    age_30_45_paise: Money,
    age_45_90_paise: Money,
    age_90_120_paise: Money,
    age_120_150_paise: Money,
    age_150_180_paise: Money,
    age_180_paise: Money,
    open_paise: Money,
    counts_open: bool,
    open_count: i64,
    version: Version,
}

impl TryFrom<Row> for Customer {
    type Error = Internal;

    fn try_from(row: Row) -> Result<Self, Internal> {
        let read = Internal::from_error;
        let data = CustomerInput {
            code: Some(row.code.clone()),
            name: row.name,
            kind: row.kind,
            class: row.class,
            channel: row.channel,
            constitution: row.constitution,
            gstin: row.gstin.as_deref().map(Gstin::parse).transpose().map_err(read)?,
            pan: row.pan.as_deref().map(Pan::parse).transpose().map_err(read)?,
            fssai: row.fssai,
            email: row.email.as_deref().map(Email::parse).transpose().map_err(Internal::from_error)?,
            phone: row.phone.as_deref().map(Phone::parse).transpose().map_err(Internal::from_error)?,
            address: row.address,
            location: row.location,
            region: row.region,
            state_code: row.state_code,
            postal_code: row.postal_code,
            sales_manager: row.sales_manager,
            salesperson: row.salesperson_code,
            price_list: row.price_list_code,
            min_days_left: row.min_days_left,
        };
        let credit = CreditInput {
            limit: row.credit_limit_paise,
            days: row.credit_days,
            security_cheque: row.security_cheque,
            outstanding: row.outstanding_paise,
            overdue: row.overdue_paise,
            ageing_days: row.ageing_days,
            ageing: Ageing([
                row.age_0_7_paise,
                row.age_7_15_paise,
                row.age_15_30_paise,
                row.age_30_45_paise,
                row.age_45_90_paise,
                row.age_90_120_paise,
                row.age_120_150_paise,
                row.age_150_180_paise,
                row.age_180_paise,
            ]),
            status: row.status,
        };
        Ok(Self {
            id: row.id,
            code: row.code,
            data,
            credit,
            salesperson_name: row.salesperson_name,
            price_list_id: row.price_list_id,
            price_list_name: row.price_list_name,
            open: row.open_paise,
            counts_open: row.counts_open,
            open_count: row.open_count,
            version: row.version,
        })
    }
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
           not exists (select 1 from settings where key = 'credit.count_open_orders' and value = 'false') as counts_open,
           (select count(*) from orders o where o.customer_id = c.id and o.open) as open_count, c.version
    from customers c
    left join users s on s.id = c.salesperson_id
    left join price_lists p on p.id = c.price_list_id";

impl Customer {
    pub fn standing(&self) -> Standing {
        let credit = &self.credit;
        Standing {
            limit: credit.limit,
            days: credit.days,
            outstanding: credit.outstanding,
            open_orders: self.open,
            open_count: self.open_count,
            counts_open_orders: self.counts_open,
            overdue: credit.overdue,
            ageing_days: credit.ageing_days,
            ageing: Some(credit.ageing),
            security_cheque: credit.security_cheque.clone().unwrap_or_default(),
        }
    }

    /// As a form shows it.
    pub fn form(&self) -> CustomerForm {
        self.data.form(&self.code, self.version.to_string())
    }
}

/// The customer of this code.
pub async fn find(db: &Db, code: &str) -> Result<Option<Customer>, Internal> {
    let mut text = Text::new(db.engine(), CUSTOMER);
    text.push(" where c.code = ").bind(code.to_owned());
    db.text(text).optional::<Row>().await?.map(Customer::try_from).transpose()
}

/// The same within a write.
pub async fn find_in(work: &mut Work, code: &str) -> Result<Option<Customer>, Internal> {
    Ok(by_codes_in(work, &[code]).await?.pop())
}

/// Those of these codes that there are.
pub async fn by_codes(db: &Db, codes: &[&str]) -> Result<Vec<Customer>, Internal> {
    let mut text = Text::new(db.engine(), CUSTOMER);
    coded(&mut text, codes);
    let rows: Vec<Row> = db.text(text).all().await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// The same within a write.
pub async fn by_codes_in(work: &mut Work, codes: &[&str]) -> Result<Vec<Customer>, Internal> {
    let mut text = Text::new(work.engine(), CUSTOMER);
    coded(&mut text, codes);
    let rows: Vec<Row> = work.text(text).all().await?;
    rows.into_iter().map(Customer::try_from).collect()
}

fn coded(text: &mut Text, codes: &[&str]) {
    let codes: Vec<Value> = codes.iter().map(|code| json!({"code": code})).collect();
    text.push(" where c.code in (select value->>'code' from json_each(")
        .bind(Value::from(codes).to_string())
        .push(")) order by c.id");
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
