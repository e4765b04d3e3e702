//! 5,000 people with 36 months each: how long the lists take, beside the single query that reads a month by its index, both in
//! turns. Run by hand, see docs/BENCHMARKS.md:
//! `cargo test --features ssr --test it pms_scale -- --ignored --nocapture --test-threads=1`.

use std::time::{Duration, Instant};

use nexus::{
    pms::{
        model::TeamFilter,
        server::{rank, runs, team},
    },
    values::Month,
};

use crate::support::*;

const PEOPLE: i64 = 5_000;
const MONTHS: usize = 36;
const TURNS: usize = 15;

/// People in three tiers below Sunita (`SALES-010`), three KRAs each in each of the months up to the last that is over.
async fn fill(app: &App) -> Month {
    let last = last(app);
    let mut months: Vec<Month> = std::iter::successors(Some(last), |month| Some(month.prev())).take(MONTHS).collect();
    months.reverse();
    let months =
        Value::from(months.iter().enumerate().map(|(n, month)| json!({"n": n, "month": month})).collect::<Vec<_>>());
    let mut work = app.arrange().await;
    let run = async |work: &mut nexus::platform::server::Work, text: &'static str, months: Option<String>| {
        let sql = work.sql(text);
        let sql = match months {
            Some(months) => sql.bind(months),
            None => sql,
        };
        sql.run().await.unwrap_or_else(|error| panic!("{error:?}"));
    };
    // 50 regional managers, 500 area managers, the others below those.
    run(
        &mut work,
        "insert into users (id, code, name, email, password_hash, role, manager_id, gross_salary_paise, created_at, updated_at)
         with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
         select 10000 + i, 'S-' || cast(i as text), 'Person ' || cast(i as text), 's' || cast(i as text) || '@example.com', '', 'Sales',
                case when i <= 50 then (select id from users where code = 'SALES-010')
                     when i <= 500 then 10001 + i % 50 else 10051 + i % 450 end,
                5000000, 0, 0 from n order by i",
        None,
    )
    .await;
    run(
        &mut work,
        "insert into scorecards (user_id, month, incentive_id, total_micro, computed_micro, status, status_at, created_at, updated_at, updated_by)
         select u.id, m.value->>'month', 1,
                ((u.id * 7919 + cast(m.value->>'n' as bigint) * 104729) % 70 + 50) * 1000000,
                ((u.id * 7919 + cast(m.value->>'n' as bigint) * 104729) % 70 + 48) * 1000000,
                case when cast(m.value->>'n' as bigint) = 35 then 'Submitted' else 'Locked' end, 0, 0, 0, 'Nexus'
         from users u cross join json_each($1) as m where u.id > 10000",
        Some(months.to_string()),
    )
    .await;
    run(
        &mut work,
        "insert into scorecard_kras (scorecard_id, position, code, name, kind, unit, source, target_milli, achieved_milli, weight_bp, slab_id, points_micro)
         with k (position, name, kind, source, target, achieved, weight, slab, points) as (
             select 1, 'Sales target', 'Unrestricted', 'Order value', 1000000000, 900000000, 4000, cast(null as bigint), 36000000
             union all select 2, 'Collection', 'Restricted', 'Collections', 500000000, 450000000, 3000, cast(null as bigint), 27000000
             union all select 3, 'OD balance', 'As per slab', 'OD balances', 0, 600000000, 3000, 2, 24000000)
         select s.id, k.position, 'KRA' || cast(k.position as text), k.name, k.kind, 'Rupees', k.source, k.target, k.achieved, k.weight, k.slab, k.points
         from scorecards s cross join k where s.user_id > 10000",
        None,
    )
    .await;
    work.commit().await.unwrap();
    app.desk().db.analyze().await.unwrap();
    last
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The middle of some turns of both, one after the other, and their ratio.
async fn beside<A: Future, B: Future>(what: &str, ours: impl Fn() -> A, plain: impl Fn() -> B) {
    let (mut mine, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let start = Instant::now();
        plain().await;
        reference.push(start.elapsed());
        let start = Instant::now();
        ours().await;
        mine.push(start.elapsed());
    }
    let (mine, reference) = (middle(mine), middle(reference));
    println!(
        "{what}: {:.2} ms ÷ {:.2} ms = {:.2}",
        mine.as_secs_f64() * 1e3,
        reference.as_secs_f64() * 1e3,
        mine.as_secs_f64() / reference.as_secs_f64()
    );
}

async fn measure(engine: Engine) {
    let app = App::start(engine).await;
    let month = fill(&app).await;
    println!("{engine:?}, {PEOPLE} people, {MONTHS} months to {}", month.wire());
    let desk = app.desk();
    let plain = || async {
        let rows: Vec<(i64, String, i64)> = desk
            .db
            .sql(
                "select s.user_id, u.name, s.total_micro from scorecards s join users u on u.id = s.user_id
                 where s.month = $1 order by s.total_micro desc, s.id limit 6000",
            )
            .bind(month)
            .all()
            .await
            .unwrap();
        assert!(rows.len() >= 5_000);
    };
    for who in ["ADMIN-001", "SALES-010"] {
        let actor = app.actor(who).await;
        for (sort, status) in [("", ""), ("name", ""), ("best", ""), ("lowest", ""), ("", "late"), ("", "Submitted")] {
            let filter = TeamFilter {
                month: month.iso(),
                sort: sort.to_owned(),
                status: status.to_owned(),
                ..TeamFilter::default()
            };
            let ours = || async { team::team(&desk, &actor, &filter).await.unwrap() };
            beside(&format!("{who}: team {sort} {status}"), ours, plain).await;
        }
        beside(&format!("{who}: queue"), || async { team::queue(&desk, &actor).await.unwrap() }, plain).await;
        // The last quarter and the last financial year of which every month is signed off.
        for (span, back) in [("month", 0), ("quarter", 3), ("year", 12)] {
            let iso = std::iter::successors(Some(month), |month| Some(month.prev())).nth(back).unwrap().iso();
            let ours = || async { rank::leaderboard(&desk, &actor, span, &iso, "").await.unwrap() };
            beside(&format!("{who}: leaderboard of the {span}"), ours, plain).await;
        }
    }
    let admin = app.role(Role::Admin);
    let year = format!("/scorecards/leaderboard?span=year&month={}-06", month.financial_year().start_year() - 1);
    for (who, client) in [("Admin", &admin), ("the manager of all", &app.person("SALES-010"))] {
        for path in ["/scorecards/team", "/scorecards/leaderboard", year.as_str()] {
            let page = || async { assert_eq!(client.get(path).await.status, 200) };
            beside(&format!("{who}: the page {path}"), page, plain).await;
        }
    }
    let actor = app.actor("ADMIN-001").await;
    let start = Instant::now();
    let run = runs::start(&desk, &actor, &month.iso()).await.unwrap();
    app.run_jobs().await;
    let done = runs::show(&desk, &actor, run.id).await.unwrap();
    assert_eq!((done.state.as_str(), done.done), ("done", run.total));
    println!("computing {} scorecards anew: {:?}", done.done, start.elapsed());
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures, which takes a machine of its own"]
async fn lists_of_5000_people_on_sqlite() {
    measure(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures, which takes a machine of its own"]
async fn lists_of_5000_people_on_postgres() {
    measure(Engine::Postgres).await;
}
