//! Bytes that claim to be .html become a document or a status, whatever they are.
#![no_main]

use libfuzzer_sys::fuzz_target;

// A panic of a library that the reader catches gives a status and is no fault; what is not caught ends the run all the same.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    let parsed = jixiao::parse(bytes, "report.html");
    let report = jixiao::outputs::assemble::report("report.html", bytes, &parsed);
    assert!(serde_json::to_vec(&report).is_ok());
});
