//! What a run leaves behind for the next one, and how it stays whole whenever it is killed.
//!
//! All of it is in `OUT/.jixiao/`:
//!
//! * `index`: one [`Entry`] for each input of the last complete run: stamp, hash, status, and where its report stands in
//!   `OUT/reports.jsonl` and its digest (for the checks over the corpus) in `digests`.
//! * `part.reports`, `part.digests`: what the run in hand has made, appended group by group.
//! * `journal`: one line for each group that is durable: its entries and the lengths of the two parts, behind a checksum.
//!   Written and synced after the parts are. What the journal does not know did not happen: the parts are cut back to it.
//!
//! A complete run makes `reports.jsonl` and `digests` out of the old ones and the parts, in path order (an undisturbed
//! first run has the part in that order already and only renames it), and then swaps: `index.next` is written and synced, the
//! two files are renamed into place, and the index last. The index names the files that it belongs to by inode and length,
//! so that a kill between two renames is seen, and finished or undone, by the next run.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::stamp::Stamp;

/// A piece of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// First byte.
    pub at: u64,
    /// Bytes, the line end of a report included.
    pub len: u64,
    /// CRC-32 of the bytes.
    pub crc: u32,
}

/// Why an input has no contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Fixed word.
    pub code: String,
    /// In Chinese: what happened and what to do.
    pub message: String,
}

/// What is remembered of one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Path of the input.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What the file system said when it was read.
    pub stamp: Option<Stamp>,
    /// When it was read.
    pub read_at: i64,
    /// Status.
    pub status: SmolStr,
    /// Why there are no contents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Not to be taken for done by the next run: it could not even be opened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Failed checks: errors, warnings, notes.
    pub findings: [u32; 3],
    /// Its report, as a line.
    pub report: Piece,
    /// Its digest.
    pub digest: Piece,
    /// Whether the pieces are in the parts and not in the files of the last complete run.
    #[serde(skip)]
    pub in_part: bool,
}

/// The file that an index belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FileId {
    len: u64,
    inode: u64,
}

impl FileId {
    fn of(path: &Path) -> Option<Self> {
        Stamp::of(path).map(|s| Self { len: s.size, inode: s.inode })
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
    key: String,
    reports: FileId,
    digests: FileId,
    entries: usize,
}

const FORMAT: u32 = 2;

/// The digests of the last complete run.
const DIGESTS: &str = "digests";

#[derive(Debug, Serialize, Deserialize)]
struct Group<'a> {
    reports_end: u64,
    digests_end: u64,
    entries: std::borrow::Cow<'a, [Entry]>,
}

/// One of the two streams that a run makes.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    file: File,
    end: u64,
}

impl Part {
    fn open(path: PathBuf, end: u64) -> std::io::Result<Self> {
        let mut file = fs_err::OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path)?.into_parts().0;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        Ok(Self { path, file, end })
    }

    fn append<'a>(&mut self, pieces: impl IntoIterator<Item = &'a [u8]>) -> std::io::Result<()> {
        for bytes in pieces {
            self.file.write_all(bytes)?;
            self.end += bytes.len() as u64;
        }
        self.file.sync_data()
    }
}

/// The state of one output folder, held by one process.
#[derive(Debug)]
pub struct State {
    out: PathBuf,
    dir: PathBuf,
    key: String,
    reports: Part,
    digests: Part,
    journal: File,
    _lock: File,
}

/// What earlier runs left.
#[derive(Debug, Default)]
pub struct Memory {
    /// Entries that can be used, by path: of the last complete run, and over them those of a run that was interrupted.
    pub known: HashMap<String, Entry>,
    /// Hash by path of all inputs of the last complete run, whatever made them.
    pub before: HashMap<String, String>,
    /// Whether a run was interrupted and is gone on with.
    pub resumed: usize,
}

/// A report or digest of a group, ready to be appended.
#[derive(Debug, Default)]
pub struct Appended {
    /// Entries; their pieces are placed by [`State::commit`].
    pub entries: Vec<Entry>,
    /// Lines of the reports, in the order of the entries.
    pub reports: Vec<Vec<u8>>,
    /// The digests, in the order of the entries.
    pub digests: Vec<u8>,
}

fn io(message: impl Into<String>) -> std::io::Error {
    std::io::Error::other(message.into())
}

/// Makes the names in a folder durable.
fn sync_dir(dir: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

/// Writes a file beside its place, makes it durable and renames it: it is visible whole or not at all.
pub fn replace(path: &Path, tmp: &Path, bytes: &[u8]) -> std::io::Result<()> {
    replace_with(path, tmp, |file| file.write_all(bytes))
}

/// The same for a file that is written bit by bit.
pub fn replace_with(
    path: &Path,
    tmp: &Path,
    write: impl FnOnce(&mut BufWriter<fs_err::File>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(256 << 10, fs_err::File::create(tmp)?);
    write(&mut file)?;
    file.flush()?;
    file.get_ref().sync_all()?;
    fs_err::rename(tmp, path)
}

impl State {
    /// The name of the reports of all inputs.
    pub const REPORTS: &str = "reports.jsonl";

    /// Opens the folder, finishes or undoes what a killed run left half done, and tells what is known.
    pub fn open(out: &Path, key: &str) -> std::io::Result<(Self, Memory)> {
        let dir = out.join(".jixiao");
        fs_err::create_dir_all(dir.join("tmp"))?;
        let lock = fs_err::File::create(dir.join("lock"))?.into_parts().0;
        if lock.try_lock().is_err() {
            return Err(io(format!("另一个 jixiao 正在写入 {}；请等它结束后再运行", out.display())));
        }
        for entry in fs_err::read_dir(dir.join("tmp"))? {
            fs_err::remove_file(entry?.path())?;
        }
        let mut memory = Memory::default();
        if let Some((head, entries)) = current_index(out, &dir)? {
            for e in entries {
                memory.before.insert(e.path.clone(), e.sha256.clone());
                if head.key == key {
                    memory.known.insert(e.path.clone(), e);
                }
            }
        }
        let mut ends = (0, 0);
        let journal_path = dir.join("journal");
        let mut good = 0;
        if let Ok(file) = File::open(&journal_path) {
            let parts = (length(&dir.join("part.reports")), length(&dir.join("part.digests")));
            let mut lines = BufReader::new(file).split(b'\n').map_while(Result::ok);
            if let Some(first) = lines.next().filter(|l| l.as_slice() == key.as_bytes()) {
                good = first.len() as u64 + 1;
                for line in lines {
                    let Some(group) = checked(&line) else { break };
                    if group.reports_end > parts.0 || group.digests_end > parts.1 {
                        break;
                    }
                    ends = (group.reports_end, group.digests_end);
                    good += line.len() as u64 + 1;
                    memory.resumed += group.entries.len();
                    for mut e in group.entries.into_owned() {
                        e.in_part = true;
                        memory.known.insert(e.path.clone(), e);
                    }
                }
            }
        }
        let reports = Part::open(dir.join("part.reports"), ends.0)?;
        let digests = Part::open(dir.join("part.digests"), ends.1)?;
        let mut journal = fs_err::OpenOptions::new().create(true).truncate(false).write(true).open(&journal_path)?.into_parts().0;
        journal.set_len(good)?;
        journal.seek(SeekFrom::Start(good))?;
        if good == 0 {
            journal.write_all(key.as_bytes())?;
            journal.write_all(b"\n")?;
        }
        sync_dir(&dir)?;
        Ok((Self { out: out.to_owned(), dir, key: key.to_owned(), reports, digests, journal, _lock: lock }, memory))
    }

    /// A name for a file in the making, to be renamed into place.
    pub fn tmp(&self, name: &str) -> PathBuf {
        self.dir.join("tmp").join(name)
    }

    /// The folder of the state.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes a group durable and tells its entries their places.
    pub fn commit(&mut self, group: &mut Appended) -> std::io::Result<()> {
        let (mut report_at, mut digest_at) = (self.reports.end, self.digests.end);
        for e in &mut group.entries {
            e.report.at = report_at;
            e.digest.at = digest_at;
            e.in_part = true;
            report_at += e.report.len;
            digest_at += e.digest.len;
        }
        self.reports.append(group.reports.iter().map(Vec::as_slice))?;
        self.digests.append([group.digests.as_slice()])?;
        let line =
            Group { reports_end: self.reports.end, digests_end: self.digests.end, entries: group.entries.as_slice().into() };
        let json = serde_json::to_vec(&line)?;
        let mut line = format!("{:08x} ", crc32fast::hash(&json)).into_bytes();
        line.extend_from_slice(&json);
        line.push(b'\n');
        self.journal.write_all(&line)?;
        self.journal.sync_data()
    }

    /// Ends a complete run with the entries of all its inputs in path order. Afterwards the entries name the places in the
    /// final files.
    pub fn finish(&mut self, entries: &mut [Entry], changed: bool) -> std::io::Result<()> {
        let final_reports = self.out.join(Self::REPORTS);
        let final_digests = self.dir.join(DIGESTS);
        let index = self.dir.join("index");
        if !changed && index.exists() {
            // Only stamps may differ: the index is enough.
            let (reports, digests) = ids(&final_reports, &final_digests)?;
            self.write_index(&index, entries, reports, digests)?;
            return self.drop_parts();
        }
        let next_reports =
            assemble(&mut self.reports, &final_reports, &self.dir.join("next.reports"), entries, |e| &mut e.report)?;
        let next_digests =
            assemble(&mut self.digests, &final_digests, &self.dir.join("next.digests"), entries, |e| &mut e.digest)?;
        for e in entries.iter_mut() {
            e.in_part = false;
        }
        let (reports, digests) = ids(&next_reports, &next_digests)?;
        let next_index = self.dir.join("index.next");
        self.write_index(&next_index, entries, reports, digests)?;
        sync_dir(&self.dir)?;
        fs_err::rename(&next_digests, &final_digests)?;
        fs_err::rename(&next_reports, &final_reports)?;
        sync_dir(&self.out)?;
        fs_err::rename(&next_index, &index)?;
        sync_dir(&self.dir)?;
        self.drop_parts()
    }

    fn write_index(&self, path: &Path, entries: &[Entry], reports: FileId, digests: FileId) -> std::io::Result<()> {
        let head = Head { format: FORMAT, key: self.key.clone(), reports, digests, entries: entries.len() };
        replace_with(path, &self.tmp("index"), |out| {
            serde_json::to_writer(&mut *out, &head)?;
            out.write_all(b"\n")?;
            for e in entries {
                serde_json::to_writer(&mut *out, e)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }

    fn drop_parts(&mut self) -> std::io::Result<()> {
        for name in ["journal", "part.reports", "part.digests"] {
            match fs_err::remove_file(self.dir.join(name)) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }

    /// The bytes of an entry's report, wherever it stands now, without the line end; none if they are not what they were.
    pub fn report_bytes(&self, entry: &Entry) -> std::io::Result<Option<Vec<u8>>> {
        let path = if entry.in_part { self.reports.path.clone() } else { self.out.join(Self::REPORTS) };
        let mut file = fs_err::File::open(path)?;
        file.seek(SeekFrom::Start(entry.report.at))?;
        let mut bytes = Vec::new();
        file.take(entry.report.len).read_to_end(&mut bytes)?;
        let right = bytes.len() as u64 == entry.report.len && crc32fast::hash(&bytes) == entry.report.crc;
        Ok(right.then_some(bytes))
    }
}

/// The digests of a finished run, in path order, a thousand or so at a time: as a block of bytes and where each one ends in it.
pub fn digests(
    out: &Path,
    entries: &[Entry],
    mut take: impl FnMut(&[u8], &[usize]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    const BLOCK: usize = 1024;
    let mut file = fs_err::File::open(out.join(".jixiao").join(DIGESTS))?;
    let mut bytes = Vec::new();
    for block in entries.chunks(BLOCK) {
        let mut end = 0;
        let ends: Vec<usize> = block
            .iter()
            .map(|e| {
                end += e.digest.len as usize;
                end
            })
            .collect();
        bytes.resize(end, 0);
        file.read_exact(&mut bytes)?;
        take(&bytes, &ends)?;
    }
    Ok(())
}

/// The entries of the last complete run, without holding the folder.
pub fn entries(out: &Path) -> std::io::Result<Vec<Entry>> {
    Ok(read_index(&out.join(".jixiao/index"))?.map(|(_, e)| e).unwrap_or_default())
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}

fn ids(reports: &Path, digests: &Path) -> std::io::Result<(FileId, FileId)> {
    let id = |p: &Path| FileId::of(p).ok_or_else(|| io(format!("找不到刚写好的文件 {}", p.display())));
    Ok((id(reports)?, id(digests)?))
}

fn checked(line: &[u8]) -> Option<Group<'static>> {
    let (crc, json) = line.split_at_checked(9)?;
    let crc = u32::from_str_radix(std::str::from_utf8(&crc[..8]).ok()?, 16).ok()?;
    if crc32fast::hash(json) != crc {
        return None;
    }
    serde_json::from_slice(json).ok()
}

fn read_index(path: &Path) -> std::io::Result<Option<(Head, Vec<Entry>)>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let Ok(head) = serde_json::from_str::<Head>(&line) else { return Ok(None) };
    if head.format != FORMAT {
        return Ok(None);
    }
    let mut entries = Vec::with_capacity(head.entries);
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            break;
        }
        match serde_json::from_str(&line) {
            Ok(e) => entries.push(e),
            Err(_) => return Ok(None),
        }
    }
    Ok((entries.len() == head.entries).then_some((head, entries)))
}

/// The index that belongs to the files that are there, after finishing or undoing a swap that was cut short.
fn current_index(out: &Path, dir: &Path) -> std::io::Result<Option<(Head, Vec<Entry>)>> {
    let (reports, digests) = (out.join(State::REPORTS), dir.join(DIGESTS));
    let (index, next) = (dir.join("index"), dir.join("index.next"));
    if let Some((head, entries)) = read_index(&next)? {
        let settle = |from: &str, to: &Path, id: FileId| -> std::io::Result<bool> {
            let from = dir.join(from);
            if FileId::of(to) == Some(id) {
                return Ok(true);
            }
            if FileId::of(&from) == Some(id) {
                fs_err::rename(&from, to)?;
                return Ok(true);
            }
            Ok(false)
        };
        // The parts are renamed, not copied, where they are in order already: then they are still under their own names.
        let part = |name: &str, id: FileId| FileId::of(&dir.join(name)) == Some(id);
        let digests_from = if part("part.digests", head.digests) { "part.digests" } else { "next.digests" };
        let reports_from = if part("part.reports", head.reports) { "part.reports" } else { "next.reports" };
        if settle(digests_from, &digests, head.digests)? && settle(reports_from, &reports, head.reports)? {
            sync_dir(out)?;
            fs_err::rename(&next, &index)?;
            sync_dir(dir)?;
            for name in ["journal", "part.reports", "part.digests"] {
                let _ = std::fs::remove_file(dir.join(name));
            }
            return Ok(Some((head, entries)));
        }
        fs_err::remove_file(&next)?;
    }
    for name in ["next.reports", "next.digests"] {
        let _ = std::fs::remove_file(dir.join(name));
    }
    let Some((head, entries)) = read_index(&index)? else { return Ok(None) };
    if FileId::of(&reports) == Some(head.reports) && FileId::of(&digests) == Some(head.digests) {
        return Ok(Some((head, entries)));
    }
    // The folder was copied or restored: keep what still has the bytes that it should have.
    let same = |path: &Path, piece: fn(&Entry) -> Piece| verify(path, &entries, piece);
    if same(&reports, |e| e.report)? && same(&digests, |e| e.digest)? { Ok(Some((head, entries))) } else { Ok(None) }
}

/// Whether all pieces have their bytes still.
fn verify(path: &Path, entries: &[Entry], piece: fn(&Entry) -> Piece) -> std::io::Result<bool> {
    let Ok(file) = File::open(path) else { return Ok(false) };
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut at = 0;
    let mut bytes = Vec::new();
    for e in entries {
        let p = piece(e);
        if p.at != at {
            return Ok(false);
        }
        bytes.clear();
        (&mut reader).take(p.len).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != p.len || crc32fast::hash(&bytes) != p.crc {
            return Ok(false);
        }
        at += p.len;
    }
    Ok(reader.fill_buf()?.is_empty())
}

/// Puts a stream in path order: renames nothing yet, but gives the path of a file that is durable and right.
fn assemble(
    part: &mut Part,
    old: &Path,
    next: &Path,
    entries: &mut [Entry],
    piece: fn(&mut Entry) -> &mut Piece,
) -> std::io::Result<PathBuf> {
    let mut at = 0;
    let in_order = entries.iter_mut().all(|e| {
        let in_part = e.in_part;
        let p = piece(e);
        let right = in_part && p.at == at;
        at += p.len;
        right
    });
    if in_order && at == part.end {
        part.file.sync_all()?;
        return Ok(part.path.clone());
    }
    let mut out = fs_err::File::create(next)?;
    let mut old = File::open(old).ok();
    let mut made = fs_err::File::open(&part.path)?.into_parts().0;
    // Neighbours in the same source are copied at one go.
    let mut run: Option<(bool, u64, u64)> = None;
    let mut copy = |run: (bool, u64, u64)| -> std::io::Result<()> {
        let from = if run.0 { Some(&mut made) } else { old.as_mut() };
        let from = from.ok_or_else(|| io(format!("{} 不见了；请再运行一次", State::REPORTS)))?;
        from.seek(SeekFrom::Start(run.1))?;
        let copied = std::io::copy(&mut from.take(run.2), out.file_mut())?;
        if copied == run.2 { Ok(()) } else { Err(io("结果文件比记录的短；请加 --force 重新运行")) }
    };
    let mut at = 0;
    for e in entries {
        let in_part = e.in_part;
        let p = piece(e);
        match &mut run {
            Some(r) if r.0 == in_part && r.1 + r.2 == p.at => r.2 += p.len,
            _ => {
                if let Some(r) = run.replace((in_part, p.at, p.len)) {
                    copy(r)?;
                }
            }
        }
        p.at = at;
        at += p.len;
    }
    if let Some(r) = run {
        copy(r)?;
    }
    out.sync_all()?;
    Ok(next.to_owned())
}
