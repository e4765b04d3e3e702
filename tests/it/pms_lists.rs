//! What lists of many scorecards say, beside the scorecards themselves: ranks and averages, the team's pages, the queue.

use nexus::{
    pms::{
        model::{Leaderboard, Ranked, Span, TeamFilter},
        review::{CardAction, CardStatus},
        server::{act, rank, show, team},
    },
    values::{Month, Points},
};

use crate::support::*;

/// 150 people below Sunita, each with a scorecard of the last month that waits for a review.
async fn many(app: &App) {
    set(
        app,
        "insert into users (id, code, name, email, password_hash, role, manager_id, gross_salary_paise, created_at, updated_at)
         with recursive n (i) as (select 1 union all select i + 1 from n where i < 150)
         select 10000 + i, 'S-' || cast(i as text), 'Person ' || cast(i as text), 's' || cast(i as text) || '@example.com', '', 'Sales',
                2, 5000000, 0, 0 from n order by i",
    )
    .await;
    let mut work = app.arrange().await;
    work.sql(
        "insert into scorecards (user_id, month, incentive_id, total_micro, computed_micro, status, status_at, created_at, updated_at, updated_by)
         select u.id, cast($1 as text), 1, u.id % 7 * 10000000, 80000000, 'Submitted', 0, 0, 0, 'Nexus' from users u where u.id > 10000",
    )
    .bind(last(app))
    .run()
    .await
    .unwrap_or_else(|error| panic!("{error:?}"));
    work.commit().await.unwrap();
}

async fn board(app: &App, who: &str, span: Span, page: &str, size: i64) -> Leaderboard {
    let (month, span) = (last(app).iso(), span.to_string());
    rank::up_to(&app.desk(), &app.actor(who).await, (span.as_str(), month.as_str(), page), size).await.unwrap()
}

/// What a board ought to say: the people with months that count, their average and how many months it is of.
async fn averages(app: &App, span: Span) -> Vec<(String, Points, i64)> {
    let rows: Vec<(String, Month, Points, CardStatus)> = app
        .desk()
        .db
        .sql("select u.code, s.month, s.total_micro, s.status from scorecards s join users u on u.id = s.user_id order by u.code, s.month")
        .all()
        .await
        .unwrap();
    let months = span.months(last(app));
    let counts =
        |month: Month, status: CardStatus| months.contains(&month) && (span == Span::Month || status.is_frozen());
    let mut codes: Vec<&String> = rows.iter().map(|row| &row.0).collect();
    codes.dedup();
    let of = |code: &str| -> Vec<Points> {
        rows.iter().filter(|row| row.0 == code && counts(row.1, row.3)).map(|row| row.2).collect()
    };
    codes
        .iter()
        .filter_map(|code| Some(((*code).clone(), Points::average(&of(code))?, of(code).len() as i64)))
        .collect()
}

async fn says_what_the_months_say(app: &App) {
    for span in [Span::Month, Span::Quarter, Span::Year] {
        let rows = board(app, "ADMIN-001", span, "", 1_000).await.rows;
        let mut told: Vec<_> = rows.iter().map(|row| (row.user.clone(), row.total, row.months)).collect();
        told.sort();
        assert_eq!(told, averages(app, span).await, "{span}");
        assert!(span != Span::Month || !told.is_empty(), "a month has scorecards, signed off or not");
        for row in &rows {
            assert_eq!(
                row.rank,
                1 + rows.iter().filter(|other| other.total > row.total).count() as i64,
                "{span}: {row:?}"
            );
        }
    }
}

both! {
    async fn a_board_says_what_the_months_say_whatever_becomes_of_them(app) {
        says_what_the_months_say(app).await;
        set(app, "update scorecards set total_micro = total_micro + 1234567 where user_id in (2, 5)").await;
        set(app, "update scorecards set status = 'Disputed' where user_id = 4 and month > '2026-04'").await;
        set(app, "update scorecards set status = 'Locked', total_micro = 1 where user_id = 3").await;
        says_what_the_months_say(app).await;
        set(app, "update scorecards set user_id = 8 where user_id = 7").await;
        set(app, "update scorecards set month = '2031-03' where user_id = 9 and status = 'Locked' and month in (select max(month) from scorecards where status = 'Locked' and user_id = 9)").await;
        set(app, "delete from scorecards where user_id = 5 and status = 'Locked'").await;
        says_what_the_months_say(app).await;
    }

    async fn a_month_that_is_corrected_counts_again_when_it_is_signed_off(app) {
        set(app, "update scorecards set status = 'Locked', total_micro = 70000000 where user_id = 4").await;
        let months = async || {
            let rows = board(app, "ADMIN-001", Span::Month, "", 100).await.rows;
            assert!(rows.iter().any(|row| row.user == "SALES-002"));
            let rows = board(app, "ADMIN-001", Span::Year, "", 100).await.rows;
            rows.into_iter().find(|row| row.user == "SALES-002").map_or(0, |row| row.months)
        };
        let before = months().await;
        let admin = app.actor("ADMIN-001").await;
        act::act(&app.desk(), &admin, "SALES-002", last(app), "", CardAction::Correct, Some("A figure was wrong")).await.unwrap();
        assert_eq!(months().await, before - 1);
        says_what_the_months_say(app).await;
    }

    async fn ranks_go_on_from_page_to_page(app) {
        set(app, "update scorecards set status = 'Locked', total_micro = case when user_id in (2, 3, 4) then 80000000 else 70000000 end").await;
        for span in [Span::Month, Span::Quarter, Span::Year] {
            let whole = board(app, "ADMIN-001", span, "", 100).await;
            assert_eq!((whole.people, whole.pages), (whole.rows.len() as i64, 1));
            let mut rows: Vec<Ranked> = Vec::new();
            for page in 1..=whole.people {
                let part = board(app, "ADMIN-001", span, &page.to_string(), 2).await;
                assert_eq!(part.pages, (whole.people + 1) / 2);
                if page <= part.pages {
                    assert_eq!(part.page, page);
                    rows.extend(part.rows);
                } else {
                    assert_eq!(part.page, 1, "there is no such page");
                }
            }
            assert_eq!(rows, whole.rows, "{span}");
            let ranks: Vec<i64> = rows.iter().map(|row| row.rank).collect();
            assert!(ranks.starts_with(&[1, 1, 1, 4]), "{ranks:?}");
        }
    }

    async fn a_team_counts_whom_it_lists(app) {
        set(app, "update scorecards set status = 'Disputed' where user_id = 7").await;
        let statuses = CardStatus::ALL.iter().map(|status| status.as_str()).chain(["", "late", "missing", "nonsense"]);
        for who in ["ADMIN-001", "SALES-010"] {
            let actor = app.actor(who).await;
            let everybody = team::up_to(&app.desk(), &actor, &TeamFilter { month: last(app).iso(), ..TeamFilter::default() }, 2).await.unwrap();
            assert!(everybody.people >= 2, "{who}");
            for (status, sort) in statuses.clone().flat_map(|status| ["", "name", "best", "lowest"].map(|sort| (status, sort))) {
                for q in if sort.is_empty() { &["", "a"][..] } else { &[""] } {
                    let asked = |page: i64| TeamFilter { month: last(app).iso(), status: status.to_owned(), sort: sort.to_owned(), q: (*q).to_owned(), page: page.to_string() };
                    let first = team::up_to(&app.desk(), &actor, &asked(1), 2).await.unwrap();
                    let mut codes: Vec<String> = Vec::new();
                    for page in 1..=first.pages {
                        let part = team::up_to(&app.desk(), &actor, &asked(page), 2).await.unwrap();
                        assert_eq!((part.people, part.page), (first.people, page));
                        codes.extend(part.rows.into_iter().map(|row| row.employee.code));
                    }
                    let whole = team::up_to(&app.desk(), &actor, &asked(1), 100).await.unwrap();
                    let all: Vec<String> = whole.rows.iter().map(|row| row.employee.code.clone()).collect();
                    assert_eq!(codes, all, "{who} {status} {sort} {q}");
                    assert_eq!(first.people, all.len() as i64, "{who} {status} {sort} {q}");
                    let totals: Vec<Option<Points>> = whole.rows.iter().map(|row| row.cells.last().copied().flatten().map(|cell| cell.total)).collect();
                    let known: Vec<Points> = totals.iter().copied().flatten().collect();
                    match sort {
                        "best" => assert!(known.is_sorted_by(|a, b| a >= b) && totals.iter().skip(known.len()).all(Option::is_none)),
                        "lowest" => assert!(known.is_sorted() && totals.iter().skip(known.len()).all(Option::is_none)),
                        "name" => assert!(whole.rows.iter().map(|row| &row.employee.name).is_sorted()),
                        _ => assert!(whole.rows.iter().map(|row| !row.late).is_sorted(), "who is late comes first"),
                    }
                }
            }
        }
    }

    async fn many_below_are_as_exact_as_few(app) {
        many(app).await;
        let month = last(app);
        let (admin, sunita) = (app.actor("ADMIN-001").await, app.actor("SALES-010").await);
        assert!(sunita.below.len() > 150);
        let filter = |status: &str| TeamFilter { month: month.iso(), status: status.to_owned(), ..TeamFilter::default() };
        for (status, others) in [("", 9), ("Submitted", 1)] {
            let (all, below) = (team::team(&app.desk(), &admin, &filter(status)).await.unwrap(), team::team(&app.desk(), &sunita, &filter(status)).await.unwrap());
            // Of the others nobody stands below her.
            assert_eq!((all.people - below.people, below.rows.len()), (others, 50), "{status}");
        }
        let below = team::team(&app.desk(), &sunita, &filter("Submitted")).await.unwrap();
        let (before, after): (i64, i64) = below.distribution.iter().fold((0, 0), |sum, bucket| (sum.0 + bucket.before, sum.1 + bucket.after));
        assert_eq!((before, after), (below.counts.iter().map(|(_, count)| count).sum(), before));
        let queue = team::queue(&app.desk(), &sunita).await.unwrap();
        assert_eq!((queue.rows.len(), queue.count), (50, app.count("select count(*) from scorecards where status in ('Submitted', 'Disputed') and user_id in (select id from users where manager_id = 2)").await));
        let (all, ours) = (board(app, "ADMIN-001", Span::Month, "", 1_000).await, board(app, "SALES-010", Span::Month, "", 1_000).await);
        let mut expected: Vec<&str> = all.rows.iter().map(|row| row.user.as_str()).filter(|user| user.starts_with("S-") || user.starts_with("SALES-")).collect();
        let mut told: Vec<&str> = ours.rows.iter().map(|row| row.user.as_str()).collect();
        expected.sort_unstable();
        told.sort_unstable();
        assert_eq!(told, expected);
    }

    async fn a_code_is_written_in_any_case_and_may_be_in_small_letters_itself(app) {
        set(app, "update users set code = 'rajesh-1' where id = 3").await;
        let rajesh = Actor { code: "rajesh-1".to_owned(), ..app.actor("SALES-001").await };
        let (desk, month) = (app.desk(), last(app).iso());
        for code in ["", "rajesh-1", " rajesh-1 "] {
            let shown = show::page(&desk, &rajesh, code, &month).await.unwrap_or_else(|failure| panic!("{code}: {failure:?}"));
            assert_eq!((shown.employee.code.as_str(), shown.is_own, shown.card.is_some()), ("rajesh-1", true, true), "{code}");
        }
        let admin = app.actor("ADMIN-001").await;
        assert_eq!(show::page(&desk, &admin, "sales-002", &month).await.unwrap().employee.code, "SALES-002");
    }
}
