//! The list of orders as a browser without script uses it.

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

    async fn an_export_of_a_selection_has_what_was_ticked(app) {
        let list = app.admin().get("/api/orders?limit=3").await.ok();
        let number = |at: usize| list["data"][at]["id"].as_str().unwrap_or_default().to_owned();
        let id = app.count("select id from orders order by booked_at desc, id desc limit 1").await;
        let ticked = app.admin().get(&format!("/api/orders/export/csv?query=&ids%5B%5D={id}&remark=")).await.text();
        assert_eq!(ticked.lines().count(), 2, "{ticked}");
        assert!(ticked.contains(&number(0)), "{ticked}");
        let all = app.admin().get(&format!("/api/orders/export/csv?query=&ids%5B%5D={id}&all=yes")).await.text();
        assert!(all.contains(&number(1)) && all.contains(&number(2)));
    }
}
