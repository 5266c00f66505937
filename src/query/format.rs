//! Answers as a table for people, or as CSV, JSON and Markdown.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::answer::{Answer, Cell};

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns, also for Chinese.
    #[default]
    Table,
    /// CSV with BOM, as Excel opens it.
    Csv,
    /// A list of objects.
    Json,
    /// One object a line.
    Jsonl,
    /// A Markdown table.
    Markdown,
    /// A workbook.
    Xlsx,
}

/// Widest column of a table, in columns of the terminal; longer words are cut with `…`.
const WIDEST: usize = 48;

/// Writes an answer; a workbook has its own writer ([`crate::export::answer_workbook`]).
pub fn write(answer: &Answer, format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => table(answer, out),
        Format::Csv => csv(answer, out),
        Format::Json => json(answer, out),
        Format::Jsonl => jsonl(answer, out),
        Format::Markdown => markdown(answer, out),
        Format::Xlsx => out.write_all(&crate::export::answer_workbook(answer).map_err(io::Error::other)?),
    }
}

fn table(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    let shown: Vec<Vec<String>> = answer.rows.iter().map(|r| r.iter().map(|c| cut(&c.show())).collect()).collect();
    let widths: Vec<usize> = answer
        .columns
        .iter()
        .enumerate()
        .map(|(i, name)| shown.iter().filter_map(|r| r.get(i)).map(|c| c.width()).chain([name.width()]).max().unwrap_or(0))
        .collect();
    let line = |cells: &mut dyn Iterator<Item = (&str, bool)>| {
        let mut text = String::new();
        for ((cell, right), width) in cells.zip(&widths) {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            if !text.is_empty() {
                text.push_str("  ");
            }
            let (before, after) = if right { (gap.as_str(), "") } else { ("", gap.as_str()) };
            text.push_str(before);
            text.push_str(cell);
            text.push_str(after);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    };
    let numeric: Vec<bool> =
        (0..answer.columns.len()).map(|i| answer.rows.iter().filter_map(|r| r.get(i)).any(Cell::is_number)).collect();
    let flags = || numeric.iter().copied();
    out.write_all(line(&mut answer.columns.iter().map(String::as_str).zip(flags())).as_bytes())?;
    let rule: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    out.write_all(line(&mut rule.iter().map(String::as_str).zip(flags())).as_bytes())?;
    for row in &shown {
        out.write_all(line(&mut row.iter().map(String::as_str).zip(flags())).as_bytes())?;
    }
    writeln!(out, "（{} 行）", answer.rows.len())
}

/// One line of at most [`WIDEST`] columns.
fn cut(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if words.width() <= WIDEST {
        return words;
    }
    let mut kept = String::new();
    for c in words.chars() {
        if kept.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) >= WIDEST {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

fn csv(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    csv_line(answer.columns.iter().map(String::as_str), out)?;
    for row in &answer.rows {
        let cells: Vec<_> = row.iter().map(csv_cell).collect();
        csv_line(cells.iter().map(|c| c.as_ref()), out)?;
    }
    Ok(())
}

/// Words that a spreadsheet would run as a formula get an apostrophe in front: the words come from files of others.
fn csv_cell(cell: &Cell) -> std::borrow::Cow<'_, str> {
    match cell {
        Cell::Text(t) if t.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{t}").into(),
        _ => cell.show(),
    }
}

fn csv_line<'a>(cells: impl Iterator<Item = &'a str>, out: &mut impl Write) -> io::Result<()> {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

/// The columns' names as JSON, each with its colon: they are the same in every row.
fn json_names(answer: &Answer) -> Vec<Vec<u8>> {
    let name = |n: &String| {
        let mut words = serde_json::to_vec(n).unwrap_or_default();
        words.push(b':');
        words
    };
    answer.columns.iter().map(name).collect()
}

fn json_cell(cell: &Cell, out: &mut Vec<u8>) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Real(x) if !x.is_finite() => out.write_all(b"null"),
        Cell::Integer(n) => write!(out, "{n}"),
        Cell::Real(x) => write!(out, "{x}"),
        Cell::Text(t) => Ok(serde_json::to_writer(out, t)?),
    }
}

/// By hand: the order of the columns stays, and numbers are the digits that [`Cell::show`] prints.
fn json_object(names: &[Vec<u8>], row: &[Cell], out: &mut Vec<u8>) -> io::Result<()> {
    out.push(b'{');
    for (i, (name, cell)) in names.iter().zip(row).enumerate() {
        if i > 0 {
            out.push(b',');
        }
        out.extend_from_slice(name);
        json_cell(cell, out)?;
    }
    out.push(b'}');
    Ok(())
}

/// Bytes of rows that are written at once.
const BLOCK: usize = 1 << 16;

fn json_rows(answer: &Answer, between: &[u8], end: &[u8], out: &mut impl Write) -> io::Result<()> {
    let names = json_names(answer);
    let mut block = Vec::with_capacity(BLOCK + 4096);
    for (i, row) in answer.rows.iter().enumerate() {
        if i > 0 {
            block.extend_from_slice(between);
        }
        json_object(&names, row, &mut block)?;
        block.extend_from_slice(end);
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)
}

fn json(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"[")?;
    json_rows(answer, b",\n ", b"", out)?;
    out.write_all(b"]\n")
}

fn jsonl(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    json_rows(answer, b"", b"\n", out)
}

fn markdown(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    let safe = |s: &str| s.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.write_all(line(answer.columns.iter().map(|c| safe(c)).collect()).as_bytes())?;
    let numeric = |i: usize| answer.rows.iter().filter_map(|r| r.get(i)).any(Cell::is_number);
    let rule = (0..answer.columns.len()).map(|i| if numeric(i) { "---:" } else { "---" }.to_owned()).collect();
    out.write_all(line(rule).as_bytes())?;
    for row in &answer.rows {
        out.write_all(line(row.iter().map(|c| safe(&c.show())).collect()).as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Answer {
        Answer {
            columns: vec!["单位".into(), "万元".into()],
            rows: vec![
                vec![Cell::Text("团委".into()), Cell::Real(41.8)],
                vec![Cell::Text("县\"委\",办|公室".into()), Cell::Integer(3)],
                vec![Cell::Text("=1+1".into()), Cell::Null],
            ],
        }
    }

    fn written(format: Format) -> String {
        let mut out = Vec::new();
        write(&answer(), format, &mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_table_is_aligned_for_chinese() {
        let text = written(Format::Table);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("单位            万元"));
        assert_eq!(lines.next(), Some("--------------  ----"));
        assert_eq!(lines.next(), Some("团委            41.8"));
        assert_eq!(lines.next(), Some("县\"委\",办|公室     3"));
        assert_eq!(text.lines().last(), Some("（3 行）"));
    }

    #[test]
    fn csv_is_quoted_and_runs_no_formula() {
        assert_eq!(written(Format::Csv), "\u{feff}单位,万元\r\n团委,41.8\r\n\"县\"\"委\"\",办|公室\",3\r\n'=1+1,\r\n");
    }

    #[test]
    fn json_keeps_order_and_digits() {
        assert_eq!(
            written(Format::Json),
            "[{\"单位\":\"团委\",\"万元\":41.8},\n {\"单位\":\"县\\\"委\\\",办|公室\",\"万元\":3},\n {\"单位\":\"=1+1\",\"万元\":null}]\n"
        );
        let lines = written(Format::Jsonl);
        assert_eq!(lines.lines().count(), 3);
        for line in lines.lines() {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON");
        }
    }

    #[test]
    fn markdown_escapes_its_bars() {
        assert!(written(Format::Markdown).contains("| 县\"委\",办\\|公室 | 3 |"));
    }
}
