//! What is printed: a line a measurement, its ratio and the limit it must keep.

use std::time::{Duration, Instant};

/// The lines so far.
pub struct Report {
    missed: usize,
}

impl Report {
    /// Says what machine this is and how busy it was before.
    pub fn begin() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let cpu = read("/proc/cpuinfo");
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown").to_owned();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        println!("{cores} cores, {model}; load before: {}", read("/proc/loadavg").trim());
        Self { missed: 0 }
    }

    /// A heading.
    pub fn about(&self, text: &str) {
        println!("\n{text}");
    }

    /// Something that has no limit.
    pub fn note(&self, name: &str, value: &str) {
        println!("  {name:<58} {value}");
    }

    /// Two times and their ratio, which must not go beyond `most`.
    pub fn at_most(&mut self, name: &str, ours: Duration, reference: Duration, most: f64) {
        let ratio = ours.as_secs_f64() / reference.as_secs_f64();
        let value = format!("{} ÷ {} = {ratio:.2}", time(ours), time(reference));
        self.judge(name, &value, ratio <= most, &format!("at most {most}"));
    }

    /// Two rates a second and their ratio, which must not stay below `least`.
    pub fn at_least(&mut self, name: &str, ours: f64, reference: f64, least: f64) {
        let ratio = ours / reference;
        let value = format!("{ours:.0}/s ÷ {reference:.0}/s = {ratio:.2}");
        self.judge(name, &value, ratio >= least, &format!("at least {least}"));
    }

    /// A size in MB that must not go beyond `most`.
    pub fn megabytes(&mut self, name: &str, bytes: u64, most: u64) {
        let megabytes = bytes / 1_000_000;
        self.judge(name, &format!("{megabytes} MB"), megabytes <= most, &format!("at most {most} MB"));
    }

    /// Whatever else keeps its limit or doesn't.
    pub fn judge(&mut self, name: &str, value: &str, kept: bool, limit: &str) {
        self.missed += usize::from(!kept);
        println!("  {name:<58} {value:<34} {limit}{}", if kept { "" } else { "   MISSED" });
    }

    pub fn end(self) {
        match self.missed {
            0 => println!("\nEvery limit is kept."),
            missed => println!("\n{missed} limits are missed."),
        }
    }
}

/// `1.23 s`, `4.56 ms`, `789 µs`.
pub fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 0.001 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.0} µs", s * 1e6),
    }
}

/// The middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The middle one of rates.
pub fn median_rate(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// The one that 99 of 100 keep below.
pub fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[(times.len() * 99 / 100).min(times.len() - 1)]
}

/// How long it takes.
pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let done = work.await;
    (done, start.elapsed())
}
