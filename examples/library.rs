//! The library on the bytes of a file: `cargo run --example library -- fixtures/youth-league-2024.txt`.
#![allow(clippy::print_stdout)]

use std::error::Error;

use jixiao::checks::Verdict;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("a file is wanted")?;
    let bytes = fs_err::read(&path)?;
    let parsed = jixiao::parse(&bytes, &path);
    println!("{}: {}", path, parsed.doc.status.as_str());
    for amount in &parsed.facts.amounts {
        let place = parsed.doc.place(amount.span.start);
        let concept = amount.concept.unwrap_or("-");
        println!("line {:3}  {:>12} 万元  {concept:32} {}", place.line, amount.wan, amount.label);
    }
    for check in parsed.checks.iter().filter(|c| c.verdict == Verdict::Fail) {
        println!("{} {}: {}", check.severity.as_str(), check.rule, check.message);
    }
    Ok(())
}
