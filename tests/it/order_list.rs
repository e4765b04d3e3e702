//! The list of orders as a browser without script uses it.

use nexus::{
    imports::{columns::columns, model::Kind},
    orders::model::OrderFilter,
};

use crate::{
    orders::{booked, good_customer},
    support::*,
};

both! {
    async fn a_view_is_saved_with_its_columns_shown_as_a_tab_and_deleted(app) {
        let rajesh = app.sales();
        let fields = [("name", "Large ones"), ("query", "min=10000&cols=value,po"), ("shared", "true")];
        let reply = rajesh.post_form("/orders/views", &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        assert!(reply.location().starts_with("/orders?min=10000"), "{}", reply.location());
        let page = rajesh.get(reply.location()).await.text();
        assert!(page.contains("Delete the view Large ones") && page.contains("Their PO"), "{page}");
        let others = app.admin().get("/orders").await.text();
        assert!(others.contains("Large ones") && !others.contains("Delete the view"), "shared, but not the other's own");
        let id = app.count("select id from saved_views where name = 'Large ones'").await.to_string();
        assert_eq!(rajesh.post_form("/orders/views/delete", &[("id", &id)]).await.status, 303);
        assert!(!rajesh.get("/orders").await.text().contains("Large ones"));
    }

    async fn a_view_without_a_name_is_refused_over_the_same_list(app) {
        let reply = app.sales().post_form("/orders/views?mine=yes", &[("name", " "), ("query", "mine=yes")]).await;
        assert_eq!(reply.status, 422);
        let page = reply.text();
        assert!(page.contains("A name has 1 to 60 characters.") && page.contains("name=\"mine\" value=\"yes\""), "{page}");
    }

    async fn the_pager_says_which_rows_of_how_many(app) {
        let page = app.admin().get("/orders").await.text();
        assert!(page.contains("1–50 of "), "{page}");
        let at = page.find("at=50").expect("a second page that knows where it stands");
        let href = &page[page[..at].rfind("href=\"").expect("a link") + 6..at + 5];
        let second = app.admin().get(&href.replace("&amp;", "&")).await.text();
        assert!(second.contains("51–100 of "), "{second}");
    }

    async fn a_customer_is_found_by_words_of_the_name(app) {
        let buyer = "select c.name, c.code from customers c where exists (select 1 from orders o where o.customer_id = c.id) order by c.id limit 1";
        let buyer = app.desk().db.sql(buyer).one::<(String, String)>().await;
        let (name, code) = buyer.unwrap_or_else(|error| panic!("{error:?}"));
        let words = name.to_lowercase().replace(' ', "+").replace('&', "%26");
        let by_name = app.admin().get(&format!("/api/orders?customer={words}")).await.ok();
        let by_code = app.admin().get(&format!("/api/orders?customer={code}")).await.ok();
        assert!(by_code["pagination"]["total"].as_i64() > Some(0));
        assert_eq!(by_name["pagination"]["total"], by_code["pagination"]["total"]);
    }

    async fn a_search_that_looks_no_further_says_more_than(app) {
        // All that is added goes to the five customers that are added: to each more orders than are looked at of one.
        set(app, "update customers set status = 'Inactive'").await;
        let volume = nexus::sample::Volume { customers: 5, products: 10, orders: 600 };
        nexus::sample::grow(&app.desk(), volume, |_| {}).await.unwrap();
        assert!(app.count("select count(*) from orders where number like 'ORD-%'").await > 500);
        let found = app.admin().get("/api/orders?q=ORD-").await.ok()["pagination"].clone();
        assert_eq!((found["total"].as_i64() >= Some(500), &found["exact"]), (true, &json!(false)), "{found}");
        assert!(app.admin().get("/orders?q=ORD-").await.text().contains("more than "));
        let whole = app.admin().get("/api/orders?limit=1").await.ok();
        let number = whole["data"][0]["id"].as_str().unwrap();
        let one = app.admin().get(&format!("/api/orders?q={number}")).await.ok()["pagination"].clone();
        assert_eq!((&one["total"], &one["exact"]), (&json!(1), &json!(true)), "{one}");
        let most = "select c.name from customers c join orders o on o.customer_id = c.id group by c.id, c.name
                    having count(*) > 100 order by count(*) desc, c.name limit 1";
        let words = app.text(most).await.to_lowercase().replace(' ', "+").replace('&', "%26");
        assert_eq!(app.admin().get(&format!("/api/orders?q={words}")).await.ok()["pagination"]["exact"], json!(false));
    }

    async fn an_export_of_a_selection_has_what_was_ticked(app) {
        let list = app.admin().get("/api/orders?limit=3").await.ok();
        let number = |at: usize| list["data"][at]["id"].as_str().unwrap().to_owned();
        let id = app.count("select id from orders order by booked_at desc, id desc limit 1").await;
        let ticked = app.admin().get(&format!("/api/orders/export/csv?query=&ids%5B%5D={id}&remark=")).await.text();
        assert_eq!(ticked.lines().count(), 2, "{ticked}");
        assert!(ticked.contains(&number(0)), "{ticked}");
        let all = app.admin().get(&format!("/api/orders/export/csv?query=&ids%5B%5D={id}&all=yes")).await.text();
        assert!(all.contains(&number(1)) && all.contains(&number(2)));
    }

    async fn exported_lines_come_in_again(app) {
        good_customer(app).await;
        let (one, two) = (booked(app, &[("SKU-001", "2")]).await, booked(app, &[("SKU-001", "3")]).await);
        let query = format!("ids%5B%5D={}&ids%5B%5D={}", one.id, two.id);
        let csv = app.admin().get(&format!("/api/orders/export/lines/csv?{query}")).await;
        assert_eq!(csv.status, 200);
        let headers: Vec<_> = columns(Kind::Orders).iter().map(|column| column.label).collect();
        let text = csv.text();
        let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!((lines[0], lines.len()), (headers.join(",").as_str(), 3), "{text}");
        assert!(lines.contains(&format!("CUST-001,SKU-001,3,450.00,,{}", two.number).as_str()), "{text}");
        let xlsx = app.admin().get(&format!("/api/orders/export/lines/xlsx?{query}")).await;
        for (name, bytes) in [("lines.csv", csv.body.to_vec()), ("lines.xlsx", xlsx.body.to_vec())] {
            let reply = app.sales().upload_with("/imports/new", name, bytes, &[("kind", "orders")]).await;
            assert_eq!(reply.status, 303, "{}", reply.text());
            let import = app.sales().get(&format!("/api{}", reply.location())).await.ok()["data"].clone();
            assert_eq!((&import["state"], &import["goodRows"], &import["badRows"]), (&json!("Checked"), &json!(2), &json!(0)), "{name}: {import}");
        }
        assert_eq!(app.person("DEL-001").get("/api/orders/export/lines/csv").await.status, 403);
        let kept = app.count("select count(*) from audit_entries where action = 'EXPORT' and summary like 'Exported order lines%'").await;
        assert_eq!(kept, 2);
    }

    async fn a_category_meets_the_orders_with_a_line_of_it(app) {
        let category = app.text("select category from products where sku = 'SKU-001'").await;
        let filter = OrderFilter { category: Some(category), ..OrderFilter::default() };
        let list = app.admin().get(&format!("/api/orders?{}", filter.to_query())).await.ok();
        let count = "select count(distinct l.order_id) from order_lines l join products p on p.id = l.product_id
                     where p.category = (select category from products where sku = 'SKU-001')";
        assert_eq!(list["pagination"]["total"], json!(app.count(count).await));
        let page = app.admin().get(&format!("/orders?{}", filter.to_query())).await.text();
        assert!(page.contains("name=\"category\"") && page.contains("Remove: Category"), "{page}");
        let board = app.admin().get("/dashboard").await.text();
        assert!(board.contains("category=") && !board.contains("/products?category="), "{board}");
        let yesterday = format!("{}: ₹", app.clock.now().ist_date().add_days(-1).short());
        assert!(board.contains(&yesterday), "{board}");
    }
}
