//! `nexus seed`.

use crate::{
    platform::server::Desk,
    sample::{self, Volume},
};
use indicatif::{ProgressBar, ProgressStyle};

use super::Stop;

/// Loads the sample data, and as much more as asked for.
pub async fn seed(desk: &Desk, volume: Volume) -> Result<(), Stop> {
    match sample::load(desk).await? {
        Some(loaded) => println!(
            "Loaded {} people, {} customers, {} products and {} orders.",
            loaded.users, loaded.customers, loaded.products, loaded.orders
        ),
        None => println!("The sample data is there already; nothing was changed."),
    }
    let rows = volume.customers + volume.products + volume.orders;
    if rows > 0 {
        let bar = ProgressBar::new(rows as u64);
        if let Ok(style) =
            ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {per_sec}, {eta} left")
        {
            bar.set_style(style);
        }
        sample::grow(desk, volume, |done| bar.inc(done as u64)).await?;
        bar.finish();
        println!("Added {} customers, {} products and {} orders.", volume.customers, volume.products, volume.orders);
    }
    desk.db.close().await;
    Ok(())
}
