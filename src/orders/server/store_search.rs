//! SQL that finds orders by what somebody types. It is bounded: it never looks at every order.

use super::store_facts::From;
use crate::{
    orders::numbering::{Kind, OrderNumber, order_number},
    platform::{
        failure::Internal,
        server::{Engine, Text},
    },
    values::{Timestamp, fold},
};

/// A search by a customer's words looks at the newest so many orders of each that it finds.
const NEWEST_OF_EACH: i64 = 60;
/// So many orders are looked at that have such a number, such a PO number, or such a customer.
const MOST_SEARCHED: i64 = 500;

/// A number or its beginning, a short sequence of this or the last months, a PO number's beginning, or words of a customer.
pub fn search(text: &mut Text, q: &str, now: Timestamp) {
    let q = q.trim();
    if q.is_empty() {
        return;
    }
    text.push(" and o.id in (select x.id from (select id");
    of_number(text, q, MOST_SEARCHED);
    text.push(") x");
    let numbers = sequences(q, now);
    if !numbers.is_empty() {
        text.push(" union all select x.id from orders x where x.number in ").bind_list(numbers);
    }
    text.push(" union all select x.id from (select id");
    of_po(text, q, MOST_SEARCHED);
    text.push(") x");
    of_customers(text, q);
    text.push(")");
}

fn of_number(text: &mut Text, q: &str, most: i64) {
    let upper = q.to_uppercase();
    text.push(" from orders where number >= ").bind(upper.clone()).push(" and number < ");
    text.bind(format!("{upper}\u{10ffff}")).push(" order by number limit ").bind(most);
}

fn of_po(text: &mut Text, q: &str, most: i64) {
    text.push(" from orders where customer_po <> '' and customer_po >= ")
        .bind(q.to_owned())
        .push(" and customer_po < ");
    text.bind(format!("{q}\u{10ffff}")).push(" order by customer_po, id limit ").bind(most);
}

/// Whether a search leaves out orders that it would find: there are more than it looks at. It counts no further than that.
///
/// # Errors
/// When the database refuses.
pub async fn is_cut(from: &mut From<'_>, q: &str) -> Result<bool, Internal> {
    let q = q.trim();
    if q.is_empty() {
        return Ok(false);
    }
    let mut text = Text::new(from.engine(), "select (select count(*) from (select id");
    of_number(&mut text, q, MOST_SEARCHED + 1);
    text.push(") n), (select count(*) from (select id");
    of_po(&mut text, q, MOST_SEARCHED + 1);
    text.push(
        ") p), cast(coalesce(sum(k.orders), 0) as bigint), coalesce(max(k.orders), 0)
         from (select count(*) as orders from (select y.customer_id from customers c cross join ",
    );
    match text.engine() {
        Engine::Sqlite => text.push("orders y where y.customer_id = c.id and "),
        // Customer by customer, as far as it is asked.
        Engine::Postgres => text
            .push("lateral (select z.customer_id from orders z where z.customer_id = c.id limit ")
            .bind(NEWEST_OF_EACH + 1)
            .push(") y where "),
    };
    customer_words(&mut text, q);
    text.push(" limit ").bind(MOST_SEARCHED + 1).push(") f group by f.customer_id) k");
    let (numbers, pos, all, most): (i64, i64, i64, i64) = from.text(text).one().await?;
    Ok(numbers > MOST_SEARCHED || pos > MOST_SEARCHED || all > MOST_SEARCHED || most > NEWEST_OF_EACH)
}

/// The newest orders of the customers that these words find: on either engine read from an index alone.
fn of_customers(text: &mut Text, words: &str) {
    text.push(" union all select x.id from (select y.id from customers c cross join ");
    match text.engine() {
        // SQLite knows no lateral join: what isn't older than the last of them, in the order of the index.
        Engine::Sqlite => text
            .push(
                "orders y where y.customer_id = c.id and y.booked_at >= coalesce((select z.booked_at from orders z
                 where z.customer_id = c.id order by z.booked_at desc limit 1 offset ",
            )
            .bind(NEWEST_OF_EACH - 1)
            .push("), 0) and "),
        Engine::Postgres => text
            .push(
                "lateral (select z.id, z.booked_at from orders z where z.customer_id = c.id
                 order by z.booked_at desc, z.id desc limit ",
            )
            .bind(NEWEST_OF_EACH)
            .push(") y where "),
    };
    customer_words(text, words);
    text.push(" order by y.booked_at desc, y.id desc limit ").bind(MOST_SEARCHED).push(") x");
}

/// Customers in whose folded text every word is found.
pub fn customer_words(text: &mut Text, words: &str) {
    for (at, word) in fold(words).split(' ').take(6).enumerate() {
        text.push(if at == 0 { "c.search like " } else { " and c.search like " });
        text.bind(like(word)).push(" escape '!'");
    }
}

/// `%word%`, its own wild cards taken literally.
pub fn like(word: &str) -> String {
    format!("%{}%", word.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// What `42` may mean: number 42 of the last twelve months.
fn sequences(q: &str, now: Timestamp) -> Vec<String> {
    let Some(sequence) = q.parse::<u32>().ok().filter(|n| *n > 0) else { return Vec::new() };
    let mut month = now.ist_date().month();
    let mut numbers = Vec::with_capacity(24);
    for _ in 0..12 {
        numbers.extend(Kind::ALL.map(|kind| order_number(kind, month, sequence)));
        month = month.prev();
    }
    debug_assert!(numbers.iter().all(|number| OrderNumber::parse(number).is_some()));
    numbers
}
