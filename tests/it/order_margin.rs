//! What an order earns, and who sees it.

use crate::{
    orders::{booked, good_customer},
    support::*,
};

both! {
    async fn what_an_order_earns_is_seen_by_those_who_see_costs_alone(app) {
        good_customer(app).await;
        set(app, "update products set purchase_paise = 38000 where sku = 'SKU-001'").await;
        set(app, "update products set purchase_paise = null where sku = 'SKU-010'").await;
        let number = booked(app, &[("SKU-001", "40"), ("SKU-010", "1")]).await.number;
        for client in [app.admin(), app.role(Role::Procurement)] {
            let margin = client.get(&format!("/api/orders/{number}")).await.ok()["data"]["margin"].clone();
            let earned = |of: &Value| (of["sale"].clone(), of["cost"].clone(), of["margin"].clone(), of["percent"].clone());
            let wanted = (json!(18000), json!(15200), json!(2800), json!(15.56));
            assert_eq!(earned(&margin), wanted, "{margin}");
            assert_eq!((&margin["lines"][0]["skuCode"], earned(&margin["lines"][0])), (&json!("SKU-001"), wanted));
            assert_eq!(earned(&margin["lines"][1]), (json!(null), json!(null), json!(null), json!(null)));
            assert_eq!(margin["linesWithoutCost"], 1);
            let page = client.get(&format!("/orders/{number}")).await.text();
            assert!(page.contains("Margin ₹2,800.00 (15.56 %)"), "{page}");
            assert!(page.contains("1 line has no purchase rate and is not counted"), "{page}");
        }
        // Drivers see no order that is not on their way.
        for role in Role::ALL.iter().copied().filter(|role| !role.may(Capability::SeeCost) && *role != Role::Delivery) {
            let client = app.role(role);
            let order = client.get(&format!("/api/orders/{number}")).await.ok()["data"].clone();
            assert!(order.get("margin").is_none(), "{role}: {order}");
            let page = client.get(&format!("/orders/{number}")).await.text();
            assert!(!page.contains("Margin") && !page.contains("1520000"), "{role}: {page}");
        }
    }

    async fn an_order_of_unknown_cost_has_no_margin(app) {
        good_customer(app).await;
        set(app, "update products set purchase_paise = null where sku = 'SKU-001'").await;
        let number = booked(app, &[("SKU-001", "2")]).await.number;
        let margin = app.admin().get(&format!("/api/orders/{number}")).await.ok()["data"]["margin"].clone();
        assert_eq!((&margin["margin"], &margin["percent"], &margin["linesWithoutCost"]), (&json!(null), &json!(null), &json!(1)));
        let page = app.admin().get(&format!("/orders/{number}")).await.text();
        assert!(page.contains("Margin not known"), "{page}");
    }
}
