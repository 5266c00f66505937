//! `jixiao store OUT`: makes the database of a results folder agree with its JSON documents.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use crate::store;

/// Arguments of `jixiao store`.
#[derive(clap::Args)]
pub struct Args {
    /// Results folder. 结果文件夹。
    out: PathBuf,
    /// Make the database anew. 重新生成数据库。
    #[arg(long)]
    rebuild: bool,
}

/// Loads the documents and says what was done.
pub fn run(args: &Args, out: &mut impl Write) -> io::Result<ExitCode> {
    if args.rebuild {
        store::delete(&args.out)?;
    }
    let begun = Instant::now();
    let loaded = store::load(&args.out).map_err(io::Error::other)?;
    writeln!(
        out,
        "{}：写入 {} 份，未变 {} 份，移除 {} 份（{:.1} 秒）；全文索引新增 {} 节（{:.1} 秒）",
        args.out.join(store::DATABASE).display(),
        loaded.written,
        loaded.unchanged,
        loaded.removed,
        (begun.elapsed() - loaded.indexing).as_secs_f64(),
        loaded.searchable,
        loaded.indexing.as_secs_f64(),
    )?;
    Ok(ExitCode::SUCCESS)
}
