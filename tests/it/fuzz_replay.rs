//! What fuzzing found once is replayed: `fixtures/fuzz/` holds one file a fault, named after it.

use super::{json, root};

#[test]
fn old_faults_stay_mended() {
    let folder = root().join("fixtures/fuzz");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).map(|entries| entries.map(|e| e.unwrap().path()).collect()).unwrap_or_default();
    files.sort();
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let report = json(&bytes, &name);
        assert!(report["status"].is_string(), "{name}");
        if let Ok(text) = std::str::from_utf8(&bytes) {
            super::ledger::check_text(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}
