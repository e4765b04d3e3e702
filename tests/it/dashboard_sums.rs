//! The sums that the dashboard keeps, and the rows that its figures open.

use std::collections::{BTreeMap, BTreeSet};

use nexus::{
    catalog,
    dashboard::{
        model::{Bar, Card, Stat},
        period::{Asked, Period},
        server::{board, service, sums},
        texts,
    },
    orders::{
        self, Action, Status,
        model::BookForm,
        server::{edit, list},
    },
    platform::server::Dialect,
    sample::PEOPLE,
    values::{Date, Money, OrderId, UserId},
};

use crate::{
    orders::{book_as, does, form, good_customer},
    support::*,
};

/// One to three lines of different products.
fn lines(chance: &mut Chance) -> Vec<(&'static str, &'static str)> {
    const SKUS: [&str; 6] = ["SKU-002", "SKU-003", "SKU-007", "SKU-012", "SKU-009", "SKU-004"];
    let first = chance.below(SKUS.len());
    let count = 1 + chance.below(3);
    (0..count).map(|nth| (SKUS[(first + nth) % SKUS.len()], chance.of(&["1", "2", "3"]))).collect()
}

/// What one order comes to.
struct Booked {
    salesperson: UserId,
    customer: String,
    on: Date,
    total: Money,
    categories: BTreeMap<String, Money>,
}

/// The orders that count, read row by row.
async fn all_booked(desk: &Desk) -> Vec<Booked> {
    type Row = (OrderId, UserId, String, Date, Money, Status);
    let rows: Vec<Row> = desk
        .db
        .sql("select o.id, o.salesperson_id, c.code, o.booked_on, o.total_paise, o.status from orders o join customers c on c.id = o.customer_id")
        .all()
        .await
        .unwrap();
    let lines: Vec<(OrderId, String, Money)> = desk
        .db
        .sql("select l.order_id, p.category, l.amount_paise from order_lines l join products p on p.id = l.product_id")
        .all()
        .await
        .unwrap();
    let mut categories: BTreeMap<OrderId, BTreeMap<String, Money>> = BTreeMap::new();
    for (order, category, amount) in lines {
        let sum = categories.entry(order).or_default().entry(category).or_default();
        *sum = sum.checked_add(amount).unwrap();
    }
    let counts = sums::booked();
    rows.into_iter()
        .filter(|(.., status)| counts.contains(status))
        .map(|(id, salesperson, customer, on, total, _)| Booked {
            salesperson,
            customer,
            on,
            total,
            categories: categories.remove(&id).unwrap_or_default(),
        })
        .collect()
}

type Sums = BTreeMap<String, (i64, Money)>;

fn add(sums: &mut Sums, name: &str, value: Money) {
    let entry = sums.entry(name.to_owned()).or_default();
    *entry = (entry.0 + 1, entry.1.checked_add(value).unwrap());
}

/// What is kept is what the rows come to: of everybody, of a team, of one; of whole months, of parts, of a day.
async fn kept_sums_are_true(app: &App) {
    let (desk, today) = (app.desk(), app.clock.now().ist_date());
    let all = all_booked(&desk).await;
    let month = today.month().first_day();
    let periods = [
        (month, today),
        (today, today),
        (month.add_days(-1).month().first_day(), month.add_days(-1)),
        (today.add_days(-44), today.add_days(-3)),
        (today.add_days(-100), today.add_days(-20)),
        (today.add_days(-400), today),
    ];
    for code in ["ADMIN-001", "SALES-010", "SALES-001"] {
        let actor = app.actor(code).await;
        for (from, to) in periods {
            let (mut categories, mut customers) = (Sums::new(), Sums::new());
            let met =
                all.iter().filter(|order| actor.sees().includes(order.salesperson) && (from..=to).contains(&order.on));
            for order in met {
                add(&mut customers, &order.customer, order.total);
                order.categories.iter().for_each(|(category, amount)| add(&mut categories, category, *amount));
            }
            let period = Period { from, to, preset: None };
            let kept = sums::by_category(&desk.db, &actor, period, 1_000).await.unwrap();
            let kept: Sums = kept.into_iter().map(|(category, orders, amount)| (category, (orders, amount))).collect();
            assert_eq!(kept, categories, "{code}: {}", period.printed());
            let kept = sums::top_customers(&desk.db, &actor, period, today, 1_000).await.unwrap();
            let kept: Sums = kept.into_iter().map(|(customer, _, orders, value)| (customer, (orders, value))).collect();
            assert_eq!(kept, customers, "{code}: {}", period.printed());
        }
    }
}

/// Months kept with anything else than their orders come to.
const WRONG_MONTHS: Dialect = Dialect {
    sqlite: "select count(*) from (
         select sum(orders) as orders, sum(value_paise) as value from (
             select month, customer_id, salesperson_id, orders, value_paise from order_customers
             union all
             select strftime('%Y-%m', booked_on * 86400, 'unixepoch'), customer_id, salesperson_id, -1, -total_paise from orders
             where status not in ('Draft', 'Rejected', 'Cancelled')) x
         group by month, customer_id, salesperson_id) y where orders <> 0 or value <> 0",
    postgres: "select count(*) from (
         select sum(orders) as orders, sum(value_paise) as value from (
             select month, customer_id, salesperson_id, orders, value_paise from order_customers
             union all
             select month_of(booked_on), customer_id, salesperson_id, -1, -total_paise from orders
             where status not in ('Draft', 'Rejected', 'Cancelled')) x
         group by month, customer_id, salesperson_id) y where orders <> 0 or value <> 0",
};

/// Moves an order to another day, as if it had been booked then.
async fn book_earlier(app: &App, number: &str, days: i64) {
    let mut work = app.arrange().await;
    work.sql(
        "update orders set booked_on = booked_on - $1, booked_at = booked_at - $1 * 86400000000 where number = $2",
    )
    .bind(days)
    .bind(number.to_owned())
    .run()
    .await
    .unwrap();
    work.commit().await.unwrap();
}

/// Puts every fifth product into another category.
async fn sort_anew(app: &App, category: &str, which: i64) {
    let mut work = app.arrange().await;
    work.sql("update products set category = $1 where id % 5 = $2")
        .bind(category.to_owned())
        .bind(which)
        .run()
        .await
        .unwrap();
    work.commit().await.unwrap();
}

async fn import_and_perhaps_take_back(app: &App, quantity: usize, back: bool) {
    let file = format!("Customer ID,SKU Code,Quantity\nCUST-001,SKU-003,{quantity}\nCUST-002,SKU-004,1\n");
    let reply = app.sales().upload("/api/orders/bulk", "orders.csv", file.into_bytes()).await;
    let import = reply.ok()["data"]["importId"].to_string();
    if back {
        app.sales().post_json(&format!("/api/imports/{import}/undo"), json!({})).await.ok();
    }
}

/// How many a figure's note says there are: `3 orders · …`.
fn counted(note: &str) -> i64 {
    note.split(' ').next().unwrap().parse().unwrap_or_else(|_| panic!("{note}"))
}

/// Follows a link to orders and compares how many there are, and what they come to where that is said.
async fn opens(app: &App, actor: &Actor, href: &str, count: i64, value: Option<&str>) {
    let query = href.strip_prefix("/orders?").unwrap_or_else(|| panic!("{href}"));
    let found = list::list(&app.desk(), actor, query).await.unwrap().totals;
    assert!(found.exact, "{href}");
    assert_eq!(found.count, count, "{}: {href}", actor.code);
    if let Some(value) = value {
        assert_eq!(found.value.rupees(), value, "{}: {href}", actor.code);
    }
}

/// Follows the link of a figure, and reads the page it opens; whether there is one.
async fn figure_opens(app: &App, actor: &Actor, stat: &Stat, count: i64) -> bool {
    if stat.href.is_empty() {
        return false;
    }
    let page = app.person(&actor.code).get(&stat.href).await;
    assert_eq!(page.status, 200, "{}: {}", actor.code, stat.href);
    let said = match stat.href.split_once('?') {
        Some(("/products", _)) => catalog::texts::products_found(count),
        _ => {
            opens(app, actor, &stat.href, count, Some(&stat.exact)).await;
            let found = list::list(&app.desk(), actor, stat.href.trim_start_matches("/orders?")).await.unwrap().totals;
            orders::texts::in_view(count, found.value.short())
        }
    };
    assert!(page.text().contains(&said), "{}: {} has no '{said}'", actor.code, stat.href);
    true
}

async fn bars_open(app: &App, actor: &Actor, bars: &[Bar], with_value: bool) {
    for bar in bars {
        let value = bar.value.rupees();
        opens(app, actor, &bar.href, counted(&bar.note), with_value.then_some(value.as_str())).await;
    }
}

/// All of a card's rows stand in the list that it opens; all there are where they fit.
async fn card_opens(app: &App, actor: &Actor, card: &Card) {
    let Some(href) = &card.more else { return };
    let page = app.person(&actor.code).get(href).await;
    assert_eq!(page.status, 200, "{}: {href}", actor.code);
    if let Some(query) = href.strip_prefix("/orders?") {
        let found = list::list(&app.desk(), actor, query).await.unwrap().totals.count;
        assert_eq!(i64::try_from(card.rows.len()).unwrap(), found.min(6), "{}: {href}", actor.code);
    } else if href.starts_with("/customers?") {
        assert!(card.rows.iter().all(|row| page.text().contains(&row.href)), "{}: {href}", actor.code);
    }
}

both! {
    async fn kept_sums_are_what_the_orders_come_to_whatever_happens_to_them(app) {
        good_customer(app).await;
        kept_sums_are_true(app).await;
        let (mut chance, mut numbers, mut done) = (Chance(7), Vec::<String>::new(), BTreeSet::new());
        for step in 0..90 {
            let what = if step < 10 { 0 } else { chance.below(10) };
            let number = if numbers.is_empty() { String::new() } else { numbers[chance.below(numbers.len())].clone() };
            let did = match what {
                0..=3 => {
                    let who = chance.of(&["SALES-001", "SALES-002", "SALES-010", "ADMIN-001"]);
                    let booked = book_as(app, who, &form(&lines(&mut chance))).await;
                    numbers.extend(booked.as_ref().ok().map(|booked| booked.number.clone()));
                    booked.is_ok().then_some("booked")
                }
                4 | 5 => {
                    let change = BookForm { order: number, reason: "more".to_owned(), ..form(&lines(&mut chance)) };
                    edit::change(&app.desk(), &app.actor("ADMIN-001").await, &change).await.is_ok().then_some("changed")
                }
                6 => does(app, "ADMIN-001", &number, Action::Cancel, "double").await.is_ok().then_some("cancelled"),
                7 => {
                    let back = chance.below(2) == 0;
                    import_and_perhaps_take_back(app, 1 + step % 7, back).await;
                    Some(if back { "taken back" } else { "imported" })
                }
                8 => {
                    book_earlier(app, &number, i64::try_from(chance.below(60)).unwrap()).await;
                    Some("another day")
                }
                _ => {
                    sort_anew(app, chance.of(&["Rice", "Seafood", "Sundries"]), i64::try_from(chance.below(5)).unwrap()).await;
                    Some("another category")
                }
            };
            done.extend(did);
            if step % 15 == 14 {
                app.run_jobs().await;
                kept_sums_are_true(app).await;
            }
        }
        assert_eq!(done.len(), 7, "{done:?}");
        let (wrong,): (i64,) = app.desk().db.sql_by(WRONG_MONTHS).one().await.unwrap();
        assert_eq!(wrong, 0);
    }

    async fn a_cancelled_order_that_is_opened_again_counts_when_it_is_booked_anew(app) {
        good_customer(app).await;
        let order = book_as(app, "SALES-001", &form(&[("SKU-001", "2")])).await.unwrap();
        does(app, "ADMIN-001", &order.number, Action::Cancel, "double").await.unwrap();
        kept_sums_are_true(app).await;
        does(app, "ADMIN-001", &order.number, Action::Reopen, "").await.unwrap();
        kept_sums_are_true(app).await;
        let change = BookForm { order: order.number.clone(), ..form(&[("SKU-001", "3"), ("SKU-002", "1")]) };
        edit::change(&app.desk(), &app.actor("ADMIN-001").await, &change).await.unwrap();
        kept_sums_are_true(app).await;
    }

    async fn a_line_is_replaced_and_never_changed(app) {
        let mut work = app.arrange().await;
        let refused = work.sql("update order_lines set amount_paise = amount_paise + 1").run().await.unwrap_err();
        assert!(format!("{refused:?}").contains("a line is replaced, not changed"), "{refused:?}");
    }

    async fn every_figure_of_home_opens_the_rows_it_counts(app) {
        let mut followed = BTreeSet::new();
        for person in PEOPLE {
            let actor = app.actor(person.code).await;
            let home = service::home(&app.desk(), &actor).await.unwrap_or_else(|failure| panic!("{failure:?}"));
            for stat in &home.stats {
                if figure_opens(app, &actor, stat, stat.value.parse().unwrap_or_default()).await {
                    followed.insert(person.code);
                }
            }
            for card in &home.cards {
                card_opens(app, &actor, card).await;
            }
            if let Some(target) = &home.target {
                bars_open(app, &actor, &target.people, true).await;
                let query = target.href.strip_prefix("/orders?").unwrap();
                let found = list::list(&app.desk(), &actor, query).await.unwrap().totals;
                assert_eq!(found.value, target.achieved, "{}", person.code);
                followed.insert(person.code);
            }
        }
        for code in ["ADMIN-001", "SALES-010", "SALES-001", "CREDIT-001"] {
            assert!(followed.contains(code), "{code} has no figure that leads anywhere: {followed:?}");
        }
    }

    async fn every_figure_of_the_dashboard_opens_the_rows_it_counts(app) {
        for code in ["ADMIN-001", "SALES-010", "SALES-001", "VIEW-001"] {
            let actor = app.actor(code).await;
            let asked = |range: &str| Asked { range: range.to_owned(), ..Asked::default() };
            let own = Asked { from: "2026-01-10".to_owned(), to: "2026-10-20".to_owned(), ..Asked::default() };
            for asked in [asked("week"), asked("month"), asked("quarter"), own] {
                let board = board::board(&app.desk(), &actor, &asked).await.unwrap_or_else(|failure| panic!("{failure:?}"));
                for stat in &board.stats {
                    assert!(figure_opens(app, &actor, stat, counted(&stat.note)).await, "{code}: {}", stat.label);
                }
                assert!(board.charts.iter().any(|chart| !chart.bars.is_empty()), "{code}");
                for chart in &board.charts {
                    // An order holds lines of other categories too.
                    bars_open(app, &actor, &chart.bars, chart.title != texts::by_category()).await;
                }
                if let Some(target) = &board.target {
                    bars_open(app, &actor, &target.people, true).await;
                }
            }
        }
    }

    async fn what_is_printed_says_which_days_and_whose_orders(app) {
        let team = app.person("SALES-010").get("/dashboard?range=last-month").await.text();
        assert!(team.contains("Last month: ") && team.contains("Orders of Sunita Rao and of 2 people below"), "{team}");
        let own = app.sales().get("/dashboard?from=2026-01-01&to=2026-01-31").await.text();
        assert!(own.contains("1 Jan 2026 – 31 Jan 2026. Orders of Rajesh Kumar. Read "), "{own}");
        assert!(app.admin().get("/").await.text().contains("Orders of everybody. Read "));
    }

    async fn customers_who_ordered_nothing_lately_are_a_list(app) {
        let today = app.clock.now().ist_date();
        let of = |day: Date| format!("/customers?quiet={}", day.iso());
        let all = app.count("select count(*) from customers where status = 'Active'").await;
        let none_since_tomorrow = app.sales().get(&of(today.add_days(1))).await.text();
        assert!(none_since_tomorrow.contains(&nexus::customers::texts::found(all)), "{none_since_tomorrow}");
        assert!(none_since_tomorrow.contains("Ordered nothing since"), "{none_since_tomorrow}");
        good_customer(app).await;
        book_as(app, "SALES-001", &form(&[("SKU-001", "1")])).await.unwrap();
        assert!(!app.sales().get(&of(today)).await.text().contains("/customers/CUST-001\""));
    }
}
