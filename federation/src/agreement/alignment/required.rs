//! What suppliers would have to promise: one of them while the others stay as promised, or all of
//! them alike. Searched among percentages with six decimals, so that it can be written in a contract.

use std::collections::BTreeMap;

use num_traits::ToPrimitive;

use crate::agreement::Target;
use crate::topology::{Node, PercentBounds};
use crate::vocabulary::{ComponentId, Ratio, Rational};

/// The smallest promise that is enough, in percent with six decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredPromise {
    /// Enough however badly failures fall; `None` when not even 100 % is.
    pub worst: Option<Ratio>,
    /// Enough if failures are independent; `None` when not even 100 % is, or when too many components
    /// stand in the tree more than once for working that out.
    pub product: Option<Ratio>,
}

/// What the suppliers of a tree would have to promise for a target (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredPromises {
    /// For each component: what it would have to be promised with, the others staying as promised. A
    /// component without a promise counts as always down.
    pub by_component: BTreeMap<ComponentId, RequiredPromise>,
    /// What every component alike would have to be promised with.
    pub of_all: RequiredPromise,
}

impl RequiredPromises {
    /// The most components of a tree for which it is worked out: it takes some thirty compositions
    /// for each of them.
    pub const COMPONENTS_MAX: usize = 100;
    /// The most products that independence is worked out from, times the components: where components
    /// stand in a tree more than once there are many.
    const PRODUCTS_MAX: usize = 2_048;

    /// What is required; `None` for a tree of too many components.
    #[must_use]
    pub fn of(
        target: &Target,
        tree: &Node,
        promises: &BTreeMap<ComponentId, Ratio>,
    ) -> Option<Self> {
        let components = tree.components();
        if components.len() > Self::COMPONENTS_MAX {
            return None;
        }
        let products = PercentBounds::products(tree);
        let few = products.is_some_and(|count| count * components.len() <= Self::PRODUCTS_MAX);
        let worst = |promises: &BTreeMap<ComponentId, Ratio>| {
            target.is_met_by(&PercentBounds::worst_of(tree, promises))
        };
        let product = |promises: &BTreeMap<ComponentId, Ratio>| {
            let bounds = few.then(|| PercentBounds::of(tree, promises));
            bounds.and_then(|bounds| bounds.independent)
        };
        let promised = |component: &ComponentId| {
            let promise = promises.get(component).cloned();
            (*component, promise.unwrap_or_else(Ratio::none))
        };
        let promises: BTreeMap<ComponentId, Ratio> = components.iter().map(promised).collect();
        let with = |component: ComponentId, promise: Ratio| {
            let mut promises = promises.clone();
            promises.insert(component, promise);
            promises
        };
        let all = |promise: Ratio| -> BTreeMap<ComponentId, Ratio> {
            let promises = components.iter().map(|id| (*id, promise.clone()));
            promises.collect()
        };
        let by_component = components.iter().map(|component| {
            let required = RequiredPromise {
                worst: smallest(|promise| worst(&with(*component, promise))),
                product: of_one_by_product(target, |promise| product(&with(*component, promise))),
            };
            (*component, required)
        });
        Some(Self {
            by_component: by_component.collect(),
            of_all: RequiredPromise {
                worst: smallest(|promise| worst(&all(promise))),
                product: smallest(|promise| {
                    product(&all(promise)).is_some_and(|product| target.is_met_by(&product))
                }),
            },
        })
    }
}

/// A whole in millionths of a percent.
const WHOLE: u32 = 100_000_000;

fn millionths(parts: u32) -> Ratio {
    Ratio::new(Rational::new(parts, WHOLE)).unwrap_or_else(|_| Ratio::whole())
}

/// The smallest promise that is enough, where a larger one never is less.
fn smallest(is_enough: impl Fn(Ratio) -> bool) -> Option<Ratio> {
    if is_enough(Ratio::none()) {
        return Some(Ratio::none());
    }
    if !is_enough(Ratio::whole()) {
        return None;
    }
    let (mut below, mut enough) = (0, WHOLE);
    while enough - below > 1 {
        let middle = below + (enough - below) / 2;
        if is_enough(millionths(middle)) {
            enough = middle;
        } else {
            below = middle;
        }
    }
    Some(millionths(enough))
}

/// The same for one component under independence, where the product is a straight line between the
/// component always down and always up.
fn of_one_by_product(
    target: &Target,
    product: impl Fn(Ratio) -> Option<Rational>,
) -> Option<Ratio> {
    let (down, up) = (product(Ratio::none())?, product(Ratio::whole())?);
    if target.is_met_by(&down) {
        return Some(Ratio::none());
    }
    if !target.is_met_by(&up) {
        return None;
    }
    let share = (target.fraction().clone() - down.clone()).checked_div(&(up - down))?;
    let parts = (share * Rational::whole(WHOLE)).ceil().to_u32()?;
    Some(millionths(parts))
}
