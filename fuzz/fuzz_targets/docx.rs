//! Bytes that claim to be .docx become a document or a status, whatever they are.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = jixiao::parse(bytes, "report.docx");
    let report = jixiao::outputs::assemble::report("report.docx", bytes, &parsed);
    assert!(serde_json::to_vec(&report).is_ok());
});
