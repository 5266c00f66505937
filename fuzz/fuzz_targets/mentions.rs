//! Every number of any text is found, in order and without overlaps.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let doc = jixiao::read::read(text.as_bytes(), "report.txt");
    let outline = jixiao::outline::outline(&doc);
    let mut end = 0;
    for m in jixiao::mentions::mentions(&doc, &outline) {
        assert!(m.span.start >= end, "mentions overlap");
        assert!(doc.text.get(m.span.start as usize..m.span.end as usize).is_some());
        end = m.span.end;
    }
});
