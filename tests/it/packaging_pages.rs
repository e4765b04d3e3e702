//! What packaging's pages open with, and what they hear.

use nexus::packaging::{
    model::BoardFilter,
    server::{board, count, open, purchases},
};

use super::packaging::{held, receive};
use crate::support::*;

both! {
    async fn every_movement_is_told_to_the_pages_that_are_open(app) {
        let told = app
            .told("packaging:updated", async {
                receive(app, &[("PKG-004", 5), ("PKG-003", 5)]).await.unwrap();
            })
            .await;
        assert_eq!(told, [json!({"materials": ["PKG-003", "PKG-004"], "count": 2})]);
    }

    async fn a_form_opens_on_the_warehouse_that_has_most_of_its_material(app) {
        let (desk, actor) = (app.desk(), app.actor("WH-001").await);
        let opened = |material: &'static str, named: &'static str| {
            let (desk, actor) = (desk.clone(), actor.clone());
            async move { open::issue(&desk, &actor, material, named).await.unwrap().warehouse }
        };
        assert_eq!(opened("PKG-001", "").await, "BHW");
        let elsewhere = opened("PKG-003", "").await;
        assert!(held(app, "PKG-003", &elsewhere).await > 0 && elsewhere != "BHW", "{elsewhere}");
        assert_eq!(opened("PKG-003", "BHW").await, "BHW");
    }

    async fn a_count_to_begin_has_a_key_of_its_own(app) {
        let desk = app.desk();
        let key = |counts: nexus::packaging::counting::Counts| counts.key;
        let keeper = app.actor("WH-001").await;
        let (one, two) = (key(count::list(&desk, &keeper).await.unwrap()), key(count::list(&desk, &keeper).await.unwrap()));
        assert!(one.len() == 32 && one != two);
        let buyer = app.role(Role::Procurement).get("/packaging/counts").await.text();
        assert!(!buyer.contains("form[key]"), "{buyer}");
    }

    async fn home_offers_what_was_not_counted_for_longest(app) {
        let home = app.role(Role::Warehouse).get("/").await.text();
        assert!(home.contains("Packaging: count next") && home.contains("never counted"), "{home}");
        let next = count::next(&app.desk(), &app.actor("WH-001").await, 100).await.unwrap();
        // What waits for approval is not counted again; what was counted comes last.
        assert!(!next.iter().any(|next| next.warehouse.code == "BHW" && next.category == "Poly Pkts"), "{next:?}");
        assert!(next.last().unwrap().last.is_some() && next[0].last.is_none(), "{next:?}");
        let form = app.role(Role::Warehouse).get("/packaging/counts?warehouse=BHW&category=Cartons").await.text();
        assert!(form.contains("<option value=\"Cartons\" selected"), "{form}");
    }

    async fn the_board_counts_as_many_to_order_as_the_list_shows(app) {
        let (desk, keeper) = (app.desk(), app.actor("WH-001").await);
        let due = board::board(&desk, &keeper, &BoardFilter::default()).await.unwrap().due;
        let list = purchases::list(&desk, &keeper).await.unwrap();
        assert_eq!(due, i64::try_from(list.rows.len()).unwrap());
        assert!(due > 0);
    }

    async fn the_stock_leaves_as_the_screen_shows_it(app) {
        let client = app.role(Role::Warehouse);
        let page = client.get("/packaging?category=Cartons").await.text();
        let path = "/api/packaging/export/stock/csv?category=Cartons";
        assert!(page.contains(path), "{page}");
        let file = client.get(path).await.text();
        assert!(file.contains("Carton 10kg 5 ply") && !file.contains("Poly Bags 5kg"), "{file}");
    }
}
