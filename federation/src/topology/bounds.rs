//! What follows for a service from the availability percentages of its components alone.
//!
//! Percentages do not say when a component was down, so the service can have been anything between
//! two bounds (C3). Absent here: intervals; where they are known, `compose` gives the one answer.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::Node;
use crate::vocabulary::{ComponentId, Ratio, Rational};

/// The availability of a service when only those of its components are known (C0, C3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PercentBounds {
    /// The least it can have been: the failures fell as badly as they could.
    pub worst: Rational,
    /// The most it can have been: the failures fell as well as they could.
    pub best: Rational,
    /// What it would be if components failed independently of each other: a FORECAST, never a
    /// measurement. `None` when an availability is missing, or when more than
    /// [`PercentBounds::REPEATED_MAX`] components stand in the tree more than once.
    pub independent: Option<Rational>,
    /// Whether some course of events reaches each bound: always when each component stands in the
    /// tree once. Otherwise the bounds hold, but may be wider than needed.
    pub sharp: bool,
    /// The components without an availability: they may have been anything from down to up.
    pub unknown: BTreeSet<ComponentId>,
}

impl PercentBounds {
    /// The most components standing in several places for which independence is still worked out.
    pub const REPEATED_MAX: usize = 8;

    /// The bounds of a tree.
    ///
    /// They are the sharp Frechet bounds gate by gate. For a gate that needs k of n children, m = n -
    /// k + 1 of them must be down for it to be down; with the unavailabilities u of the children it
    /// is down at most min(1, min over j = 0..m-1 of (sum of the n-j smallest u) / (m-j)). The best
    /// case is the same with availabilities and k in place of m.
    #[must_use]
    pub fn of(tree: &Node, availabilities: &BTreeMap<ComponentId, Ratio>) -> Self {
        let places = places(tree);
        let unknown: BTreeSet<ComponentId> = places
            .keys()
            .filter(|component| !availabilities.contains_key(component))
            .copied()
            .collect();
        let repeated = repeated(places);
        let computable = unknown.is_empty() && repeated.len() <= Self::REPEATED_MAX;
        let (worst, best) = bounds(tree, availabilities);
        Self {
            worst,
            best,
            independent: computable
                .then(|| independent(tree, &repeated, &mut availabilities.clone())),
            sharp: repeated.is_empty(),
            unknown,
        }
    }
}

impl PercentBounds {
    /// The worst case alone.
    #[must_use]
    pub fn worst_of(tree: &Node, availabilities: &BTreeMap<ComponentId, Ratio>) -> Rational {
        bounds(tree, availabilities).0
    }

    /// How many products independence is worked out from: two for each component that stands in the
    /// tree more than once, times each other. `None` when that is too many.
    #[must_use]
    pub fn products(tree: &Node) -> Option<usize> {
        let repeated = repeated(places(tree)).len();
        (repeated <= Self::REPEATED_MAX).then_some(1 << repeated)
    }
}

/// In how many places each component stands.
fn places(tree: &Node) -> BTreeMap<ComponentId, usize> {
    let mut places: BTreeMap<ComponentId, usize> = BTreeMap::new();
    tree.each(&mut |node| {
        if let Node::Component(component) = node {
            *places.entry(*component).or_default() += 1;
        }
    });
    places
}

fn repeated(places: BTreeMap<ComponentId, usize>) -> Vec<ComponentId> {
    let repeated = places.into_iter().filter(|(_, count)| *count > 1);
    repeated.map(|(component, _)| component).collect()
}

/// The worst and the best availability of a node.
fn bounds(node: &Node, availabilities: &BTreeMap<ComponentId, Ratio>) -> (Rational, Rational) {
    match node {
        Node::Component(component) => match availabilities.get(component) {
            Some(known) => (known.fraction().clone(), known.fraction().clone()),
            None => (Rational::zero(), Rational::one()),
        },
        Node::Gate { gate, children } => {
            let needed = gate.needed(children.len());
            let down_needed = (children.len() + 1).saturating_sub(needed);
            let (worst, best): (Vec<_>, Vec<_>) = children
                .iter()
                .map(|child| bounds(child, availabilities))
                .unzip();
            let unavailable = worst.into_iter().map(|worst| Rational::one() - worst);
            (
                Rational::one() - most_together(down_needed, unavailable.collect()),
                most_together(needed, best),
            )
        }
    }
}

/// The largest part of the time in which at least `count` of the events can happen together, when
/// each happens for its part of it: min over j of (the sum of all but the j largest) / (count - j).
fn most_together(count: usize, mut parts: Vec<Rational>) -> Rational {
    if parts.is_empty() {
        return if count == 0 {
            Rational::one()
        } else {
            Rational::zero()
        };
    }
    parts.sort_unstable();
    let mut sum: Rational = parts.iter().cloned().sum();
    let mut most = Rational::one();
    for (left, largest) in (1..=count).rev().zip(parts.into_iter().rev()) {
        most = most.min(sum.clone() * Rational::new(1, left));
        sum = sum - largest;
    }
    most
}

/// The availability when all components fail independently: each repeated component is taken as up
/// and as down in turn, and weighed; what is left stands in the tree once.
fn independent(
    tree: &Node,
    repeated: &[ComponentId],
    availabilities: &mut BTreeMap<ComponentId, Ratio>,
) -> Rational {
    let Some((component, rest)) = repeated.split_first() else {
        return product(tree, availabilities);
    };
    let own = availabilities.get(component).cloned();
    let own = own.unwrap_or_else(Ratio::none);
    let mut weighed = |taken: Ratio, weight: &Ratio| {
        availabilities.insert(*component, taken);
        weight.fraction().clone() * independent(tree, rest, availabilities)
    };
    let sum = weighed(Ratio::whole(), &own) + weighed(Ratio::none(), &own.complement());
    availabilities.insert(*component, own);
    sum
}

/// The availability of a node whose components stand in it once and fail independently.
fn product(node: &Node, availabilities: &BTreeMap<ComponentId, Ratio>) -> Rational {
    match node {
        Node::Component(component) => availabilities
            .get(component)
            .map_or_else(Rational::zero, |known| known.fraction().clone()),
        Node::Gate { gate, children } => {
            let needed = gate.needed(children.len());
            let up = children.iter().map(|child| product(child, availabilities));
            // The rarer side is shorter to count: that too few are up, or that enough are.
            if needed * 2 > children.len() {
                let down: Vec<Rational> = up.map(|up| Rational::one() - up).collect();
                Rational::one() - at_least(down.len() + 1 - needed.min(down.len()), &down)
            } else {
                at_least(needed, &up.collect::<Vec<_>>())
            }
        }
    }
}

/// The probability that at least `needed` of independent events happen. Counted in integers over the
/// product of the denominators, and cancelled once.
fn at_least(needed: usize, probabilities: &[Rational]) -> Rational {
    // ways[j]: weight of exactly j so far; the last one of needed or more.
    let mut ways = vec![BigInt::zero(); needed + 1];
    ways[0] = BigInt::one();
    let mut whole = BigInt::one();
    for probability in probabilities {
        let (hit, all) = (probability.numerator(), probability.denominator());
        let miss = all - hit;
        for at in (0..=needed).rev() {
            let stays = &ways[at] * if at == needed { all } else { &miss };
            let comes = match at.checked_sub(1) {
                Some(before) => &ways[before] * hit,
                None => BigInt::zero(),
            };
            ways[at] = stays + comes;
        }
        whole *= all;
    }
    Rational::new(ways.swap_remove(needed), whole)
}
