//! Zip archives of submissions: read through in place, behind limits, without unpacking to disk.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::Status;

/// Most members of an archive.
pub const MAX_MEMBERS: usize = 20_000;
/// Most bytes of all members, unpacked.
pub const MAX_TOTAL: u64 = 8 << 30;
/// Most bytes of one file or member.
pub const MAX_FILE: u64 = 512 << 20;

/// Why an input gives no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its status.
    pub status: Status,
    /// Fixed word.
    pub code: &'static str,
    /// Cause and what to do, in Chinese.
    pub message: String,
}

/// A file that several threads read at places of their own.
#[derive(Clone, Debug)]
pub struct SharedFile {
    file: Arc<std::fs::File>,
    size: u64,
    at: u64,
}

impl Read for SharedFile {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        #[cfg(unix)]
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, buf, self.at)?;
        #[cfg(windows)]
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, buf, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let at = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::End(n) => self.size.checked_add_signed(n),
            SeekFrom::Current(n) => self.at.checked_add_signed(n),
        };
        self.at = at.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// A member of an archive.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its path in the archive, with `/`.
    pub name: String,
    /// Index in the archive.
    index: usize,
    /// Why it cannot be read, as far as the directory of the archive says so.
    pub broken: Option<Broken>,
}

/// An open archive.
#[derive(Debug)]
pub struct Archive {
    zip: ZipArchive<SharedFile>,
    /// Its files, without folders.
    pub members: Vec<Member>,
}

/// What a file that looks like an archive is.
#[derive(Debug)]
pub enum Opened {
    /// An archive of files.
    Archive(Archive),
    /// A document that happens to be a zip file (docx, xlsx, ods).
    Document,
    /// No use: one row tells why.
    Broken(Broken),
}

/// Whether the name says that this is an archive of files.
pub fn looks_like_archive(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"))
}

fn broken(status: Status, code: &'static str, message: String) -> Broken {
    Broken { status, code, message }
}

/// Names of old archives are GBK unless they are UTF-8; steps up are dropped.
fn clean_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|p| !matches!(*p, "" | "." | "..")).collect();
    parts.join("/").replace(|c: char| c.is_control(), "_")
}

impl Archive {
    /// Opens a file that looks like an archive.
    pub fn open(path: &Path) -> Opened {
        let opened = std::fs::File::open(path).and_then(|file| {
            let size = file.metadata()?.len();
            Ok(SharedFile { file: Arc::new(file), size, at: 0 })
        });
        let zip = match opened.map_err(ZipError::Io).and_then(ZipArchive::new) {
            Ok(zip) => zip,
            Err(e) => {
                let message = format!("压缩包已损坏或不是 zip 格式（{e}）；请重新打包后再运行");
                return Opened::Broken(broken(Status::Unreadable, "archive_damaged", message));
            }
        };
        if ["[Content_Types].xml", "mimetype"].iter().any(|n| zip.index_for_name(n).is_some()) {
            return Opened::Document;
        }
        if zip.len() > MAX_MEMBERS {
            let message = format!("压缩包内有 {} 个文件，超过 {MAX_MEMBERS} 个的上限；请分成几个包", zip.len());
            return Opened::Broken(broken(Status::TooLarge, "archive_members", message));
        }
        let mut members = Vec::new();
        let mut total = 0u64;
        let mut names = std::collections::HashSet::new();
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_data(index) else { continue };
            let data = entry;
            if data.is_dir() {
                continue;
            }
            let mut name = clean_name(data.name_raw());
            if name.is_empty() {
                name = format!("成员{}", index + 1);
            }
            let plain = name.clone();
            let mut n = 2;
            while !names.insert(name.clone()) {
                name = format!("{plain}~{n}");
                n += 1;
            }
            total = total.saturating_add(data.size());
            let broken = if data.encrypted() {
                let message = "压缩包内的文件设有密码；请解除密码后重新提交".to_owned();
                Some(broken(Status::Encrypted, "archive_encrypted", message))
            } else if data.size() > MAX_FILE {
                Some(too_large(data.size()))
            } else {
                None
            };
            members.push(Member { name, index, broken });
        }
        if total > MAX_TOTAL {
            let message = format!("压缩包展开后有 {} MB，超过 {} MB 的上限；请分成几个包", total >> 20, MAX_TOTAL >> 20);
            return Opened::Broken(broken(Status::TooLarge, "archive_size", message));
        }
        if members.is_empty() {
            return Opened::Broken(broken(
                Status::Unreadable,
                "archive_empty",
                "压缩包内没有文件；请检查是否打包有误".to_owned(),
            ));
        }
        Opened::Archive(Archive { zip, members })
    }

    /// The bytes of a member.
    pub fn bytes(&self, member: usize) -> Result<Vec<u8>, Broken> {
        let damaged = |e: &dyn std::fmt::Display| {
            broken(Status::Unreadable, "archive_damaged", format!("压缩包内的文件无法解压（{e}）；请重新打包后再运行"))
        };
        let index = self.members.get(member).map(|m| m.index).ok_or_else(|| damaged(&"没有这个成员"))?;
        let mut zip = self.zip.clone();
        let mut entry = zip.by_index(index).map_err(|e| damaged(&e))?;
        let mut bytes = Vec::with_capacity(entry.size().min(16 << 20) as usize);
        // The declared size may lie: stop one byte after the limit.
        (&mut entry).take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|e| damaged(&e))?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(too_large(bytes.len() as u64));
        }
        Ok(bytes)
    }
}

/// A file over the limit.
pub fn too_large(size: u64) -> Broken {
    let message = format!("文件有 {} MB，超过 {} MB 的上限；请拆分或压缩图片后重新提交", size >> 20, MAX_FILE >> 20);
    broken(Status::TooLarge, "file_size", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn archive(members: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".zip").tempfile().expect("a file");
        let mut zip = zip::ZipWriter::new(file.reopen().expect("the file"));
        for (name, bytes) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
            zip.write_all(bytes).expect("its bytes");
        }
        zip.finish().expect("an archive");
        file
    }

    #[test]
    fn members_are_read_in_place() {
        let file = archive(&[("甲局/a.txt", b"one"), ("../b.txt", b"two"), ("b.txt", b"three")]);
        let Opened::Archive(a) = Archive::open(file.path()) else { panic!("an archive") };
        let names: Vec<_> = a.members.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["甲局/a.txt", "b.txt", "b.txt~2"]);
        assert_eq!(a.bytes(2).expect("bytes"), b"three");
        assert_eq!(a.bytes(0).expect("bytes"), b"one");
    }

    #[test]
    fn documents_and_broken_archives_are_told_apart() {
        let docx = archive(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
        assert!(matches!(Archive::open(docx.path()), Opened::Document));
        let mut bad = tempfile::NamedTempFile::new().expect("a file");
        bad.write_all(b"PK\x03\x04 not really").expect("bytes");
        let Opened::Broken(b) = Archive::open(bad.path()) else { panic!("broken") };
        assert_eq!(b.status, Status::Unreadable);
        assert!(matches!(Archive::open(archive(&[]).path()), Opened::Broken(_)));
    }

    #[test]
    fn old_names_are_gbk() {
        assert_eq!(clean_name(&[0xbc, 0xd7, b'/', b'a']), "甲/a");
        assert_eq!(clean_name("/甲\\乙\u{7}.txt".as_bytes()), "甲/乙_.txt");
    }
}
