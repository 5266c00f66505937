//! Any text has an outline, and every section stands in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let doc = jixiao::read::read(text.as_bytes(), "report.txt");
    let outline = jixiao::outline::outline(&doc);
    for s in &outline.sections {
        for span in [s.marker, s.title, s.body] {
            assert!(doc.text.get(span.start as usize..span.end as usize).is_some());
        }
        assert!(s.parent.is_none_or(|p| p < outline.sections.len()));
    }
});
