//! Files of an order: what each is, who may add it and when, and how many the list shows.

use crate::{
    orders::{booked, good_customer},
    support::*,
};

const PDF: &[u8] = b"%PDF-1.7 a paper";

/// Keeps a file with the order; answers what was kept.
async fn keeps(client: &Client<'_>, number: &str, kind: &str, name: &str) -> Value {
    let path = format!("/api/orders/{number}/files");
    let reply = client.upload_with(&path, name, PDF.to_vec(), &[("kind", kind)]).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["data"].clone()
}

both! {
    async fn a_file_is_shown_by_what_it_is_and_what_is_missing_is_offered(app) {
        good_customer(app).await;
        let (rajesh, order) = (app.sales(), booked(app, &[("SKU-001", "1")]).await);
        let page = rajesh.get(&format!("/orders/{}", order.number)).await.text();
        assert!(page.contains("Add a file: Their PO") && page.contains("Add a file: Cheque or payment proof"), "{page}");
        assert!(!page.contains("Add a file: Quality check") && !page.contains("Proof of delivery"), "{page}");
        assert_eq!(keeps(&rajesh, &order.number, "po", "PO-881.pdf").await["kind"], "po");
        assert_eq!(keeps(&rajesh, &order.number, "", "photo.pdf").await["kind"], "other");
        let page = rajesh.get(&format!("/orders/{}", order.number)).await.text();
        assert!(page.contains("PO-881.pdf") && !page.contains("Add a file: Their PO"), "{page}");
        let files = rajesh.get(&format!("/api/orders/{}/files", order.number)).await.ok()["data"].clone();
        assert_eq!((&files[0]["kind"], &files[1]["kind"]), (&json!("po"), &json!("other")));
        let shown = rajesh.get(&format!("/api/orders/{}", order.number)).await.ok()["data"].clone();
        assert_eq!((&shown["files"], &shown["fileCount"], &shown["podUrl"]), (&files, &json!(2), &json!(null)));
        let viewer = app.role(Role::Viewer).get(&format!("/orders/{}", order.number)).await.text();
        assert!(viewer.contains("PO-881.pdf") && !viewer.contains("Add a file"), "{viewer}");
    }

    async fn the_form_of_the_page_says_what_a_file_is(app) {
        good_customer(app).await;
        let (rajesh, order) = (app.sales(), booked(app, &[("SKU-001", "1")]).await);
        let path = format!("/orders/{}/file", order.number);
        assert_eq!(rajesh.upload_with(&path, "cheque.pdf", PDF.to_vec(), &[("kind", "payment")]).await.status, 303);
        assert_eq!(app.count("select count(*) from files where entity_type = 'order' and kind = 'payment'").await, 1);
        let wrong = rajesh.upload_with(&path, "poem.pdf", PDF.to_vec(), &[("kind", "poem")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("Kind of file: one of po, payment, qc, pod, other"), "{}", wrong.text());
    }

    async fn a_proof_of_delivery_is_not_for_everybody_and_not_before_the_way(app) {
        good_customer(app).await;
        let on_the_way = app.text("select number from orders where status = 'Out for Delivery' order by id limit 1").await;
        let path = format!("/api/orders/{on_the_way}/files");
        let refused = app.credit().upload_with(&path, "pod.pdf", PDF.to_vec(), &[("kind", "pod")]).await;
        assert!(refused.text().contains("Delivery or Admin can"), "{}", refused.text());
        assert_eq!(refused.refused(403), "forbidden");
        let kept = keeps(&app.admin(), &on_the_way, "pod", "pod.pdf").await;
        let shown = app.admin().get(&format!("/api/orders/{on_the_way}")).await.ok()["data"].clone();
        assert_eq!((&shown["podUrl"], &shown["fileCount"]), (&kept["url"], &json!(1)));
        let listed = app.admin().get(&format!("/api/orders?q={on_the_way}")).await.ok()["data"][0].clone();
        assert_eq!((&listed["podUrl"], &listed["fileCount"]), (&kept["url"], &json!(1)));
        let early = booked(app, &[("SKU-001", "1")]).await.number;
        let path = format!("/api/orders/{early}/files");
        let refused = app.admin().upload_with(&path, "pod.pdf", PDF.to_vec(), &[("kind", "pod")]).await;
        assert_eq!(refused.refused(409), "not_from_this_state");
        assert_eq!(app.count("select count(*) from files where entity_type = 'order' and kind = 'pod'").await, 1);
    }

    async fn the_list_says_how_many_files_an_order_has(app) {
        good_customer(app).await;
        let (rajesh, order) = (app.sales(), booked(app, &[("SKU-001", "1")]).await);
        assert!(!rajesh.get("/orders").await.text().contains("title=\"1 file\""));
        keeps(&rajesh, &order.number, "po", "PO-1.pdf").await;
        assert!(rajesh.get("/orders").await.text().contains("title=\"1 file\""));
        keeps(&rajesh, &order.number, "payment", "cheque.pdf").await;
        let page = rajesh.get("/orders").await.text();
        assert_eq!(page.matches("title=\"2 files\"").count(), 1, "{page}");
        let list = rajesh.get("/api/orders").await.ok()["data"].clone();
        let counts: Vec<i64> = list.as_array().unwrap().iter().map(|row| row["fileCount"].as_i64().unwrap()).collect();
        assert_eq!(counts.iter().sum::<i64>(), 2);
        assert_eq!(app.count("select version from orders order by id desc limit 1").await, 1);
    }
}
