//! What the rules of scorecards refuse, keep and tell: caps, months that run, copies, slabs, corrections.

use nexus::{
    platform::failure::Failure,
    pms::{
        model::{CardEvent, EntryForm, KraForm, Scorecard, SlabForm, TableForm, TemplateForm, formula},
        review::{CardAction, CardStatus},
        server::{act, balances, copy, rank, show, tables, templates},
    },
    values::{Month, Points},
};

use super::pms_files::targets;
use crate::support::*;

/// What a person types counts: nothing of the open scorecards is computed from orders.
async fn all_typed(app: &App) {
    set(app, "update scorecard_kras set source = 'Typed' where source in ('Order value', 'Collections')").await;
}

async fn does(app: &App, who: &str, month: Month, action: CardAction, remark: &str) -> Result<CardStatus, Failure> {
    let card = act::act(&app.desk(), &app.actor(who).await, "SALES-001", month, "", action, Some(remark)).await;
    card.map(|card| card.head.status)
}

async fn card(app: &App, month: Month) -> Scorecard {
    let shown = show::one(&app.desk(), &app.actor("SALES-001").await, "SALES-001", &month.iso()).await;
    shown.unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// Rajesh enters figures and own points, with a comment, at a version (any, when it is empty).
async fn enters(
    app: &App,
    month: Month,
    at: &str,
    entries: &[(&str, &str, &str)],
    comment: &str,
) -> Result<(), Failure> {
    let entries: Vec<EntryForm> = entries
        .iter()
        .map(|(kra, achieved, points)| EntryForm {
            kra: (*kra).to_owned(),
            achieved: (*achieved).to_owned(),
            points: (*points).to_owned(),
        })
        .collect();
    let actor = app.actor("SALES-001").await;
    act::enter(&app.desk(), &actor, "SALES-001", month, at, &entries, Some(comment), false).await.map(|_| ())
}

async fn adjusts(app: &App, kra: &str, points: &str, reason: &str) -> Result<(), Failure> {
    let manager = app.actor("SALES-010").await;
    act::adjust(&app.desk(), &manager, "SALES-001", february(), "", (kra, points, reason)).await.map(|_| ())
}

fn pair(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

fn slabs(code: &str, name: &str, from: &str, best: &str) -> TableForm {
    let row = |at: &str, gives: &str| SlabForm { at: at.to_owned(), gives: gives.to_owned() };
    TableForm {
        code: code.to_owned(),
        name: name.to_owned(),
        from: from.to_owned(),
        rows: vec![row("1000", best), row("", "0")],
        ..TableForm::default()
    }
}

async fn propose(app: &App, form: &TableForm) -> Result<(String, i64), Failure> {
    tables::propose(&app.desk(), &app.actor("ADMIN-001").await, form).await
}

/// When a version was proposed.
async fn proposed_at(app: &App, code: &str, version: i64) -> i64 {
    let table = tables::show(&app.desk(), &app.actor("ADMIN-001").await, code).await.unwrap();
    table.versions.into_iter().find(|one| one.id == version).unwrap().at.micros()
}

async fn decides(app: &App, proposal: (&str, i64, i64), decision: &str) -> Result<bool, Failure> {
    tables::decide(&app.desk(), &app.actor("ADMIN-001").await, proposal, decision).await
}

/// The id of the sample's template for sales.
async fn sales_template(app: &App) -> String {
    let set_up = templates::set_up(&app.desk(), &app.actor("ADMIN-001").await).await.unwrap();
    set_up.templates.iter().find(|template| template.role == "Sales").unwrap().id.to_string()
}

async fn copies(app: &App, template: &str, month: &str) -> Result<(), Failure> {
    let admin = app.actor("ADMIN-001").await;
    copy::copy(&app.desk(), &admin, template, &["SALES-001".to_owned()], month, "").await.map(|_| ())
}

/// Old and new data of the last audit entry about something.
async fn audited(app: &App, entity_type: &str, entity: &str) -> (String, String) {
    app.desk()
        .db
        .sql("select old_data, new_data from audit_entries where entity_type = $1 and entity_id = $2 order by id desc limit 1")
        .bind(entity_type.to_owned())
        .bind(entity.to_owned())
        .one()
        .await
        .unwrap()
}

/// What a line of history says a KRA was and became.
fn change(event: &CardEvent, name: &str) -> (String, String) {
    let found = event.changes.iter().find(|(what, ..)| what == name).unwrap_or_else(|| panic!("{event:?}"));
    (found.1.clone(), found.2.clone())
}

/// Puts a file of targets in; answers the import's id, run or not.
async fn upload(app: &App, row: &str, run: bool) -> String {
    let id = app.admin().import("kra-targets", "targets.csv", targets(&[row])).await;
    if run {
        app.admin().run_import(&id).await;
    }
    id
}

both! {
    async fn points_given_by_hand_stop_at_the_cap(app) {
        let refused = adjusts(app, "KRA2", "30.01", "A favour").await.unwrap_err();
        assert!(refused.message.contains("Collection: at most 30 points."), "{}", refused.message);
        assert_eq!(field(adjusts(app, "KRA3", "31", "A favour").await), pair("points", "too_large"));
        let body = json!({"userId": "SALES-001", "month": "Feb'26", "kraId": "KRA2", "score": 99, "reason": "A favour"});
        assert_eq!(app.person("SALES-010").post_json("/api/pms/kra/adjust", body).await.refused(422), "invalid");
        adjusts(app, "KRA2", "30", "The cheque came").await.unwrap();
        adjusts(app, "KRA1", "60", "No cap there").await.unwrap();
        assert_eq!(field(enters(app, last(app), "", &[("KRA2", "", "31")], "").await), pair("points", "too_large"));
        // What was given before there was a cap counts no more than it.
        set(app, "update scorecard_kras set adjusted_micro = 99000000 where code = 'KRA2'").await;
        assert_eq!(card(app, february()).await.kras[1].scored.points, Points::from_whole(30));
    }

    async fn a_month_is_handed_in_once_it_is_over(app) {
        all_typed(app).await;
        let month = last(app).next();
        let refused = does(app, "SALES-001", month, CardAction::Submit, "").await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.status()), ("not_over", 422), "{}", refused.message);
        let submit = |card: Scorecard| card.actions.into_iter().find(|offered| offered.action == CardAction::Submit).unwrap();
        assert!(submit(card(app, month).await).refused.unwrap().contains("not over yet"));
        enters(app, month, "", &[("KRA1", "5,00,000", "")], "Half way").await.unwrap();
        assert_eq!(card(app, month).await.self_comment, "Half way");
        assert_eq!(submit(card(app, last(app)).await).refused, None);
        does(app, "SALES-001", last(app), CardAction::Submit, "").await.unwrap();
    }

    async fn a_template_copied_over_a_draft_is_a_new_version_with_its_history(app) {
        let (month, template) = (last(app), sales_template(app).await);
        let before = card(app, month).await;
        set(app, "update kra_template_lines set target_milli = 1100000000 where name = 'Sales Target'").await;
        copies(app, &template, &month.iso()).await.unwrap();
        let after = card(app, month).await;
        assert!(after.version > before.version);
        assert_eq!((after.updated_by.as_str(), after.history[0].who.as_str()), ("Admin User", "Admin User"));
        assert_eq!(after.history[0].remark, "Copied from the template Sales executive");
        let (was, is) = change(&after.history[0], "Sales Target");
        assert!(was.contains("₹10,00,000") && is.contains("₹11,00,000"), "{was} {is}");
        let (old, new) = audited(app, "scorecard", &format!("SALES-001 {}", month.iso())).await;
        assert!(old.contains("₹10,00,000") && new.contains("₹11,00,000"), "{old} {new}");
        // A form that was opened before writes into nothing.
        let stale = enters(app, month, &before.version.to_string(), &[("KRA1", "", "5")], "").await;
        assert_eq!(code(stale), "changed_by_another");
    }

    async fn a_slab_table_holds_in_the_month_it_is_used_in(app) {
        let (table, version) = propose(app, &slabs("", "Visits ladder", "Feb'26", "30")).await.unwrap();
        let kra = |name: &str, kind: &str, table: &str, weight: &str| KraForm {
            name: name.to_owned(), kind: kind.to_owned(), target: "10".to_owned(), weight: weight.to_owned(), table: table.to_owned(), ..KraForm::default()
        };
        let kras = vec![kra("Sales", "Restricted", "", "70"), kra("Visits", "As per slab", &table, "30")];
        let form = TemplateForm { name: "With a ladder".to_owned(), role: "Sales".to_owned(), kras, ..TemplateForm::default() };
        let admin = app.actor("ADMIN-001").await;
        assert_eq!(field(templates::save(&app.desk(), &admin, &form).await), pair("table", "no_version"));
        decides(app, (&table, version, proposed_at(app, &table, version).await), "approve").await.unwrap();
        let template = templates::save(&app.desk(), &admin, &form).await.unwrap().to_string();
        assert_eq!(field(copies(app, &template, "Jan'25").await), pair("from", "no_version"));
        copies(app, &template, &last(app).iso()).await.unwrap();
        let id = upload(app, "SALES-001,Jan'25,Visits,As per slab,Typed,,,30,visits-ladder", false).await;
        assert!(app.mistakes(&id).await.contains(&(2, "no_version".to_owned())));
        let id = upload(app, "SALES-001,Jan'25,OD Balance,As per slab,OD balances,,,20,od-balance", false).await;
        assert!(app.mistakes(&id).await.contains(&(2, "below_table".to_owned())));
        // Where an old scorecard has lost its table, it says so.
        set(app, "update scorecard_kras set slab_id = null where code = 'KRA3'").await;
        assert_eq!(formula(&card(app, february()).await.kras[2]), "No slab table holds in this month: 0");
        app.run_jobs().await;
    }

    async fn what_a_client_does_not_name_stays_as_it_was(app) {
        all_typed(app).await;
        let month = last(app);
        enters(app, month, "", &[("KRA2", "5,00,000", "20")], "Half way").await.unwrap();
        let body = json!({"userId": "SALES-001", "month": month.wire(), "kraId": "KRA1", "achievedValue": 900_000});
        app.sales().post_json("/api/pms/kra/update", body).await.ok();
        let draft = card(app, month).await;
        assert_eq!((draft.self_comment.as_str(), draft.kras[1].self_points), ("Half way", Some(Points::from_whole(20))));
        let submit = json!({"userId": "SALES-001", "month": month.wire(), "action": "submit"});
        let record = app.sales().post_json("/api/pms/review", submit).await.ok()["data"].clone();
        assert_eq!((&record["status"], &record["selfComment"]), (&json!("Submitted"), &json!("Half way")));
        assert_eq!(record["kras"][1]["selfScore"], 20);
    }

    async fn what_is_sent_back_and_corrected_is_scored_anew(app) {
        all_typed(app).await;
        let month = last(app);
        enters(app, month, "", &[("KRA1", "9,00,000", ""), ("KRA2", "5,00,000", "20")], "").await.unwrap();
        does(app, "SALES-001", month, CardAction::Submit, "").await.unwrap();
        assert_eq!(card(app, month).await.kras[0].self_points, Some(Points::from_whole(36)));
        does(app, "SALES-010", month, CardAction::SendBack, "Sales were ten lakh").await.unwrap();
        let back = card(app, month).await;
        let own: Vec<_> = back.kras.iter().map(|kra| kra.self_points).collect();
        assert_eq!(own, [None, Some(Points::from_whole(20)), None]);
        enters(app, month, "", &[("KRA1", "10,00,000", ""), ("KRA2", "", "20")], "").await.unwrap();
        does(app, "SALES-001", month, CardAction::Submit, "").await.unwrap();
        let again = card(app, month).await;
        assert_eq!(again.kras[0].self_points, Some(Points::from_whole(40)));
        let sum = again.kras.iter().filter_map(|kra| kra.self_points).fold(Points::ZERO, Points::plus);
        assert_eq!(again.self_total, Some(sum));
    }

    async fn nobody_enters_their_own_balances(app) {
        // The month of the credit controller is in review.
        let month = last(app);
        let body = json!({"userId": "CREDIT-001", "month": month.wire(), "chennai": 1});
        assert_eq!(app.credit().post_json("/api/pms/od-balance/update", body.clone()).await.refused(403), "not_yours");
        let open = |who: &'static str| async move {
            let sheet = balances::sheet(&app.desk(), &app.actor(who).await, &month.iso(), "CREDIT-001", "").await.unwrap();
            sheet.rows.iter().map(|row| row.open).collect::<Vec<_>>()
        };
        assert_eq!((open("CREDIT-001").await, open("ADMIN-001").await), (vec![false], vec![true]));
        app.admin().post_json("/api/pms/od-balance/update", body).await.ok();
    }

    async fn a_corrected_month_takes_the_salary_as_it_is_now(app) {
        let month = last(app).prev();
        let earns = |salary: &str| json!({"grossMonthlySalary": salary, "salaryFrom": month.iso()});
        app.admin().patch_json("/api/users/SALES-001", earns("60000")).await.ok();
        assert_eq!(card(app, month).await.salary.short(), "₹50,000");
        does(app, "ADMIN-001", month, CardAction::Correct, "The salary was wrong").await.unwrap();
        let corrected = card(app, month).await;
        assert_eq!(corrected.salary.short(), "₹60,000");
        assert_eq!(change(&corrected.history[0], "Gross salary"), ("₹50,000".to_owned(), "₹60,000".to_owned()));
        // In a draft it follows what is set, of whatever version.
        does(app, "SALES-010", month, CardAction::SendBack, "Look at it again").await.unwrap();
        app.admin().patch_json("/api/users/SALES-001", earns("65000")).await.ok();
        assert_eq!(card(app, month).await.salary.short(), "₹65,000");
        does(app, "SALES-001", month, CardAction::Submit, "").await.unwrap();
        let submitted = card(app, month).await;
        assert_eq!(change(&submitted.history[0], "Gross salary"), ("₹60,000".to_owned(), "₹65,000".to_owned()));
    }

    async fn a_corrected_month_keeps_the_records_of_the_version_before(app) {
        let month = last(app);
        let sources = |revision: Option<i64>| async move {
            show::sources(&app.desk(), &app.actor("SALES-001").await, "SALES-001", &month.iso(), ("KRA1", revision)).await.unwrap()
        };
        does(app, "SALES-001", month, CardAction::Submit, "").await.unwrap();
        does(app, "SALES-010", month, CardAction::Review, "").await.unwrap();
        let first = sources(None).await;
        assert!(first.frozen && !first.rows.is_empty());
        does(app, "SALES-001", month, CardAction::Acknowledge, "").await.unwrap();
        does(app, "SALES-010", month, CardAction::Lock, "").await.unwrap();
        does(app, "ADMIN-001", month, CardAction::Correct, "The orders came back").await.unwrap();
        set(app, "update orders set status = 'Cancelled' where salesperson_id = 3 and parent_id is null").await;
        does(app, "SALES-010", month, CardAction::Review, "They came back").await.unwrap();
        let second = sources(None).await;
        assert!(second.frozen && second.rows.len() < first.rows.len(), "{second:?}");
        assert_eq!(sources(Some(1)).await, first);
        assert_eq!(sources(Some(2)).await, second);
        let path = format!("/scorecards/SALES-001/sources?month={}&kra=KRA1&revision=1", month.iso());
        let page = app.sales().get(&path).await.text();
        assert!(page.contains(&first.rows[0].reference), "{page}");
        let page = app.sales().get(&format!("/scorecards/SALES-001?month={}&revision=1", month.iso())).await.text();
        assert!(page.replace("&amp;", "&").contains("kra=KRA1&revision=1"), "{page}");
    }

    async fn what_is_set_up_is_told_with_what_it_was(app) {
        let month = last(app);
        upload(app, &format!("SALES-001,{},Sales Target,,,\"12,00,000\",,,", month.iso()), true).await;
        let told = card(app, month).await.history[0].clone();
        assert_eq!(told.remark, "From a file");
        let (was, is) = change(&told, "Sales Target");
        assert!(was.contains("₹10,00,000") && is.contains("₹12,00,000"), "{was} {is}");
        let (old, new) = audited(app, "scorecard", &format!("SALES-001 {}", month.iso())).await;
        assert!(old.contains("₹10,00,000") && new.contains("₹12,00,000"), "{old} {new}");
        let (admin, template) = (app.actor("ADMIN-001").await, sales_template(app).await);
        let mut form = templates::edit(&app.desk(), &admin, &template).await.unwrap().form;
        form.kras[0].target = "11,00,000".to_owned();
        templates::save(&app.desk(), &admin, &form).await.unwrap();
        let (old, new) = audited(app, "kra_template", &template).await;
        assert!(old.contains("\"1000000\"") && new.contains("\"1100000\""), "{old} {new}");
    }

    async fn a_proposed_version_is_told_with_the_one_it_takes_the_place_of(app) {
        let (table, version) = propose(app, &slabs("od-balance", "", "Feb'26", "25")).await.unwrap();
        let (old, new) = audited(app, "slab_table", "od-balance").await;
        assert!(old.contains("up to 3,63,459: 30") && new.contains("25") && new.contains("Feb'26"), "{old} {new}");
        let at = proposed_at(app, &table, version).await;
        decides(app, (&table, version, at), "approve").await.unwrap();
        assert_eq!(audited(app, "slab_table", "od-balance").await, (old, new.clone()));
        propose(app, &slabs("od-balance", "", "Mar'26", "20")).await.unwrap();
        assert_eq!(audited(app, "slab_table", "od-balance").await.0, new);
    }

    async fn slabs_never_give_more_than_a_kra_weighs(app) {
        let refused = propose(app, &slabs("od-balance", "", "Feb'26", "40")).await.unwrap_err();
        assert!(refused.message.contains("OD Balance") && refused.message.contains("30 %"), "{}", refused.message);
        // No scorecard is there yet, but a template.
        let next = last(app).next().next().iso();
        let refused = propose(app, &slabs("od-balance", "", &next, "40")).await.unwrap_err();
        assert!(refused.message.contains("in the template"), "{}", refused.message);
        let (table, version) = propose(app, &slabs("od-balance", "", "Feb'26", "25")).await.unwrap();
        let at = proposed_at(app, &table, version).await;
        set(app, "update scorecard_kras set weight_bp = 2000 where code = 'KRA3'").await;
        assert_eq!(field(decides(app, (&table, version, at), "approve").await), pair("rows", "above_weight"));
    }

    async fn a_page_beyond_every_page_is_no_fault(app) {
        for path in ["/api/pms/leaderboard", "/api/pms/team", "/scorecards/leaderboard", "/scorecards/team"] {
            let reply = app.admin().get(&format!("{path}?page=9223372036854775807")).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        }
        let year = app.sales().get("/api/pms/annual/SALES-001?year=26-27").await.ok();
        assert_eq!(year["data"]["year"], "26-27");
    }

    async fn one_persons_absurd_figures_stop_nobody(app) {
        all_typed(app).await;
        set(app, "update scorecard_kras set target_milli = 1 where code = 'KRA1'").await;
        let absurd = enters(app, last(app), "", &[("KRA1", "9007199254740", "")], "").await;
        assert_eq!(field(absurd), pair("achieved", "too_large"));
        set(app, "update scorecards set total_micro = 1152921504606846975, status = 'Locked' where user_id = 3").await;
        for span in ["month", "quarter", "year"] {
            let month = last(app).iso();
            let board = rank::leaderboard(&app.desk(), &app.actor("ADMIN-001").await, span, &month, "").await.unwrap();
            assert_eq!(board.rows[0].user, "SALES-001", "{span}");
        }
        app.admin().get("/api/pms/team").await.ok();
        app.sales().get("/api/pms/annual/SALES-001").await.ok();
    }

    async fn a_withdrawn_table_is_gone_and_its_name_free(app) {
        let (table, version) = propose(app, &slabs("", "Visits ladder", "Feb'26", "30")).await.unwrap();
        let at = proposed_at(app, &table, version).await;
        assert!(!decides(app, (&table, version, at), "withdraw").await.unwrap());
        let (again, other) = propose(app, &slabs("", "Visits ladder", "Mar'26", "20")).await.unwrap();
        // Whoever still looks at the first approves nothing else by it, also where the number is given again.
        assert_eq!(code(decides(app, (&table, version, at), "approve").await), "not_found");
        let now = proposed_at(app, &again, other).await;
        assert_eq!(code(decides(app, ("od-balance", other, now), "approve").await), "not_found");
        let (other, now) = (other.to_string(), now.to_string());
        let form = [("code", again.as_str()), ("version", &other), ("proposed", &now), ("decision", "withdraw")];
        let reply = app.admin().post_form(&format!("/kra/tables/{again}/decide"), &form).await;
        assert_eq!((reply.status, reply.location()), (303, "/kra"), "{}", reply.text());
        assert_eq!(app.admin().get("/kra").await.status, 200);
    }

    async fn a_name_typed_for_a_table_names_it_anew(app) {
        propose(app, &slabs("od-balance", "Overdue ladder", "Feb'26", "30")).await.unwrap();
        let shown = tables::show(&app.desk(), &app.actor("ADMIN-001").await, "od-balance").await.unwrap();
        assert_eq!(shown.name, "Overdue ladder");
        assert_eq!(field(propose(app, &slabs("od-balance", "incentive", "Feb'26", "30")).await), pair("name", "taken"));
    }

    async fn too_long_a_reason_is_told_to_be_too_long(app) {
        assert_eq!(field(adjusts(app, "KRA2", "20", &"a".repeat(2_001)).await), pair("reason", "too_long"));
    }
}
