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

    async fn lines_without_a_customer_show_their_products_and_no_price(app) {
        let typed = [("form[key]", "k1"), ("form[intent]", "draft"), ("form[lines][0][sku]", "SKU-001"), ("form[lines][0][quantity]", "2")];
        let draft = app.sales().post_form("/orders/new", &typed).await;
        assert_eq!(draft.status, 303, "{}", draft.text());
        let page = app.sales().get(draft.location()).await.text();
        let name = app.text("select name from products where sku = 'SKU-001'").await;
        assert!(page.contains(&name) && page.contains("Name the customer to price the lines."), "{page}");
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

const PDF: &[u8] = b"%PDF-1.7 their purchase order";

both! {
    async fn a_form_opens_on_the_customer_the_address_names(app) {
        let page = app.sales().get("/orders/new?customer=CUST-001").await.text();
        assert!(page.contains("value=\"CUST-001\""), "{page}");
    }

    async fn a_file_is_kept_with_the_draft_and_goes_with_the_order(app) {
        let rajesh = app.sales();
        let lines = [(cell(0, "sku"), "SKU-001"), (cell(0, "quantity"), "2")];
        let typed = fields(&lines, "");
        let kept = rajesh.upload_with("/orders/new/file", "PO-881.pdf", PDF.to_vec(), &typed).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let page = rajesh.get(kept.location()).await.text();
        assert!(page.contains("PO-881.pdf") && page.contains("value=\"SKU-001\""), "{page}");
        let draft = kept.location().rsplit('=').next().unwrap_or_default().to_owned();
        let mut booked = fields(&lines, "book");
        booked.push(("form[draft]", &draft));
        let order = rajesh.post_form("/orders/new", &booked).await;
        let page = rajesh.get(order.location()).await.text();
        assert!(page.contains("PO-881.pdf"), "{page}");
        assert_eq!(app.count("select count(*) from files where entity_type = 'order_draft'").await, 0);
        assert_eq!(app.count("select count(*) from files where entity_type = 'order' and kind = 'po'").await, 1);
        assert_eq!(app.count("select file_count from orders order by id desc limit 1").await, 1);
    }

    async fn a_file_of_the_booking_form_is_what_one_chose(app) {
        let rajesh = app.sales();
        let mut typed = fields(&[], "");
        typed.push(("form[file_kind]", "payment"));
        let kept = rajesh.upload_with("/orders/new/file", "cheque.pdf", PDF.to_vec(), &typed).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        assert_eq!(app.count("select count(*) from files where entity_type = 'order_draft' and kind = 'payment'").await, 1);
        let page = rajesh.get(kept.location()).await.text();
        assert!(page.contains("cheque.pdf") && page.contains("<small>Cheque or payment proof"), "{page}");
        *typed.last_mut().unwrap() = ("form[file_kind]", "pod");
        assert_eq!(rajesh.upload_with("/orders/new/file", "pod.pdf", PDF.to_vec(), &typed).await.status, 403);
    }

    async fn a_file_that_is_none_comes_back_with_what_was_typed(app) {
        let typed = fields(&[], "");
        let reply = app.sales().upload_with("/orders/new/file", "po.pdf", b"<html>".to_vec(), &typed).await;
        assert_eq!(reply.status, 415, "{}", reply.text());
        let page = reply.text();
        assert!(page.contains("This is no photo") && page.contains("value=\"CUST-001\""), "{page}");
        assert_eq!(app.credit().upload("/orders/new/file", "po.pdf", PDF.to_vec()).await.status, 403);
    }

    async fn a_clearance_form_offers_batches_and_takes_one_as_a_line(app) {
        let rajesh = app.sales();
        let page = rajesh.get("/orders/new?clearance=yes").await.text();
        assert!(page.contains("BATCH-001") && !page.contains(">BATCH-002<"), "{page}");
        let id = app.count("select id from batches where number = 'BATCH-001'").await;
        let intent = format!("batch:{id}");
        let mut typed = fields(&[], &intent);
        typed.push(("form[clearance]", "yes"));
        let draft = rajesh.post_form("/orders/new", &typed).await;
        assert_eq!(draft.status, 303, "{}", draft.text());
        let page = rajesh.get(draft.location().trim_end_matches("#lines")).await.text();
        assert!(page.contains("value=\"SKU-001\"") && page.contains(&format!("value=\"{id}\"")), "{page}");
    }

    async fn another_line_while_changing_keeps_what_was_typed(app) {
        let lines = [(cell(0, "sku"), "SKU-001"), (cell(0, "quantity"), "2")];
        let order = app.sales().post_form("/orders/new", &fields(&lines, "book")).await.location().to_owned();
        let rows: Vec<_> = (0..5).map(|row| (cell(row, "sku"), if row == 4 { "SKU-014" } else { "SKU-001" })).collect();
        let page = app.sales().post_form(&format!("{order}/edit"), &fields(&rows, "add_line")).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("id=\"sku-6\"") && page.text().contains("value=\"SKU-014\""), "{}", page.text());
    }

    async fn a_change_that_met_anothers_shows_both_and_may_be_saved_over_it(app) {
        let rajesh = app.sales();
        let lines = |quantity: &'static str| [(cell(0, "sku"), "SKU-001"), (cell(0, "quantity"), quantity)];
        let order = rajesh.post_form("/orders/new", &fields(&lines("2"), "book")).await.location().to_owned();
        let edit = format!("{order}/edit");
        let change = async |quantity: &'static str, over: &str| {
            let lines = lines(quantity);
            let mut typed = fields(&lines, "book");
            typed.extend([("form[version]", "1"), ("form[over]", over), ("form[reason]", "asked for"), ("form[order]", order.rsplit('/').next().unwrap_or_default())]);
            rajesh.post_form(&edit, &typed).await
        };
        assert_eq!(change("3", "").await.status, 303);
        let refused = change("4", "").await;
        assert_eq!(refused.status, 409);
        let page = refused.text();
        for part in ["Both versions", "<del>3 ×", "<ins>4<", "name=\"form[over]\" value=\"2\""] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(change("4", "2").await.status, 303);
        assert_eq!(change("5", "2").await.status, 409, "the version shown is the latest no longer");
    }
}
