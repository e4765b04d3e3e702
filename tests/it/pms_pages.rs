//! Pages of performance as a browser without script meets them.

use nexus::{
    pms::{
        review::{CardAction, CardStatus},
        server::{act, rank, remind, team},
    },
    values::Month,
};

use crate::support::*;

both! {
    async fn a_row_more_or_less_is_shown_as_typed_and_nothing_is_saved(app) {
        let before = app.count("select count(*) from kra_templates").await;
        let post = async |intent: &str| {
            let form = [
                ("form[id]", ""), ("form[version]", ""), ("form[name]", "Field sales, new"), ("form[role]", "Sales"),
                ("form[kras][0][name]", "First"), ("form[kras][0][weight]", "30"),
                ("form[kras][1][name]", "Second"), ("form[kras][1][weight]", "50"), ("form[intent]", intent),
            ];
            let page = app.admin().post_form("/kra/templates/new", &form).await;
            (page.status, page.text())
        };
        let (status, text) = post("add_row").await;
        assert_eq!(status, 200, "{text}");
        assert!(text.contains("form[kras][2][name]") && !text.contains("form[kras][3][name]"), "one row more");
        assert!(text.contains("Field sales, new") && text.contains("20 % to go") && !text.contains("error-summary"));
        let (status, text) = post("remove_row:0").await;
        assert!(status == 200 && text.contains("Second") && !text.contains("value=\"First\"") && text.contains("50 % to go"));
        assert_eq!(post("save").await.0, 422);
        assert_eq!(app.count("select count(*) from kra_templates").await, before);
    }

    async fn a_file_that_is_refused_is_told_on_the_scorecard(app) {
        let sales = app.sales();
        let to = format!("/scorecards/SALES-001/file?month={}", last(app).iso());
        let refused = sales.upload(&to, "note.txt", b"a note".to_vec()).await;
        let text = refused.text();
        assert!(refused.status == 422 && text.contains("This is no photo") && text.contains("Rajesh Kumar"), "{text}");
        let large = [b"%PDF-1.7 ".to_vec(), vec![0; 11 * 1024 * 1024]].concat();
        let refused = sales.upload(&to, "scan.pdf", large.clone()).await;
        assert!(refused.status == 413 && refused.text().contains("larger than 10 MB"), "{}", refused.status);
        let api = format!("/api/pms/SALES-001/files?month={}", last(app).iso());
        let refused = sales.upload(&api, "scan.pdf", large).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (413, Some("too_large")));
        let kept = sales.upload(&to, "scan.pdf", b"%PDF-1.7 a scan".to_vec()).await;
        assert_eq!((kept.status, kept.location()), (303, format!("/scorecards/SALES-001?month={}#files", last(app).iso()).as_str()));
        assert!(sales.get(&format!("/scorecards/SALES-001?month={}", last(app).iso())).await.text().contains("scan.pdf"));
    }

    async fn a_file_over_http_says_its_month_in_the_address_or_the_form(app) {
        let (sales, month) = (app.sales(), last(app));
        let (to, pdf) = ("/api/pms/SALES-001/files", b"%PDF-1.7 a scan".to_vec());
        let refused = sales.post_json(to, json!({})).await;
        assert_eq!(refused.refused(400), "malformed");
        let refused = sales.upload_with(to, "scan.pdf", pdf.clone(), &[("month", "someday")]).await;
        assert_eq!(refused.refused(422), "invalid");
        assert_eq!(refused.json()["errors"][0]["field"], "month");
        let kept = sales.upload_with(to, "scan.pdf", pdf, &[("month", &month.wire())]).await;
        assert_eq!(kept.status, 201, "{}", kept.text());
        assert!(sales.get(&format!("/scorecards/SALES-001?month={}", month.iso())).await.text().contains("scan.pdf"));
    }

    async fn a_file_without_script_takes_the_typed_scores_along(app) {
        let (sales, month) = (app.sales(), last(app).iso());
        let page = sales.get(&format!("/scorecards/SALES-001?month={month}")).await.text();
        assert!(page.contains("id=\"scores\"") && page.contains("form=\"scores\"") && page.contains("formenctype"), "{page}");
        let to = format!("/scorecards/SALES-001/file?month={month}");
        let typed = [
            ("user", "SALES-001"), ("month", &month), ("version", ""), ("entries[0][kra]", "KRA1"), ("entries[0][points]", "31.25"),
            ("comment", "Two shops & one came late"),
        ];
        let kept = sales.upload_with(&to, "scan.pdf", b"%PDF-1.7 a scan".to_vec(), &typed).await;
        let text = kept.text();
        assert!(kept.status == 200 && text.contains("scan.pdf") && !text.contains("error-summary"), "{} {text}", kept.status);
        assert!(text.contains("value=\"31.25\"") && text.contains("one came late"), "{text}");
        let refused = sales.upload_with(&to, "note.txt", b"a note".to_vec(), &typed).await;
        let text = refused.text();
        assert!(refused.status == 422 && text.contains("This is no photo") && text.contains("value=\"31.25\""), "{text}");
        assert_eq!(app.count("select count(*) from scorecard_kras where self_micro = 31250000").await, 0);
    }

    async fn a_refused_form_comes_back_with_the_rows_it_had(app) {
        let admin = app.admin();
        let rows = |text: &str, field: &str| text.matches(field).count();
        let shown = admin.get("/kra/tables/incentive").await.text();
        let count = rows(&shown, "[gives]\"");
        assert!(count > 0, "{shown}");
        let names: Vec<(String, String)> = (0..count)
            .flat_map(|row| ["at", "gives"].map(|field| (format!("form[rows][{row}][{field}]"), String::new())))
            .collect();
        let mut form: Vec<(&str, &str)> = names.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend([("form[code]", "incentive"), ("form[from]", "2026-02")]);
        let refused = admin.post_form("/kra/tables/incentive", &form).await;
        assert_eq!((refused.status, rows(&refused.text(), "[gives]\"")), (422, count));
        let id = app.count("select min(id) from kra_templates").await.to_string();
        let path = format!("/kra/templates/{id}");
        let shown = admin.get(&path).await.text();
        let count = rows(&shown, "[weight]\"");
        assert!(count > 0, "{shown}");
        let names: Vec<String> = (0..count).map(|row| format!("form[kras][{row}][weight]")).collect();
        let mut form: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        form.extend([("form[id]", id.as_str()), ("form[version]", "1"), ("form[name]", ""), ("form[role]", "Sales"), ("form[intent]", "save")]);
        let refused = admin.post_form(&path, &form).await;
        assert_eq!((refused.status, rows(&refused.text(), "[weight]\"")), (422, count));
    }

    async fn a_year_draws_what_every_month_paid(app) {
        let month = last(app);
        let path = format!("/scorecards/year?user=SALES-001&year={}", month.financial_year().start_year());
        set(app, "update scorecards set incentive_paise = 0 where user_id = 3").await;
        assert!(!app.sales().get(&path).await.text().contains("Incentive by month"));
        set(app, "update scorecards set incentive_paise = 750000, status = 'Locked' where user_id = 3").await;
        let page = app.sales().get(&path).await.text();
        assert!(page.contains("Incentive by month") && page.contains(": ₹7,500"), "{page}");
    }

    async fn a_phone_ticks_the_whole_queue_too(app) {
        let page = app.person("SALES-010").get("/scorecards/team").await.text();
        assert!(page.contains("queue-all") && page.contains("Select all"), "{page}");
    }

    async fn what_is_acknowledged_waits_to_be_locked(app) {
        let (desk, manager) = (app.desk(), app.actor("SALES-010").await);
        let february = february();
        act::act(&desk, &manager, "SALES-001", february, "", CardAction::Review, Some("")).await.unwrap();
        let waits = async || {
            let queue = team::queue(&desk, &app.actor("SALES-010").await).await.unwrap();
            assert_eq!(queue.lock_count, queue.to_lock.len() as i64);
            queue.to_lock.iter().any(|row| row.user == "SALES-001" && row.month == february)
        };
        assert!(!waits().await, "the employee is next");
        let employee = app.actor("SALES-001").await;
        act::act(&desk, &employee, "SALES-001", february, "", CardAction::Acknowledge, Some("")).await.unwrap();
        assert!(waits().await);
        let (_, (rows, count)) = remind::of_others(&desk, &manager).await.unwrap();
        assert!(count > 0 && rows.iter().any(|row| row.month == february && row.status == CardStatus::Acknowledged));
        let home = app.person("SALES-010").get("/").await.text();
        assert!(home.contains("Scorecards to lock") && home.contains("lock by"), "{home}");
        let locked = app.person("SALES-010").post_form("/scorecards/team", &[("cards[0]", "SALES-001|2026-02|"), ("action", "lock")]).await;
        assert_eq!(locked.status, 303, "{}", locked.text());
        assert!(!waits().await);
    }

    async fn what_somebody_who_left_can_not_acknowledge_is_locked(app) {
        let (desk, manager) = (app.desk(), app.actor("SALES-010").await);
        let february = february();
        act::act(&desk, &manager, "SALES-001", february, "", CardAction::Review, Some("")).await.unwrap();
        let lock = async || act::act(&desk, &manager, "SALES-001", february, "", CardAction::Lock, Some("")).await;
        assert_eq!(lock().await.unwrap_err().code, "wrong_state");
        set(app, "update users set status = 'Inactive' where code = 'SALES-001'").await;
        let queue = team::queue(&desk, &manager).await.unwrap();
        assert!(queue.to_lock.iter().any(|row| row.user == "SALES-001" && row.status == CardStatus::Reviewed));
        assert_eq!(lock().await.unwrap().head.status, CardStatus::Locked);
    }

    async fn of_several_the_refused_are_named_and_stay_ticked_with_the_remark(app) {
        let month = last(app).prev();
        let locked = format!("SALES-001|{}|", month.iso());
        let form = [("cards[0]", "SALES-001|2026-02|"), ("cards[1]", locked.as_str()), ("action", "review"), ("remark", "Seen together")];
        let text = app.person("SALES-010").post_form("/scorecards/team", &form).await.text();
        assert!(text.contains("Rajesh Kumar, ") && !text.contains("SALES-001, "), "{text}");
        assert!(text.contains("value=\"Seen together\""));
        let unknown = app.person("SALES-010").post_form("/scorecards/team", &[("cards[0]", "LOG-001|2026-02|"), ("action", "review")]).await;
        assert!(unknown.text().contains("LOG-001, "), "whom one may not see is not named");
        // The queue's own one, refused because a dispute needs a reason.
        set(app, "update scorecards set status = 'Disputed' where month = '2026-02' and user_id = (select id from users where code = 'SALES-001')").await;
        set(app, "update scorecards set status = 'Locked' where status = 'Submitted'").await;
        let form = [("cards[0]", "SALES-001|2026-02|"), ("action", "review")];
        let text = app.person("SALES-010").post_form("/scorecards/team", &form).await.text();
        assert!(text.contains("0 done, 1 refused.") && text.contains(" checked"), "{text}");
    }

    async fn only_who_leads_is_offered_a_team(app) {
        let offered = async |who: &'static str| app.person(who).get("/scorecards").await.text().contains("href=\"/scorecards/team\"");
        assert!(offered("SALES-010").await && offered("ADMIN-001").await && !offered("SALES-001").await);
        let page = app.person("SALES-001").get("/scorecards/team").await;
        assert!(page.status == 200 && page.text().contains("Nobody stands below you") && !page.text().contains("id=\"queue\""));
    }

    async fn payments_are_called_payments(app) {
        let page = app.sales().get(&format!("/scorecards/SALES-001?month={}", last(app).iso())).await.text();
        assert!(page.contains(" payments<") && !page.contains(" customers<"), "{page}");
    }

    async fn two_years_of_one_person_are_compared_by_what_is_signed_off(app) {
        let (desk, admin) = (app.desk(), app.actor("ADMIN-001").await);
        let (this, before) = (last(app), Month::new(2025, 5).unwrap());
        let compared = rank::compare(&desk, &admin, "year", ("SALES-001", &before.iso()), ("SALES-001", &this.iso())).await.unwrap();
        let year = rank::annual(&desk, &admin, "SALES-001", &format!("{}", this.financial_year().first_day().ymd().0)).await.unwrap();
        assert_eq!((compared.right.average, compared.right.amount), (year.average, year.amount));
        assert_eq!(compared.left.months.len(), 12);
        let path = format!("/scorecards/compare?span=quarter&left=SALES-001&left_month={}&right=SALES-001&right_month={}", before.iso(), this.iso());
        let page = app.admin().get(&path).await;
        assert!(page.status == 200 && page.text().contains("signed-off month") && page.text().contains(">Quarter<"), "{}", page.text());
        assert_eq!(app.sales().get("/scorecards/compare?span=quarter&left=SALES-010&left_month=2026-02&right=SALES-001&right_month=2026-02").await.status, 404);
    }
}
