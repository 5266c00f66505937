//! Any text goes through all stages and becomes JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = jixiao::parse(text.as_bytes(), "report.txt");
    let report = jixiao::outputs::assemble::report("report.txt", text.as_bytes(), &parsed);
    assert!(serde_json::to_vec(&report).is_ok());
});
