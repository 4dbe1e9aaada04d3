//! Chance that is no chance: the same seed throws the same numbers on every machine, in integers.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = most.abs_diff(least).saturating_add(1);
        let scaled = (u128::from(self.throw()) * u128::from(span)) >> 64;
        least.saturating_add(i64::try_from(scaled).unwrap_or(0))
    }

    /// One of `items`, of which there is at least one.
    pub(super) fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        let last = i64::try_from(items.len()).unwrap_or(i64::MAX) - 1;
        items[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_first_throws_are_those_of_the_reference_implementation() {
        let mut dice = Dice::new(1_234_567);
        let throws = [dice.throw(), dice.throw(), dice.throw()];
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(throws, expected);
    }

    #[test]
    fn numbers_stay_between_their_ends_and_reach_both() {
        let mut dice = Dice::new(7);
        let thrown: Vec<i64> = (0..200).map(|_| dice.between(-1, 2)).collect();
        assert_eq!(thrown.iter().min(), Some(&-1));
        assert_eq!(thrown.iter().max(), Some(&2));
        assert_eq!(dice.one_of(&["only"]), "only");
    }
}
