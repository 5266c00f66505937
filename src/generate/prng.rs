//! A small random generator of our own: the same seed gives the same reports on every machine and in every version.

/// xoshiro256** by Blackman and Vigna, seeded by splitmix64.
#[derive(Clone, Debug)]
pub struct Prng([u64; 4]);

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Prng {
    /// A generator for a seed; near seeds give unrelated streams.
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| splitmix(&mut state)))
    }

    /// A generator for a part of a larger thing: independent of how much was drawn from other parts.
    pub fn of(seed: u64, part: u64) -> Self {
        let mut state = seed ^ part.wrapping_mul(0xd134_2543_de82_ef95);
        Self::new(splitmix(&mut state))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number below `n` (0 for 0).
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items; the slice must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len() as u64) as usize]
    }

    /// An index, by weight.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut at = self.below(weights.iter().sum());
        for (i, &w) in weights.iter().enumerate() {
            if at < w {
                return i;
            }
            at -= w;
        }
        weights.len().saturating_sub(1)
    }

    /// Puts a list in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Prng;

    #[test]
    fn known_stream() {
        // First outputs for the state that splitmix64 makes of seed 0; pins the stream over versions.
        let mut a = Prng::new(0);
        assert_eq!([a.bits(), a.bits()], [11091344671253066420, 13793997310169335082]);
    }

    #[test]
    fn ranges_hold() {
        let mut rng = Prng::new(7);
        let drawn: Vec<i64> = (0..1000).map(|_| rng.between(-3, 3)).collect();
        assert!(drawn.iter().all(|n| (-3..=3).contains(n)));
        assert!((-3..=3).all(|n| drawn.contains(&n)));
    }
}
