//! A file that somebody imports on its pages.

use serde_json::Value;

use super::Client;

impl Client<'_> {
    /// Uploads a file of this kind, whose columns are all known; answers the import's id.
    pub async fn import(&self, kind: &str, name: &str, bytes: Vec<u8>) -> String {
        let reply = self.upload_with("/imports/new", name, bytes, &[("kind", kind)]).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        assert!(!reply.location().ends_with("/columns"), "{kind}: {}", reply.location());
        reply.location().trim_start_matches("/imports/").split('/').next().unwrap().to_owned()
    }

    /// Runs an import, all rows or none.
    pub async fn run_import(&self, id: &str) {
        let path = format!("/imports/{id}");
        let reply = self.post_form(&path, &[("id", id), ("action", "run"), ("mode", "all")]).await;
        assert_eq!(reply.status, 303, "{}\n{}", reply.text(), self.imported(id).await);
    }

    /// What the API says of an import: its state, its counts, its mistakes.
    pub async fn imported(&self, id: &str) -> Value {
        self.get(&format!("/api/imports/{id}")).await.ok()["data"].clone()
    }
}
