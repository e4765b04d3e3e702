//! The project's own sources, for tests that hold it to the rules of the house.

use std::path::{Path, PathBuf};

/// One file of `src`, by its path below `src`.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn parse(&self) -> syn::File {
        syn::parse_file(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    /// The text before the tests that stand at a file's end.
    pub fn without_tests(&self) -> &str {
        match self.text.find("#[cfg(test)]\nmod ") {
            Some(end) => &self.text[..end],
            None => &self.text,
        }
    }

    pub fn is_tests(&self) -> bool {
        self.path.ends_with("tests.rs")
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `src`, ordered by path.
pub fn sources() -> Vec<Source> {
    let base = root().join("src");
    let mut paths = Vec::new();
    collect(&base, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            text: std::fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(&base).unwrap().display().to_string(),
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

/// The features in the order of `lib.rs`: each may call those before it.
pub fn features() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let (_, rest) = text.split_once("// The features.").unwrap();
    let (list, _) = rest.split_once("\n// ").unwrap();
    let features: Vec<String> =
        list.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect();
    assert!(features.len() > 10, "{features:?}");
    features
}
