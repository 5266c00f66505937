//! The named questions (`data/questions.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::Connection;
use rusqlite::types::Value;
use serde::Deserialize;

use super::answer::Answer;
use super::explain::{QueryError, nearest};
use super::guard::run;

/// A value that a question needs.
#[derive(Clone, Debug, Deserialize)]
pub struct Parameter {
    /// Name: `-p NAME=VALUE`.
    pub name: String,
    /// What it means, in Chinese.
    pub about: String,
    /// Whether it is words; otherwise it is a number.
    #[serde(default)]
    pub words: bool,
    /// Its value if none is given; without one the question does not narrow.
    #[serde(default)]
    pub default: Option<String>,
    /// Whether the question makes no sense without it.
    #[serde(default)]
    pub required: bool,
}

/// A named question.
#[derive(Clone, Debug, Deserialize)]
pub struct Question {
    /// Name on the command line.
    pub name: String,
    /// Number in the handbook's list of 25; 0 for one of our own.
    #[serde(default)]
    pub number: u32,
    /// Who asks: F finance bureau, A audit bureau, B budget analyst, R researcher, J journalist.
    #[serde(default)]
    pub who: String,
    /// The question in Chinese.
    pub title: String,
    /// The question in English.
    pub english: String,
    /// What the answer rests on, in Chinese: which figures, what is left out.
    pub about: String,
    /// Parameters.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The SQL: it runs in any SQLite.
    pub sql: String,
}

#[derive(Deserialize)]
struct Questions {
    question: Vec<Question>,
}

/// All named questions, in the order of the file.
pub fn questions() -> &'static [Question] {
    static ALL: LazyLock<Vec<Question>> = LazyLock::new(|| {
        let read: Result<Questions, _> = toml::from_str(include_str!("data/questions.toml"));
        read.map(|q| q.question).unwrap_or_default()
    });
    &ALL
}

/// The question of a name, or of its number in the handbook.
pub fn question(name: &str) -> Result<&'static Question, QueryError> {
    let number = name.parse().ok().filter(|n| *n > 0);
    let found = questions().iter().find(|q| q.name == name || Some(q.number) == number);
    found.ok_or_else(|| {
        let names: Vec<String> = questions().iter().map(|q| q.name.clone()).collect();
        QueryError::Question { name: name.to_owned(), hint: nearest(name, &names).unwrap_or_default() }
    })
}

/// Answers a named question.
pub fn ask(db: &mut Connection, question: &Question, given: &BTreeMap<String, String>) -> Result<Answer, QueryError> {
    if let Some(unknown) = given.keys().find(|k| !question.parameters.iter().any(|p| p.name == **k)) {
        let names: Vec<String> = question.parameters.iter().map(|p| p.name.clone()).collect();
        let hint = nearest(unknown, &names).unwrap_or_else(|| format!("这个问题的参数：{}", names.join("、")));
        return Err(QueryError::Unknown { what: "参数", name: unknown.clone(), hint });
    }
    let mut values = BTreeMap::new();
    for p in &question.parameters {
        let value = match given.get(&p.name).or(p.default.as_ref()) {
            None if p.required => return Err(QueryError::Parameter { name: p.name.clone() }),
            None => Value::Null,
            Some(words) if p.words => Value::Text(words.clone()),
            Some(number) => {
                parse_number(number).ok_or_else(|| QueryError::Number { name: p.name.clone(), value: number.clone() })?
            }
        };
        values.insert(p.name.clone(), value);
    }
    run(db, &question.sql, &values)
}

/// A number on the command line: whole, or with decimals.
fn parse_number(text: &str) -> Option<Value> {
    let text = text.trim();
    text.parse().map(Value::Integer).or_else(|_| text.parse().map(Value::Real)).ok()
}
