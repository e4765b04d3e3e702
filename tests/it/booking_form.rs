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
