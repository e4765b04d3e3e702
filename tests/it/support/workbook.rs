//! A workbook as others see it: read by openpyxl, its formulas computed anew by the engine `formulas`; both of Python, where
//! `deploy/setup.sh test` puts them.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use serde_json::Value;

/// The first sheet of a workbook.
#[derive(serde::Deserialize)]
pub struct Workbook {
    /// The cells with text.
    pub texts: BTreeMap<String, String>,
    /// What our program left in the cells of formulas.
    pub kept: BTreeMap<String, Value>,
    /// What those formulas come to.
    pub computed: BTreeMap<String, Value>,
}

fn python() -> PathBuf {
    if let Some(python) = std::env::var_os("NEXUS_PYTHON") {
        return python.into();
    }
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    home.join(".cache/nexus/python/bin/python3")
}

/// Opens a workbook with some cells changed, such as `("D7", "1325000")`.
pub fn recomputed(bytes: &[u8], changes: &[(String, &str)]) -> Workbook {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/recompute.py");
    let mut command = Command::new(python());
    command.arg(script).arg(&path).args(changes.iter().map(|(cell, value)| format!("{cell}={value}")));
    let done = command.output().unwrap_or_else(|error| panic!("no Python ({error}): deploy/setup.sh test"));
    assert!(done.status.success(), "{}\ndeploy/setup.sh test", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

impl Workbook {
    /// Every formula comes to what our program wrote beside it.
    pub fn agrees(&self) {
        assert!(!self.kept.is_empty());
        for (cell, kept) in &self.kept {
            let computed = &self.computed[cell];
            let same = match (kept.as_f64(), computed.as_f64()) {
                (Some(kept), Some(computed)) => (kept - computed).abs() < 0.000_01,
                _ => kept == computed,
            };
            assert!(same, "{cell}: {computed} by formula, {kept} by the program");
        }
    }

    /// The cell of this text.
    pub fn cell(&self, text: &str) -> &str {
        let found = self.texts.iter().find(|(_, found)| *found == text);
        found.map(|(cell, _)| cell.as_str()).unwrap_or_else(|| panic!("no {text}"))
    }

    /// What the formula comes to that stands in this column of a text's row.
    pub fn beside(&self, text: &str, column: &str) -> f64 {
        let row = self.cell(text).trim_start_matches(|character: char| character.is_ascii_uppercase());
        self.computed[&format!("{column}{row}")].as_f64().unwrap()
    }
}
