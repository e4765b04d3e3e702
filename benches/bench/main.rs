//! Measures the hot paths of Nexus, each beside a reference that does the least which could be done, in one run.
//!
//! `make bench` runs all of them; `cargo bench --features ssr -- list` one: `dry-run`, `commit`, `large`, `export`, `list`,
//! `packaging`, `serve`, `memory`, `book`. What they printed stands in docs/BENCHMARKS.md. Databases to measure on are made once, in the target
//! folder.

#![recursion_limit = "512"]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that can't go on should stop here")]

mod booking;
mod data;
mod export;
mod import;
mod list;
mod load;
mod packaging;
mod program;
mod report;
mod serve;

use report::Report;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // cargo adds flags of its own, such as --bench.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let [word, rest @ ..] = wanted.as_slice()
        && word == "reference"
    {
        return run(serve::reference(rest));
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let mut report = Report::begin();
    if is_wanted("dry-run") {
        run(import::dry_run(&mut report));
    }
    if is_wanted("commit") {
        run(import::commit(&mut report));
    }
    if is_wanted("large") {
        run(import::large(&mut report));
    }
    if is_wanted("export") {
        run(export::export(&mut report));
    }
    if is_wanted("list") {
        run(list::sorts_and_filters(&mut report));
    }
    if is_wanted("packaging") {
        run(packaging::pages(&mut report));
    }
    if is_wanted("serve") {
        run(serve::requests_per_second(&mut report));
    }
    if is_wanted("memory") {
        run(serve::memory(&mut report));
    }
    if is_wanted("book") {
        run(booking::book(&mut report));
    }
    report.end();
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}
