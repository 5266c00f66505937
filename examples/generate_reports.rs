//! Writes generated reports with their truth into a folder: `cargo run --example generate_reports -- DIR COUNT [SEED] [plant]`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;

use jixiao::generate::{Options, report};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let dir = PathBuf::from(args.next().ok_or("a folder is wanted")?);
    let count: u64 = args.next().unwrap_or_else(|| "100".to_owned()).parse()?;
    let seed: u64 = args.next().unwrap_or_else(|| "1".to_owned()).parse()?;
    let plant = args.next().as_deref() == Some("plant");
    fs_err::create_dir_all(&dir)?;
    for n in 0..count {
        let mut generated = report(
            seed.wrapping_mul(1_000_003).wrapping_add(n),
            &Options { year: None, plant, long: n % 3 == 0, project: n % 10 == 9 },
        );
        let name = format!("g{n:05}");
        generated.truth.file = format!("{name}.txt");
        fs_err::write(dir.join(&generated.truth.file), &generated.text)?;
        fs_err::write(dir.join(format!("{name}.truth.json")), serde_json::to_vec(&generated.truth)?)?;
    }
    println!("{count} reports in {}", dir.display());
    Ok(())
}
