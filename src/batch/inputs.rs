//! Which files a run reads: folders walked, archives looked into, names made unique, in one fixed order.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::{self, Archive};
use super::glob::Globs;
use super::stamp::Stamp;

/// Where the bytes of an input are.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// A member of a zip archive.
    Member {
        /// The archive.
        archive: Arc<Archive>,
        /// Index of the member.
        index: usize,
    },
    /// Something that cannot be read, and why: it still gets its row.
    Broken(archive::Broken),
}

/// One input: it gives one row, whatever it is.
#[derive(Clone, Debug)]
pub struct Input {
    /// Path relative to the folder named on the command line, with `/`; a member of an archive stands below the archive.
    pub path: String,
    /// Where its bytes are.
    pub source: Source,
    /// What the file system says of it without reading it.
    pub stamp: Option<Stamp>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Inputs {
    /// In order of path.
    pub list: Vec<Input>,
    /// Hidden files, lock files of office programs and labels, which are left out (`.DS_Store`, `~$report.docx`,
    /// `report.truth.json`).
    pub hidden: usize,
    /// Left out by `--include`, `--exclude`.
    pub excluded: usize,
    /// Left out by `--limit`.
    pub over_limit: usize,
}

/// Which files to take.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Take only paths that match one of these, if there are any.
    pub include: Globs,
    /// Leave out paths that match one of these.
    pub exclude: Globs,
    /// Take only the first so many.
    pub limit: Option<usize>,
}

/// Files that the desktop makes and nobody submits, and the labels of `eval` beside labelled reports.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
        || name.ends_with(".truth.json")
}

/// Finds all inputs at and under the paths. `out` is left out, it may lie inside.
///
/// With one folder, paths are relative to it. With several paths, those under a folder begin with the folder's name.
pub fn find(paths: &[PathBuf], out: &Path, selection: &Selection) -> std::io::Result<Inputs> {
    let out = fs_err::canonicalize(out).unwrap_or_else(|_| out.to_owned());
    let mut found = Inputs::default();
    let mut roots = HashSet::new();
    for path in paths {
        let meta = fs_err::metadata(path)?;
        let name = || fs_err::canonicalize(path).ok().and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()));
        if !meta.is_dir() {
            let name = name().unwrap_or_else(|| path.to_string_lossy().into_owned());
            let name = unique(name, &mut roots);
            add(&mut found, path.clone(), name, selection);
            continue;
        }
        let prefix = if paths.len() > 1 { unique(name().unwrap_or_default(), &mut roots) + "/" } else { String::new() };
        walk(&mut found, path, &prefix, &out, selection);
    }
    found.list.sort_by(|a, b| a.path.cmp(&b.path));
    // Names that are not UTF-8 may look the same once they are made so: every input keeps a row of its own.
    for i in 1..found.list.len() {
        if found.list[i].path == found.list[i - 1].path {
            let mut taken: HashSet<String> = found.list.iter().map(|x| x.path.clone()).collect();
            found.list[i].path = unique(std::mem::take(&mut found.list[i].path), &mut taken);
        }
    }
    found.list.sort_by(|a, b| a.path.cmp(&b.path));
    if let Some(limit) = selection.limit {
        found.over_limit = found.list.len().saturating_sub(limit);
        found.list.truncate(limit);
    }
    Ok(found)
}

fn unique(name: String, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.clone();
    let mut n = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}~{n}");
        n += 1;
    }
    candidate
}

fn walk(found: &mut Inputs, root: &Path, prefix: &str, out: &Path, selection: &Selection) {
    let mut hidden = 0;
    // Paths in one folder differ in their names only, which would have to be cut out of them again and again.
    let walker = walkdir::WalkDir::new(root)
        .sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()))
        .into_iter()
        .filter_entry(|e| {
            if e.depth() == 0 {
                return true;
            }
            if is_hidden(&e.file_name().to_string_lossy()) {
                hidden += usize::from(!e.file_type().is_dir());
                return false;
            }
            // Only the folder that may be the output is resolved: a call for each file would cost more than the walk.
            !(e.file_type().is_dir() && Some(e.file_name()) == out.file_name() && e.path().canonicalize().is_ok_and(|p| p == out))
        });
    for entry in walker {
        match entry {
            Ok(e) => {
                let relative = e.path().strip_prefix(root).unwrap_or(e.path());
                let parts: Vec<_> = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect();
                let name = format!("{prefix}{}", parts.join("/"));
                if e.file_type().is_file() || (e.path_is_symlink() && e.path().is_file()) {
                    add(found, e.into_path(), name, selection);
                }
            }
            Err(e) => {
                // A folder that cannot be listed is told as an input that cannot be read: never silence.
                let relative = e.path().and_then(|p| p.strip_prefix(root).ok()).map(|p| p.to_string_lossy().into_owned());
                let path = format!("{prefix}{}", relative.unwrap_or_default());
                let message = format!("无法列出此目录：{e}；请检查访问权限后重试");
                let broken = archive::Broken { status: crate::read::Status::Unreadable, code: "folder_unreadable", message };
                found.list.push(Input { path, source: Source::Broken(broken), stamp: None });
            }
        }
    }
    found.hidden += hidden;
}

fn add(found: &mut Inputs, file: PathBuf, path: String, selection: &Selection) {
    if archive::looks_like_archive(&file) {
        match Archive::open(&file) {
            archive::Opened::Archive(archive) => {
                let archive = Arc::new(archive);
                let stamp = Stamp::of(&file);
                for (index, member) in archive.members.iter().enumerate() {
                    let path = format!("{path}/{}", member.name);
                    if is_hidden(member.name.rsplit('/').next().unwrap_or("")) || member.name.starts_with("__MACOSX/") {
                        found.hidden += 1;
                    } else if selected(found, &path, selection) {
                        let source = match &member.broken {
                            Some(broken) => Source::Broken(broken.clone()),
                            None => Source::Member { archive: Arc::clone(&archive), index },
                        };
                        found.list.push(Input { path, source, stamp });
                    }
                }
                return;
            }
            archive::Opened::Broken(broken) => {
                if selected(found, &path, selection) {
                    found.list.push(Input { path, source: Source::Broken(broken), stamp: None });
                }
                return;
            }
            archive::Opened::Document => {}
        }
    }
    if selected(found, &path, selection) {
        let stamp = Stamp::of(&file);
        found.list.push(Input { path, source: Source::File(file), stamp });
    }
}

fn selected(found: &mut Inputs, path: &str, selection: &Selection) -> bool {
    let take = (selection.include.is_empty() || selection.include.matches(path)) && !selection.exclude.matches(path);
    found.excluded += usize::from(!take);
    take
}
