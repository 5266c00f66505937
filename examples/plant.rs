//! Prints how many planted slips the checks find and how often they name the figure: `cargo run --example plant -- [COUNT]`.
//!
//! The clean labelled reports of `corpus/` and COUNT (500) generated ones are read by the pipeline; then one figure at a
//! time is changed in what was read.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::Path;

use jixiao::checks::planting::{Planting, plant};
use jixiao::generate::{Options, report};

fn row(name: &str, p: Planting) {
    let share = |n: usize| 100.0 * n as f64 / p.planted.max(1) as f64;
    println!(
        "{name:<12}{:>8}{:>9.2}{:>9.2}{:>9.2}{:>13.2}",
        p.planted,
        share(p.found),
        share(p.first),
        share(p.three),
        share(p.planted - p.ambiguous)
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args().nth(1).unwrap_or_else(|| "500".to_owned()).parse()?;
    println!("{:<12}{:>8}{:>9}{:>9}{:>9}{:>13}", "", "planted", "found %", "first %", "three %", "identifiable");
    let mut labelled = Planting::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/narrative");
    let mut truths: Vec<_> = fs_err::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    truths.retain(|p| p.to_string_lossy().ends_with(".truth.json"));
    truths.sort();
    for (n, truth) in truths.iter().enumerate() {
        let json: serde_json::Value = serde_json::from_slice(&fs_err::read(truth)?)?;
        if json["findings"].as_array().is_some_and(|f| !f.is_empty()) {
            continue;
        }
        let name = json["file"].as_str().unwrap_or_default();
        let p = jixiao::parse(&fs_err::read(folder.join(name))?, name);
        labelled.add(plant(&p.doc, &p.outline, &p.facts, n as u64 + 1, 4));
    }
    row("labelled", labelled);
    let mut generated = Planting::default();
    for seed in 0..count {
        let made = report(seed, &Options::default());
        let p = jixiao::parse(made.text.as_bytes(), "report.txt");
        generated.add(plant(&p.doc, &p.outline, &p.facts, seed + 1, 1));
    }
    row("generated", generated);
    Ok(())
}
