//! Uploaded files, kept by the hash of their content beside the database.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::platform::failure::Internal;

/// A folder of files named by their SHA-256. The same content is stored once.
#[derive(Clone, Debug)]
pub struct Storage {
    folder: PathBuf,
}

impl Storage {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps the bytes; answers their hash. A crash leaves either the whole file or none.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<String, Internal> {
        let hash = hash_of(&bytes);
        let path = self.path_of(&hash);
        if tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Ok(hash);
        }
        if let Some(folder) = path.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(Internal::from_error)?;
        }
        let part = path.with_extension(format!("part-{:x}", rand::random::<u64>()));
        tokio::fs::write(&part, bytes).await.map_err(Internal::from_error)?;
        tokio::fs::rename(&part, &path).await.map_err(Internal::from_error)?;
        Ok(hash)
    }

    /// The bytes kept under this hash.
    ///
    /// # Errors
    /// When there are none.
    pub async fn read(&self, hash: &str) -> Result<Vec<u8>, Internal> {
        tokio::fs::read(self.path_of(hash)).await.map_err(Internal::from_error)
    }

    /// Where the bytes of this hash lie.
    pub fn path_of(&self, hash: &str) -> PathBuf {
        let safe: String = hash.chars().filter(char::is_ascii_hexdigit).collect();
        self.folder.join(safe.get(..2).unwrap_or("00")).join(safe)
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
