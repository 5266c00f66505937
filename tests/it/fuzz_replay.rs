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
        // Bounded: a fault that hangs must not hang the tests.
        let (send, done) = std::sync::mpsc::channel();
        let (input, as_name) = (bytes.clone(), name.clone());
        let reader = std::thread::Builder::new().stack_size(64 << 20);
        reader.spawn(move || send.send(json(&input, &as_name))).unwrap();
        let report = done.recv_timeout(std::time::Duration::from_secs(60)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(report["status"].is_string(), "{name}");
        if let Ok(text) = std::str::from_utf8(&bytes) {
            super::ledger::check_text(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}
