//! The booking form as a browser without script posts it.

fn fields<'a>(lines: &'a [(String, &'a str)], intent: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("form[customer]", "CUST-001"),
        ("form[key]", "k1"),
        ("form[shortage]", "back_order"),
        ("form[intent]", intent),
    ];
    fields.extend(lines.iter().map(|(name, value)| (name.as_str(), *value)));
    fields
}

fn cell(row: usize, field: &str) -> String {
    format!("form[lines][{row}][{field}]")
}

both! {
    async fn an_empty_form_has_rows_to_type_in_and_a_key(app) {
        let page = app.sales().get("/orders/new").await;
        assert_eq!(page.status, 200, "{}", page.text());
        for part in ["form[lines][4][quantity]", "name=\"form[key]\"", "Book order"] {
            assert!(page.text().contains(part), "{part}");
        }
    }

    async fn a_form_posted_without_script_books_and_goes_to_the_order(app) {
        let lines = [(cell(0, "sku"), "SKU-001"), (cell(0, "quantity"), "2"), (cell(1, "sku"), ""), (cell(1, "quantity"), "")];
        let reply = app.sales().post_form("/orders/new", &fields(&lines, "book")).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        let page = app.sales().get(reply.location()).await;
        assert!(page.text().contains("SKU-001"), "{}", page.text());
    }

    async fn a_refused_form_comes_back_as_typed_with_its_cells_marked(app) {
        let lines = [(cell(0, "sku"), "SKU-0O1"), (cell(0, "quantity"), "ten")];
        let reply = app.sales().post_form("/orders/new", &fields(&lines, "book")).await;
        assert_eq!(reply.status, 422);
        let page = reply.text();
        for part in ["value=\"SKU-0O1\"", "value=\"ten\"", "sku-1-error", "quantity-1-error", "did you mean SKU-001?"] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    async fn another_line_keeps_what_was_typed(app) {
        let lines = [(cell(0, "sku"), "SKU-001"), (cell(0, "quantity"), "7")];
        let reply = app.sales().post_form("/orders/new", &fields(&lines, "add_line")).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        let page = app.sales().get(reply.location().trim_end_matches("#lines")).await.text();
        for part in ["value=\"SKU-001\"", "value=\"7\"", "value=\"CUST-001\""] {
            assert!(page.contains(part), "{part}");
        }
    }

    async fn more_than_ten_lines_keep_their_order(app) {
        let lines: Vec<_> = (0..12).map(|row| (cell(row, "sku"), if row == 11 { "LAST" } else { "SKU-001" })).collect();
        let page = app.sales().post_form("/orders/new", &fields(&lines, "book")).await.text();
        let last = page.find("id=\"sku-12\"").expect("a twelfth row");
        let tag = &page[page[..last].rfind('<').unwrap_or(0)..];
        assert!(tag[..tag.find('>').unwrap_or(0)].contains("value=\"LAST\""), "{}", &tag[..400]);
    }
}

both! {
    async fn a_draft_outlives_the_session_it_was_typed_in(app) {
        let (email, password) = ("rajesh@nexusoms.com", "sales123");
        let before = app.anonymous().sign_in(email, password).await;
        let lines = [(cell(0, "sku"), "SKU-001"), (cell(0, "quantity"), "11")];
        let saved = before.post_form("/orders/new", &fields(&lines, "draft")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        before.post_form("/sign-out", &[]).await;
        assert_eq!(before.get("/orders/drafts").await.status, 303, "the session is over");
        let after = app.anonymous().sign_in(email, password).await;
        let list = after.get("/orders/drafts").await.text();
        assert!(list.contains(saved.location()), "{} in {list}", saved.location());
        assert!(after.get(saved.location()).await.text().contains("value=\"11\""));
    }

    async fn a_draft_is_discarded_from_the_list_and_from_its_form(app) {
        let rajesh = app.sales();
        let drafts = "select count(*) from order_drafts";
        let before = app.count(drafts).await;
        let saved = rajesh.post_form("/orders/new", &fields(&[], "draft")).await;
        let id = saved.location().rsplit('=').next().unwrap_or_default().to_owned();
        assert_eq!(rajesh.post_form("/orders/drafts", &[("id", &id)]).await.location(), "/orders/drafts");
        let saved = rajesh.post_form("/orders/new", &fields(&[], "draft")).await;
        let id = saved.location().rsplit('=').next().unwrap_or_default().to_owned();
        let mut typed = fields(&[], "discard");
        typed.push(("form[draft]", &id));
        assert_eq!(rajesh.post_form("/orders/new", &typed).await.location(), "/orders");
        assert_eq!(app.count(drafts).await, before);
    }
}
