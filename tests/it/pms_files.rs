//! Scorecards as workbooks: read by another library, their formulas computed by another engine; targets by file.

use nexus::pms::server::rank;

use crate::support::{
    workbook::{Workbook, recomputed},
    *,
};

/// A workbook of somebody's, computed anew with some cells changed.
async fn opened(client: &Client<'_>, path: &str, changes: &[(String, &str)]) -> Workbook {
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    recomputed(&reply.body, changes)
}

both! {
    async fn a_scorecards_formulas_come_to_the_same_total(app) {
        let (rajesh, path) = (app.sales(), "/api/pms/SALES-001/export?month=Feb%2726");
        let book = opened(&rajesh, path, &[]).await;
        book.agrees();
        assert_eq!((book.beside("Total", "H"), book.beside("Incentive", "H"), book.beside("Incentive amount", "H")), (99.0, 0.15, 7_500.0));
        // What one tries out there comes to what it would here.
        let achieved = book.cell("Sales Target").replace('A', "D");
        let book = opened(&rajesh, path, &[(achieved.clone(), "1325000")]).await;
        assert_eq!((book.beside("Total", "H"), book.beside("Incentive amount", "H")), (104.0, 10_000.0));
        let book = opened(&rajesh, path, &[(achieved, "1600000")]).await;
        assert_eq!((book.beside("Total", "H"), book.beside("Incentive", "H")), (115.0, 0.30));
    }

    async fn the_teams_formulas_come_to_the_same_averages(app) {
        let book = opened(&app.person("SALES-010"), "/api/pms/team/export", &[]).await;
        book.agrees();
        let people = book.texts.iter().filter(|(cell, text)| cell.starts_with('A') && text.starts_with("SALES-"));
        assert_eq!(people.count(), 2);
        // Under the filter on the screen.
        let book = opened(&app.person("SALES-010"), "/api/pms/team/export?q=priya", &[]).await;
        assert!(book.texts.values().any(|text| text == "SALES-002") && !book.texts.values().any(|text| text == "SALES-001"));
    }

    async fn the_annual_sheets_formulas_come_to_the_same_totals(app) {
        let book = opened(&app.sales(), "/api/pms/annual/SALES-001/export?year=2025-26", &[]).await;
        book.agrees();
        assert_eq!(book.beside("Total", "L"), 99.0);
    }

    async fn an_exported_average_is_a_formula_over_the_signed_off_months(app) {
        set(app, "update scorecards set status = 'Locked' where user_id = 3").await;
        set(app, "update scorecards set status = 'Draft' where user_id = 3 and month in (select max(month) from scorecards where user_id = 3)").await;
        let shown = app.sales().get("/api/pms/annual/SALES-001").await.ok()["data"].clone();
        let book = opened(&app.sales(), "/api/pms/annual/SALES-001/export", &[]).await;
        book.agrees();
        let average = shown["average"].as_f64().unwrap();
        assert!((book.beside("Average", "B") - average).abs() < 0.000_01, "{} {shown}", book.beside("Average", "B"));
        assert!((book.beside("Incentive of the year", "B") - shown["incentiveAmount"].as_f64().unwrap()).abs() < 0.01);
        let told = format!("average of {} signed-off months", shown["averageMonths"]);
        assert!(book.texts.values().any(|text| *text == told || text.starts_with("of the one")), "{told} {:?}", book.texts);
        // In the team's sheet the running month is the last column: it stands there, has no average and no change.
        let month = running(app);
        let book = opened(&app.person("SALES-010"), &format!("/api/pms/team/export?month={}&q=SALES-001", month.iso()), &[]).await;
        book.agrees();
        assert!(book.texts.values().any(|text| text == "running"));
        assert!(book.kept.contains_key("O4") && !book.kept.contains_key("P4") && !book.kept.contains_key("R2"), "{:?}", book.kept);
    }

    async fn before_any_month_is_signed_off_the_sheet_says_so(app) {
        set(app, "update scorecards set status = 'Draft' where user_id = 3").await;
        let book = opened(&app.sales(), "/api/pms/annual/SALES-001/export", &[]).await;
        book.agrees();
        assert!(book.texts.values().any(|text| text == "no month is signed off yet"), "{:?}", book.texts);
        let page = app.sales().get("/scorecards/year").await.text();
        assert!(page.contains("no month is signed off yet"), "{page}");
        let shown = app.sales().get("/api/pms/annual/SALES-001").await.ok()["data"].clone();
        assert_eq!((&shown["average"], &shown["averageMonths"]), (&Value::Null, &json!(0)));
    }

    async fn the_leaderboards_ranks_and_a_comparisons_gaps_are_formulas(app) {
        set(app, "update scorecards set total_micro = 99000000 where month = '2026-02' and user_id in (2, 4)").await;
        let book = opened(&app.admin(), "/api/pms/leaderboard/export?month=Feb%2726", &[]).await;
        book.agrees();
        assert_eq!(book.kept["A2"], 1);
        let path = "/api/pms/compare/export?left=SALES-001&left_month=2026-02&right=SALES-001&right_month=2026-01";
        let book = opened(&app.sales(), path, &[]).await;
        book.agrees();
        assert_eq!(book.beside("Total", "D"), 99.0);
    }

    async fn quarters_and_years_beside_each_other_leave_with_their_sums_as_formulas(app) {
        set(app, "update scorecards set status = 'Locked' where user_id in (3, 4)").await;
        let month = last(app);
        set(app, "update scorecards set status = 'Draft' where user_id = 3 and month in (select max(month) from scorecards where user_id = 3)").await;
        let path = |span: &str| format!("/api/pms/compare/export?span={span}&left=SALES-001&left_month={0}&right=SALES-002&right_month={0}", month.iso());
        // Names, the months and the average of one side, those of the other, the gap.
        for (span, left, right, gap) in [("quarter", "E", "I", "J"), ("year", "N", "AA", "AB")] {
            let book = opened(&app.admin(), &path(span), &[]).await;
            book.agrees();
            let iso = month.iso();
            let (one, other) = (("SALES-001", iso.as_str()), ("SALES-002", iso.as_str()));
            let compared = rank::compare(&app.desk(), &app.actor("ADMIN-001").await, span, one, other).await.unwrap();
            for (side, column) in [(&compared.left, left), (&compared.right, right)] {
                let average = side.average.points.unwrap().plain().parse::<f64>().unwrap();
                assert!((book.beside("Total", column) - average).abs() < 0.000_01, "{span} {column}: {average}");
                let paid: f64 = side.amount.plain().parse().unwrap();
                assert!((book.beside("Incentive, summed in the last column", column) - paid).abs() < 0.01, "{span} {column}");
            }
            assert!((book.beside("Total", gap) - (book.beside("Total", right) - book.beside("Total", left))).abs() < 0.000_01);
        }
        assert_eq!(app.person("SALES-002").get(&path("year")).await.status, 404);
        assert_eq!(app.admin().get(&path("week")).await.status, 422);
        let page = app.admin().get(&path("quarter").replace("/api/pms/compare/export", "/scorecards/compare")).await.text();
        assert!(page.replace("&amp;", "&").contains(&path("quarter")), "{page}");
    }

    async fn what_leaves_as_a_file_is_only_what_may_be_seen(app) {
        let (priya, sunita, credit) = (app.person("SALES-002"), app.person("SALES-010"), app.credit());
        for path in ["/api/pms/SALES-001/export?month=Feb%2726", "/api/pms/annual/SALES-001/export", "/api/pms/compare/export?left=SALES-001&right=SALES-002"] {
            assert_eq!(priya.get(path).await.status, 404, "{path}");
            assert_eq!(sunita.get(path).await.status, 200, "{path}");
        }
        // Nobody below, nobody in the file; and no other's money in a leaderboard.
        let scores = priya.get("/api/pms/team/scores/csv?month=Feb%2726").await;
        assert_eq!((scores.status, scores.text().lines().count()), (200, 1), "{}", scores.text());
        let scores = sunita.get("/api/pms/team/scores/csv?month=Feb%2726").await.text();
        assert!(scores.contains("SALES-001") && scores.contains("SALES-002") && !scores.contains("CREDIT-001"), "{scores}");
        let board = opened(&priya, "/api/pms/leaderboard/export?month=Feb%2726", &[]).await;
        assert!(board.texts.values().any(|text| text == "SALES-001"));
        let reply = priya.get("/api/pms/leaderboard?month=Feb%2726").await.ok();
        let rows = reply["data"].as_array().unwrap();
        for of in ["SALES-001", "SALES-002"] {
            assert!(rows.iter().any(|row| row["userId"] == of), "{of}: {reply}");
        }
        for row in rows {
            assert_eq!(row["incentiveAmount"].is_null(), row["userId"] != "SALES-002", "{row}");
        }
        assert_eq!(app.role(Role::Viewer).get("/api/pms/team/scores/csv").await.status, 403);
        assert_eq!(credit.get("/api/pms/team/scores/pdf").await.status, 404);
    }

    async fn exported_scores_come_in_again_unchanged(app) {
        for ending in ["csv", "xlsx"] {
            let file = app.admin().get(&format!("/api/pms/team/scores/{ending}?q=SALES-001")).await;
            assert_eq!(file.status, 200, "{}", file.text());
            let id = app.admin().import("kra-targets", &format!("scores.{ending}"), file.body.to_vec()).await;
            let checked = app.admin().imported(&id).await;
            assert_eq!((&checked["errors"], &checked["unchangedRows"]), (&json!([]), &json!(3)), "{checked}");
        }
    }
}

/// A file of targets as csv.
pub(super) fn targets(rows: &[&str]) -> Vec<u8> {
    let head = "Employee ID,Month,KRA,Type,Source,Target,Achieved,Weightage,Slab Table";
    std::iter::once(head).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n").into_bytes()
}

async fn upload(app: &App, rows: &[&str]) -> String {
    app.admin().import("kra-targets", "targets.csv", targets(rows)).await
}

both! {
    async fn targets_come_by_a_file_and_go_back_again(app) {
        let rows = [
            "SALES-001,Jan'25,Sales Target,Unrestricted,Typed,\"10,00,000\",\"12,00,000\",40,",
            "SALES-001,Jan'25,Collection,Restricted,Typed,500000,450000,30,",
            "SALES-001,Jan'25,OD Balance,As per slab,OD balances,,,30,od-balance",
        ];
        let id = upload(app, &rows).await;
        app.admin().run_import(&id).await;
        let record = app.sales().get("/api/pms/SALES-001?month=Jan%2725").await.ok()["data"].clone();
        assert_eq!((&record["totalScore"], &record["kras"][1]["finalScore"]), (&json!(75), &json!(27)));
        let undone = app.admin().post_json(&format!("/api/imports/{id}/undo"), json!({})).await;
        assert_eq!(undone.status, 200, "{}", undone.text());
        assert_eq!(app.sales().get("/api/pms/SALES-001?month=Jan%2725").await.status, 404);
    }

    async fn every_bad_row_of_a_file_of_targets_is_told(app) {
        let next = running(app).next().iso();
        let future = format!("SALES-001,{next},Sales,,,10,,40,");
        let rows = [
            "SALES-009,Jan'25,Sales,,,10,,40,",
            &future,
            "SALES-001,Jan'25,Sales,,,-10,,40,",
            "SALES-001,Feb'26,Sales Target,,,10,,40,",
            "SALES-001,Jan'25,Collection,,Collections,10,5,40,",
        ];
        let id = upload(app, &rows).await;
        let found = app.mistakes(&id).await;
        let codes: Vec<_> = found.iter().map(|(row, code)| (*row, code.as_str())).collect();
        assert_eq!(codes, [(2, "unknown"), (3, "future"), (4, "negative"), (5, "not_a_draft"), (6, "computed")]);
    }

    async fn weights_of_a_file_that_do_not_come_to_100_are_refused_row_by_row(app) {
        let rows = ["SALES-001,Jan'25,Sales Target,Unrestricted,Typed,100,,40,", "SALES-001,Jan'25,Collection,Restricted,Typed,100,,30,"];
        let id = upload(app, &rows).await;
        assert_eq!(weights(app, &id).await, [(2, "The weights of SALES-001 for Jan'25 come to 70 %".to_owned()), (3, "The weights of SALES-001 for Jan'25 come to 70 %".to_owned())]);
        let reply = app.admin().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "good")]).await;
        assert_eq!(reply.status, 422, "nothing is left that could be run: {}", reply.text());
        assert_eq!(app.sales().get("/api/pms/SALES-001?month=Jan%2725").await.status, 404);
        let mended = [rows[0], rows[1], "SALES-001,Jan'25,Visits,Restricted,Typed,20,,30,"];
        let id = upload(app, &mended).await;
        app.admin().run_import(&id).await;
        // What is there counts with what a later file names.
        let id = upload(app, &["SALES-001,Jan'25,Visits,,,20,,40,"]).await;
        assert_eq!(weights(app, &id).await, [(2, "The weights of SALES-001 for Jan'25 come to 110 %, with the 2 KRAs that are there".to_owned())]);
        let id = upload(app, &["SALES-001,Jan'25,Visits,,,20,18,,"]).await;
        assert_eq!(weights(app, &id).await, []);
    }

    async fn an_import_of_customers_taken_back_takes_its_collections_back(app) {
        let paid = || app.count("select coalesce(cast(sum(amount_paise) as bigint), 0) from collections where salesperson_id = 3");
        let (before, all) = (paid().await, app.count("select count(*) from collections").await);
        let owed = app.count("select outstanding_paise from customers where code = 'CUST-001'").await;
        assert_eq!(app.count("select salesperson_id from customers where code = 'CUST-001'").await, 3);
        let import = |owed: i64| async move {
            let file = format!("Customer ID,Name,O/s Balance\nCUST-001,ABC Traders,{}\n", owed / 100).into_bytes();
            let id = app.admin().import("customers", "ageing.csv", file).await;
            app.admin().run_import(&id).await;
            id
        };
        let undo = |id: String| async move { app.admin().post_json(&format!("/api/imports/{id}/undo"), json!({})).await.ok() };
        // They paid a thousand rupees, says the file; it is taken back, and nobody collected anything.
        let id = import(owed - owed % 100 - 100_000).await;
        assert!(paid().await >= before + 100_000);
        undo(id).await;
        assert_eq!((paid().await, app.count("select count(*) from collections").await), (before, all));
        // They owe more, says the file; taking that back is no payment either.
        let id = import(owed + 500_000).await;
        undo(id).await;
        assert_eq!((paid().await, app.count("select count(*) from collections").await), (before, all));
    }
}

/// The refusals of weights of an import, by row.
async fn weights(app: &App, id: &str) -> Vec<(i64, String)> {
    app.desk()
        .db
        .sql("select row, message from import_findings where import_id = $1 and code = 'weights' order by position")
        .bind(id.parse::<i64>().unwrap())
        .all()
        .await
        .unwrap()
}
