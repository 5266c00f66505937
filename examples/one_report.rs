//! The pipeline on the bytes of a file: what was found, and what does not agree.
//!
//! `cargo run --example one_report -- corpus/youth-league-2024.txt`
#![allow(clippy::print_stdout)]

use std::error::Error;

use jixiao::checks::Verdict;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "corpus/youth-league-2024.txt".to_owned());
    let bytes = std::fs::read(&path)?;
    let parsed = jixiao::parse(&bytes, &path);

    // Every amount is an exact decimal in 万元 and knows the words that it was printed as.
    for amount in &parsed.facts.amounts {
        let place = parsed.doc.place(amount.span.start);
        println!("line {:>3}  {:>12} 万元  {}  ({})", place.line, amount.wan, amount.label, parsed.doc.words(amount.span));
    }
    for check in parsed.checks.iter().filter(|c| c.verdict == Verdict::Fail) {
        println!("{}: {}", check.rule, check.message);
    }

    // The same as the JSON document that `jixiao parse` prints.
    let report = jixiao::outputs::assemble::report(&path, &bytes, &parsed);
    println!("{} bytes of JSON", serde_json::to_vec(&report)?.len());
    Ok(())
}
