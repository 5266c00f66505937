//! The committed JSON Schema is that of the types, and every output obeys it.

use std::path::{Path, PathBuf};

use jixiao::outputs::{assemble, schema};

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let committed = std::fs::read_to_string(root("schemas/report.schema.json")).unwrap();
    assert!(
        committed == schema::text().unwrap(),
        "schemas/report.schema.json is out of date: cargo run -- schema > schemas/report.schema.json"
    );
}

#[test]
fn every_output_obeys_the_schema() {
    let schema = serde_json::to_value(schema::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut inputs: Vec<(String, Vec<u8>)> = [
        ("empty.txt", &b""[..]),
        ("noise.txt", b"\xff\xfe\x00\x01"),
        ("report.txt", "一、基本情况\n本单位编制3人。2024年预算资金42.76万元，其中：基本支出30万元。\n二、其他\n无".as_bytes()),
    ]
    .map(|(n, b)| (n.to_owned(), b.to_vec()))
    .into();
    for folder in ["corpus", "fixtures"] {
        for entry in walkdir::WalkDir::new(root(folder)).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
            inputs.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
        }
    }
    for (name, bytes) in &inputs {
        let parsed = jixiao::parse(bytes, name);
        let json = serde_json::to_value(assemble::report(name, bytes, &parsed)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
    let damaged = serde_json::json!({ "schema_version": "1", "status": 3 });
    assert!(!validator.is_valid(&damaged), "a validator that accepts anything proves nothing");
}
