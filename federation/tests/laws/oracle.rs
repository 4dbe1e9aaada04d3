//! The slow way: tick by tick, set by set, straight from the definitions.

use std::collections::{BTreeMap, BTreeSet};

use federation::agreement::{DegradationRule, MissingDataRule};
use federation::incident::Effect;
use federation::topology::{Gate, Node};
use federation::vocabulary::{ComponentId, OrganizationId, Rational};

use crate::scene::{PERIOD, Scene, tick};

/// What unknown time is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    Up,
    Down,
    AsAgreed,
}

/// The loss of every component at one tick, in billionths.
pub(crate) fn component_losses(
    scene: &Scene,
    at: i64,
    unknown: Unknown,
) -> BTreeMap<ComponentId, u64> {
    let open_end = scene
        .as_of
        .map_or(PERIOD.end, |now| now.unix_seconds().min(PERIOD.end));
    let mut losses = BTreeMap::new();
    for fact in &scene.facts {
        let end = fact.end.map_or(open_end, |end| end.unix_seconds());
        if at < fact.start.unix_seconds() || at >= end {
            continue;
        }
        let recorded = match (fact.effect, unknown, scene.terms.missing_data) {
            (Effect::Lost(loss), ..) => u64::from(loss.billionths()),
            (Effect::Unknown, Unknown::Down, _)
            | (Effect::Unknown, Unknown::AsAgreed, MissingDataRule::CountAsDown) => 1_000_000_000,
            (Effect::Unknown, ..) => 0,
        };
        let counted = match scene.terms.degradation {
            DegradationRule::Weighted => recorded,
            DegradationRule::AsUp => recorded / 1_000_000_000 * 1_000_000_000,
            DegradationRule::AsDown => recorded.min(1) * 1_000_000_000,
        };
        let entry = losses.entry(fact.component).or_insert(0);
        *entry = counted.max(*entry);
    }
    losses.retain(|_, loss| *loss > 0);
    losses
}

/// The loss of a tree when components have these losses.
pub(crate) fn tree_loss(tree: &Node, losses: &BTreeMap<ComponentId, u64>) -> u64 {
    match tree {
        Node::Component(component) => losses.get(component).copied().unwrap_or(0),
        Node::Gate { gate, children } => {
            let mut of_children: Vec<u64> = children
                .iter()
                .map(|child| tree_loss(child, losses))
                .collect();
            of_children.sort_unstable();
            match gate {
                Gate::Serial => of_children[of_children.len() - 1],
                Gate::Parallel => of_children[0],
                Gate::KOfN(k) => of_children[*k as usize - 1],
            }
        }
    }
}

pub(crate) fn in_base(scene: &Scene, at: i64) -> bool {
    scene.hours.contains(tick(at)) && !scene.excluded.contains(tick(at))
}

/// The service loss at every tick of the period.
pub(crate) fn service_losses(scene: &Scene, unknown: Unknown) -> Vec<(i64, u64)> {
    let losses = PERIOD.map(|at| {
        (
            at,
            tree_loss(&scene.tree, &component_losses(scene, at, unknown)),
        )
    });
    losses.collect()
}

pub(crate) fn downtime(scene: &Scene, losses: &[(i64, u64)]) -> Rational {
    let counted = losses.iter().filter(|(at, _)| in_base(scene, *at));
    Rational::new(
        counted.map(|(_, loss)| *loss).sum::<u64>(),
        1_000_000_000u64,
    )
}

/// Runs of non-zero loss that touch base.
pub(crate) fn breaks(scene: &Scene, losses: &[(i64, u64)]) -> u64 {
    let mut breaks = 0;
    let (mut down, mut touched) = (false, false);
    for (at, loss) in losses {
        if *loss == 0 || !down {
            touched = false;
        }
        down = *loss > 0;
        if down && !touched && in_base(scene, *at) {
            touched = true;
            breaks += 1;
        }
    }
    breaks
}

/// v(S) for every set of players, players being the keys of `holdings`.
fn games(
    tree: &Node,
    losses: &BTreeMap<ComponentId, u64>,
    holdings: &[BTreeSet<ComponentId>],
) -> Vec<u64> {
    let sets = 0..1usize << holdings.len();
    let values = sets.map(|set| {
        let held = losses.iter().filter(|(component, _)| {
            holdings
                .iter()
                .enumerate()
                .any(|(i, held)| set >> i & 1 == 1 && held.contains(component))
        });
        tree_loss(tree, &held.map(|(c, l)| (*c, *l)).collect())
    });
    values.collect()
}

/// Shapley values by the definition over all sets, in billionths.
pub(crate) fn shapley(values: &[u64], players: usize) -> Vec<Rational> {
    let factorial = |n: usize| (1..=n as u64).product::<u64>();
    let value = |player: usize| {
        let mut total = Rational::zero();
        for set in (0..1usize << players).filter(|set| set >> player & 1 == 0) {
            let size = set.count_ones() as usize;
            let adds = values[set | 1 << player] - values[set];
            let weight = factorial(size) * factorial(players - 1 - size);
            total += &Rational::new(adds * weight, factorial(players));
        }
        total
    };
    (0..players).map(value).collect()
}

fn is_relevant(values: &[u64], player: usize) -> bool {
    (0..values.len()).any(|set| values[set | 1 << player] != values[set & !(1 << player)])
}

/// The four shares at one tick, each by supplier, in billionths.
pub(crate) fn shares_at(scene: &Scene, at: i64) -> [BTreeMap<OrganizationId, Rational>; 4] {
    let losses = component_losses(scene, at, Unknown::AsAgreed);
    let suppliers: Vec<OrganizationId> = scene
        .owners
        .values()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let holdings: Vec<BTreeSet<ComponentId>> = suppliers
        .iter()
        .map(|s| {
            scene
                .owners
                .iter()
                .filter(|(_, o)| *o == s)
                .map(|(c, _)| *c)
                .collect()
        })
        .collect();
    let values = games(&scene.tree, &losses, &holdings);
    let all = values[values.len() - 1];
    let relevant: Vec<usize> = (0..suppliers.len())
        .filter(|player| is_relevant(&values, *player))
        .collect();
    let single: Vec<ComponentId> = losses.keys().copied().collect();
    let alone: Vec<BTreeSet<ComponentId>> = single.iter().map(|c| [*c].into()).collect();
    let component_values = games(&scene.tree, &losses, &alone);
    let begun = single
        .iter()
        .enumerate()
        .filter(|(i, _)| is_relevant(&component_values, *i))
        .map(|(_, c)| (run_start(scene, *c, at), scene.owners[c]))
        .filter(|(_, owner)| relevant.iter().any(|player| suppliers[*player] == *owner));
    let begun: BTreeSet<(i64, OrganizationId)> = begun.collect();
    let first: Vec<OrganizationId> = begun
        .iter()
        .filter(|(start, _)| begun.first().is_some_and(|(earliest, _)| earliest == start))
        .map(|(_, owner)| *owner)
        .collect();
    let part = |parts: usize| Rational::new(all, parts.max(1));
    [
        suppliers
            .iter()
            .copied()
            .zip(shapley(&values, suppliers.len()))
            .collect(),
        relevant
            .iter()
            .map(|p| (suppliers[*p], part(relevant.len())))
            .collect(),
        first
            .iter()
            .map(|owner| (*owner, part(first.len())))
            .collect(),
        relevant.iter().map(|p| (suppliers[*p], part(1))).collect(),
    ]
}

/// How far back the component has been failing without a pause, also before the period.
fn run_start(scene: &Scene, component: ComponentId, at: i64) -> i64 {
    let failing = |at| component_losses(scene, at, Unknown::AsAgreed).contains_key(&component);
    (0..=at)
        .rev()
        .take_while(|earlier| failing(*earlier))
        .last()
        .unwrap_or(at)
}
