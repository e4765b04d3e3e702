//! The role walk: every endpoint, asked by every role and by somebody without an account, answers as the table says.

use nexus::platform::endpoint::{Endpoint, Kind, Who};

use crate::support::*;

/// The path with something in its placeholders that doesn't exist: the walk changes nothing.
pub(super) fn somewhere(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { "999999999" } else { part }).collect();
    parts.join("/")
}

/// Whether the gate let it through. A feature may still refuse for reasons of its own, under other codes.
async fn passes(client: &Client<'_>, endpoint: &Endpoint) -> bool {
    let path = somewhere(endpoint.path);
    if endpoint.path == "/live" {
        return client.status(endpoint.method, &path).await == 200;
    }
    let reply = match endpoint.kind {
        Kind::Api if endpoint.method != "GET" => client.json(endpoint.method, &path, Value::Null).await,
        Kind::Api | Kind::Page if endpoint.method == "GET" => client.get(&path).await,
        _ => client.post_form(&path, &[]).await,
    };
    let late = reply.text().contains("too_slow");
    assert!(
        reply.status < 500 || (reply.status == 503 && !late),
        "{} {path}: {} {}",
        endpoint.method,
        reply.status,
        reply.text()
    );
    match reply.status {
        303 | 302 => !reply.location().starts_with("/sign-in?next="),
        401 | 403 => {
            let gates = ["\"unauthenticated\"", "\"forbidden\""];
            endpoint.kind != Kind::Page && !gates.iter().any(|code| reply.text().contains(code))
        }
        _ => true,
    }
}

async fn walk(app: &App, role: Option<Role>) {
    let mut wrong = Vec::new();
    for endpoint in nexus::access::endpoints() {
        let client = role.map_or_else(|| app.anonymous(), |role| app.role(role));
        let may = match (endpoint.who, role) {
            (Who::Anyone, _) => true,
            (Who::May(capability), Some(role)) => role.may(capability),
            (Who::May(_), None) => false,
        };
        if passes(&client, endpoint).await != may {
            wrong.push(format!(
                "{} {}: {}",
                endpoint.method,
                endpoint.path,
                if may { "refused" } else { "let through" }
            ));
        }
    }
    assert!(wrong.is_empty(), "{role:?}\n{}", wrong.join("\n"));
}

both! {
    async fn somebody_without_an_account_signs_in_first(app) {
        walk(app, None).await;
    }
    async fn an_admin_may_do_everything(app) {
        walk(app, Some(Role::Admin)).await;
    }
    async fn sales_may_what_the_table_says(app) {
        walk(app, Some(Role::Sales)).await;
    }
    async fn credit_control_may_what_the_table_says(app) {
        walk(app, Some(Role::CreditControl)).await;
    }
    async fn an_approving_authority_may_what_the_table_says(app) {
        walk(app, Some(Role::ApprovingAuthority)).await;
    }
    async fn the_warehouse_may_what_the_table_says(app) {
        walk(app, Some(Role::Warehouse)).await;
    }
    async fn quality_control_may_what_the_table_says(app) {
        walk(app, Some(Role::QualityControl)).await;
    }
    async fn logistics_may_what_the_table_says(app) {
        walk(app, Some(Role::Logistics)).await;
    }
    async fn billing_may_what_the_table_says(app) {
        walk(app, Some(Role::Billing)).await;
    }
    async fn a_driver_may_what_the_table_says(app) {
        walk(app, Some(Role::Delivery)).await;
    }
    async fn procurement_may_what_the_table_says(app) {
        walk(app, Some(Role::Procurement)).await;
    }
    async fn a_viewer_may_what_the_table_says(app) {
        walk(app, Some(Role::Viewer)).await;
    }

    async fn a_refused_page_says_which_role_can(app) {
        let viewer = app.role(Role::Viewer);
        for (method, capability) in [("GET", Capability::SeeCredit), ("POST", Capability::ReleaseCredit)] {
            let page = nexus::access::endpoints()
                .find(|one| one.kind == Kind::Page && one.method == method && one.who == Who::May(capability))
                .expect("a page of credit control");
            let path = somewhere(page.path);
            let reply = if method == "GET" { viewer.get(&path).await } else { viewer.post_form(&path, &[]).await };
            assert_eq!(reply.status, 403, "{method} {path}");
            assert!(reply.text().contains("Credit Control"), "{method} {path}: {}", reply.text());
        }
    }
}
