//! What a test arranges before it begins, and the months it speaks of.

use nexus::values::Month;

use super::App;

/// Changes what the sample data has, as a test needs it.
pub async fn set(app: &App, sql: &'static str) {
    let mut work = app.arrange().await;
    work.sql(sql).run().await.unwrap_or_else(|error| panic!("{error:?}"));
    work.commit().await.unwrap();
}

/// The month that runs: its scorecards are drafts.
pub fn running(app: &App) -> Month {
    app.desk().clock.today().month()
}

/// The last month that is over: people score it now, and Rajesh's is a draft.
pub fn last(app: &App) -> Month {
    running(app).prev()
}

/// The month of the record that everybody knows: Rajesh's, in review.
pub fn february() -> Month {
    Month::parse("Feb'26").unwrap()
}
