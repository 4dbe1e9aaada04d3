//! What a degradation rule makes of a loss.

use super::DegradationRule;
use crate::vocabulary::Loss;

impl DegradationRule {
    /// The loss that counts under this rule (C5). No loss stays none, and a whole loss stays whole.
    #[must_use]
    pub fn apply(self, loss: Loss) -> Loss {
        match self {
            Self::Weighted => loss,
            Self::AsUp if loss.is_full() => Loss::FULL,
            Self::AsUp => Loss::NONE,
            Self::AsDown if loss.is_none() => Loss::NONE,
            Self::AsDown => Loss::FULL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DegradationRule;

    #[track_caller]
    fn check(rule: DegradationRule, none: &str, half: &str, full: &str) {
        let counted = ["0", "0.5", "1"].map(|loss| {
            let loss = loss.parse().expect("a loss of the test");
            rule.apply(loss).to_string()
        });
        assert_eq!(counted, [none, half, full], "{rule}");
    }

    #[test]
    fn only_partial_losses_are_changed() {
        check(DegradationRule::Weighted, "0", "0.5", "1");
        check(DegradationRule::AsUp, "0", "0", "1");
        check(DegradationRule::AsDown, "0", "1", "1");
    }
}
