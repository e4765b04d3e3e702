//! Uploaded files, kept by the hash of their content beside the database.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::platform::failure::Internal;

/// No photo or PDF that is kept with a record is larger.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

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

/// What a photo or PDF is, by its first bytes.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        _ => None,
    }
}

/// A name without folders and control characters, of at most 120 characters.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean.trim().to_owned() }
}

/// SHA-256 in lower-case hexadecimal.
pub fn hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        assert_eq!(media_type(b"%PDF-1.7 ..."), Some("application/pdf"));
        assert_eq!(media_type(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(media_type(b"RIFF\x01\x02\x03\x04WEBPVP8 "), Some("image/webp"));
        assert_eq!(media_type(b"<html>"), None);
        assert_eq!(media_type(b"MZ"), None);
    }

    #[test]
    fn a_name_keeps_no_folders() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\po\\ठेका 12.pdf"), "ठेका 12.pdf");
        assert_eq!(clean_name("\n/"), "file");
    }
}
