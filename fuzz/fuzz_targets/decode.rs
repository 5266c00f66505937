//! Bytes of a plain text in any encoding become a document that keeps its promises.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let doc = jixiao::read::read(bytes, "report.txt");
    let mut end = 0;
    for p in &doc.paragraphs {
        assert!(p.span.start >= end && doc.text.get(p.span.start as usize..p.span.end as usize).is_some());
        end = p.span.end;
    }
});
