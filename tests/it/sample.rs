//! The sample data.

use nexus::sample;

both! {
    async fn loading_twice_changes_nothing(app) {
        let orders = app.count("select count(*) from orders").await;
        assert!(orders > 300);
        assert_eq!(sample::load(&app.desk()).await.unwrap(), None);
        assert_eq!(app.count("select count(*) from orders").await, orders);
    }

    async fn volume_keeps_the_books_straight(app) {
        let before = app.count("select count(*) from orders").await;
        sample::grow(&app.desk(), sample::Volume { customers: 20, products: 10, orders: 300 }, |_| {}).await.unwrap();
        assert!(app.count("select count(*) from orders").await >= before + 290);
    }

    async fn nothing_is_promised_that_is_not_there(app) {
        let promised = app
            .count(
                "select count(*) from product_stock s where s.reserved_milli >
                     (select coalesce(sum(b.on_hand_milli - b.reserved_milli), 0) from batches b where b.product_id = s.product_id)",
            )
            .await;
        assert_eq!(promised, 0);
    }
}
