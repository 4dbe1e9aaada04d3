//! Downtime by node of the tree equals the tick-by-tick oracle; periods tile.

use federation::evaluation::Assessment;
use federation::topology::{Condition, Gate, Node, tree_downtime};
use federation::vocabulary::{Loss, OutageId, Rational};
use proptest::prelude::*;
use uuid::Uuid;

use crate::oracle::{self, BILLION, View, losses_at, lost_within};
use crate::scene::{COMPONENTS, PERIOD, Scene, any_scene, component, tick, ticks};

/// The losses of the components as they count, tick by tick.
fn conditions(scene: &Scene) -> Vec<Condition> {
    let of_tick = |at: i64| {
        let losses = losses_at(scene, at, View::Counted);
        let condition = move |number: u128| Condition {
            component: component(number),
            outage: OutageId(Uuid::nil()),
            interval: ticks(at, at + 1),
            loss: Loss::from_billionths(losses[number as usize] as u32).expect("a loss"),
        };
        (0..COMPONENTS).map(condition)
    };
    PERIOD.flat_map(of_tick).collect()
}

fn preorder(tree: &Node) -> Vec<&Node> {
    let below: Vec<&Node> = match tree {
        Node::Component(_) => Vec::new(),
        Node::Gate { children, .. } => children.iter().flat_map(preorder).collect(),
    };
    [tree].into_iter().chain(below).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn node_downtimes_equal_the_oracle(scene in any_scene()) {
        let tree = &scene.trees[0].1;
        let answer = oracle::answer(&scene);
        let base = answer.base.iter().map(|at| ticks(*at, at + 1)).collect();
        let downtime = tree_downtime(tree, &conditions(&scene), &base);
        let sum_of = |tree: &Node| {
            let losses = PERIOD.map(|at| losses_at(&scene, at, View::Counted));
            let lost: Vec<i128> = losses.map(|losses| oracle::tree_loss(tree, &losses)).collect();
            Rational::new(lost_within(&lost, &answer.base), BILLION)
        };
        let nodes: Vec<Rational> = downtime.nodes.iter().map(|node| node.lost.to_seconds()).collect();
        prop_assert_eq!(nodes, preorder(tree).into_iter().map(sum_of).collect::<Vec<_>>());
        prop_assert!(downtime.nodes.iter().map(|node| &node.path).eq(tree.paths().iter()));
        let alone: Vec<Node> = tree.components().into_iter().map(Node::Component).collect();
        let naive: Rational = alone.iter().map(sum_of).sum();
        prop_assert_eq!(downtime.naive_sum.to_seconds(), naive);
        let serial = Node::Gate { gate: Gate::Serial, children: alone };
        prop_assert_eq!(downtime.all_serial.to_seconds(), sum_of(&serial));
    }

    #[test]
    fn periods_tile(mut scene in any_scene(), cut in PERIOD) {
        // An outage without an end ends with its period, so here all have ends.
        for fact in &mut scene.facts {
            fact.end = fact.end.or(Some(tick(PERIOD.end)));
        }
        let whole = scene.assess();
        let halves = [ticks(PERIOD.start, cut), ticks(cut, PERIOD.end)];
        let halves = halves.map(|half| scene.assess_within(half));
        let sum = |seconds: fn(&Assessment) -> Rational| {
            halves.iter().map(seconds).sum::<Rational>()
        };
        prop_assert_eq!(sum(|a| a.figure.downtime_seconds.clone()), whole.figure.downtime_seconds);
        prop_assert_eq!(sum(|a| Rational::whole(a.figure.base_seconds)),
            Rational::whole(whole.figure.base_seconds));
        prop_assert_eq!(sum(|a| Rational::whole(a.figure.excluded_seconds)),
            Rational::whole(whole.figure.excluded_seconds));
        prop_assert_eq!(sum(|a| Rational::whole(a.unknown.seconds())),
            Rational::whole(whole.unknown.seconds()));
        for (policy, shares) in &whole.shares {
            for (supplier, seconds) in &shares.by_supplier {
                let parts = halves.iter().map(|half| half.shares[policy].by_supplier[supplier].clone());
                prop_assert_eq!(&parts.sum::<Rational>(), seconds, "{}", policy);
            }
            let unowned = halves.iter().map(|half| half.shares[policy].unowned_seconds.clone());
            prop_assert_eq!(&unowned.sum::<Rational>(), &shares.unowned_seconds, "{}", policy);
        }
    }
}
