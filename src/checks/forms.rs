//! Family F: standard forms.

use super::bench::Bench;

/// Runs the rules on every form.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let _ = bench.facts.forms.len();
}
