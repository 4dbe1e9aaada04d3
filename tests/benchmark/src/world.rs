//! An invented world of services, components and outages: the same for the same seed.

use std::collections::BTreeMap;

use federation::agreement::{DegradationRule, Terms};
use federation::evaluation::{EndToEnd, Part};
use federation::incident::{Effect, OutageFact, OutageRegister};
use federation::time::{Calendar, Instant, Interval, IntervalSet};
use federation::topology::{Gate, Node};
use federation::vocabulary::{ComponentId, Loss, OutageId};
use uuid::Uuid;

/// 2024-11-01T00:00:00Z until 2026-11-01T00:00:00Z: 24 months.
pub const HISTORY: Interval = Interval::new(
    Instant::from_unix_seconds(1_730_419_200),
    Instant::from_unix_seconds(1_793_491_200),
);

/// 2025-11-01T00:00:00Z until 2026-11-01T00:00:00Z: the 12 months that are asked about.
pub const YEAR: Interval = Interval::new(
    Instant::from_unix_seconds(1_761_955_200),
    Instant::from_unix_seconds(1_793_491_200),
);

/// Chance that repeats itself.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The chance of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below another.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// How large a world is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many components there are.
    pub components: u64,
    /// How many services depend on them.
    pub services: usize,
    /// How many outages they had.
    pub outages: usize,
    /// The longest outage in seconds.
    pub outage_seconds_max: u64,
    /// When they began.
    pub history: Interval,
}

impl Size {
    /// 100 components, 50 services, and outages of up to an hour over 24 months.
    #[must_use]
    pub fn of(outages: usize) -> Self {
        Self {
            components: 100,
            services: 50,
            outages,
            outage_seconds_max: 3_600,
            history: HISTORY,
        }
    }

    /// The same with as many outages a day as 24 months have in which there are `rate` of them: the
    /// history is shorter, and ends at the same instant.
    #[must_use]
    pub fn at_rate(outages: usize, rate: usize) -> Self {
        let seconds = i128::from(HISTORY.seconds()) * outages as i128 / rate.max(1) as i128;
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX).max(1);
        Self {
            history: Interval::new(HISTORY.end.plus_seconds(-seconds), HISTORY.end),
            ..Self::of(outages)
        }
    }
}

/// Services of nested gates, and whole outages of their components.
#[derive(Clone, Debug)]
pub struct World {
    /// The dependency tree of each service.
    pub services: Vec<Node>,
    /// What happened.
    pub outages: Vec<OutageFact>,
    /// When it began.
    pub history: Interval,
}

/// The component with a number.
#[must_use]
pub fn component(number: u64) -> ComponentId {
    ComponentId(Uuid::from_u128(u128::from(number)))
}

/// The number of a component.
#[must_use]
pub fn number_of(component: ComponentId) -> i32 {
    i32::try_from(component.0.as_u128()).unwrap_or(i32::MAX)
}

impl World {
    /// The world of a seed.
    #[must_use]
    pub fn new(seed: u64, size: Size) -> Self {
        let mut chance = Chance::of(seed);
        let services = (0..size.services).map(|number| any_service(&mut chance, number, size));
        let services = services.collect();
        let seconds = size.history.seconds().unsigned_abs();
        let outages = (0..size.outages).map(|number| {
            let component = component(chance.below(size.components));
            let start = size
                .history
                .start
                .plus_seconds(chance.below(seconds).cast_signed());
            let length = 1 + chance.below(size.outage_seconds_max);
            OutageFact {
                outage: OutageId(Uuid::from_u128(number as u128)),
                component,
                start,
                end: Some(start.plus_seconds(length.cast_signed())),
                effect: Effect::Lost(Loss::FULL),
                revision: 1,
            }
        });
        Self {
            outages: outages.collect(),
            history: size.history,
            services,
        }
    }

    /// The register of its outages.
    #[must_use]
    pub fn register(&self) -> OutageRegister {
        self.outages.iter().copied().collect()
    }

    /// How a service is read over `period`: around the clock, without exclusions.
    #[must_use]
    pub fn end_to_end(&self, service: usize, period: Interval) -> EndToEnd {
        let terms = Terms {
            degradation: DegradationRule::Weighted,
            ..Terms::default()
        };
        let part = Part {
            interval: period,
            terms: &terms,
            hours: Calendar::around_the_clock(chrono_tz::Europe::Berlin).hours(period),
            excluded: IntervalSet::new(),
        };
        EndToEnd::new(period, &[part], &[(period, &self.services[service])])
    }

    /// The seconds in which each component was out, as sorted stretches that do not touch.
    #[must_use]
    pub fn down_by_component(&self) -> BTreeMap<ComponentId, IntervalSet> {
        let mut down: BTreeMap<ComponentId, Vec<Interval>> = BTreeMap::new();
        for fact in &self.outages {
            down.entry(fact.component)
                .or_default()
                .push(fact.interval());
        }
        let sets = down.into_iter();
        sets.map(|(component, all)| (component, all.into_iter().collect()))
            .collect()
    }
}

/// Nested gates of five to nine leaves; the shapes take turns.
fn any_service(chance: &mut Chance, number: usize, size: Size) -> Node {
    let mut leaf = || Node::Component(component(chance.below(size.components)));
    let mut leaves = |count: usize| -> Vec<Node> { (0..count).map(|_| leaf()).collect() };
    let gate = |gate, children| Node::Gate { gate, children };
    let pair = gate(Gate::Parallel, leaves(2));
    let mut children = leaves(1);
    match number % 4 {
        0 => children.extend([pair, gate(Gate::KOfN(2), leaves(3))]),
        1 => {
            let sites = [gate(Gate::Serial, leaves(2)), gate(Gate::Serial, leaves(2))];
            children.push(gate(Gate::Parallel, sites.into()));
        }
        2 => {
            let mut cluster = leaves(2);
            cluster.push(pair);
            children.push(gate(Gate::KOfN(2), cluster));
            children.extend(leaves(1));
        }
        _ => {
            let site = gate(Gate::Serial, vec![pair, gate(Gate::KOfN(3), leaves(4))]);
            let spare = gate(Gate::Serial, leaves(2));
            children.push(gate(Gate::Parallel, vec![site, spare]));
        }
    }
    gate(Gate::Serial, children)
}
