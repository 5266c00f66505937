//! Likeness of two texts without comparing every text with every other.
//!
//! A text is the set of its five-character shingles. Each shingle falls by its hash into one of [`SIZE`] bins; the sketch is the
//! smallest hash of each bin (MinHash with one permutation, empty bins filled from the next one): the share of equal bins
//! estimates the share of common shingles (Jaccard). Eight bands of four find those pairs that are worth a closer look; who
//! looks closer compares the texts themselves.

use serde::{Deserialize, Serialize};

/// Bins.
const SIZE: usize = 32;
/// Characters of a shingle.
const SHINGLE: usize = 5;
/// Texts with fewer shingles say too little: 无, 暂无.
const LEAST: usize = 60;
/// Rows of a band.
const ROWS: usize = 4;
/// Bands of a sketch.
pub const BANDS: usize = SIZE / ROWS;

/// The sketch of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch([u32; SIZE]);

/// FNV-1a over characters: stable over versions and machines.
fn fnv(letters: impl IntoIterator<Item = char>) -> u64 {
    letters.into_iter().fold(0xcbf2_9ce4_8422_2325, |h, c| (h ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a character is one of the usual Chinese ones: letters for sure, without a look into the tables of Unicode.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

fn is_letter(c: char) -> bool {
    is_han(c) || c.is_alphanumeric()
}

/// Hash of all letters and digits of a text.
pub fn hash(words: &str) -> u64 {
    fnv(words.chars().filter(|&c| is_letter(c)))
}

fn hashes(words: &str) -> Vec<u64> {
    let letters: Vec<char> = words.chars().filter(|&c| is_letter(c)).collect();
    letters.windows(SHINGLE).map(|w| fnv(w.iter().copied())).collect()
}

/// Hashes of all shingles of the letters and digits of a text, sorted, each once.
pub fn shingles(words: &str) -> Vec<u64> {
    let mut hashes = hashes(words);
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Spreads a hash over all bits (the finaliser of SplitMix64).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl Sketch {
    /// The sketch of a text, none if it is too short to say anything.
    pub fn of(words: &str) -> Option<Self> {
        let hashes = hashes(words);
        if hashes.len() < LEAST {
            return None;
        }
        let mut least = [None::<u32>; SIZE];
        for h in hashes {
            let h = mix(h);
            let (bin, value) = ((h >> 59) as usize % SIZE, h as u32);
            least[bin] = Some(least[bin].map_or(value, |l| l.min(value)));
        }
        let filled = |i: usize| (0..SIZE).find_map(|n| least[(i + n) % SIZE]).unwrap_or(0);
        Some(Self(std::array::from_fn(filled)))
    }

    /// Estimated share of common shingles, in thousandths; off by 50 or so.
    pub fn likeness(&self, other: &Self) -> u32 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        u32::try_from(equal * 1000 / SIZE).unwrap_or(0)
    }

    /// The bands, each as a hash of its place and its rows: two texts that share one are worth a closer look. (Of pairs with
    /// 90 % in common, 99.9 % share one.)
    pub fn bands(&self) -> [u64; BANDS] {
        std::array::from_fn(|b| {
            let rows = self.0.iter().skip(b * ROWS).take(ROWS);
            rows.fold(b as u64, |h, row| mix(h ^ u64::from(*row)))
        })
    }
}

/// Share of common shingles of two sorted sets, in thousandths.
pub fn likeness(a: &[u64], b: &[u64]) -> u32 {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len() - common;
    (common * 1000).checked_div(all).map_or(0, |share| u32::try_from(share).unwrap_or(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(n: usize, changed: usize) -> String {
        (0..n)
            .map(|i| char::from_u32(0x4e00 + (i * 7919 % 5000) as u32 + u32::from(i < changed) * 6000).unwrap_or('一'))
            .collect()
    }

    #[test]
    fn like_texts_share_a_band_and_others_do_not() {
        let (a, b, c) = (text(300, 0), text(300, 8), text(300, 300));
        let share = |x: &str, y: &str| {
            let (x, y) = (Sketch::of(x).expect("long enough"), Sketch::of(y).expect("long enough"));
            x.bands().iter().zip(y.bands()).any(|(p, q)| *p == q)
        };
        assert!(likeness(&shingles(&a), &shingles(&b)) > 900);
        assert!(share(&a, &b));
        assert_eq!(likeness(&shingles(&a), &shingles(&c)), 0);
        assert!(!share(&a, &c));
        assert!(Sketch::of("无").is_none());
    }
}
