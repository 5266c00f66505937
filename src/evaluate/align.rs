//! Pairs what is wanted with what was found: in order, by equal value, and names by likeness.

/// Pairs `(i, j)` of equal items in order: a longest common subsequence, and among these one with most pairs that are `near`.
///
/// Takes time and memory of `n × m`: meant for the few hundred items of one report.
pub fn align(
    n: usize,
    m: usize,
    same: impl Fn(usize, usize) -> bool,
    near: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let width = m + 1;
    let at = |i: usize, j: usize| i * width + j;
    let mut best = vec![(0u32, 0u32); (n + 1) * width];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let mut b = best[at(i + 1, j)].max(best[at(i, j + 1)]);
            if same(i, j) {
                let (k, s) = best[at(i + 1, j + 1)];
                b = b.max((k + 1, s + u32::from(near(i, j))));
            }
            best[at(i, j)] = b;
        }
    }
    let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
    while i < n && j < m {
        let (k, s) = best[at(i + 1, j + 1)];
        if same(i, j) && best[at(i, j)] == (k + 1, s + u32::from(near(i, j))) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[at(i, j)] == best[at(i + 1, j)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The first eight letters and digits of a title.
pub fn title(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).take(8).collect()
}

fn kernel(name: &str) -> Vec<char> {
    let mut s: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    for word in ["经费", "项目", "专项资金", "专项"] {
        s = s.replace(word, "");
    }
    s.chars().collect()
}

/// Likeness of two names of funds, 0 to 1; from 0.6 they are taken for one.
pub fn name_like(a: &str, b: &str) -> f64 {
    let (a, b) = (kernel(a), kernel(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let common = align(a.len(), b.len(), |i, j| a[i] == b[j], |_, _| false).len();
    let within = |a: &[char], b: &[char]| b.windows(a.len()).any(|w| w == a);
    let held = a.len().min(b.len()) >= 3 && (within(&a, &b) || within(&b, &a));
    (2.0 * common as f64 / (a.len() + b.len()) as f64).max(if held { 0.9 } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pairing_prefers_near_items() {
        let (a, b) = ([1, 2, 2, 3], [2, 1, 2, 3]);
        let pairs = align(4, 4, |i, j| a[i] == b[j], |i, j| [(0, 1), (2, 2)].contains(&(i, j)));
        assert_eq!(pairs, [(0, 1), (2, 2), (3, 3)]);
        assert!(align(0, 3, |_, _| true, |_, _| true).is_empty());
    }

    #[test]
    fn names_of_one_fund_are_alike() {
        assert_eq!(name_like("换届经费", "换届经费项目"), 1.0);
        assert_eq!(name_like("团委深化改革经费", "深化改革专项"), 0.9);
        assert!(name_like("换届经费", "办公设备购置") < 0.6);
        assert_eq!(name_like("专项资金", "换届经费"), 0.0);
    }
}
