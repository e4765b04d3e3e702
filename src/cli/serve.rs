//! `nexus serve`.

use std::{future::IntoFuture, net::SocketAddr, time::Duration};

use crate::{
    housekeeping,
    platform::server::{Clock, Config, Desk, jobs, telemetry},
    sample, server,
};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Stop;

/// Streams to browsers never end by themselves: after this they are cut.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until told to stop, then finishes what is in flight.
pub async fn serve(config: Config) -> Result<(), Stop> {
    telemetry::metrics();
    // Whichever crate speaks TLS first, it finds a provider.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider had been chosen before");
    }
    // The port first: a server that can't listen should not touch the database.
    let listener = listen(&config).await?;
    let label = config.database_label();
    let desk = server::desk(config, Clock::default())
        .await
        .map_err(|internal| Stop(format!("can't open {label}: {}", Stop::from(internal))))?;
    prepare(&desk).await?;
    println!("{}", banner(&desk, listener.local_addr()?));

    let stop = CancellationToken::new();
    let jobs = tokio::spawn(jobs::run(desk.clone(), stop.clone()));
    let housekeeping = tokio::spawn(housekeeping::run(desk.clone(), stop.clone()));
    tokio::spawn(signalled(stop.clone()));
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let app = server::router(desk.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(stop.clone().cancelled_owned()).into_future();
    tokio::select! {
        outcome = serving => outcome?,
        () = cut(stop.clone()) => tracing::info!("connections still open were cut"),
    }
    let _ = tokio::time::timeout(GRACE, async { tokio::join!(jobs, housekeeping) }).await;
    desk.db.close().await;
    println!("Nexus has stopped.");
    Ok(())
}

async fn listen(config: &Config) -> Result<TcpListener, Stop> {
    let address = format!("{}:{}", config.host, config.port);
    TcpListener::bind(&address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Stop(format!(
            "port {} on {} is taken: another program, perhaps another nexus, listens there. Stop it, or set PORT to another.",
            config.port, config.host
        )),
        _ => Stop(format!("can't listen on {address}: {error}")),
    })
}

/// Sample data for whoever tries Nexus; none of its people in production.
async fn prepare(desk: &Desk) -> Result<(), Stop> {
    if desk.config.is_production() {
        let people = sample::people_in(desk).await?;
        if !people.is_empty() {
            return Err(Stop(format!(
                "sample people, whose passwords everybody knows, can sign in to this database: {}. Deactivate them, or use another database.",
                people.join(", ")
            )));
        }
    } else if sample::is_empty(desk).await? && sample::load(desk).await?.is_some() {
        tracing::info!("loaded sample data into the empty database");
    }
    Ok(())
}

fn banner(desk: &Desk, address: SocketAddr) -> String {
    let config = &desk.config;
    let on = |is: bool| if is { "on" } else { "off" };
    let mode = format!("{:?}", config.environment).to_lowercase();
    let people = if config.is_production() { "" } else { "\n  sign in     admin@nexusoms.com / admin123 (sample)" };
    format!(
        "Nexus {} is serving at http://{address}\n  mode        {mode}\n  database    {}\n  files       {}\n  \
         Gemini      {}\n  other sites {}{people}",
        env!("CARGO_PKG_VERSION"),
        config.database_label(),
        config.data_dir.join("files").display(),
        on(config.gemini_api_key.is_some()),
        if config.cors_origins.is_empty() { "none".to_owned() } else { config.cors_origins.join(", ") },
    )
}

/// Ends when asked to stop and the time of grace is over.
async fn cut(stop: CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// Stops everything at ctrl-c or SIGTERM.
async fn signalled(stop: CancellationToken) {
    let mut terminated = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::warn!(%error, "SIGTERM can't be heard");
            return;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
    tracing::info!("stopping: finishing what is in flight");
    stop.cancel();
}
