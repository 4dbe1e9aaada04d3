//! Shares sum to what was lost, also in trees too large to try every order in.

use std::collections::BTreeMap;

use federation::agreement::AttributionPolicy;
use federation::evaluation::{Assessment, OutageFact, Part, Question, assess};
use federation::incident::Effect;
use federation::time::IntervalSet;
use federation::topology::{Gate, Node, Shares};
use federation::vocabulary::{OrganizationId, Rational};
use proptest::prelude::*;

use crate::scene::{any_loss, any_scene, component, fact, supplier, ticks, weighted_terms};

const COMPONENTS: u128 = 12;
const SUPPLIERS: u128 = 7;
const LENGTH: i64 = 30;

/// The policies whose shares sum to what was lost.
const SUMMING: [AttributionPolicy; 3] = [
    AttributionPolicy::Shapley,
    AttributionPolicy::SplitEqual,
    AttributionPolicy::FirstCause,
];

/// Gates of gates in which components stand in several places.
fn any_large_tree() -> impl Strategy<Value = Node> {
    let leaf = (0..COMPONENTS).prop_map(|number| Node::Component(component(number)));
    let gate = |children: Vec<Node>, k: u32| Node::Gate {
        gate: Gate::KOfN(k % children.len() as u32 + 1),
        children,
    };
    let inner = leaf.prop_recursive(3, 24, 5, move |inner| {
        (prop::collection::vec(inner, 1..6), any::<u32>()).prop_map(move |(c, k)| gate(c, k))
    });
    (prop::collection::vec(inner, 2..6), any::<u32>()).prop_map(move |(c, k)| gate(c, k))
}

#[derive(Clone, Debug)]
struct Failures {
    tree: Node,
    /// Whose each component is; nobody's at 0.
    owners: Vec<u128>,
    facts: Vec<OutageFact>,
}

impl Failures {
    fn assess(&self, facts: &[OutageFact]) -> Assessment {
        let owned = (0..COMPONENTS)
            .zip(&self.owners)
            .filter(|(_, owner)| **owner > 0);
        let owners: BTreeMap<_, _> = owned
            .map(|(c, owner)| (component(c), supplier(*owner)))
            .collect();
        let period = ticks(0, LENGTH);
        let terms = weighted_terms(None);
        assess(&Question {
            period,
            as_of: None,
            parts: vec![Part {
                interval: period,
                terms: &terms,
                hours: period.into(),
                excluded: IntervalSet::new(),
            }],
            topology: vec![(period, &self.tree)],
            owners: &owners,
            outages: facts,
            policies: AttributionPolicy::ALL,
        })
    }
}

fn any_failures() -> impl Strategy<Value = Failures> {
    let failure = (0..COMPONENTS, 0..LENGTH, 1..20i64, any_loss());
    let facts = prop::collection::vec(failure, 0..24).prop_map(|failures| {
        let facts = failures
            .into_iter()
            .zip(0..)
            .map(|((of, start, length, loss), number)| {
                fact(number, of, start, start + length, Effect::Lost(loss))
            });
        facts.collect()
    });
    let owners = prop::collection::vec(0..=SUPPLIERS, COMPONENTS as usize);
    (any_large_tree(), owners, facts).prop_map(|(tree, owners, facts)| Failures {
        tree,
        owners,
        facts,
    })
}

/// Everybody's share, nobody's included.
fn players(shares: &Shares) -> Vec<(Option<OrganizationId>, Rational)> {
    let owned = shares
        .by_supplier
        .iter()
        .map(|(owner, share)| (Some(*owner), share.clone()));
    owned
        .chain([(None, shares.unowned_seconds.clone())])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn shares_sum_to_what_was_lost(failures in any_failures()) {
        let assessment = failures.assess(&failures.facts);
        let lost = &assessment.figure.downtime_seconds;
        let by_policy = |policy| players(&assessment.shares[&policy]);
        let full = by_policy(AttributionPolicy::Full);
        for policy in SUMMING {
            prop_assert!(assessment.shares[&policy].uncounted_seconds.is_zero());
            prop_assert_eq!(&assessment.shares[&policy].total_seconds(), lost, "{}", policy);
            for ((player, share), (_, whole)) in by_policy(policy).iter().zip(&full) {
                prop_assert!(!share.is_negative() && share <= whole, "{} of {:?}", policy, player);
            }
        }
        prop_assert!(&assessment.shares[&AttributionPolicy::Full].total_seconds() >= lost);
        prop_assert!(full.iter().all(|(_, whole)| whole <= lost));
        // Who is relevant is the same to all policies that look at relevance alone.
        let shapley = by_policy(AttributionPolicy::Shapley);
        let split = by_policy(AttributionPolicy::SplitEqual);
        for ((one, other), whole) in shapley.iter().zip(&split).zip(&full) {
            prop_assert_eq!(one.1.is_zero(), whole.1.is_zero(), "{:?}", one.0);
            prop_assert_eq!(other.1.is_zero(), whole.1.is_zero(), "{:?}", one.0);
        }
    }

    /// While nothing changes, everybody relevant gets the whole by FULL and a like part when split.
    #[test]
    fn at_one_instant_each_relevant_supplier_gets_the_whole(failures in any_failures(), at in 0..LENGTH) {
        let holding = failures.facts.iter().filter(|fact| {
            fact.start.unix_seconds() <= at && fact.end.is_some_and(|end| at < end.unix_seconds())
        });
        let lasting = holding.map(|holding| OutageFact {
            start: ticks(0, LENGTH).start,
            end: Some(ticks(0, LENGTH).end),
            ..*holding
        });
        let assessment = failures.assess(&lasting.collect::<Vec<_>>());
        let lost = &assessment.figure.downtime_seconds;
        let full = players(&assessment.shares[&AttributionPolicy::Full]);
        let relevant: Vec<_> = full.iter().filter(|(_, whole)| !whole.is_zero()).collect();
        prop_assert_eq!(relevant.is_empty(), lost.is_zero());
        prop_assert!(relevant.iter().all(|(_, whole)| whole == lost));
        // All began together, so all are first.
        for policy in [AttributionPolicy::SplitEqual, AttributionPolicy::FirstCause] {
            for (player, share) in players(&assessment.shares[&policy]) {
                let among = relevant.iter().any(|(other, _)| *other == player);
                let part = lost.clone() * Rational::new(i64::from(among), relevant.len().max(1));
                prop_assert_eq!(share, part, "{} of {:?}", policy, player);
            }
        }
    }

    /// The names of suppliers decide nothing.
    #[test]
    fn suppliers_that_swap_places_swap_shares(failures in any_failures(), one in 1..=SUPPLIERS, other in 1..=SUPPLIERS) {
        let swap = |owner: u128| match owner {
            _ if owner == one => other,
            _ if owner == other => one,
            _ => owner,
        };
        let swapped = Failures {
            owners: failures.owners.iter().copied().map(swap).collect(),
            ..failures.clone()
        };
        let (before, after) = (failures.assess(&failures.facts), swapped.assess(&failures.facts));
        for policy in AttributionPolicy::ALL {
            let (before, after) = (&before.shares[policy], &after.shares[policy]);
            let renamed = before.by_supplier.iter().map(|(owner, share)| {
                (supplier(swap(owner.0.as_u128())), share.clone())
            });
            prop_assert_eq!(&renamed.collect::<BTreeMap<_, _>>(), &after.by_supplier, "{}", policy);
            prop_assert_eq!(&before.unowned_seconds, &after.unowned_seconds);
        }
    }

    #[test]
    fn causes_cover_the_downtime(scene in any_scene()) {
        let assessment = scene.assess();
        for downtime in &assessment.downtimes {
            let causes = assessment.causes(downtime.interval);
            let covered: IntervalSet = causes.iter().map(|cause| cause.interval).collect();
            prop_assert_eq!(covered, downtime.interval.into());
        }
        for used in &assessment.outages {
            let by_stretch = assessment
                .downtimes
                .iter()
                .flat_map(|downtime| assessment.causes(downtime.interval))
                .filter(|cause| cause.outage == used.outage);
            let seconds: i64 = by_stretch.map(|cause| cause.interval.seconds()).sum();
            prop_assert_eq!(seconds, used.counted_seconds);
        }
    }
}
