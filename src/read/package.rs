//! Zip containers (.docx, .xlsx, .ods) read behind limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{self, Refusal};

/// An opened container.
pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    inflated: u64,
}

/// What a damaged container is told as.
fn damaged(what: &str) -> Refusal {
    Refusal::unreadable("damaged_zip", format!("文件损坏或不完整（{what}），请重新下载或重新导出"))
}

impl<'a> Package<'a> {
    /// Opens a container; its directory must be whole.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e.to_string()))?;
        if zip.len() > limits::ZIP_ENTRIES {
            let n = limits::ZIP_ENTRIES;
            return Err(Refusal::too_large("zip_entries", format!("压缩包内有 {} 个文件，超过上限 {n}", zip.len())));
        }
        // A name that cannot be decoded is none that we ask for.
        let names = zip.file_names().filter_map(Result::ok).map(|n| n.into_owned()).collect();
        Ok(Self { zip, names, inflated: 0 })
    }

    /// The names of all parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    /// Inflates a part; `None` if there is none of this name. All parts together stay below [`limits::INFLATED_BYTES`].
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let left = limits::INFLATED_BYTES.saturating_sub(self.inflated);
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                let status = super::Status::Encrypted;
                let message = "文件有密码，请去掉密码后再读".to_owned();
                return Err(Refusal { status, code: "encrypted", message });
            }
            Err(e) => return Err(damaged(&format!("{name}：{e}"))),
        };
        // All at once: a vector that grows holds itself twice while it moves. What a false size sets aside is never touched.
        let mut out = Vec::new();
        let _ = out.try_reserve_exact(usize::try_from(file.size().min(left + 1)).unwrap_or(0));
        file.take(left + 1).read_to_end(&mut out).map_err(|e| damaged(&format!("{name}：{e}")))?;
        if out.len() as u64 > left {
            let mb = limits::INFLATED_BYTES >> 20;
            return Err(Refusal::too_large("inflated_bytes", format!("解压后超过上限 {mb} MB（{name}），疑为压缩炸弹，未读取")));
        }
        self.inflated += out.len() as u64;
        Ok(Some(out))
    }
}
