//! The command line.

use std::{net::SocketAddr, process::ExitCode};

use nexus::{platform::server::{Clock, Config, telemetry}, server};

#[tokio::main]
async fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(wrong) => {
            eprintln!("nexus can't start:");
            for line in wrong {
                eprintln!("  - {line}");
            }
            return ExitCode::FAILURE;
        }
    };
    telemetry::start_logging(&config);
    telemetry::metrics();
    let address = format!("{}:{}", config.host, config.port);
    let desk = match server::desk(config, Clock::default()).await {
        Ok(desk) => desk,
        Err(_) => return ExitCode::FAILURE,
    };
    let listener = match tokio::net::TcpListener::bind(&address).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("nexus can't listen on {address}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let app = server::router(desk);
    let _ = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await;
    ExitCode::SUCCESS
}
