//! Downtime, breaks, bounds and node downtimes equal the tick-by-tick oracle, in any order of facts.

use federation::evaluation::{Downtime, FigureState};
use federation::incident::Effect;
use federation::time::{Interval, IntervalSet};
use federation::topology::{Condition, tree_downtime};
use federation::vocabulary::Rational;
use proptest::prelude::*;

use crate::oracle::{self, Unknown};
use crate::scene::{PERIOD, Scene, any_scene, tick, ticks};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_figure_equals_the_oracle(scene in any_scene(true)) {
        let assessment = scene.assess();
        let losses = oracle::service_losses(&scene, Unknown::AsAgreed);
        let base = PERIOD.filter(|at| oracle::in_base(&scene, *at)).count() as i64;
        let figure = &assessment.figure;
        prop_assert_eq!(figure.base_seconds, base);
        prop_assert_eq!(&figure.downtime_seconds, &oracle::downtime(&scene, &losses));
        prop_assert_eq!(figure.breaks, oracle::breaks(&scene, &losses));
        let drawn: Rational = assessment
            .downtimes
            .iter()
            .map(|d| d.loss.to_rational() * Rational::whole(d.interval.seconds()))
            .sum();
        prop_assert_eq!(&drawn, &figure.downtime_seconds);
        let apart = |w: &[Downtime]| {
            let touch = w[0].interval.end == w[1].interval.start;
            w[0].interval.end < w[1].interval.start || touch && w[0].loss != w[1].loss
        };
        prop_assert!(assessment.downtimes.windows(2).all(apart));
    }

    #[test]
    fn the_bounds_equal_the_oracle(scene in any_scene(true)) {
        let assessment = scene.assess();
        let worst = oracle::service_losses(&scene, Unknown::Down);
        let best = oracle::service_losses(&scene, Unknown::Up);
        let agreed = oracle::service_losses(&scene, Unknown::AsAgreed);
        let differing = |one: &[(i64, u64)], other: &[(i64, u64)]| -> IntervalSet {
            let ticks_apart = one.iter().zip(other).filter(|(a, b)| a.1 != b.1).map(|(a, _)| a.0);
            ticks_apart.filter(|at| oracle::in_base(&scene, *at)).map(|at| ticks(at, at + 1)).collect()
        };
        let bounds = &assessment.bounds;
        prop_assert_eq!(&assessment.unknown, &differing(&worst, &best));
        prop_assert_eq!(&bounds.uncertain, &differing(&worst, &agreed));
        prop_assert_eq!(&bounds.lower_downtime_seconds, &oracle::downtime(&scene, &worst));
        prop_assert_eq!(&bounds.upper_downtime_seconds, &assessment.figure.downtime_seconds);
        let open = !bounds.uncertain.is_empty();
        let bounded = [FigureState::Bounded, FigureState::NoData].contains(&assessment.figure.state);
        prop_assert_eq!(open, bounded);
        prop_assert_eq!(open, bounds.lower != bounds.upper);
        prop_assert!(!open || assessment.figure.availability.is_none());
    }

    #[test]
    fn node_downtimes_equal_the_oracle(scene in any_scene(false)) {
        let base = scene.hours.subtract(&scene.excluded).clip(ticks(PERIOD.start, PERIOD.end));
        let downtime = tree_downtime(&scene.tree, &conditions(&scene), &base);
        let sum_of = |tree: &federation::topology::Node| -> Rational {
            let losses: Vec<(i64, u64)> = PERIOD
                .map(|at| (at, oracle::component_losses(&scene, at, Unknown::AsAgreed)))
                .map(|(at, losses)| (at, oracle::tree_loss(tree, &losses)))
                .collect();
            oracle::downtime(&scene, &losses)
        };
        prop_assert_eq!(downtime.nodes[0].lost.to_seconds(), sum_of(&scene.tree));
        prop_assert_eq!(downtime.nodes.len(), scene.tree.paths().len());
        let alone = scene.tree.components().into_iter().map(federation::topology::Node::Component);
        let alone: Vec<_> = alone.collect();
        let naive: Rational = alone.iter().map(&sum_of).sum();
        prop_assert_eq!(downtime.naive_sum.to_seconds(), naive);
        let serial = federation::topology::Node::Gate {
            gate: federation::topology::Gate::Serial,
            children: alone,
        };
        prop_assert_eq!(downtime.all_serial.to_seconds(), sum_of(&serial));
    }

    #[test]
    fn the_order_of_facts_does_not_matter(scene in any_scene(true), seed in any::<u64>()) {
        let mut shuffled = scene.clone();
        shuffled.facts.sort_by_key(|fact| {
            (fact.outage.0.as_u128() as u64 + 1).wrapping_mul(seed | 1).rotate_left(17)
        });
        let (one, mut other) = (scene.assess(), shuffled.assess());
        other.outages.sort_by_key(|used| used.outage);
        prop_assert_eq!(&one.figure, &other.figure);
        prop_assert_eq!(&one.bounds, &other.bounds);
        prop_assert_eq!(&one.downtimes, &other.downtimes);
        prop_assert_eq!(&one.shares, &other.shares);
        prop_assert_eq!(&one.outages, &other.outages);
        prop_assert_eq!(one.verdict, other.verdict);
        prop_assert_eq!(one.breach_certain_at, other.breach_certain_at);
    }

    #[test]
    fn periods_tile(mut scene in any_scene(true), cut in PERIOD) {
        // An outage without an end ends with its period, so here all have ends.
        for fact in &mut scene.facts {
            fact.end = fact.end.or(Some(tick(PERIOD.end)));
        }
        let whole = scene.assess();
        let halves = [ticks(PERIOD.start, cut), ticks(cut, PERIOD.end)];
        let halves = halves.map(|half| scene.assess_within(half));
        let sum = |seconds: fn(&federation::evaluation::Assessment) -> Rational| {
            halves.iter().map(seconds).sum::<Rational>()
        };
        prop_assert_eq!(sum(|a| a.figure.downtime_seconds.clone()), whole.figure.downtime_seconds);
        prop_assert_eq!(sum(|a| Rational::whole(a.figure.base_seconds)),
            Rational::whole(whole.figure.base_seconds));
        prop_assert_eq!(sum(|a| Rational::whole(a.unknown.seconds())),
            Rational::whole(whole.unknown.seconds()));
        for (policy, shares) in &whole.shares {
            for (supplier, seconds) in &shares.by_supplier {
                let parts = halves.iter().filter_map(|half| half.shares[policy].by_supplier.get(supplier));
                prop_assert_eq!(&parts.cloned().sum::<Rational>(), seconds, "{}", policy);
            }
        }
    }

    #[test]
    fn the_breach_is_certain_from_the_first_second_that_makes_it_so(scene in any_scene(true)) {
        let assessment = scene.assess();
        let required = assessment.promise.as_ref().and_then(|promise| promise.required.clone());
        let Some(required) = required else {
            prop_assert_eq!(assessment.breach_certain_at, None);
            return Ok(());
        };
        let losses = oracle::service_losses(&scene, Unknown::AsAgreed);
        let base = Rational::whole(assessment.figure.base_seconds);
        let certain = (1..=losses.len()).find(|passed| {
            let so_far = oracle::downtime(&scene, &losses[..*passed]);
            (base.clone() - so_far).checked_div(&base).is_some_and(|best| best < required)
        });
        let expect = certain.map(|passed| tick(PERIOD.start + passed as i64));
        prop_assert_eq!(assessment.breach_certain_at, expect);
    }
}

/// The facts as the degradation rule counts them; unknown time is none.
fn conditions(scene: &Scene) -> Vec<Condition> {
    let open_end = scene
        .as_of
        .map_or(tick(PERIOD.end), |now| now.min(tick(PERIOD.end)));
    let conditions = scene.facts.iter().filter_map(|fact| match fact.effect {
        Effect::Lost(loss) => Some(Condition {
            component: fact.component,
            outage: fact.outage,
            interval: Interval::new(fact.start, fact.end.unwrap_or(open_end)),
            loss: scene.terms.degradation.apply(loss),
        }),
        Effect::Unknown => None,
    });
    conditions.collect()
}
