//! Who earns what from when, whose orders count as whose, who enters balances, and what several at once come to.

use nexus::{
    identity::server::users,
    pms::{
        review::{CardAction, CardStatus},
        server::{act, remind, runs, show},
    },
    values::{Month, Points},
};

use crate::support::*;

async fn salary_shown(app: &App, month: Month) -> String {
    let card = show::one(&app.desk(), &app.actor("ADMIN-001").await, "SALES-001", &month.iso()).await.unwrap();
    card.salary.short()
}

/// Adds an executive below Rajesh; answers their id.
async fn below_rajesh(app: &App) -> String {
    let body = json!({"name": "Asha Below", "email": "asha.below@example.com", "role": "Sales", "managerId": "SALES-001", "password": "long enough 7"});
    let reply = app.admin().post_json("/api/users", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["data"]["id"].as_str().unwrap().to_owned()
}

both! {
    async fn the_page_of_the_records_says_whose_are_counted(app) {
        let month = running(app).iso();
        let page = |whose: &'static str| {
            let path = format!("/scorecards/{whose}/sources?month={month}&kra=KRA1");
            async move { app.admin().get(&path).await.text() }
        };
        let (sunita, rajesh) = (page("SALES-010").await, page("SALES-001").await);
        assert!(sunita.contains("booked in the month by Sunita Rao and everyone below"), "{sunita}");
        assert!(rajesh.contains("booked in the month by Rajesh Kumar, once"), "{rajesh}");
    }

    async fn a_salary_holds_from_its_month_on(app) {
        let month = last(app);
        set(app, "update scorecards set status = 'Draft', revision = 1 where user_id = 3").await;
        let (before, form) = (salary_shown(app, month.prev()).await, |salary: &str, from: &str| json!({"grossMonthlySalary": salary, "salaryFrom": from}));
        assert_eq!(before, "₹50,000");
        app.admin().patch_json("/api/users/SALES-001", form("60000", &month.iso())).await.ok();
        assert_eq!((salary_shown(app, month).await, salary_shown(app, month.prev()).await), ("₹60,000".to_owned(), before.clone()));
        // An earlier month that is named later changes the months from there on, and not what holds now.
        app.admin().patch_json("/api/users/SALES-001", form("55000", &month.prev().prev().iso())).await.ok();
        assert_eq!((salary_shown(app, month).await, salary_shown(app, month.prev()).await), ("₹60,000".to_owned(), "₹55,000".to_owned()));
        assert_eq!(app.admin().get("/api/v1/users/SALES-001").await.ok()["data"]["grossMonthlySalary"], 60_000.0);
        let next = running(app).next().iso();
        assert_eq!(app.admin().patch_json("/api/users/SALES-001", form("70000", &next)).await.json()["errors"][0]["code"], "future");
        let editor = users::edit(&app.desk(), &app.actor("ADMIN-001").await, "SALES-001").await.unwrap();
        let kept: Vec<_> = editor.salaries.iter().map(|(_, amount)| amount.short()).collect();
        assert_eq!(kept, ["₹60,000", "₹55,000", "₹50,000"]);
    }

    async fn what_is_handed_in_keeps_its_salary(app) {
        app.admin().patch_json("/api/users/SALES-001", json!({"grossMonthlySalary": "90000", "salaryFrom": "Jan'26"})).await.ok();
        assert_eq!(salary_shown(app, february()).await, "₹50,000");
    }

    async fn a_salary_is_seen_by_the_person_those_above_and_admin_alone(app) {
        for (who, sees) in [("SALES-001", true), ("SALES-010", true), ("ADMIN-001", true), ("SALES-002", false), ("CREDIT-001", false), ("APPROVER-001", false), ("WH-001", false), ("VIEW-001", false)] {
            let client = app.person(who);
            for path in ["/api/pms/SALES-001?month=Feb%2726", "/api/pms/annual/SALES-001", "/api/pms/SALES-001/export?month=Feb%2726", "/scorecards/SALES-001?month=2026-02", "/scorecards/year?user=SALES-001"] {
                let reply = client.get(path).await;
                assert_eq!(reply.status == 200, sees, "{who} {path}: {}", reply.status);
                assert!(sees || !reply.text().contains("50,000"), "{who} {path}");
            }
            assert_eq!(client.get("/api/v1/users/SALES-001").await.status == 200, who == "ADMIN-001", "{who}");
            let board = client.get("/scorecards/leaderboard?month=2026-02").await;
            assert!(sees || !board.text().contains("₹7,500"), "{who}");
        }
    }

    async fn a_managers_figures_are_the_teams(app) {
        let month = last(app);
        let asha = below_rajesh(app).await;
        let figure = |code: &'static str| async move {
            let card = show::one(&app.desk(), &app.actor("ADMIN-001").await, code, &month.iso()).await.unwrap();
            let sales = &card.kras[0];
            (sales.measure.achieved.unwrap().thousandths(), sales.sources)
        };
        set(app, "update scorecards set status = 'Draft', revision = 1 where user_id in (2, 3, 4)").await;
        set(app, "update scorecard_kras set source = 'Order value' where code = 'KRA1' and scorecard_id in (select id from scorecards where user_id in (2, 3, 4))").await;
        // Sunita books nothing herself.
        set(app, "update orders set salesperson_id = 4 where salesperson_id = 2").await;
        let (rajesh, priya, sunita) = (figure("SALES-001").await, figure("SALES-002").await, figure("SALES-010").await);
        assert!(rajesh.0 > 0 && priya.0 > 0);
        assert_eq!(sunita, (rajesh.0 + priya.0, rajesh.1 + priya.1));
        // At any depth: what the person below Rajesh books is his and Sunita's too, once.
        let mut work = app.arrange().await;
        work.sql("update orders set salesperson_id = (select id from users where code = $1) where salesperson_id = 3").bind(asha).run().await.unwrap();
        work.sql("delete from order_totals").run().await.unwrap();
        work.sql(
            "insert into order_totals (salesperson_id, status, booked_on, orders, value_paise)
             select salesperson_id, status, booked_on, count(*), cast(sum(total_paise) as bigint) from orders group by salesperson_id, status, booked_on",
        ).run().await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((figure("SALES-001").await, figure("SALES-010").await), (rajesh, sunita));
        let sources = show::sources(&app.desk(), &app.actor("SALES-010").await, "SALES-010", &month.iso(), ("KRA1", None)).await.unwrap();
        assert_eq!(sources.rows.iter().map(|row| row.figure.thousandths()).sum::<i64>(), sunita.0);
    }

    async fn credit_control_enters_balances_on_a_page_of_its_own(app) {
        let credit = app.credit();
        let page = credit.get("/scorecards/balances?month=2026-02").await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Rajesh Kumar") && !page.text().contains("₹7,500"), "balances and no score");
        let form = [("user", "SALES-001"), ("month", "2026-02"), ("version", ""), ("from", "sheet"), ("balances[0][branch]", "chennai"), ("balances[0][amount]", "1,00,000")];
        let saved = credit.post_form("/scorecards/balances?month=2026-02", &form).await;
        assert_eq!((saved.status, saved.location()), (303, "/scorecards/balances?month=2026-02&saved=SALES-001"));
        assert_eq!(app.sales().get("/api/pms/SALES-001?month=Feb%2726").await.ok()["data"]["odBalances"], json!({"chennai": 100_000}));
        let wrong = [("user", "SALES-001"), ("month", "2026-02"), ("version", ""), ("from", "sheet"), ("balances[0][branch]", "chennai"), ("balances[0][amount]", "much")];
        let refused = credit.post_form("/scorecards/balances?month=2026-02", &wrong).await;
        assert!(refused.status == 422 && refused.text().contains("much"), "{}", refused.status);
        assert_eq!(app.sales().get("/scorecards/balances").await.status, 403);
    }

    async fn those_that_are_refused_among_several_are_told_without_script_too(app) {
        let month = last(app).prev();
        let locked = format!("SALES-001|{}|", month.iso());
        let form = [("cards[0]", "SALES-001|2026-02|"), ("cards[1]", locked.as_str()), ("action", "review")];
        let reply = app.person("SALES-010").post_form("/scorecards/team", &form).await;
        let text = reply.text();
        assert_eq!(reply.status, 422, "{text}");
        assert!(text.contains("1 done, 1 refused.") && text.contains(&format!("{month} is locked")), "{text}");
        let february = show::one(&app.desk(), &app.actor("SALES-010").await, "SALES-001", "2026-02").await.unwrap();
        assert_eq!(february.status, CardStatus::Reviewed);
    }

    async fn whoever_computes_a_month_anew_hears_when_it_is_done(app) {
        let admin = app.actor("ADMIN-001").await;
        let run = runs::start(&app.desk(), &admin, "Feb'26").await.unwrap();
        let before = app.count("select count(*) from notifications where link = '/kra#runs'").await;
        app.run_jobs().await;
        assert_eq!(app.count("select count(*) from notifications where link = '/kra#runs'").await, before + 1);
        assert_eq!(runs::show(&app.desk(), &admin, run.id).await.unwrap().percent(), 100);
        let page = app.admin().get("/kra").await.text();
        assert!(page.contains("id=\"runs\"") && page.contains("the beginning"), "{page}");
    }

    async fn a_run_whose_job_was_given_up_is_over(app) {
        let admin = app.actor("ADMIN-001").await;
        let run = runs::start(&app.desk(), &admin, "Feb'26").await.unwrap();
        set(app, "update jobs set state = 'failed' where kind = 'score-month'").await;
        runs::keep_up(&app.desk()).await.unwrap();
        assert_eq!(runs::show(&app.desk(), &admin, run.id).await.unwrap().state, "failed");
        app.run_jobs().await;
    }

    async fn an_adjusted_total_is_kept_with_what_the_rules_gave(app) {
        let (desk, manager) = (app.desk(), app.actor("SALES-010").await);
        let month = february();
        act::adjust(&desk, &manager, "SALES-001", month, "", ("KRA1", "40", "A return")).await.unwrap();
        let card = show::one(&desk, &manager, "SALES-001", "2026-02").await.unwrap();
        assert_eq!((card.outcome.total, card.outcome.computed), (Points::from_whole(91), Points::from_whole(99)));
        act::act(&desk, &manager, "SALES-001", month, "", CardAction::Review, Some("One order came back")).await.unwrap();
    }

    async fn my_scorecards_open_on_the_oldest_that_waits_for_me(app) {
        let (desk, me) = (app.desk(), app.actor("SALES-001").await);
        let waits = remind::own(&desk, &me).await.unwrap();
        let opened = show::open(&desk, &me, "", "").await.unwrap();
        assert_eq!(waits.first().map(|first| first.month), Some(opened.month), "{waits:?}");
    }

    async fn a_comparison_opens_with_two_sides_that_are_not_the_same(app) {
        for who in ["ADMIN-001", "SALES-001"] {
            let [left, right] = show::open_compare(&app.desk(), &app.actor(who).await).await.unwrap().asked;
            assert_ne!(left, right, "{who}");
        }
    }
}
