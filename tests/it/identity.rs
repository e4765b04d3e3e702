//! Signing in, and who may see whom.

use crate::support::*;

both! {
    async fn a_token_tells_who_asks(app) {
        let me = app.sales().get("/api/v1/auth/me").await.ok();
        assert_eq!(me["user"]["id"], "SALES-001");
    }

    async fn the_seeds_people_sign_in_with_the_seeds_passwords(app) {
        let people = [
            ("admin@nexusoms.com", "admin123"),
            ("rajesh@nexusoms.com", "sales123"),
            ("priya@nexusoms.com", "sales123"),
            ("amit@nexusoms.com", "credit123"),
        ];
        for (email, password) in people {
            app.anonymous().post_json("/api/login", json!({"email": email, "password": password})).await.ok();
        }
    }

    async fn a_session_of_the_browser_outlives_a_restart(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        app.restart().await;
        assert_eq!(browser.get("/").await.status, 200);
    }
}
