//! Web archives (MIME, RFC 2557): a Word or Excel file saved as one, often under the name .doc or .xls.

use memchr::memmem;

use crate::read::limits;

/// A page of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
    /// The charset that its header declares.
    pub charset: Option<String>,
}

/// The pages of an archive, in order.
pub fn pages(bytes: &[u8]) -> Vec<Part> {
    let mut out = Vec::new();
    entity(bytes, 0, &mut out);
    out
}

/// Reads headers and body of an entity; those of a multipart one are entities again.
fn entity(bytes: &[u8], depth: usize, out: &mut Vec<Part>) {
    if depth > limits::NESTING || out.len() > limits::SHEETS {
        return;
    }
    let (head, body) = split_head(bytes);
    let head = unfold(head);
    let header = |name: &str| head.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let kind = header("content-type");
    let lower = kind.to_lowercase();
    if lower.starts_with("multipart/") {
        if let Some(boundary) = parameter(kind, "boundary") {
            for part in parts(body, &boundary) {
                entity(part, depth + 1, out);
            }
        }
    } else if header("content-location").to_lowercase().ends_with("tabstrip.htm") {
        // The tabs that Excel draws below its sheets.
    } else if lower.starts_with("text/html") || lower.starts_with("application/xhtml") {
        let bytes = match header("content-transfer-encoding").to_lowercase().as_str() {
            "quoted-printable" => quoted_printable(body),
            "base64" => base64(body),
            _ => body.to_vec(),
        };
        out.push(Part { bytes, charset: parameter(kind, "charset") });
    }
}

/// Headers end at the first empty line.
fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"].into_iter().filter_map(|mark| {
        let at = memmem::find(bytes, mark)?;
        Some((at, at + mark.len()))
    });
    match ends.min() {
        Some((end, from)) => (&bytes[..end], &bytes[from..]),
        None => (bytes, &[]),
    }
}

/// Header names in lower case with their values; a line that begins with a blank continues the one before.
fn unfold(head: &[u8]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in String::from_utf8_lossy(head).lines() {
        match (line.starts_with([' ', '\t']), out.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (_, _, Some((name, value))) => out.push((name.trim().to_lowercase(), value.trim().to_owned())),
            _ => {}
        }
    }
    out
}

/// A parameter of a header's value, without quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|p| {
        let (key, value) = p.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let starts: Vec<usize> =
        memmem::find_iter(body, mark.as_bytes()).filter(|&i| i == 0 || body.get(i - 1) == Some(&b'\n')).collect();
    let ends = starts.iter().skip(1).copied().chain([body.len()]);
    let between = starts.iter().zip(ends).filter_map(|(&from, to)| body.get(from + mark.len()..to));
    between.filter(|p| !p.starts_with(b"--")).map(<[u8]>::trim_ascii_start).collect()
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let hex = |b: Option<&u8>| b.and_then(|&b| char::from(b).to_digit(16));
        if let (Some(high), Some(low)) = (hex(rest.first()), hex(rest.get(1))) {
            out.push((high * 16 + low) as u8);
            rest = &rest[2..];
        } else if let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            rest = after;
        } else {
            out.push(b'=');
        }
    }
    out.extend_from_slice(rest);
    out
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for &b in body {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_both_encodings() {
        let archive = b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"x=1\"\r\n\r\nhint\r\n\
            --x=1\r\nContent-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            a=3Db=\r\nc\r\n--x=1\r\nContent-Type: image/png\r\n\r\nPNG\r\n\
            --x=1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+\r\n--x=1--\r\n";
        let found = pages(archive);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].bytes.trim_ascii(), found[0].charset.as_deref()), (&b"a=bc"[..], Some("gb2312")));
        assert_eq!(found[1].bytes, b"<b>");
    }
}
