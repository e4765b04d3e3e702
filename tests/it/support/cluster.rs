//! A private Postgres for this run: made in a temporary folder, ended with the run, whichever way it ends.

use std::{
    io::Write,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

struct Cluster {
    socket: PathBuf,
}

/// Writing ends of pipes to the shells that wait for this process to end.
static HELD: Mutex<Vec<std::process::ChildStdin>> = Mutex::new(Vec::new());

/// The address of a database of this run's cluster.
pub async fn url(database: &str) -> String {
    let socket = cluster().await.socket.display().to_string();
    format!("postgres://postgres@localhost/{database}?host={}", socket.replace('/', "%2F"))
}

/// A new database, copied from another; answers its name.
pub async fn copy_of(template: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let name = format!("run_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    run(format!("create database {name} template {template}")).await;
    name
}

pub async fn drop(database: &str) {
    run(format!("drop database {database} with (force)")).await;
}

/// Removes a file when this process has ended.
pub fn remove_at_exit(file: &Path) {
    hold(&format!("read -r _; rm -f '{}'", file.display()), None);
}

async fn run(statement: String) {
    let mut connection = PgConnection::connect(&url("postgres").await).await.unwrap();
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
    connection.close().await.unwrap();
}

async fn cluster() -> &'static Cluster {
    static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
    CLUSTER.get_or_init(start).await
}

async fn start() -> Cluster {
    let programs = programs();
    let folder = tempfile::TempDir::with_prefix("nexus-pg-").unwrap().keep();
    let owner = unprivileged();
    if let Some((uid, gid)) = owner {
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).unwrap();
    }
    let (bin, home) = (programs.display(), folder.display());
    // The shell lives until the pipe to it closes, that is until this process ends, even by a signal.
    let script = format!(
        "cd {home} && {bin}/initdb -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >log 2>&1 && \
         {{ {bin}/postgres -D data -k {home} -c listen_addresses= -c fsync=off -c synchronous_commit=off \
            -c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB -c log_min_messages=error >>log 2>&1 & }}; \
         read -r _; kill -QUIT $! 2>/dev/null; wait; rm -rf {home}"
    );
    hold(&script, owner);
    let socket = folder.join(".s.PGSQL.5432");
    let address = format!("postgres://postgres@localhost/postgres?host={}", home.to_string().replace('/', "%2F"));
    for _ in 0..300 {
        if socket.exists() && PgConnection::connect(&address).await.is_ok() {
            return Cluster { socket: folder };
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("Postgres did not start in {home}:\n{log}");
}

/// Runs a shell whose standard input stays open for as long as this process lives.
#[expect(clippy::zombie_processes, reason = "it ends with this process, when its input does")]
fn hold(script: &str, owner: Option<(u32, u32)>) {
    let mut command = match owner {
        Some((uid, gid)) => {
            let mut command = Command::new("setpriv");
            command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".to_owned()]).arg("sh");
            command
        }
        None => Command::new("sh"),
    };
    let mut child = command
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh, and as root setpriv, which start Postgres for the tests");
    let mut stdin = child.stdin.take().unwrap();
    stdin.flush().unwrap();
    HELD.lock().unwrap().push(stdin);
}

/// The folder of Postgres' programs.
fn programs() -> PathBuf {
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let installed =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    on_path
        .chain(installed)
        .find(|folder| folder.join("initdb").is_file())
        .expect("PostgreSQL, which the tests start for themselves: install the package `postgresql`")
}

/// Postgres refuses to run as root: then it runs as its own user, or as nobody.
fn unprivileged() -> Option<(u32, u32)> {
    if std::fs::metadata("/proc/self").map_or(1, |process| process.uid()) != 0 {
        return None;
    }
    let people = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    ["postgres:", "nobody:"].into_iter().find_map(|name| {
        let mut fields = people.lines().find(|line| line.starts_with(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
