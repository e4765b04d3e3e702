//! 5,000 people with 36 months each: how long the lists take, beside the plainest query of the same index. Run by hand:
//! `cargo test --release --features ssr --test it pms_scale -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use nexus::pms::{
    model::TeamFilter,
    server::{rank, runs, team},
};

use crate::support::*;

async fn fill(app: &App) {
    let mut work = app.desk().begin(&Actor::system(), Capability::ManageSettings).await.unwrap();
    work.without_audit();
    for text in [
        "insert into users (id, code, name, email, password_hash, role, manager_id, gross_salary_paise, created_at, updated_at)
         with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
         select 10000 + i, 'S-' || cast(i as text), 'Person ' || cast(i as text), 's' || cast(i as text) || '@example.com', '', 'Sales', 2,
                5000000, 0, 0 from n",
        "insert into scorecards (user_id, month, incentive_id, total_micro, computed_micro, status, status_at, created_at, updated_at, updated_by)
         with recursive n (i) as (select 0 union all select i + 1 from n where i < 35)
         select u.id, cast(2023 + (n.i + 10) / 12 as text) || '-' || substr('0' || cast((n.i + 10) % 12 + 1 as text), -2), 1,
                ((u.id * 7919 + n.i * 104729) % 70 + 50) * 1000000, ((u.id * 7919 + n.i * 104729) % 70 + 48) * 1000000,
                case when n.i = 35 then 'Submitted' else 'Locked' end, 0, 0, 0, 'Nexus'
         from users u cross join n where u.id > 10000",
    ] {
        work.sql(text).run().await.unwrap_or_else(|error| panic!("{error:?}"));
    }
    work.commit().await.unwrap();
    app.desk().db.analyze().await.unwrap();
}

/// The middle of nine.
async fn time<F: Future>(what: &str, again: impl Fn() -> F) -> Duration {
    let mut times = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        again().await;
        times.push(start.elapsed());
    }
    times.sort();
    println!("{what}: {:?}", times[4]);
    times[4]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures, which takes a machine of its own"]
async fn lists_of_5000_people_take_as_long_as_their_index() {
    let app = App::start(Engine::Sqlite).await;
    fill(&app).await;
    let (desk, admin) = (app.desk(), app.actor("ADMIN-001").await);
    let (month,): (String,) =
        desk.db.sql("select max(month) from scorecards where user_id > 10000").one().await.unwrap();
    let plain = time("a month by its index", || async {
        let rows: Vec<(i64, i64)> = desk
            .db
            .sql("select s.user_id, s.total_micro from scorecards s join users u on u.id = s.user_id where s.month = $1 order by s.total_micro desc, s.id limit 5000")
            .bind(month.clone())
            .all()
            .await
            .unwrap();
        assert_eq!(rows.len(), 5_000);
    })
    .await;
    let filter = TeamFilter { month: month.clone(), ..TeamFilter::default() };
    let team = time("the team", || async { team::team(&desk, &admin, &filter).await.unwrap() }).await;
    let board =
        time("the leaderboard", || async { rank::leaderboard(&desk, &admin, "month", &month, "").await.unwrap() })
            .await;
    time("the year's leaderboard", || async { rank::leaderboard(&desk, &admin, "year", &month, "").await.unwrap() })
        .await;
    let start = Instant::now();
    runs::start(&desk, &admin, &month).await.unwrap();
    app.run_jobs().await;
    println!("computing 5,000 anew: {:?}", start.elapsed());
    println!(
        "team {:.1}×, leaderboard {:.1}×",
        team.as_secs_f64() / plain.as_secs_f64(),
        board.as_secs_f64() / plain.as_secs_f64()
    );
}
