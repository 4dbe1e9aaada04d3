//! The bounds from percentages are never exceeded, and reached: shown by going through every course
//! of events on a grid of equal ticks.

use std::collections::{BTreeMap, BTreeSet};

use federation::topology::{Gate, Node, PercentBounds};
use federation::vocabulary::{ComponentId, Ratio, Rational};
use num_bigint::BigInt;
use proptest::prelude::*;

use crate::oracle::{Losses, tree_loss};
use crate::scene::{COMPONENTS, any_tree, component, gate_of};

/// The ticks of the grid: divisible by 2 and 3, so that most bounds lie on it.
const TICKS: usize = 6;

/// Whether a tree is down when exactly these components are.
fn is_down(tree: &Node, down: usize) -> bool {
    let mut losses: Losses = Default::default();
    for (number, loss) in losses.iter_mut().enumerate() {
        *loss = i128::from(down & (1 << number) != 0);
    }
    tree_loss(tree, &losses) == 1
}

/// The most ticks at which the tree can be in the wanted state, for every number of ticks that each
/// of `components` is down: over all courses of events, tick by tick.
fn most_ticks(tree: &Node, components: u32, wanted_down: bool) -> Vec<Option<usize>> {
    let side = TICKS + 1;
    let size = side.pow(components);
    let step = |down: usize| -> usize {
        let own = (0..components).filter(|number| down & (1 << number) != 0);
        own.map(|number| side.pow(number)).sum()
    };
    let sets: Vec<(usize, usize)> = (0..1 << components)
        .map(|down| (step(down), usize::from(is_down(tree, down) == wanted_down)))
        .collect();
    let mut most: Vec<Option<usize>> = vec![None; size];
    most[0] = Some(0);
    for _ in 0..TICKS {
        let mut next = vec![None; size];
        for (at, ticks) in most.iter().enumerate() {
            let Some(ticks) = ticks else { continue };
            for (step, gain) in &sets {
                // No component is down for more ticks than there are, so no digit overflows.
                let reached = &mut next[at + step];
                *reached = (*reached).max(Some(ticks + gain));
            }
        }
        most = next;
    }
    most
}

/// The ticks that each component is down, read off a place in the list above.
fn availabilities(components: u32, mut at: usize) -> BTreeMap<ComponentId, Ratio> {
    let mut known = BTreeMap::new();
    for number in 0..components {
        let up = Rational::new(TICKS - at % (TICKS + 1), TICKS);
        known.insert(component(number.into()), Ratio::new(up).expect("a ratio"));
        at /= TICKS + 1;
    }
    known
}

fn in_ticks(part: &Rational) -> Rational {
    part.clone() * Rational::whole(TICKS)
}

/// Whether the bounds of every gate below the root lie on the grid, so that the whole does.
fn on_the_grid(tree: &Node, known: &BTreeMap<ComponentId, Ratio>) -> bool {
    let Node::Gate { children, .. } = tree else {
        return true;
    };
    children.iter().all(|child| {
        let bounds = PercentBounds::of(child, known);
        let whole = [&bounds.worst, &bounds.best].map(in_ticks);
        whole
            .iter()
            .all(|ticks| *ticks.denominator() == BigInt::from(1))
            && on_the_grid(child, known)
    })
}

#[track_caller]
fn check_every_course(tree: &Node, components: u32) {
    let (down, up) = (
        most_ticks(tree, components, true),
        most_ticks(tree, components, false),
    );
    let mut reached = 0;
    for (at, (down, up)) in down.iter().zip(&up).enumerate() {
        let known = availabilities(components, at);
        let bounds = PercentBounds::of(tree, &known);
        let [down, up] =
            [down, up].map(|ticks| BigInt::from(ticks.expect("every place is reached")));
        let worst = in_ticks(&(Rational::one() - bounds.worst.clone())).floor();
        let best = in_ticks(&bounds.best).floor();
        assert!(down <= worst && up <= best, "exceeded: {tree:?} {known:?}");
        if on_the_grid(tree, &known) {
            assert_eq!(
                (&down, &up),
                (&worst, &best),
                "not reached: {tree:?} {known:?}"
            );
            reached += 1;
        }
        let forecast = bounds
            .independent
            .expect("each component has an availability");
        assert!(bounds.worst <= forecast && forecast <= bounds.best);
    }
    assert!(reached > 0);
}

#[test]
fn no_course_of_events_leaves_the_bounds_and_some_reaches_each() {
    for components in 1..=3u32 {
        for needed in 1..=components {
            let gate = gate_of(Gate::KOfN(needed), 0..u128::from(components));
            check_every_course(&gate, components);
        }
    }
    let of_two = |gate| gate_of(gate, [1, 2]);
    for outer in [Gate::Serial, Gate::Parallel] {
        for inner in [Gate::Serial, Gate::Parallel] {
            let children = vec![Node::Component(component(0)), of_two(inner)];
            check_every_course(
                &Node::Gate {
                    gate: outer,
                    children,
                },
                3,
            );
        }
    }
}

#[test]
fn four_components_in_gates_of_gates() {
    let pair = |gate, first| gate_of(gate, [first, first + 1]);
    let of_four = |needed| gate_of(Gate::KOfN(needed), 0..4);
    let nested = |outer, inner| Node::Gate {
        gate: outer,
        children: vec![pair(inner, 0), pair(Gate::Parallel, 2)],
    };
    for tree in [
        of_four(2),
        of_four(3),
        nested(Gate::Serial, Gate::Serial),
        nested(Gate::Parallel, Gate::Serial),
        nested(Gate::Serial, Gate::Parallel),
    ] {
        check_every_course(&tree, 4);
    }
}

/// Four components in some order, each once, in gates of gates of any need.
fn any_tree_of_four() -> impl Strategy<Value = Node> {
    let order = Just(vec![0u128, 1, 2, 3]).prop_shuffle();
    // Where the components are parted, and into how many gates the parts go.
    let needs = prop::collection::vec(any::<u32>(), 4);
    (order, 1..=3usize, any::<bool>(), needs).prop_map(|(order, parted, deeper, needs)| {
        let gate = |children: Vec<Node>, need: u32| Node::Gate {
            gate: Gate::KOfN(need % children.len() as u32 + 1),
            children,
        };
        let leaves = |of: &[u128]| {
            of.iter()
                .map(|c| Node::Component(component(*c)))
                .collect::<Vec<_>>()
        };
        let (left, right) = order.split_at(parted);
        let left = gate(leaves(left), needs[0]);
        if deeper {
            let mut children = leaves(right);
            children.push(left);
            gate(children, needs[1])
        } else {
            gate(vec![left, gate(leaves(right), needs[2])], needs[3])
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// All arrangements of all availabilities on the grid, in each tree drawn.
    #[test]
    fn no_course_of_events_leaves_the_bounds_of_any_tree(tree in any_tree_of_four()) {
        check_every_course(&tree, 4);
    }
}

/// What independence means: the sum over every set of components down of how likely it is.
fn independence(tree: &Node, known: &BTreeMap<ComponentId, Ratio>) -> Rational {
    let sets = (0..1usize << COMPONENTS).filter(|down| !is_down(tree, *down));
    let likely = |down: usize| {
        let parts = (0..COMPONENTS).map(|number| {
            let up = known[&component(number)].clone();
            match down & (1 << number) {
                0 => up,
                _ => up.complement(),
            }
        });
        parts.fold(Rational::one(), |all, part| all * part.fraction().clone())
    };
    sets.map(likely).sum()
}

fn any_availabilities() -> impl Strategy<Value = BTreeMap<ComponentId, Ratio>> {
    prop::collection::vec(0..=20u32, COMPONENTS as usize).prop_map(|parts| {
        let known = parts.into_iter().zip(0..).map(|(part, number)| {
            let availability = Ratio::new(Rational::new(part, 20)).expect("a ratio");
            (component(number), availability)
        });
        known.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Also where a component stands in several places, and where one has no availability.
    #[test]
    fn independence_is_the_sum_over_all_sets(
        tree in any_tree(), known in any_availabilities(), missing in 0..COMPONENTS
    ) {
        let bounds = PercentBounds::of(&tree, &known);
        let expect = independence(&tree, &known);
        prop_assert!(bounds.worst <= expect && expect <= bounds.best);
        prop_assert_eq!(bounds.independent.as_ref(), Some(&expect));

        let mut fewer = known.clone();
        fewer.remove(&component(missing));
        let wider = PercentBounds::of(&tree, &fewer);
        let concerned = tree.components().contains(&component(missing));
        prop_assert!(wider.worst <= bounds.worst && bounds.best <= wider.best);
        prop_assert_eq!(wider.independent.is_none(), concerned);
        prop_assert_eq!(wider.unknown, BTreeSet::from_iter(concerned.then_some(component(missing))));
    }
}

#[track_caller]
fn check_forecast(gate: Gate, availabilities: &[&str], expect: &str) {
    let known = availabilities.iter().zip(0..).map(|(text, number)| {
        let part: Rational = text.parse().expect("a decimal");
        (component(number), Ratio::new(part).expect("a ratio"))
    });
    let tree = gate_of(gate, 0..availabilities.len() as u128);
    let bounds = PercentBounds::of(&tree, &known.collect());
    let forecast = bounds.independent.expect("a forecast");
    assert_eq!(forecast.exact_decimal().as_deref(), Some(expect));
}

#[test]
fn c4_forecasts() {
    check_forecast(Gate::Serial, &["0.999", "0.9995"], "0.9985005");
    check_forecast(Gate::Parallel, &["0.99", "0.99"], "0.9999");
    check_forecast(Gate::KOfN(2), &["0.99", "0.99", "0.99"], "0.999702");
    check_forecast(Gate::Serial, &["0.9995", "0.9995"], "0.99900025");
}

#[test]
fn c3_bounds() {
    let month = 43_200;
    let known = [120, 120, 45]
        .into_iter()
        .zip(0..)
        .map(|(minutes, number)| {
            let up = Rational::new(month - minutes, month);
            (component(number), Ratio::new(up).expect("a ratio"))
        });
    let bounds = PercentBounds::of(&gate_of(Gate::Serial, 0..3), &known.collect());
    let shown = [&bounds.worst, &bounds.best].map(Rational::percent_truncated);
    assert_eq!(shown, ["99.340277", "99.722222"]);
    let measured = Rational::new(month - 225, month);
    assert!(bounds.worst < measured && measured < bounds.best);
}

/// As large as a catalogue allows, in a moment.
#[test]
fn five_hundred_components() {
    let count = 499;
    let known = (0..count).map(|number| {
        let part = Rational::new(999_999_000 + number as i64, 1_000_000_000);
        (component(number), Ratio::new(part).expect("a ratio"))
    });
    let bounds = PercentBounds::of(&gate_of(Gate::KOfN(250), 0..count), &known.collect());
    let forecast = bounds.independent.expect("a forecast");
    assert!(bounds.worst <= forecast && forecast <= bounds.best);
}
