//! The list of orders at a million orders beside the same list at ten thousand: every sort, every filter, and all pairs of them.

use std::time::Duration;

use super::{
    data, load,
    program::Program,
    report::{Report, median},
};

const SMALL: usize = 10_000;
const LARGE: usize = 1_000_000;
/// Requests of each list, on either size, in turns.
const TIMES: usize = 30;
const LIMIT: f64 = 1.2;

const SORTS: [&str; 6] = ["booked", "value", "number", "customer", "status", "salesperson"];
/// Each meets fifty orders or more on both sizes.
const FILTERS: [&str; 12] = [
    "",
    "status=Delivered",
    "status=Pending+WH+Selection",
    "status=Pending+Credit+Approval,Pending+WH+Selection",
    "customer=CUST-000060",
    "salesperson=SALES-001",
    "from=2026-08-01&to=2026-10-31",
    "min=20000",
    "max=5000",
    "clearance=no",
    "held_days=30",
    "q=partner+60",
];

struct Sizes {
    small: (Program, String),
    large: (Program, String),
}

impl Sizes {
    async fn start() -> Self {
        let (small, large) = (data::of_orders(SMALL).await, data::of_orders(LARGE).await);
        let (small, large) = (Program::nexus(&small).await, Program::nexus(&large).await);
        let small_cookie = load::sign_in(small.port, "admin@nexusoms.com", "admin123").await;
        let large_cookie = load::sign_in(large.port, "admin@nexusoms.com", "admin123").await;
        Self { small: (small, small_cookie), large: (large, large_cookie) }
    }

    /// The page's time at the small and at the large size.
    async fn measure(&self, path: &str, times: usize) -> (Duration, Duration) {
        let (mut small, mut large) = (Vec::new(), Vec::new());
        // The first of each fills caches.
        load::times(self.small.0.port, path, &self.small.1, 2).await;
        load::times(self.large.0.port, path, &self.large.1, 2).await;
        for _ in 0..times.div_ceil(5) {
            small.extend(load::times(self.small.0.port, path, &self.small.1, 5).await);
            large.extend(load::times(self.large.0.port, path, &self.large.1, 5).await);
        }
        (median(small), median(large))
    }
}

fn path(sort: &str, dir: &str, filter: &str) -> String {
    let more = if filter.is_empty() { String::new() } else { format!("&{filter}") };
    format!("/orders?sort={sort}&dir={dir}{more}")
}

pub async fn sorts_and_filters(report: &mut Report) {
    let sizes = Sizes::start().await;
    report.about("Order list rendered on the server, 50 rows: 1,000,000 orders ÷ 10,000");
    for sort in SORTS {
        for dir in ["desc", "asc"] {
            let (small, large) = sizes.measure(&path(sort, dir, ""), TIMES).await;
            report.at_most(&format!("sorted by {sort}, {dir}"), large, small, LIMIT);
        }
    }
    for filter in &FILTERS[1..] {
        let (small, large) = sizes.measure(&path("booked", "desc", filter), TIMES).await;
        report.at_most(&format!("only {filter}"), large, small, LIMIT);
    }
    pairs(report, &sizes).await;
}

async fn pairs(report: &mut Report, sizes: &Sizes) {
    let (mut kept, mut worst) = (0, Vec::new());
    for filter in &FILTERS[1..] {
        for (sort, dir) in SORTS.iter().flat_map(|sort| [(sort, "desc"), (sort, "asc")]) {
            let (small, large) = sizes.measure(&path(sort, dir, filter), 5).await;
            let ratio = large.as_secs_f64() / small.as_secs_f64();
            if ratio <= LIMIT {
                kept += 1;
            } else {
                worst.push((ratio, format!("{filter}, sorted by {sort}, {dir}"), small, large));
            }
        }
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = kept + worst.len();
    report.note("pairs of a filter and a sort within the limit", &format!("{kept} of {all}"));
    for (_, name, small, large) in worst {
        report.at_most(&name, large, small, LIMIT);
    }
}
