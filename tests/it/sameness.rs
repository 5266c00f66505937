//! The same report in other clothes has the same facts: encoding, line width, brackets, digits, line ends.

use serde_json::{Value, json};

use super::{labelled_texts, youth_league};

/// The facts without their places and printed words.
fn facts(report: &Value) -> Value {
    let pick = |key: &str, fields: &[&str]| -> Vec<Value> {
        report[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| fields.iter().map(|f| item[*f].clone()).collect::<Value>())
            .collect()
    };
    json!({
        "head": [report["report"]["unit_name"], report["report"]["fiscal_year"], report["report"]["kind"]],
        "sections": pick("sections", &["path", "level", "ordinal", "title", "role", "nil"]),
        "amounts": pick("amounts", &["wan", "bound", "role", "concept", "section", "fund", "parent", "year", "column"]),
        "percents": pick("percents", &["value", "concept", "section"]),
        "funds": pick("funds", &["name", "initial", "adjust", "actual", "balance", "section"]),
        "counts": pick("counts", &["value", "unit", "bound", "section"]),
        "staff": pick("staff", &["concept", "value", "section"]),
    })
}

fn facts_of(bytes: &[u8]) -> Value {
    facts(&super::json(bytes, "report.txt"))
}

/// Says which facts differ, a line each.
fn differences(a: &Value, b: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let Some(keys) = a.as_object() else { return out };
    for key in keys.keys() {
        let empty = Vec::new();
        let (x, y) = (a[key].as_array().unwrap_or(&empty), b[key].as_array().unwrap_or(&empty));
        if x.len() != y.len() {
            out.push(format!("{key}: {} and {}", x.len(), y.len()));
        }
        for (p, q) in x.iter().zip(y).filter(|(p, q)| p != q).take(3) {
            out.push(format!("{key}: {p} and {q}"));
        }
    }
    out
}

fn samples() -> Vec<(String, String)> {
    let mut all = vec![("youth-league".to_owned(), youth_league())];
    for seed in [3, 14, 15, 92, 65, 35, 89, 79] {
        all.push((format!("seed {seed}"), jixiao::generate::report(seed, &Default::default()).text));
    }
    all
}

fn with_labelled() -> Vec<(String, String)> {
    let mut all = samples();
    for path in labelled_texts() {
        all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    all
}

#[test]
fn encodings() {
    for (name, text) in with_labelled() {
        let plain = facts_of(text.as_bytes());
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = text.encode_utf16();
            let units = mark.then_some(0xfeff).into_iter().chain(units);
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let mut bom = vec![0xef, 0xbb, 0xbf];
        bom.extend_from_slice(text.as_bytes());
        let copies = [
            ("UTF-8 with a mark", bom),
            ("UTF-16 LE", utf16(false, true)),
            ("UTF-16 BE", utf16(true, true)),
            ("UTF-16 LE without a mark", utf16(false, false)),
            ("UTF-16 BE without a mark", utf16(true, false)),
            ("GB18030", encoding_rs::GB18030.encode(&text).0.into_owned()),
        ];
        for (encoding, bytes) in copies {
            let other = facts_of(&bytes);
            assert!(plain == other, "{name} in {encoding}: {:#?}", differences(&plain, &other));
        }
    }
}

#[test]
fn line_ends() {
    for (name, text) in samples() {
        let plain = facts_of(text.as_bytes());
        for (what, copy) in [("CRLF", text.replace('\n', "\r\n")), ("CR", text.replace('\n', "\r"))] {
            let other = facts_of(copy.as_bytes());
            assert!(plain == other, "{name} with {what}: {:#?}", differences(&plain, &other));
        }
    }
}

/// Breaks every line after so many columns, a Chinese character being two wide, as a dump with a fixed width does.
fn wrapped(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        for c in line.chars() {
            let wide = if c.is_ascii() { 1 } else { 2 };
            if width + wide > columns {
                out.push('\n');
                width = 0;
            }
            out.push(c);
            width += wide;
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_youth_league_report_wrapped() {
    let text = youth_league();
    let plain = facts_of(text.as_bytes());
    for columns in [36, 60, 72, 80] {
        let other = facts_of(wrapped(&text, columns).as_bytes());
        assert!(plain == other, "at {columns} columns: {:#?}", differences(&plain, &other));
    }
}

#[test]
fn half_width_brackets() {
    let text = youth_league();
    let plain = facts_of(text.as_bytes());
    let copy = text.replace('（', "(").replace('）', ")");
    let mut other = facts_of(copy.as_bytes());
    // Titles and names hold brackets of their own.
    let mut plain = plain;
    for facts in [&mut plain, &mut other] {
        let words = facts.to_string().replace('（', "(").replace('）', ")");
        *facts = serde_json::from_str(&words).unwrap();
    }
    assert!(plain == other, "{:#?}", differences(&plain, &other));
}

#[test]
fn full_width_digits() {
    for (name, text) in samples() {
        let plain = facts_of(text.as_bytes());
        let wide: String =
            text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32('０' as u32 + d)).unwrap_or(c)).collect();
        let mut other = facts_of(wide.as_bytes());
        let words: String = other
            .to_string()
            .chars()
            .map(|c| if ('０'..='９').contains(&c) { char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap() } else { c })
            .collect();
        other = serde_json::from_str(&words).unwrap();
        assert!(plain == other, "{name}: {:#?}", differences(&plain, &other));
    }
}

#[test]
fn other_figures_mean_the_same() {
    let mut rng = jixiao::generate::Prng::new(2024);
    for (name, text) in with_labelled() {
        let parsed = jixiao::parse(text.as_bytes(), "report.txt");
        let report = super::json(text.as_bytes(), "report.txt");
        let chars: Vec<char> = parsed.doc.text.chars().collect();
        let mut copy: Vec<char> = chars.clone();
        let amounts = report["amounts"].as_array().unwrap();
        for amount in amounts {
            let at = |k: &str| amount["at"][k].as_u64().unwrap() as usize;
            let mut first = true;
            for c in copy.get_mut(at("start")..at("end")).unwrap() {
                if c.is_ascii_digit() {
                    // A leading zero stays one, another first digit does not become one.
                    let low = if first && *c != '0' { 1 } else { 0 };
                    if !(first && *c == '0') {
                        *c = char::from_digit(rng.between(low, 9) as u32, 10).unwrap();
                    }
                    first = false;
                }
            }
        }
        let copy: String = copy.into_iter().collect();
        let other = super::json(copy.as_bytes(), "report.txt");
        // which of two names a fund goes by may follow from its figures (地力补贴 of 耕地地力保护补贴资金), that it is a fund's does not
        let concepts = |r: &Value| -> Vec<Value> {
            let of = |a: &Value| json!([a["concept"], a["section"], a["fund"].is_string(), a["role"]]);
            r["amounts"].as_array().unwrap().iter().map(of).collect()
        };
        let (a, b) = (concepts(&report), concepts(&other));
        assert_eq!(a.len(), b.len(), "{name}");
        for (i, (x, y)) in a.iter().zip(&b).enumerate() {
            assert_eq!(x, y, "{name}: {} became {}", amounts[i]["raw"], other["amounts"][i]["raw"]);
        }
    }
}
