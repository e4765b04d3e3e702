//! Scorecards over HTTP and at their services.

use nexus::{
    platform::failure::{Failure, Kind},
    pms::{
        model::{EntryForm, KraForm, Scorecard, SlabForm, TableForm, TeamFilter, TemplateForm},
        review::{CardAction, CardStatus},
        server::{act, copy, rank, runs, show, tables, team, templates},
    },
    values::{Month, Points},
};

use crate::support::*;

const FEBRUARY: &str = "/api/pms/SALES-001?month=Feb%2726";

async fn does(
    app: &App,
    who: &str,
    whose: &str,
    month: Month,
    action: CardAction,
    remark: &str,
) -> Result<CardStatus, Failure> {
    act::act(&app.desk(), &app.actor(who).await, whose, month, "", action, Some(remark))
        .await
        .map(|card| card.head.status)
}

async fn card(app: &App, who: &str, whose: &str, month: Month) -> Scorecard {
    show::one(&app.desk(), &app.actor(who).await, whose, &month.iso())
        .await
        .unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn entry(kra: &str, achieved: &str) -> EntryForm {
    EntryForm { kra: kra.to_owned(), achieved: achieved.to_owned(), points: String::new() }
}

async fn enters(app: &App, who: &str, month: Month, kra: &str, achieved: &str) -> Result<(), Failure> {
    let entries = [entry(kra, achieved)];
    act::enter(&app.desk(), &app.actor(who).await, "SALES-001", month, "", &entries, Some(""), false).await.map(|_| ())
}

/// The running draft of Rajesh with nothing computed: what a person types counts.
async fn typed_draft(app: &App) -> Month {
    set(app, "update scorecard_kras set source = 'Typed' where source in ('Order value', 'Collections')").await;
    last(app)
}

both! {
    async fn the_known_record_comes_to_99_points_and_7500_rupees(app) {
        let record = app.sales().get(FEBRUARY).await.ok()["data"].clone();
        assert_eq!((&record["userId"], &record["month"]), (&json!("SALES-001"), &json!("Feb'26")));
        let scores: Vec<_> = record["kras"].as_array().unwrap().iter().map(|kra| kra["finalScore"].clone()).collect();
        assert_eq!(scores, [json!(48), json!(27), json!(24)]);
        assert_eq!(record["odBalances"], json!({"chennai": 300_000, "self": 200_000, "hyd": 100_000}));
        assert_eq!((&record["totalScore"], &record["incentivePercentage"]), (&json!(99), &json!(15)));
        assert_eq!((&record["incentiveAmount"], &record["grossMonthlySalary"]), (&json!(7_500), &json!(50_000)));
    }

    async fn the_leaderboard_is_no_user(app) {
        let board = app.role(Role::Admin).get("/api/pms/leaderboard?month=Feb%2726").await.ok();
        let rows = board["data"].as_array().unwrap();
        assert_eq!(rows.len(), 6);
        let rajesh = rows.iter().find(|row| row["userId"] == "SALES-001").unwrap();
        assert_eq!((&rajesh["totalScore"], &rajesh["incentiveAmount"]), (&json!(99), &json!(7_500)));
        let ranks: Vec<_> = rows.iter().map(|row| row["rank"].as_i64().unwrap()).collect();
        assert!(ranks.is_sorted() && ranks[0] == 1, "{ranks:?}");
    }

    async fn ties_share_a_rank(app) {
        set(app, "update scorecards set total_micro = 99000000 where month = '2026-02'").await;
        let board = rank::leaderboard(&app.desk(), &app.actor("ADMIN-001").await, "month", "Feb'26", "").await.unwrap();
        assert_eq!(board.rows.iter().map(|row| row.rank).collect::<Vec<_>>(), [1; 6]);
    }

    async fn colleagues_see_each_others_points_but_no_money(app) {
        let board = rank::leaderboard(&app.desk(), &app.actor("SALES-001").await, "month", "Feb'26", "").await.unwrap();
        let money: Vec<_> = board.rows.iter().map(|row| (row.user.as_str(), row.amount.is_some())).collect();
        assert_eq!(money.len(), 2, "{money:?}");
        assert!(money.contains(&("SALES-001", true)) && money.contains(&("SALES-002", false)), "{money:?}");
    }

    async fn the_manager_above_enters_while_it_is_in_review(app) {
        let body = json!({"userId": "SALES-001", "month": "Feb'26", "kraId": "KRA1", "achievedValue": 1_250_000});
        let record = app.person("SALES-010").post_json("/api/pms/kra/update", body.clone()).await.ok()["data"].clone();
        assert_eq!((&record["totalScore"], &record["incentiveAmount"]), (&json!(101), &json!(10_000)));
        assert_eq!(app.sales().post_json("/api/pms/kra/update", body.clone()).await.refused(403), "not_yours");
        assert_eq!(app.person("SALES-002").post_json("/api/pms/kra/update", body.clone()).await.refused(404), "not_found");
        assert_eq!(app.role(Role::Warehouse).post_json("/api/pms/kra/update", body.clone()).await.refused(404), "not_found");
        assert_eq!(app.role(Role::Viewer).post_json("/api/pms/kra/update", body.clone()).await.refused(403), "forbidden");
        app.admin().post_json("/api/pms/kra/update", body).await.ok();
    }

    async fn credit_control_keeps_the_balances_and_sees_no_score(app) {
        let body = json!({"userId": "SALES-001", "month": "Feb'26", "chennai": 63_459});
        let answer = app.credit().post_json("/api/pms/od-balance/update", body.clone()).await.ok()["data"].clone();
        assert_eq!(answer["odBalances"], json!({"chennai": 63_459, "self": 200_000, "hyd": 100_000}));
        assert!(answer.get("totalScore").is_none());
        assert_eq!(app.sales().get(FEBRUARY).await.ok()["data"]["totalScore"], 105);
        assert_eq!(app.sales().post_json("/api/pms/od-balance/update", body).await.refused(403), "forbidden");
        assert_eq!(app.credit().get(FEBRUARY).await.refused(404), "not_found");
    }

    async fn who_stands_where_decides_who_sees(app) {
        for (who, status) in [("SALES-001", 200), ("SALES-010", 200), ("ADMIN-001", 200), ("SALES-002", 404), ("APPROVER-001", 404), ("VIEW-001", 403)] {
            assert_eq!(app.person(who).get(FEBRUARY).await.status, status, "{who}");
        }
        assert_eq!(app.anonymous().get(FEBRUARY).await.status, 401);
        assert_eq!(app.person("SALES-002").get("/api/pms/SALES-001/export?month=Feb%2726").await.status, 404);
    }

    async fn a_manager_sees_exactly_the_people_below_at_any_depth(app) {
        let seen = |who: &'static str| async move {
            let team = team::team(&app.desk(), &app.actor(who).await, &TeamFilter::default()).await.unwrap();
            let mut codes: Vec<_> = team.rows.into_iter().map(|row| row.employee.code).collect();
            codes.sort();
            codes
        };
        assert_eq!(seen("SALES-010").await, ["SALES-001", "SALES-002"]);
        assert!(seen("SALES-001").await.is_empty());
        // Suresh is put above Sunita: he sees her and hers.
        app.admin().patch_json("/api/users/SALES-010", json!({"managerId": "WH-001"})).await.ok();
        assert_eq!(seen("WH-001").await, ["SALES-001", "SALES-002", "SALES-010"]);
        assert_eq!(app.person("WH-001").get(FEBRUARY).await.status, 200);
    }

    async fn a_circle_of_managers_is_refused(app) {
        let reply = app.admin().patch_json("/api/users/SALES-010", json!({"managerId": "SALES-001"})).await;
        assert_eq!(reply.status, 422, "{}", reply.text());
        assert_eq!(reply.json()["errors"][0]["code"], "cycle");
    }

    async fn bad_input_is_refused_in_so_many_words(app) {
        let update = |body: Value| async move { app.admin().post_json("/api/pms/kra/update", body).await };
        let with = |month: &str, user: &str, value: Value| json!({"userId": user, "month": month, "kraId": "KRA1", "achievedValue": value});
        let next = running(app).next().wire();
        let future = update(with(&next, "SALES-001", json!(1))).await;
        assert_eq!((future.status, &future.json()["errors"][0]["code"]), (422, &json!("future")), "{}", future.text());
        assert_eq!(update(with("Feb'26", "NOBODY-1", json!(1))).await.refused(404), "not_found");
        let negative = update(with("Feb'26", "SALES-001", json!(-5))).await;
        let told = negative.json()["errors"][0].clone();
        assert_eq!((&told["field"], &told["code"]), (&json!("achievedValue"), &json!("negative")));
        assert_eq!(update(with("someday", "SALES-001", json!(1))).await.json()["errors"][0]["code"], "not_a_month");
        let unknown = json!({"userId": "SALES-001", "month": "Feb'26", "kraId": "KRA9", "achievedValue": 1});
        let told = update(unknown).await.json()["errors"][0].clone();
        assert_eq!((&told["field"], &told["code"]), (&json!("kraId"), &json!("unknown")));
        let balance = json!({"userId": "SALES-001", "month": "Feb'26", "kraId": "KRA3", "achievedValue": 1});
        assert_eq!(update(balance).await.json()["errors"][0]["code"], "computed");
    }

    async fn an_address_that_can_not_be_read_is_told_and_a_person_is_found_in_any_case(app) {
        let admin = app.admin();
        let told = async |path: &str| {
            let reply = admin.get(path).await;
            assert_eq!(reply.refused(422), "invalid", "{path}");
            reply.json()["errors"][0]["field"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(told("/api/pms/leaderboard?page=abc").await, "page");
        assert_eq!(told("/api/pms/team?page=0").await, "page");
        assert_eq!(told("/api/pms/team?status=Foo").await, "status");
        assert_eq!(told("/api/pms/team/export?status=Foo").await, "status");
        admin.get("/api/pms/team?status=late&page=1").await.ok();
        admin.get("/api/pms/team?status=draft").await.ok();
        let record = admin.get("/api/pms/sales-001?month=Feb%2726").await.ok()["data"].clone();
        assert_eq!(record["userId"], "SALES-001");
        assert_eq!(admin.get("/api/pms/annual/Sales-001?year=2025-26").await.ok()["data"]["userId"], "SALES-001");
    }

    async fn a_branch_with_a_name_too_long_is_refused_and_not_cut(app) {
        let long = "b".repeat(41);
        let body = json!({"userId": "SALES-001", "month": "Feb'26", "odBalances": {long.as_str(): 5}});
        let reply = app.credit().post_json("/api/pms/od-balance/update", body).await;
        assert_eq!(reply.refused(422), "invalid");
        let told = reply.json()["errors"][0].clone();
        assert_eq!((&told["field"], &told["code"], &told["value"]), (&json!("odBalances"), &json!("too_long"), &json!(long)));
    }

    async fn a_locked_month_is_not_changed(app) {
        let month = last(app).prev();
        assert_eq!(card(app, "SALES-001", "SALES-001", month).await.status, CardStatus::Locked);
        assert_eq!(code(enters(app, "ADMIN-001", month, "KRA1", "1").await), "locked");
        assert_eq!(code(does(app, "SALES-010", "SALES-001", month, CardAction::Review, "").await), "locked");
        let balances = json!({"userId": "SALES-001", "month": month.wire(), "chennai": 1});
        assert_eq!(app.credit().post_json("/api/pms/od-balance/update", balances).await.refused(409), "locked");
    }

    async fn a_stale_version_names_who_was_quicker(app) {
        let body = json!({"userId": "SALES-001", "month": "Feb'26", "kraId": "KRA1", "achievedValue": 1_300_000, "version": 1});
        let manager = app.person("SALES-010");
        manager.post_json("/api/pms/kra/update", body.clone()).await.ok();
        let reply = app.admin().post_json("/api/pms/kra/update", body).await;
        assert_eq!(reply.refused(409), "changed_by_another");
        assert!(reply.text().contains("Sunita Rao"), "{}", reply.text());
    }

    async fn weights_that_do_not_come_to_100_are_not_handed_in(app) {
        let month = typed_draft(app).await;
        set(app, "update scorecard_kras set weight_bp = 5000 where code = 'KRA1'").await;
        let refused = does(app, "SALES-001", "SALES-001", month, CardAction::Submit, "").await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.kind), ("weights", Kind::Invalid));
        assert!(refused.message.contains("110 %"), "{}", refused.message);
    }

    async fn a_month_goes_the_whole_road(app) {
        let month = typed_draft(app).await;
        enters(app, "SALES-001", month, "KRA1", "9,00,000").await.unwrap();
        enters(app, "SALES-001", month, "KRA2", "5,50,000").await.unwrap();
        assert_eq!(does(app, "SALES-001", "SALES-001", month, CardAction::Submit, "A good month").await.unwrap(), CardStatus::Submitted);
        assert_eq!(app.count("select count(*) from notifications where user_id = 2 and kind = 'scorecard'").await, 1);
        let desk = app.desk();
        let manager = app.actor("SALES-010").await;
        let no_reason = act::adjust(&desk, &manager, "SALES-001", month, "", ("KRA1", "38.5", " ")).await;
        assert_eq!(field(no_reason.map(|_| ())), ("reason".to_owned(), "empty".to_owned()));
        act::adjust(&desk, &manager, "SALES-001", month, "", ("KRA1", "38.5", "Two orders were of March")).await.unwrap();
        assert_eq!(does(app, "SALES-010", "SALES-001", month, CardAction::Review, "Agreed").await.unwrap(), CardStatus::Reviewed);
        let shown = card(app, "SALES-001", "SALES-001", month).await;
        let sales = &shown.kras[0];
        assert_eq!((sales.self_points, sales.scored.points.plain().as_str()), (Some(Points::from_whole(36)), "38.5"));
        assert_eq!((sales.reason.as_str(), shown.reviewed_by.as_str()), ("Two orders were of March", "Sunita Rao"));
        assert_eq!(does(app, "SALES-001", "SALES-001", month, CardAction::Acknowledge, "").await.unwrap(), CardStatus::Acknowledged);
        assert_eq!(does(app, "SALES-010", "SALES-001", month, CardAction::Lock, "").await.unwrap(), CardStatus::Locked);
        let annual = rank::annual(&desk, &app.actor("SALES-001").await, "", &month.financial_year().start_year().to_string()).await.unwrap();
        let of_month = annual.months.iter().find(|one| one.month == month).unwrap();
        assert_eq!((of_month.total, of_month.status), (Some(shown.outcome.total), Some(CardStatus::Locked)));
    }

    async fn a_large_gap_to_the_self_score_is_explained(app) {
        set(app, "update scorecards set self_micro = 110000000 where user_id = 3 and month = '2026-02'").await;
        let silent = does(app, "SALES-010", "SALES-001", february(), CardAction::Review, "").await;
        assert_eq!(field(silent), ("remark".to_owned(), "gap".to_owned()));
        does(app, "SALES-010", "SALES-001", february(), CardAction::Review, "The return counts").await.unwrap();
    }

    async fn a_gap_in_one_kra_is_explained_and_the_settings_say_how_large(app) {
        let review = |card: &Scorecard| card.actions.iter().find(|one| one.action == CardAction::Review).map(|one| one.remark);
        assert_eq!(review(&card(app, "SALES-010", "SALES-001", february()).await), Some(false));
        // What one KRA has more, another has less: the total is the same.
        set(app, "update scorecard_kras set self_micro = self_micro + 6000000 where code = 'KRA1' and scorecard_id in (select id from scorecards where user_id = 3 and month = '2026-02')").await;
        set(app, "update scorecard_kras set self_micro = self_micro - 6000000 where code = 'KRA2' and scorecard_id in (select id from scorecards where user_id = 3 and month = '2026-02')").await;
        let silent = does(app, "SALES-010", "SALES-001", february(), CardAction::Review, "").await.unwrap_err();
        assert!(silent.message.contains("Sales Target differs by") && silent.field("remark").is_some(), "{silent:?}");
        assert_eq!(review(&card(app, "SALES-010", "SALES-001", february()).await), Some(true));
        let page = app.person("SALES-010").get("/scorecards/SALES-001?month=2026-02").await.text();
        assert!(page.contains("differs much from the employee"), "{page}");
        set(app, "insert into settings (key, value, updated_at) values ('scorecards.review_gap', '6', 0)").await;
        assert_eq!(review(&card(app, "SALES-010", "SALES-001", february()).await), Some(false));
        does(app, "SALES-010", "SALES-001", february(), CardAction::Review, "").await.unwrap();
    }

    async fn a_dispute_goes_back_to_the_manager(app) {
        let month = february();
        does(app, "SALES-010", "SALES-001", month, CardAction::Review, "").await.unwrap();
        assert_eq!(field(does(app, "SALES-001", "SALES-001", month, CardAction::Dispute, "").await).0, "remark");
        assert_eq!(does(app, "SALES-001", "SALES-001", month, CardAction::Dispute, "The return was not mine").await.unwrap(), CardStatus::Disputed);
        assert_eq!(code(does(app, "SALES-001", "SALES-001", month, CardAction::Acknowledge, "").await), "wrong_state");
        assert_eq!(does(app, "SALES-010", "SALES-001", month, CardAction::Review, "Right, corrected").await.unwrap(), CardStatus::Reviewed);
    }

    async fn a_correction_is_a_new_version_with_who_and_why(app) {
        let month = last(app).prev();
        let before = card(app, "ADMIN-001", "SALES-001", month).await;
        assert_eq!(code(does(app, "SALES-010", "SALES-001", month, CardAction::Correct, "A late return").await), "not_yours");
        assert_eq!(field(does(app, "ADMIN-001", "SALES-001", month, CardAction::Correct, "").await).0, "remark");
        does(app, "ADMIN-001", "SALES-001", month, CardAction::Correct, "A late return").await.unwrap();
        let open = card(app, "ADMIN-001", "SALES-001", month).await;
        assert_eq!((open.status, open.revision, open.versions.len()), (CardStatus::Submitted, 2, 1));
        assert_eq!((open.versions[0].by.as_str(), open.versions[0].reason.as_str()), ("Admin User", "A late return"));
        let old = show::version(&app.desk(), &app.actor("SALES-001").await, "SALES-001", month, 1).await.unwrap();
        assert_eq!((old.outcome, old.status), (before.outcome, CardStatus::Locked));
    }

    async fn nobody_reviews_themselves(app) {
        set(app, "update scorecards set status = 'Submitted' where user_id in (1, 2)").await;
        let month = last(app);
        assert_eq!(code(does(app, "SALES-010", "SALES-010", month, CardAction::Review, "").await), "not_yours");
        set(app, "update scorecards set user_id = 1 where user_id = 2").await;
        assert_eq!(code(does(app, "ADMIN-001", "ADMIN-001", month, CardAction::Review, "").await), "not_yours");
    }

    async fn several_are_signed_off_with_a_result_each(app) {
        let cards = ["SALES-001|2026-02|", "SALES-002|2026-02|", "LOG-001|2026-02|"].map(str::to_owned);
        let results = act::act_on_many(&app.desk(), &app.actor("SALES-010").await, &cards, CardAction::Review, "").await.unwrap();
        let refused: Vec<_> = results.iter().map(|one| one.refused.is_some()).collect();
        assert_eq!(refused, [false, true, true]);
        assert_eq!(card(app, "SALES-001", "SALES-001", february()).await.status, CardStatus::Reviewed);
    }

    async fn the_review_is_told_live(app) {
        does(app, "SALES-010", "SALES-001", february(), CardAction::Review, "").await.unwrap();
        // Rajesh and Sunita.
        assert_eq!(app.count("select count(*) from events where name = 'kra:reviewed'").await, 2);
    }

    async fn what_is_computed_comes_with_its_rows_and_is_frozen_at_sign_off(app) {
        let month = last(app);
        let open = card(app, "SALES-001", "SALES-001", month).await;
        let sales = &open.kras[0];
        let sources = |who: &'static str| async move {
            show::sources(&app.desk(), &app.actor(who).await, "SALES-001", &month.iso(), ("KRA1", None)).await.unwrap()
        };
        let behind = sources("SALES-001").await;
        let sum: i64 = behind.rows.iter().map(|row| row.figure.thousandths()).sum();
        assert!(sum > 0 && !behind.frozen);
        assert_eq!((sales.measure.achieved.map(|figure| figure.thousandths()), sales.sources), (Some(sum), behind.rows.len() as i64));
        does(app, "SALES-001", "SALES-001", month, CardAction::Submit, "").await.unwrap();
        does(app, "SALES-010", "SALES-001", month, CardAction::Review, "").await.unwrap();
        set(app, "update orders set status = 'Cancelled' where salesperson_id = 3 and parent_id is null").await;
        let frozen = sources("SALES-010").await;
        assert_eq!((frozen.rows, frozen.frozen), (behind.rows, true));
        assert_eq!(card(app, "SALES-001", "SALES-001", month).await.outcome, open.outcome);
    }

    async fn what_customers_pay_is_collected_by_their_salesperson(app) {
        let before = app.count("select count(*) from collections where salesperson_id = 3").await;
        set(app, "update customers set outstanding_paise = outstanding_paise - 1000, updated_at = updated_at + 1 where code = 'CUST-001'").await;
        set(app, "update customers set outstanding_paise = outstanding_paise + 5000 where code = 'CUST-001'").await;
        assert_eq!(app.count("select count(*) from collections where salesperson_id = 3").await, before + 1);
    }

    async fn a_template_must_weigh_100_and_aim_above_nothing(app) {
        let kra = |name: &str, target: &str, weight: &str| KraForm {
            name: name.to_owned(), kind: "Restricted".to_owned(), target: target.to_owned(), weight: weight.to_owned(), ..KraForm::default()
        };
        let save = |kras: Vec<KraForm>| async move {
            let form = TemplateForm { name: "Try".to_owned(), role: "Sales".to_owned(), kras, ..TemplateForm::default() };
            templates::save(&app.desk(), &app.actor("ADMIN-001").await, &form).await
        };
        assert_eq!(field(save(vec![kra("A", "10", "60"), kra("B", "10", "50")]).await).1, "weights");
        assert_eq!(field(save(vec![kra("A", "-10", "100")]).await), ("target".to_owned(), "negative".to_owned()));
        assert!(save(vec![kra("A", "10", "60"), kra("B", "10", "40")]).await.unwrap() > 0);
        let refused = templates::set_up(&app.desk(), &app.actor("SALES-010").await).await;
        assert_eq!(code(refused), "forbidden");
    }

    async fn a_template_is_copied_to_people_and_months(app) {
        let admin = app.actor("ADMIN-001").await;
        let set_up = templates::set_up(&app.desk(), &admin).await.unwrap();
        let sales = set_up.templates.iter().find(|template| template.role == "Sales").unwrap().id.to_string();
        let to = |people: Vec<String>, from: String, to: String| {
            let (desk, admin, sales) = (app.desk(), admin.clone(), sales.clone());
            async move { copy::copy(&desk, &admin, &sales, &people, &from, &to).await }
        };
        let copied = to(Vec::new(), "Jan'25".to_owned(), "Mar'25".to_owned()).await.unwrap();
        assert_eq!((copied.made, copied.changed, copied.left.len()), (9, 0, 0));
        let again = to(vec!["SALES-001".to_owned()], "Mar'25".to_owned(), String::new()).await.unwrap();
        assert_eq!((again.made, again.changed), (0, 1));
        let locked = to(vec!["SALES-001".to_owned()], last(app).prev().iso(), String::new()).await.unwrap();
        assert_eq!((locked.made, locked.left.len()), (0, 1));
        assert_eq!(field(to(vec!["NOBODY-1".to_owned()], "Mar'25".to_owned(), String::new()).await).1, "unknown");
        let next = running(app).next().iso();
        assert_eq!(field(to(Vec::new(), next, String::new()).await).1, "future");
    }

    async fn a_changed_slab_is_looked_at_before_it_is_approved_and_leaves_old_months_alone(app) {
        let admin = app.actor("ADMIN-001").await;
        let desk = app.desk();
        let row = |at: &str, gives: &str| SlabForm { at: at.to_owned(), gives: gives.to_owned() };
        let form = TableForm {
            code: "incentive".to_owned(), from: "Feb'26".to_owned(), rows: vec![row("0", "0"), row("90", "12")], ..TableForm::default()
        };
        let (_, version) = tables::propose(&desk, &admin, &form).await.unwrap();
        let preview = tables::preview(&desk, &admin, version, "Feb'26").await.unwrap();
        let rajesh = preview.rows.iter().find(|row| row.user == "SALES-001").unwrap();
        assert_eq!((rajesh.before.amount.short(), rajesh.after.amount.short()), ("₹7,500".to_owned(), "₹6,000".to_owned()));
        assert_eq!(card(app, "ADMIN-001", "SALES-001", february()).await.outcome, rajesh.before);
        let locked = card(app, "ADMIN-001", "SALES-002", february()).await.outcome;
        let proposed = tables::show(&desk, &admin, "incentive").await.unwrap().versions.into_iter().find(|one| one.id == version).unwrap();
        let proposal = ("incentive", version, proposed.at.micros());
        tables::decide(&desk, &admin, proposal, "approve").await.unwrap();
        assert_eq!(card(app, "ADMIN-001", "SALES-001", february()).await.outcome, rajesh.after);
        assert_eq!(card(app, "ADMIN-001", "SALES-002", february()).await.outcome, locked);
        assert_eq!(field(tables::decide(&desk, &admin, proposal, "withdraw").await).1, "approved");
        let holes = TableForm { code: "od-balance".to_owned(), from: "Feb'26".to_owned(), rows: vec![row("10", "5")], ..TableForm::default() };
        assert_eq!(field(tables::propose(&desk, &admin, &holes).await).1, "no_table");
        app.run_jobs().await;
    }

    async fn a_month_is_computed_anew_for_all_as_a_job(app) {
        set(app, "update scorecards set total_micro = 1 where month = '2026-02'").await;
        let admin = app.actor("ADMIN-001").await;
        let run = runs::start(&app.desk(), &admin, "Feb'26").await.unwrap();
        assert_eq!((run.state.as_str(), run.total), ("waiting", 1));
        app.run_jobs().await;
        let done = runs::show(&app.desk(), &admin, run.id).await.unwrap();
        assert_eq!((done.state.as_str(), done.done, done.changed, done.percent()), ("done", 1, 1, 100));
        assert_eq!(app.count("select count(*) from scorecards where month = '2026-02' and total_micro = 99000000").await, 1);
    }

    async fn the_queue_holds_what_waits_for_me_and_nothing_of_my_own(app) {
        let queue = team::queue(&app.desk(), &app.actor("SALES-010").await).await.unwrap();
        let waiting: Vec<_> = queue.rows.iter().map(|row| (row.user.as_str(), row.month.iso())).collect();
        assert!(waiting.contains(&("SALES-001", "2026-02".to_owned())), "{waiting:?}");
        assert!(waiting.iter().all(|(user, _)| matches!(*user, "SALES-001" | "SALES-002")), "{waiting:?}");
        assert_eq!(queue.count, waiting.len() as i64);
    }

    async fn the_year_marks_weak_months_and_sums_what_is_paid(app) {
        set(
            app,
            "update scorecards set total_micro = case when month = '2026-05' then 42000000 else 90000000 end where user_id = 4",
        )
        .await;
        let annual = rank::annual(&app.desk(), &app.actor("SALES-002").await, "", "2026-27").await.unwrap();
        assert_eq!(annual.weak, [Month::parse("May'26").unwrap()]);
        assert_eq!(annual.months.len(), 12);
        assert!(annual.average.points.is_some() && annual.trend.is_some() && annual.kras.len() == 3);
    }

    async fn a_running_month_is_shown_and_left_out_of_the_year(app) {
        set(app, "update scorecards set status = 'Locked', total_micro = 90000000, incentive_paise = 100 where user_id = 4").await;
        set(
            app,
            "update scorecards set status = 'Draft', total_micro = 1000000
             where user_id = 4 and month in (select max(month) from scorecards where user_id = 4)",
        )
        .await;
        let annual = rank::annual(&app.desk(), &app.actor("SALES-002").await, "", "").await.unwrap();
        let known = annual.months.iter().filter_map(|month| month.total).count();
        // In April the month that runs is of the next year already.
        let runs = usize::from(running(app).financial_year() == last(app).financial_year());
        assert_eq!(annual.average.running, runs);
        assert_eq!((annual.average.points, annual.average.months), (Some(Points::from_whole(90)), known - runs));
        assert_eq!(annual.amount.paise(), 100 * annual.average.months as i64);
        assert_eq!((annual.weak.len(), annual.trend.unwrap_or_default()), (0, Points::default()));
        let page = app.person("SALES-002").get("/scorecards/year").await.text();
        assert!(page.contains(&annual.average.told()) && (runs == 0 || page.contains("running, left out")), "{page}");
    }

    async fn a_board_of_several_months_ranks_what_is_signed_off(app) {
        set(app, "update scorecards set status = 'Locked', total_micro = 90000000 where user_id = 4").await;
        set(app, "update scorecards set status = 'Submitted' where user_id = 3").await;
        let (actor, month) = (app.actor("ADMIN-001").await, last(app).iso());
        let board = |span: &'static str| {
            let (desk, actor, month) = (app.desk(), actor.clone(), month.clone());
            async move { rank::leaderboard(&desk, &actor, span, &month, "").await.unwrap() }
        };
        let (one, quarter) = (board("month").await, board("quarter").await);
        let find = |of: &str| one.rows.iter().find(|row| row.user == of).map(|row| row.provisional);
        assert_eq!((find("SALES-001"), find("SALES-002")), (Some(true), Some(false)));
        assert!(quarter.rows.iter().all(|row| row.user != "SALES-001"), "nothing of it is signed off");
        let priya = quarter.rows.iter().find(|row| row.user == "SALES-002").unwrap();
        assert_eq!(priya.total, Points::from_whole(90));
        let page = app.admin().get(&format!("/scorecards/leaderboard?span=quarter&month={month}")).await.text();
        assert!(page.contains("Averages of signed-off months"));
    }

    async fn every_change_is_audited_with_old_and_new(app) {
        enters(app, "SALES-010", february(), "KRA1", "13,00,000").await.unwrap();
        let entry: (String, String) = app
            .desk()
            .db
            .sql("select old_data, new_data from audit_entries where entity_type = 'scorecard' order by id desc limit 1")
            .one()
            .await
            .unwrap();
        assert!(entry.0.contains("1200000") && entry.1.contains("1300000"), "{entry:?}");
    }
}
