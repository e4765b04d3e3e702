//! OD balances by the file: template, check, run, undo, and the export that comes in again.

use crate::support::*;

const HEAD: &str = "Employee ID,Month,Branch,OD Balance";

/// Rajesh's drafts have no balance yet.
const NONE: &str = "delete from scorecard_balances where scorecard_id in
    (select id from scorecards where user_id = 3 and status = 'Draft')";

/// Uploads a file of balances as credit control; answers the import's id.
async fn upload(app: &App, name: &str, bytes: Vec<u8>) -> String {
    app.credit().import("od-balances", name, bytes).await
}

async fn rows(app: &App, rows: &[String]) -> String {
    let lines: Vec<&str> = std::iter::once(HEAD).chain(rows.iter().map(String::as_str)).collect();
    upload(app, "balances.csv", lines.join("\n").into_bytes()).await
}

/// What an Admin sees of Rajesh's running month.
async fn record(app: &App) -> Value {
    let month = running(app).iso();
    app.admin().get(&format!("/api/pms/SALES-001?month={month}")).await.ok()["data"].clone()
}

both! {
    async fn balances_come_by_a_file_and_go_back_again(app) {
        set(app, NONE).await;
        let (month, before) = (running(app), record(app).await);
        let id = rows(app, &[
            format!("sales-001,{},Chennai,\"3,00,000\"", month.wire()),
            format!("SALES-001,{},Hyd,50000.50", month.iso()),
            format!("SALES-001,{},Self,", month.wire()),
        ]).await;
        let checked = app.credit().imported(&id).await;
        assert_eq!((&checked["errors"], &checked["unchangedRows"]), (&json!([]), &json!(1)), "{checked}");
        assert_eq!(record(app).await["odBalances"], json!({}), "the check writes nothing");
        app.credit().run_import(&id).await;
        let after = record(app).await;
        assert_eq!(after["odBalances"], json!({"Chennai": 300_000, "Hyd": 50_000.5}));
        let od = after["kras"].as_array().unwrap().iter().find(|kra| kra["source"] == "OD balances").unwrap();
        assert_eq!((&od["achieved"], &od["finalScore"]), (&json!(350_000.5), &json!(30)));
        assert!(after["totalScore"].as_f64() > before["totalScore"].as_f64(), "{after}");
        let told = "select count(*) from scorecard_events where action = 'balances' and remark = 'From a file' and changes like '%300000%'";
        assert_eq!(app.count(told).await, 1);
        assert_eq!(app.count("select count(*) from audit_entries where summary like '%2 OD balances from a file%'").await, 1);
        app.credit().post_json(&format!("/api/imports/{id}/undo"), json!({})).await.ok();
        let back = record(app).await;
        assert_eq!((&back["odBalances"], &back["totalScore"]), (&json!({}), &before["totalScore"]));
    }

    async fn a_branch_that_is_there_keeps_its_spelling_and_is_put_back(app) {
        set(app, NONE).await;
        let month = running(app);
        let first = rows(app, &[format!("SALES-001,{},Chennai,100", month.wire())]).await;
        app.credit().run_import(&first).await;
        let second = rows(app, &[format!("SALES-001,{},CHENNAI,250", month.wire())]).await;
        app.credit().run_import(&second).await;
        assert_eq!(record(app).await["odBalances"]["Chennai"], 250);
        app.credit().post_json(&format!("/api/imports/{second}/undo"), json!({})).await.ok();
        assert_eq!(record(app).await["odBalances"]["Chennai"], 100);
        // What was typed since stays: the import can't be taken back any more.
        let body = json!({"userId": "SALES-001", "month": month.wire(), "Chennai": 120});
        app.credit().post_json("/api/pms/od-balance/update", body).await.ok();
        assert_eq!(app.credit().post_json(&format!("/api/imports/{first}/undo"), json!({})).await.status, 409);
        assert_eq!(record(app).await["odBalances"]["Chennai"], 120);
    }

    async fn what_was_signed_off_since_stays_as_it_is(app) {
        set(app, NONE).await;
        let id = rows(app, &[format!("SALES-001,{},Chennai,100", running(app).wire())]).await;
        set(app, "update scorecards set status = 'Reviewed' where user_id = 3").await;
        let path = format!("/imports/{id}");
        let reply = app.credit().post_form(&path, &[("id", &id), ("action", "run"), ("mode", "all")]).await;
        assert_eq!(record(app).await["odBalances"]["Chennai"], Value::Null, "{}", reply.text());
        set(app, "update scorecards set status = 'Draft' where user_id = 3").await;
        let id = rows(app, &[format!("SALES-001,{},Chennai,200", running(app).wire())]).await;
        app.credit().run_import(&id).await;
        set(app, "update scorecards set status = 'Reviewed' where user_id = 3").await;
        let undone = app.credit().post_json(&format!("/api/imports/{id}/undo"), json!({})).await;
        assert_eq!(undone.status, 409, "{}", undone.text());
        assert_eq!(record(app).await["odBalances"]["Chennai"], 200);
    }

    async fn every_bad_row_of_a_file_of_balances_is_told_and_leaves_as_a_workbook(app) {
        set(app, "update scorecards set status = 'Locked' where user_id = 4").await;
        let (month, next) = (running(app).wire(), running(app).next().wire());
        let id = rows(app, &[
            format!("SALES-0O1,{month},Chennai,1"),
            format!("SALES-001,{next},Chennai,1"),
            format!("SALES-001,{month},,1"),
            format!("SALES-001,{month},Hyd,much"),
            "SALES-001,Jan'20,Chennai,1".to_owned(),
            format!("SALES-002,{month},A new branch,1"),
            format!("SALES-001,{month},Chennai,1"),
            format!("SALES-001,{},chennai,2", running(app).iso()),
        ]).await;
        let found = app.mistakes(&id).await;
        let codes: Vec<_> = found.iter().map(|(row, code)| (*row, code.as_str())).collect();
        assert_eq!(
            codes,
            [(2, "unknown"), (3, "future"), (4, "empty"), (5, "not_a_number"), (6, "no_scorecard"), (7, "closed"), (9, "twice")]
        );
        let book = app.credit().get(&format!("/api/imports/{id}/errors.xlsx")).await;
        assert_eq!((book.status, &book.body[..2]), (200, b"PK".as_slice()));
        let page = app.credit().get(&format!("/imports/{id}")).await.text();
        assert!(page.contains("Did you mean SALES-001?"), "{page}");
    }

    async fn exported_balances_come_in_again_unchanged(app) {
        for (ending, month) in [("csv", "2026-02".to_owned()), ("xlsx", "2026-02".to_owned()), ("csv", running(app).iso())] {
            let file = app.credit().get(&format!("/api/pms/balances/export/{ending}?month={month}")).await;
            assert_eq!(file.status, 200, "{}", file.text());
            let id = upload(app, &format!("od.{ending}"), file.body.to_vec()).await;
            let checked = app.credit().imported(&id).await;
            assert_eq!((&checked["errors"], &checked["unchangedRows"]), (&json!([]), &checked["totalRows"]), "{checked}");
            assert!(checked["totalRows"].as_i64().unwrap() > 1, "{checked}");
        }
        let february = app.credit().get("/api/pms/balances/export/csv?month=2026-02&q=rajesh").await.text();
        assert!(february.contains("chennai,300000") && !february.contains("SALES-002"), "{february}");
    }

    async fn nobodys_own_balances_come_by_their_file(app) {
        let month = running(app).prev().wire();
        let own = format!("CREDIT-001,{month},Chennai,1");
        let id = rows(app, &[own.clone(), format!("SALES-001,{month},Chennai,1")]).await;
        assert_eq!(app.mistakes(&id).await, [(2, "not_yours".to_owned())]);
        // What stays as it is is nobody's entry: an export goes in again.
        let file = app.credit().get(&format!("/api/pms/balances/export/csv?month={}&q=CREDIT-001", running(app).prev().iso())).await;
        assert!(file.text().contains("CREDIT-001"), "{}", file.text());
        let id = upload(app, "own.csv", file.body.to_vec()).await;
        assert_eq!(app.mistakes(&id).await, []);
        let bytes = format!("{HEAD}\n{own}").into_bytes();
        let id = app.admin().import("od-balances", "own.csv", bytes).await;
        assert_eq!(app.mistakes(&id).await, []);
    }

    async fn the_file_of_balances_is_credit_controls(app) {
        let (sunita, month) = (app.person("SALES-010"), running(app).iso());
        for path in ["/api/imports/template/od-balances".to_owned(), format!("/api/pms/balances/export/csv?month={month}")] {
            assert_eq!(sunita.get(&path).await.status, 403, "{path}");
            assert_eq!(app.credit().get(&path).await.status, 200, "{path}");
            assert_eq!(app.admin().get(&path).await.status, 200, "{path}");
        }
        let reply = sunita.upload_with("/imports/new", "od.csv", HEAD.as_bytes().to_vec(), &[("kind", "od-balances")]).await;
        assert_eq!(reply.status, 403, "{}", reply.text());
        let page = app.credit().get("/scorecards/balances").await.text();
        assert!(page.contains("/imports/new?kind=od-balances") && page.contains("/api/pms/balances/export/xlsx?month="), "{page}");
        assert!(app.credit().get("/imports/new?kind=od-balances").await.text().contains("/api/imports/template/od-balances"));
    }
}
