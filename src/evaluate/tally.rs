//! Hits, wants and misses by measure.

use std::collections::BTreeMap;

/// Counts of one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Found and right.
    pub hit: usize,
    /// Labelled.
    pub want: usize,
    /// Found.
    pub got: usize,
}

/// Shares of one measure, each from 0 to 1, none where there is nothing to divide by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Right ones among those labelled.
    pub recall: Option<f64>,
    /// Right ones among those found.
    pub precision: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
}

/// Counts by measure, and what was missed in words.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<&'static str, Count>,
    misses: BTreeMap<&'static str, Vec<String>>,
}

impl Tally {
    /// Adds to a measure in which more or less than the labelled may be found.
    pub fn found(&mut self, key: &'static str, hit: usize, want: usize, got: usize) {
        let c = self.counts.entry(key).or_default();
        c.hit += hit;
        c.want += want;
        c.got += got;
    }

    /// Adds one yes or no, and the miss in words when it is a no.
    pub fn decide(&mut self, key: &'static str, right: bool, miss: impl FnOnce() -> String) {
        self.found(key, usize::from(right), 1, 1);
        if !right {
            self.miss(key, miss());
        }
    }

    /// Notes what was missed or made up.
    pub fn miss(&mut self, key: &'static str, what: String) {
        self.misses.entry(key).or_default().push(what);
    }

    /// The counts of a measure.
    pub fn count(&self, key: &str) -> Count {
        self.counts.get(key).copied().unwrap_or_default()
    }

    /// The shares of a measure.
    pub fn shares(&self, key: &str) -> Shares {
        let Count { hit, want, got } = self.count(key);
        let share = |of: usize| (of > 0).then(|| hit as f64 / of as f64);
        let (recall, precision) = (share(want), share(got));
        let f1 = recall.zip(precision).map(|(r, p)| if r + p > 0.0 { 2.0 * r * p / (r + p) } else { 0.0 });
        Shares { recall, precision, f1 }
    }

    /// Misses by measure.
    pub fn misses(&self) -> &BTreeMap<&'static str, Vec<String>> {
        &self.misses
    }

    /// Adds all of another tally.
    pub fn add(&mut self, other: Tally) {
        for (key, c) in other.counts {
            self.found(key, c.hit, c.want, c.got);
        }
        for (key, list) in other.misses {
            self.misses.entry(key).or_default().extend(list);
        }
    }
}
