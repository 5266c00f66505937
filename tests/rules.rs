//! Every rule's examples run through the whole pipeline, and the documentation is that of the data.

use jixiao::checks::{RuleSet, Verdict, outcome};

/// The verdicts that an example gives.
fn verdict(rule: &str, text: &str) -> Verdict {
    let parsed = jixiao::parse(text.as_bytes(), "example.txt");
    outcome(&parsed.checks, rule)
}

#[test]
fn every_example_gives_the_verdict_that_it_is_there_for() {
    let mut wrong = Vec::new();
    let mut run = 0;
    for r in RuleSet::builtin().iter() {
        if let Some(text) = &r.pass {
            run += 1;
            let v = verdict(&r.id, text);
            // G02 and the like have nothing to say where nothing is wrong.
            let holds = matches!(v, Verdict::Pass | Verdict::PassRounded) || r.id == "G02" && v == Verdict::NotApplicable;
            if !holds {
                wrong.push(format!("{}: the passing example gives {v:?}", r.id));
            }
        }
        if let Some(text) = &r.fail {
            run += 1;
            let v = verdict(&r.id, text);
            if v != Verdict::Fail {
                let parsed = jixiao::parse(text.as_bytes(), "example.txt");
                let told: Vec<String> = parsed
                    .checks
                    .iter()
                    .filter(|c| c.verdict == Verdict::Fail)
                    .map(|c| format!("{} {}", c.rule, c.message))
                    .collect();
                wrong.push(format!("{}: the failing example gives {v:?}; fails: {told:?}", r.id));
            }
        }
    }
    assert!(run > 80, "{run} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_documentation_is_generated_from_the_data() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let made = jixiao::outputs::explain::document(RuleSet::builtin());
    let kept = fs_err::read_to_string(&path).expect("docs/checks.md");
    assert!(made == kept, "docs/checks.md is stale: run `jixiao explain --docs > docs/checks.md`");
}
