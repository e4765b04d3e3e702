//! The command line: each command in a file of its own. Errors are printed plainly, their causes included, for whoever
//! runs this owns the machine.

pub mod people;
mod seed;
mod serve;
pub mod vault;

use std::{fmt, path::PathBuf, process::ExitCode};

use crate::{
    platform::{
        failure::{Failure, Fault, Internal},
        server::{Clock, Config, Desk, telemetry},
    },
    sample::Volume,
    server,
};
use clap::{Parser, Subcommand};

/// Order management for a food distributor.
#[derive(Parser)]
#[command(name = "nexus", version, about, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve on HOST and PORT (the default). An empty database gets sample data, except in production.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Load sample data into an empty database; with numbers, add as much more to measure with.
    Seed {
        /// So many customers more.
        #[arg(long, value_name = "N", default_value_t = 0)]
        customers: usize,
        /// So many products more.
        #[arg(long, value_name = "N", default_value_t = 0)]
        products: usize,
        /// So many orders more, spread over two years.
        #[arg(long, value_name = "N", default_value_t = 0)]
        orders: usize,
    },
    /// Take over users from an .xlsx, .xls, .ods, .csv or .json file: code, name, email, password (plain or bcrypt), role, manager (a code).
    ImportUsers { file: PathBuf },
    /// Hash passwords that are still kept as plain text (argon2id). Those in bcrypt stay until their owner signs in.
    MigratePasswords,
    /// Copy the database and the uploaded files, and check the copy.
    Backup {
        /// Where to; by default a dated file in DATA_DIR/backups.
        file: Option<PathBuf>,
    },
    /// Put a backup in place of the database. Stop the server first.
    Restore {
        file: PathBuf,
        /// Also over a database that holds data, which is kept beside it.
        #[arg(long)]
        force: bool,
    },
}

/// What stops a command, in words for a terminal.
#[derive(Debug)]
pub struct Stop(String);

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        let cause = failure.cause.map(|cause| format!("\n  {cause}")).unwrap_or_default();
        let fields: String = failure
            .fields
            .iter()
            .map(|field| {
                format!("\n  {}{}", field.row.map(|row| format!("row {row}: ")).unwrap_or_default(), field.message)
            })
            .collect();
        Self(format!("{}{fields}{cause}", failure.message))
    }
}

impl From<Internal> for Stop {
    fn from(internal: Internal) -> Self {
        Self(internal.cause().unwrap_or_else(|| internal.to_string()))
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Reads the command line and does what it says.
pub async fn run() -> ExitCode {
    let line = Line::parse();
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
    match obey(line.command.unwrap_or(Command::Serve), config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("nexus: {stop}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(command: Command, config: Config) -> Result<(), Stop> {
    match command {
        Command::Serve => serve::serve(config).await,
        Command::Migrate => {
            let desk = desk(config).await?;
            println!("The schema is up to date: {}.", desk.config.database_label());
            desk.db.close().await;
            Ok(())
        }
        Command::Seed { customers, products, orders } => {
            seed::seed(&desk(config).await?, Volume { customers, products, orders }).await
        }
        Command::ImportUsers { file } => people::import(&desk(config).await?, &file).await,
        Command::MigratePasswords => people::migrate_passwords(&desk(config).await?).await,
        Command::Backup { file } => vault::backup(config, file).await,
        Command::Restore { file, force } => vault::restore(config, &file, force).await,
    }
}

/// The desk on the configured database, migrated.
async fn desk(config: Config) -> Result<Desk, Stop> {
    let label = config.database_label();
    server::desk(config, Clock::default())
        .await
        .map_err(|internal| Stop(format!("can't open {label}: {}", Stop::from(internal))))
}
