//! A list that the bureau hands in: CSV (UTF-8 or GBK) or the first sheet of a workbook, as rows of words.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader};

fn wrong(path: &Path, cause: impl std::fmt::Display) -> std::io::Error {
    std::io::Error::new(
        std::io::ErrorKind::InvalidData,
        format!("{} 无法读取：{cause}；请另存为 xlsx 或 CSV 后重试", path.display()),
    )
}

/// The rows of a list, blanks around words taken off, empty rows left out.
pub fn rows(path: &Path) -> std::io::Result<Vec<Vec<String>>> {
    let bytes = fs_err::read(path)?;
    let workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    let rows = if workbook { of_workbook(path, bytes)? } else { of_csv(path, &bytes)? };
    Ok(rows.into_iter().filter(|r| r.iter().any(|c| !c.is_empty())).collect())
}

fn of_workbook(path: &Path, bytes: Vec<u8>) -> std::io::Result<Vec<Vec<String>>> {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| wrong(path, e))?;
    let range = book.worksheet_range_at(0).ok_or_else(|| wrong(path, "工作簿里没有工作表"))?.map_err(|e| wrong(path, e))?;
    let words = |d: &Data| match d {
        // The binary number of a sheet is made exact at the 15 digits that a sheet can show.
        Data::Float(f) => match rust_decimal::Decimal::from_scientific(&format!("{f:.14e}")) {
            Ok(d) => d.normalize().to_string(),
            Err(_) => f.to_string(),
        },
        Data::Empty => String::new(),
        d => d.to_string().trim().to_owned(),
    };
    Ok(range.rows().map(|row| row.iter().map(words).collect()).collect())
}

fn of_csv(path: &Path, bytes: &[u8]) -> std::io::Result<Vec<Vec<String>>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.records().map(|r| Ok(r.map_err(|e| wrong(path, e))?.iter().map(str::to_owned).collect())).collect()
}

/// The column whose header is one of the names; a header may have more words in brackets behind (`单位名称（全称）`).
pub fn column(header: &[String], names: &[&str]) -> Option<usize> {
    let head = |h: &str| h.split(['（', '(']).next().unwrap_or("").replace(char::is_whitespace, "").to_lowercase();
    names.iter().find_map(|n| header.iter().position(|h| head(h) == *n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn gbk_and_utf8_lists_are_read() {
        for bytes in
            [encoding_rs::GBK.encode("单位名称,代码\n甲局, 101 \n\n").0.into_owned(), "\u{feff}单位名称,代码\n甲局,101\n".into()]
        {
            let mut file = tempfile::NamedTempFile::new().expect("a file");
            file.write_all(&bytes).expect("bytes");
            let rows = rows(file.path()).expect("rows");
            assert_eq!(rows, [["单位名称", "代码"], ["甲局", "101"]]);
            assert_eq!(column(&rows[0], &["单位", "单位名称"]), Some(0));
        }
    }

    #[test]
    fn workbooks_are_read_exactly() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "单位").expect("a cell");
        sheet.write(1, 0, "甲局").expect("a cell");
        sheet.write(1, 1, 0.1 + 0.2).expect("a cell");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), book.save_to_buffer().expect("a workbook")).expect("bytes");
        assert_eq!(rows(file.path()).expect("rows")[1], ["甲局", "0.3"]);
    }
}
