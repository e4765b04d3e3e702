//! Logs and metrics.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use super::Config;

/// Starts structured logging: one line an event, as text or JSON (`LOG_FORMAT=json`).
pub fn start_logging(config: &Config) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("{},sqlx=warn,hyper=warn,tower_sessions=warn", config.log_level)));
    let registry = tracing_subscriber::registry().with(filter);
    let started = if config.log_format == "json" {
        registry.with(fmt::layer().json().flatten_event(true)).try_init()
    } else {
        registry.with(fmt::layer().with_target(false)).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging had been started before");
    }
}

/// The Prometheus recorder of this process.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("a metrics recorder had been set before");
        }
        handle
    })
}
