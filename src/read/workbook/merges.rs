//! Which cells a merged range covers, found in one sweep from the first row to the last.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::Merge;

/// What a position is to the merged ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    /// In none.
    Free,
    /// The top left corner of one.
    Corner(Merge),
    /// Covered by one.
    Covered(Merge),
}

/// The ranges that reach the present row; positions must be asked for in row order.
pub(super) struct Sweep {
    /// Ranges not reached yet, last first.
    ahead: Vec<Merge>,
    /// Ranges that hold cells of this row, by first column. They do not overlap.
    active: BTreeMap<u32, Merge>,
    /// Last rows of the active ranges.
    ends: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Sweep {
    /// Starts above the first row. Of ranges that overlap, which no program writes, the later one is left out.
    pub(super) fn new(mut merges: Vec<Merge>) -> Self {
        merges.retain(|m| m.first.0 <= m.last.0 && m.first.1 <= m.last.1);
        merges.sort_by_key(|m| Reverse(m.first));
        Self { ahead: merges, active: BTreeMap::new(), ends: BinaryHeap::new() }
    }

    fn advance(&mut self, row: u32) {
        while let Some(&m) = self.ahead.last() {
            if m.first.0 > row {
                break;
            }
            self.ahead.pop();
            self.expire(m.first.0);
            let before = self.active.range(..=m.last.1).next_back();
            if before.is_none_or(|(_, b)| b.last.1 < m.first.1) {
                self.active.insert(m.first.1, m);
                self.ends.push(Reverse((m.last.0, m.first.1)));
            }
        }
        self.expire(row);
    }

    fn expire(&mut self, row: u32) {
        while let Some(&Reverse((end, col))) = self.ends.peek() {
            if end >= row {
                break;
            }
            self.ends.pop();
            self.active.remove(&col);
        }
    }

    /// What a position is; rows must not go back.
    pub(super) fn at(&mut self, row: u32, col: u32) -> Cover {
        self.advance(row);
        match self.active.range(..=col).next_back() {
            Some((_, m)) if m.first == (row, col) => Cover::Corner(*m),
            Some((_, m)) if m.last.1 >= col => Cover::Covered(*m),
            _ => Cover::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_and_covered_cells() {
        let a = Merge { first: (0, 0), last: (0, 3) };
        let b = Merge { first: (1, 0), last: (3, 0) };
        let overlapping = Merge { first: (2, 0), last: (2, 5) };
        let mut sweep = Sweep::new(vec![b, overlapping, a]);
        assert_eq!(sweep.at(0, 0), Cover::Corner(a));
        assert_eq!(sweep.at(0, 3), Cover::Covered(a));
        assert_eq!(sweep.at(0, 4), Cover::Free);
        assert_eq!(sweep.at(1, 0), Cover::Corner(b));
        assert_eq!(sweep.at(3, 0), Cover::Covered(b));
        assert_eq!(sweep.at(3, 1), Cover::Free);
        assert_eq!(sweep.at(4, 0), Cover::Free);
    }
}
