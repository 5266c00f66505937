//! What the file system says of a file without reading it, and when that is enough to call it unchanged.

use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// Size, times and number of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Last change of the contents, in nanoseconds since 1970.
    pub mtime: i64,
    /// Last change of the contents or of the file's own data; no program can set it back. 0 where there is none.
    pub ctime: i64,
    /// Number of the file in its file system; 0 where there is none.
    pub inode: u64,
}

/// A file that changed so shortly before it was read may change again within the same tick of the clock.
const RACY: i64 = 2_000_000_000;

impl Stamp {
    /// The stamp of a file, none if it cannot be had.
    pub fn of(path: &Path) -> Option<Self> {
        let meta = std::fs::metadata(path).ok()?;
        let mtime = meta.modified().ok()?.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as i64);
        #[cfg(unix)]
        let (ctime, inode) = {
            use std::os::unix::fs::MetadataExt;
            (meta.ctime() * 1_000_000_000 + meta.ctime_nsec(), meta.ino())
        };
        #[cfg(not(unix))]
        let (ctime, inode) = (0, 0);
        Some(Self { size: meta.len(), mtime, ctime, inode })
    }

    /// Whether a file that had this stamp when it was read at `read_at` and has it still is surely the same.
    ///
    /// The stamp must have been older than the reading by two seconds: a change in the same tick leaves no trace in it.
    pub fn proves_unchanged(self, now: Stamp, read_at: i64) -> bool {
        self == now && self.mtime.max(self.ctime) + RACY < read_at
    }
}

/// The clock, in nanoseconds since 1970; used for [`Stamp::proves_unchanged`] and `run.json` only.
pub fn clock() -> i64 {
    std::time::SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_of_the_last_moment_proves_nothing() {
        let stamp = Stamp { size: 3, mtime: 10_000_000_000, ctime: 10_000_000_000, inode: 7 };
        assert!(stamp.proves_unchanged(stamp, 13_000_000_000));
        assert!(!stamp.proves_unchanged(stamp, 11_000_000_000));
        assert!(!stamp.proves_unchanged(Stamp { ctime: 10_000_000_001, ..stamp }, 13_000_000_000));
        assert!(!stamp.proves_unchanged(Stamp { inode: 8, ..stamp }, 13_000_000_000));
    }
}
