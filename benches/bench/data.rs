//! Databases to measure on, made once in the target folder, and who works with them.

use std::path::{Path, PathBuf};

use nexus::{
    identity::{Actor, Origin, server::people},
    platform::server::{Clock, Config, Desk},
    sample, server,
    values::UserId,
};
use tempfile::TempDir;

/// Customers and products beside those of the sample.
const CUSTOMERS: usize = 100;
const PRODUCTS: usize = 500;

pub fn config(url: &str, folder: &Path) -> Config {
    Config::from_lookup(|name| match name {
        "NEXUS_ENV" => Some("test".to_owned()),
        "DATABASE_URL" => Some(url.to_owned()),
        "DATA_DIR" => Some(folder.display().to_string()),
        _ => None,
    })
    .unwrap()
}

pub fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

pub async fn open(path: &Path) -> Desk {
    let folder = path.parent().unwrap();
    server::desk(config(&url(path), folder), Clock::default()).await.unwrap_or_else(|error| panic!("{error:?}"))
}

/// A database of so many orders that nobody may write to; made when it isn't there.
pub async fn of_orders(count: usize) -> PathBuf {
    kept(&count.to_string(), &format!("{count} orders"), async |desk| {
        let volume = sample::Volume { customers: CUSTOMERS, products: PRODUCTS, orders: count };
        sample::grow(desk, volume, |_| {}).await.unwrap_or_else(|failure| panic!("{failure:?}"));
    })
    .await
}

/// The sample database, filled with more, that nobody may write to; made when it isn't there.
pub async fn kept(name: &str, about: &str, fill: impl AsyncFnOnce(&Desk)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{name}"));
    let (path, made) = (folder.join("nexus.db"), folder.join("made"));
    if made.exists() {
        // Brings the schema up to date.
        open(&path).await.db.close().await;
        return path;
    }
    println!("  (making a database of {about})");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let desk = open(&path).await;
    let (_, took) = super::report::timed(async {
        sample::load(&desk).await.unwrap_or_else(|failure| panic!("{failure:?}"));
        fill(&desk).await;
    })
    .await;
    desk.db.close().await;
    std::fs::write(made, "").unwrap();
    println!("  (made in {})", super::report::time(took));
    path
}

/// A copy to write to, on the disk.
pub async fn copy_of_orders(count: usize) -> (TempDir, PathBuf) {
    let from = of_orders(count).await;
    let folder = TempDir::with_prefix_in("bench-", env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("nexus.db");
    std::fs::copy(from, &path).unwrap();
    (folder, path)
}

/// A sample person, `ADMIN-001` or `SALES-001`.
pub async fn actor(desk: &Desk, code: &str) -> Actor {
    let id = sample::PEOPLE.iter().find(|person| person.code == code).unwrap().id;
    people::find(desk, UserId::from(id), 0).await.unwrap().unwrap().actor(Origin::default())
}
