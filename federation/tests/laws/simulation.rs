//! Simulation and error budgets: laws that hold for every scene, and slow ways to the same figures.

use std::collections::BTreeSet;

use federation::agreement::{AttributionPolicy, Target};
use federation::authority::Mandate;
use federation::incident::Effect;
use federation::report::simulation::{
    ChangedExclusions, Compared, ExclusionChange, ReportDifference, Scenario, ScenarioCalendar,
    ScenarioTopology, Simulated, Simulation, needs_of_simulation, prune, simulate_component,
    simulate_service,
};
use federation::report::{
    Facts, ServiceReport, VisibleServiceReport, component_report, redact, service_report,
};
use federation::time::Calendar;
use federation::topology::{Gate, Node, compose};
use federation::vocabulary::{ComponentId, OrganizationId, Rational};
use proptest::prelude::*;

use crate::scene::{
    COMPONENTS, PERIOD, SUPPLIERS, component, fact, gate_of, loss, supplier, ticks, weighted_terms,
};
use crate::world::{Origin, SERVICE, SLA, World, any_origin, contract, period};

fn simulated(world: &World, scenario: &Scenario) -> Simulation<ServiceReport> {
    let facts = world.facts();
    simulate_service(&world.model, SERVICE, period(), scenario, facts, || true)
        .expect("the service")
}

fn plain(world: &World) -> ServiceReport {
    service_report(&world.model, SERVICE, period(), world.facts()).expect("the service")
}

fn seen(report: ServiceReport) -> VisibleServiceReport {
    redact(report, &Mandate::operator().reach())
}

fn all_suppliers() -> BTreeSet<OrganizationId> {
    (0..SUPPLIERS).map(supplier).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The empty scenario differs in nothing, and the report before is the plain report.
    #[test]
    fn nothing_assumed_is_nothing_changed(scene in any_origin(true)) {
        let world = World::of(&scene);
        let simulation = simulated(&world, &Scenario::default());
        let plain = format!("{:?}", plain(&world));
        prop_assert_eq!(format!("{:?}", simulation.before), plain.clone());
        prop_assert_eq!(format!("{:?}", simulation.after), plain);
        prop_assert!(simulation.changes.is_empty());
        let [before, after] = [simulation.before, simulation.after].map(seen);
        let [before, after] = [Compared::from(&before), Compared::from(&after)];
        prop_assert!(ReportDifference::between(&before, &after).is_nothing());
        let about = (contract(component(0)), component(0));
        let facts = world.facts();
        let own = simulate_component(&world.model, about, period(), &Scenario::default(), facts, || true);
        let own = own.expect("the component");
        let plain = component_report(&world.model, about.0, about.1, period(), facts);
        prop_assert_eq!(format!("{:?}", own.before), format!("{:?}", plain.expect("the report")));
        prop_assert_eq!(format!("{:?}", own.before), format!("{:?}", own.after));
        let unwanted = || false;
        let given_up =
            simulate_service(&world.model, SERVICE, period(), &Scenario::default(), facts, unwanted);
        prop_assert!(given_up.is_none());
    }

    /// Whatever is assumed, the report before is the plain report.
    #[test]
    fn a_scenario_leaves_the_truth_alone(scene in any_origin(true), of in 0..SUPPLIERS) {
        let world = World::of(&scene);
        let scenario = Scenario {
            target: Target::from_percent("42").ok(),
            attribution: Some(AttributionPolicy::Full),
            without_outages_of: BTreeSet::from([supplier(of)]),
            exclusions: Some(ExclusionChange::Nothing),
            ..Scenario::default()
        };
        let before = simulated(&world, &scenario).before;
        prop_assert_eq!(format!("{before:?}"), format!("{:?}", plain(&world)));
    }

    /// Nobody fails: all of the service time is up, and nothing of the budget is used.
    #[test]
    fn without_any_outage_nothing_is_lost(scene in any_origin(true), by_name in any::<bool>()) {
        let world = World::of(&scene);
        let ids = world.outages.iter().map(|outage| outage.outage);
        let scenario = match by_name {
            true => Scenario { without_outages: ids.collect(), ..Scenario::default() },
            false => Scenario { without_outages_of: all_suppliers(), ..Scenario::default() },
        };
        let after = seen(simulated(&world, &scenario).after);
        let figure = &after.figures.figure;
        prop_assert!(figure.downtime_seconds.is_zero());
        let expect = (figure.base_seconds > 0).then(Rational::one);
        prop_assert_eq!(&figure.availability, &expect);
        if let Some(budget) = after.budget {
            prop_assert!(budget.used_seconds.is_zero());
        }
    }

    /// Suppliers that never fail are facts that were never reported.
    #[test]
    fn leaving_outages_out_is_never_having_heard_of_them(scene in any_origin(true), of in 0..SUPPLIERS) {
        let world = World::of(&scene);
        let scenario = Scenario {
            without_outages_of: BTreeSet::from([supplier(of)]),
            ..Scenario::default()
        };
        let mut unheard = world.clone();
        unheard.outages.retain(|outage| {
            scene.owners.get(&outage.component) != Some(&supplier(of))
        });
        let after = simulated(&world, &scenario).after;
        prop_assert_eq!(format!("{after:?}"), format!("{:?}", plain(&unheard)));
    }

    /// Terms that are assumed are terms that were agreed: the catalogue changed by hand gives the same.
    #[test]
    fn assumed_terms_are_agreed_terms(scene in any_origin(true), other in any_origin(false)) {
        let world = World::of(&scene);
        let (root, terms) = (other.tree, other.terms);
        let scenario = Scenario {
            target: terms.availability_target.clone(),
            degradation: Some(terms.degradation),
            missing_data: Some(terms.missing_data),
            topology: Some(ScenarioTopology { root: root.clone(), in_force_at: None }),
            exclusions: Some(ExclusionChange::Nothing),
            ..Scenario::default()
        };
        let mut by_hand = world.clone();
        let sla = by_hand.model.agreements.get_mut(&SLA).expect("the agreement");
        for version in &mut sla.versions {
            version.terms.degradation = terms.degradation;
            version.terms.missing_data = terms.missing_data;
            version.terms.maintenance = None;
            if terms.availability_target.is_some() {
                version.terms.availability_target = terms.availability_target.clone();
            }
        }
        let trees = by_hand.model.topologies.values_mut();
        trees.for_each(|topology| topology.root = root.clone());
        let after = simulated(&world, &scenario).after;
        prop_assert_eq!(format!("{after:?}"), format!("{:?}", plain(&by_hand)));
    }

    /// A component taken out of a k-of-n gate that can do without it is one that is always down; out
    /// of a serial gate, one that is never down.
    #[test]
    fn a_pruned_gate_is_a_gate_with_its_fate_decided(scene in any_origin(false), k in 1..6_u32) {
        let out = |id: ComponentId| id == component(0);
        let whole = ticks(PERIOD.start, PERIOD.end);
        let facts = scene.facts.iter().filter(|fact| fact.component != component(0));
        let conditions: Vec<_> = facts
            .filter_map(|fact| {
                let Effect::Lost(loss) = fact.effect else { return None };
                let end = fact.end.unwrap_or(whole.end);
                let interval = federation::time::Interval::new(fact.start, end);
                Some(federation::topology::Condition {
                    component: fact.component, outage: fact.outage, interval, loss,
                })
            })
            .collect();
        let mut always = conditions.clone();
        always.push(federation::topology::Condition {
            component: component(0),
            outage: fact(99, 0, 0, 1, Effect::Unknown).outage,
            interval: whole,
            loss: loss("1"),
        });
        for (gate, fate) in [
            (Gate::Serial, &conditions),
            (Gate::Parallel, &always),
            (Gate::KOfN(k.min(COMPONENTS as u32 - 1)), &always),
        ] {
            let tree = gate_of(gate, 0..COMPONENTS);
            let pruned = prune(&tree, &out).expect("something is left");
            let lost = |tree: &Node, conditions: &[_]| {
                let trees = [(whole, tree)];
                compose(&trees, conditions, whole).lost_within(&whole.into())
            };
            prop_assert_eq!(lost(&pruned, &conditions), lost(&tree, fate), "{:?}", gate);
        }
    }

    /// Used is what was lost of the time that has a target, and the burn-down comes to it.
    #[test]
    fn a_budget_is_what_the_promise_leaves(scene in any_origin(false)) {
        let world = World::of(&scene);
        let report = seen(plain(&world));
        let promise = report.figures.promise.clone();
        prop_assert_eq!(report.budget.is_some(), promise.is_some());
        let (Some(budget), Some(promise)) = (report.budget, promise) else { return Ok(()) };
        prop_assert_eq!(budget.base_seconds, promise.base_seconds);
        let base = Rational::whole(promise.base_seconds);
        if let (Some(required), Some(upper)) = (&promise.required, &promise.upper) {
            let one = Rational::one;
            let allowed = (one() - required.clone()) * base.clone();
            prop_assert_eq!(&budget.whole.budget_seconds, &allowed);
            prop_assert_eq!(&budget.used_seconds, &((one() - upper.clone()) * base));
        }
        let consumed: Rational = budget.consumed_by.iter().map(|part| part.seconds.clone()).sum();
        if report.policy != AttributionPolicy::Full {
            prop_assert_eq!(&consumed, &budget.used_seconds);
        }
        let points = budget.burn_down();
        let falls = points.windows(2).all(|two| two[0].remaining_seconds >= two[1].remaining_seconds);
        prop_assert!(falls);
        let over = report.figures.to_date.is_none();
        prop_assert_eq!(points.len(), usize::from(over), "one day, if it is over");
        if let Some(last) = points.last() {
            prop_assert_eq!(&last.remaining_seconds, &budget.whole.remaining_seconds);
            prop_assert_eq!(&last.used_seconds, &budget.used_seconds);
        }
        if let Some(to_date) = &budget.to_date {
            prop_assert!(to_date.base_seconds <= budget.base_seconds);
            prop_assert!(to_date.used_seconds <= budget.used_seconds);
        }
    }

    /// The facts that a simulation asks for are enough: more of them change nothing.
    #[test]
    fn what_is_asked_for_is_enough(scene in any_origin(true), other in any_origin(false)) {
        let world = World::of(&scene);
        let topology = ScenarioTopology { root: other.tree, in_force_at: None };
        let scenario = Scenario { topology: Some(topology), ..Scenario::default() };
        let of = Simulated::Service(SERVICE);
        let needs = needs_of_simulation(&world.model, of, period(), &scenario).expect("needs");
        let mut outages = world.outages.clone();
        outages.retain(|outage| needs.components.contains(&outage.component));
        let facts = Facts { outages: &outages, as_of: world.as_of };
        let narrow = simulate_service(&world.model, SERVICE, period(), &scenario, facts, || true);
        let wide = simulated(&world, &scenario);
        let narrow = narrow.expect("the service");
        prop_assert_eq!(format!("{narrow:?}"), format!("{wide:?}"));
    }
}

/// One serial pair: supplier 0 fails ticks 10 to 14, supplier 1 fails 12 to 18.
fn pair() -> World {
    let effect = Effect::Lost(loss("1"));
    World::of(&Origin {
        tree: gate_of(Gate::Serial, 0..2),
        facts: vec![fact(0, 0, 10, 14, effect), fact(1, 1, 12, 18, effect)],
        owners: (0..2).map(|n| (component(n), supplier(n))).collect(),
        terms: weighted_terms(Some("90")),
        as_of: None,
    })
}

/// Several changes at once: the version, over it single terms, the tree, and what is taken out of it.
#[test]
fn changes_combine() {
    let world = pair();
    let scenario = Scenario {
        versions: [(SLA, 2)].into(),
        target: Target::from_percent("75").ok(),
        exclusions: Some(ExclusionChange::Changed(ChangedExclusions {
            left_out: world.model.maintenance_windows.keys().copied().collect(),
            ..ChangedExclusions::default()
        })),
        without_components_of: BTreeSet::from([supplier(1)]),
        ..Scenario::default()
    };
    let simulation = simulated(&world, &scenario);
    let after = &simulation.after;
    assert_eq!(after.agreements.len(), 1, "one version, all the time");
    assert_eq!(after.agreements[0].version, 2);
    let figure = &after.assessment.figure;
    assert_eq!((figure.base_seconds, figure.excluded_seconds), (32, 0));
    assert_eq!(figure.downtime_seconds, Rational::whole(4));
    assert_eq!(after.components.len(), 1, "the other is not there");
    let words: Vec<&str> = simulation.changes.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(
        words,
        [
            "agreement-600 version 2 is in force whenever the agreement binds",
            "75 % is promised",
            "the maintenance window CHG-1 never was",
            "the maintenance window CHG-2 never was",
            "the tree holds no component of org-1",
            "in the tree from 1969-12-31T23:58:20Z, the SERIAL gate / needs 1 of 1 children \
             instead of 2 of 2",
        ]
    );
}

/// Hours made up replace the agreed ones, and their zone the zone of the period.
#[test]
fn hours_can_be_made_up() {
    let world = pair();
    let never = Calendar {
        weekly: Some(Vec::new()),
        ..Calendar::around_the_clock(chrono_tz::Asia::Kolkata)
    };
    let scenario = Scenario {
        calendar: Some(ScenarioCalendar::Given(never)),
        ..Scenario::default()
    };
    let after = simulated(&world, &scenario).after;
    assert_eq!(after.zone, chrono_tz::Asia::Kolkata);
    assert_eq!(after.assessment.figure.agreed_seconds, 0);
    assert_eq!(after.agreements[0].calendar.as_str(), "simulated");
}
