//! SQL of what booking must know: customers, products, stock, rates. A fixed number of statements however many orders.

use serde_json::{Value, json};

use crate::{
    credit::rules::Test,
    platform::{
        failure::Internal,
        server::{Db, Dialect, Engine, Reader, Text, Work, statement::Sql},
    },
    values::{BatchId, CustomerId, Date, Money, Percent, PriceListId, ProductId, Quantity, UserId},
};

/// Where to read from: the pool, one connection of it for statements that follow each other, or the write that is open.
pub enum From<'a> {
    Db(&'a Db),
    Reader(Reader),
    Work(&'a mut Work),
}

impl From<'_> {
    pub fn sql(&mut self, text: &'static str) -> Sql<'_> {
        match self {
            Self::Db(db) => db.sql(text),
            Self::Reader(reader) => reader.sql(text),
            Self::Work(work) => work.sql(text),
        }
    }

    fn sql_by(&mut self, dialect: Dialect) -> Sql<'_> {
        let engine = self.engine();
        self.sql(dialect.pick(engine))
    }

    pub fn text(&mut self, text: Text) -> Sql<'_> {
        match self {
            Self::Db(db) => db.text(text),
            Self::Reader(reader) => reader.text(text),
            Self::Work(work) => work.text(text),
        }
    }

    pub fn engine(&self) -> Engine {
        match self {
            Self::Db(db) => db.engine(),
            Self::Reader(reader) => reader.engine(),
            Self::Work(work) => work.engine(),
        }
    }
}

/// A customer as booking and credit need one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CustomerRow {
    pub id: CustomerId,
    pub code: String,
    pub name: String,
    pub location: String,
    pub state_code: String,
    pub gstin: Option<String>,
    pub phone: Option<String>,
    pub status: String,
    pub salesperson_id: Option<UserId>,
    pub salesperson_name: Option<String>,
    pub price_list_id: Option<PriceListId>,
    pub min_days_left: i64,
    pub credit_limit: Money,
    pub outstanding: Money,
    pub overdue: Money,
    pub ageing_days: i64,
    /// The sum of orders booked and not yet invoiced, as far as they count.
    pub open_orders: Money,
}

pub const CUSTOMER: &str = "select c.id, c.code, c.name, c.location, c.state_code, c.gstin, c.phone, c.status, c.salesperson_id,
    u.name as salesperson_name, c.price_list_id, c.min_days_left, c.credit_limit_paise as credit_limit,
    c.outstanding_paise as outstanding, c.overdue_paise as overdue, c.ageing_days,
    cast(case when exists (select 1 from settings where key = 'credit.count_open_orders' and value = 'false') then 0
         else (select coalesce(sum(o.total_paise), 0) from orders o where o.customer_id = c.id and o.open) end as bigint) as open_orders
    from customers c left join users u on u.id = c.salesperson_id where ";

/// Customers by id, in no order.
pub async fn customers(
    from: &mut From<'_>,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<Vec<CustomerRow>, Internal> {
    let mut text = Text::new(from.engine(), CUSTOMER);
    text.push("c.id in (select cast(value->>'id' as bigint) from json_each(")
        .bind(id_set(ids))
        .push(")) order by c.id");
    from.text(text).all().await
}

/// The customer of this code, exact name or email address.
pub async fn customer_named(from: &mut From<'_>, typed: &str) -> Result<Option<CustomerRow>, Internal> {
    let mut text = Text::new(from.engine(), CUSTOMER);
    text.push("(c.code = ").bind(typed.to_owned()).push(" or c.code = ").bind(typed.to_uppercase());
    text.push(" or c.name = ").bind(typed.to_owned()).push(" or c.email = ").bind(typed.to_lowercase());
    text.push(") order by case when c.code = ").bind(typed.to_owned()).push(" then 0 else 1 end, c.id limit 1");
    from.text(text).optional().await
}

/// A product as booking needs one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ProductRow {
    pub id: ProductId,
    pub code: String,
    pub sku: String,
    pub name: String,
    pub unit: String,
    pub gst: Percent,
    pub list_rate: Money,
    pub active: bool,
    pub barcode: Option<String>,
    /// Promised without naming a batch.
    pub reserved: Quantity,
}

const PRODUCT: &str =
    "select p.id, p.code, p.sku, p.name, p.unit, p.gst_bp as gst, p.price_paise as list_rate, p.active, p.barcode,
    coalesce(s.reserved_milli, 0) as reserved
    from products p left join product_stock s on s.product_id = p.id where ";

/// Products by id, in no order.
pub async fn products(
    from: &mut From<'_>,
    ids: impl IntoIterator<Item = ProductId>,
) -> Result<Vec<ProductRow>, Internal> {
    let mut text = Text::new(from.engine(), PRODUCT);
    text.push("p.id in (select cast(value->>'id' as bigint) from json_each(")
        .bind(id_set(ids))
        .push(")) order by p.id");
    from.text(text).all().await
}

/// Products whose SKU, barcode, code or name is one of these, as typed or in capitals.
pub async fn products_named(from: &mut From<'_>, typed: &[String]) -> Result<Vec<ProductRow>, Internal> {
    let keys: Vec<Value> = typed.iter().flat_map(|key| [json!({"k": key}), json!({"k": key.to_uppercase()})]).collect();
    let keys = Value::from(keys).to_string();
    let mut text = Text::new(from.engine(), PRODUCT);
    // One after the other, so that each is found by its own index; with `or`, every product would be looked at.
    for (at, by) in ["x.sku", "x.barcode", "x.code", "x.name"].into_iter().enumerate() {
        text.push(if at == 0 { "p.id in (" } else { " union all " });
        text.push("select x.id from json_each(").bind(keys.clone()).push(") k cross join products x where ").push(by);
        text.push(" = k.value->>'k'");
    }
    text.push(") order by p.id");
    from.text(text).all().await
}

/// SKUs to guess from what was meant.
pub async fn skus(from: &mut From<'_>) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> =
        from.sql("select sku from products where active order by sku, id limit 20000").all().await?;
    Ok(rows.into_iter().map(|(sku,)| sku).collect())
}

/// One fact of several kinds: what lies in batches of a day, a rate of a price list, a rate paid before, a setting.
pub enum Fact {
    Stock {
        product: ProductId,
        expires: Option<Date>,
        quantity: Quantity,
    },
    Rate {
        list: PriceListId,
        product: ProductId,
        rate: Money,
    },
    Previous {
        customer: CustomerId,
        product: ProductId,
        rate: Money,
    },
    /// Whether orders in good standing are released without a person.
    ReleasesAutomatically(bool),
    /// What becomes of an order that fails the credit test.
    Test(Test),
    CountsOpenOrders(bool),
    OverdueAbove(Money),
    /// The seller's state of GST, by its code.
    SellerState(i64),
}

macro_rules! facts {
    ($previous:expr) => {
        concat!(
            "select 1 as kind, b.product_id as a, b.expires_on as b, cast(sum(b.on_hand_milli - b.reserved_milli) as bigint) as amount
             from batches b
             where b.active and b.product_id in (select cast(value->>'id' as bigint) from json_each($1))
               and (b.expires_on is null or b.expires_on > $2) and b.on_hand_milli > b.reserved_milli
             group by b.product_id, b.expires_on
             union all
             select 2, r.price_list_id, r.product_id, r.rate_paise
             from json_each($3) l cross join json_each($1) p cross join price_list_rates r
             where r.price_list_id = cast(l.value->>'id' as bigint) and r.product_id = cast(p.value->>'id' as bigint)
             union all
             select 3, t.customer_id, t.product_id, t.rate_paise from (",
            $previous,
            ") t where t.n = 1
             union all
             select 4, case key when 'company.state' then 1 when 'credit.test' then 2 when 'credit.count_open_orders' then 3
                              when 'credit.overdue_above_paise' then 4 else 0 end,
                    null, case when key in ('company.state', 'credit.overdue_above_paise') then cast(value as bigint) when value = 'hold' then 2
                               when value in ('true', 'warn') then 1 else 0 end
             from settings where key in ('credit.release_automatically', 'credit.test', 'credit.count_open_orders', 'credit.overdue_above_paise', 'company.state')
             order by 1, 2, 3"
        )
    };
}

// Of many customers the lines are found by their orders: `+` keeps the planner from looking through all that was ever sold of a
// product.
macro_rules! previous_of_many {
    ($latest:literal) => {
        concat!(
            "select o.customer_id, l.product_id, l.rate_paise,
                    row_number() over (partition by o.customer_id, l.product_id order by o.booked_at desc, o.id desc) as n
             from json_each($4) c ",
            $latest,
            " join order_lines l on l.order_id = o.id
             where o.status not in ('Draft', 'Cancelled', 'Rejected')
               and +l.product_id in (select cast(value->>'id' as bigint) from json_each($1))"
        )
    };
}

const FACTS_OF_MANY: Dialect = Dialect {
    sqlite: facts!(previous_of_many!(
        "join orders o on o.id in (select x.id from orders x where x.customer_id = cast(c.value->>'id' as bigint)
                                   order by x.booked_at desc, x.id desc limit 50)"
    )),
    postgres: facts!(previous_of_many!(
        "cross join lateral (select x.id, x.customer_id, x.booked_at, x.status from orders x
                             where x.customer_id = cast(c.value->>'id' as bigint)
                             order by x.booked_at desc, x.id desc limit 50) o"
    )),
};

// Of one customer each product is looked for among the orders: two indexes answer, and few rows are read.
const FACTS_OF_ONE: &str = facts!(
    "select cast($4 as bigint) as customer_id, l.product_id, l.rate_paise,
            row_number() over (partition by l.product_id order by o.booked_at desc, o.id desc) as n
     from (select x.id, x.booked_at from orders x where x.customer_id = $4 order by x.booked_at desc, x.id desc limit 50) o
     cross join json_each($1) p cross join order_lines l cross join orders s
     where l.product_id = cast(p.value->>'id' as bigint) and l.order_id = o.id
       and s.id = o.id and s.status not in ('Draft', 'Cancelled', 'Rejected') and s.number <> $5"
);

/// What is known of these products for these customers: stock not expired by `cutoff`, rates, and the rates of each customer's last
/// fifty orders; of one customer, those but the order of this number, which is being changed.
pub async fn facts(
    from: &mut From<'_>,
    products: impl IntoIterator<Item = ProductId>,
    cutoff: Date,
    lists: impl IntoIterator<Item = PriceListId>,
    customers: &[CustomerId],
    but: &str,
) -> Result<Vec<Fact>, Internal> {
    let statement = match customers {
        [_] => from.sql(FACTS_OF_ONE),
        _ => from.sql_by(FACTS_OF_MANY),
    };
    let statement = statement.bind(id_set(products)).bind(cutoff).bind(id_set(lists));
    let statement = match customers {
        [one] => statement.bind(*one).bind(but.to_owned()),
        many => statement.bind(id_set(many.iter().copied())),
    };
    let rows: Vec<(i32, i64, Option<i64>, i64)> = statement.all().await?;
    let fact = |(kind, a, b, amount): (i32, i64, Option<i64>, i64)| match (kind, b) {
        (1, expires) => Some(Fact::Stock {
            product: a.into(),
            expires: expires.and_then(|day| Date::try_from(day).ok()),
            quantity: amount.into(),
        }),
        (2, Some(product)) => Some(Fact::Rate { list: a.into(), product: product.into(), rate: amount.into() }),
        (4, _) if a == 1 => Some(Fact::SellerState(amount)),
        (4, _) if a == 2 => Some(Fact::Test(match amount {
            0 => Test::Off,
            1 => Test::Warn,
            _ => Test::Hold,
        })),
        (4, _) if a == 3 => Some(Fact::CountsOpenOrders(amount != 0)),
        (4, _) if a == 4 => Some(Fact::OverdueAbove(amount.into())),
        (4, _) => Some(Fact::ReleasesAutomatically(amount != 0)),
        (_, Some(product)) => Some(Fact::Previous { customer: a.into(), product: product.into(), rate: amount.into() }),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(fact).collect())
}

/// A batch that a clearance order names.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BatchRow {
    pub id: BatchId,
    pub product_id: ProductId,
    pub number: String,
    pub expires_on: Option<Date>,
    pub active: bool,
    pub available: Quantity,
}

pub async fn batches(from: &mut From<'_>, ids: impl IntoIterator<Item = BatchId>) -> Result<Vec<BatchRow>, Internal> {
    from.sql(
        "select id, product_id, number, expires_on, active, on_hand_milli - reserved_milli as available from batches
         where id in (select cast(value->>'id' as bigint) from json_each($1)) order by id",
    )
    .bind(id_set(ids))
    .all()
    .await
}

/// Batches by number, for orders that name them so.
pub async fn batches_numbered(
    from: &mut From<'_>,
    numbers: &[String],
) -> Result<Vec<(BatchId, ProductId, String)>, Internal> {
    let numbers: Vec<Value> = numbers.iter().map(|number| json!({"k": number})).collect();
    from.sql(
        "select id, product_id, number from batches where number in (select value->>'k' from json_each($1))
         order by expires_on, id limit 5000",
    )
    .bind(Value::from(numbers).to_string())
    .all()
    .await
}

/// A set of ids as `json_each` reads them.
pub fn id_set<I: Into<i64>>(ids: impl IntoIterator<Item = I>) -> String {
    Value::from(ids.into_iter().map(|id| json!({"id": id.into()})).collect::<Vec<_>>()).to_string()
}
