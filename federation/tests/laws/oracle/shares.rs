//! Who caused the loss, by trying every set and every order.

use std::collections::{BTreeMap, BTreeSet};

use federation::agreement::AttributionPolicy;
use federation::evaluation::OutageStanding;
use federation::incident::Effect;
use federation::topology::Node;
use federation::vocabulary::OrganizationId;

use super::{
    Answer, Losses, View, holds, in_trees, loss_of, losses_at, number, tree_at, tree_loss,
};
use crate::scene::{CLOCK, COMPONENTS, PERIOD, Scene, component};

/// Into how many parts a billionth is cut: any five orders, and any five that share, divide it.
pub(crate) const PARTS: i128 = 120;

/// Somebody who fails: a supplier, or nobody for all that nobody owns.
type Player = Option<OrganizationId>;

/// Shares of all players, in parts of a billionth of a tick, by policy.
type ByPlayer = BTreeMap<Player, i128>;

pub(crate) struct Sharing {
    pub(crate) shares: BTreeMap<AttributionPolicy, ByPlayer>,
    /// Ticks of base at which each component made a difference.
    relevant: Vec<BTreeSet<i64>>,
}

/// The sets of `players` are numbers: bit p is set when player p is in.
fn v_of_every_set(tree: &Node, losses: &Losses, holdings: &[Vec<usize>]) -> Vec<i128> {
    let value = |set: usize| {
        let mut held = [0; COMPONENTS as usize + 1];
        for (player, holding) in holdings.iter().enumerate() {
            for component in holding.iter().filter(|_| set >> player & 1 == 1) {
                held[*component] = losses[*component];
            }
        }
        tree_loss(tree, &held)
    };
    (0..1usize << holdings.len()).map(value).collect()
}

fn makes_a_difference(values: &[i128], player: usize) -> bool {
    (0..values.len()).any(|set| values[set | 1 << player] != values[set & !(1 << player)])
}

/// Every order in which `players` can come.
fn orders(players: usize) -> Vec<Vec<usize>> {
    let Some(last) = players.checked_sub(1) else {
        return vec![Vec::new()];
    };
    let mut all = Vec::new();
    for order in orders(last) {
        for place in 0..=last {
            let mut longer = order.clone();
            longer.insert(place, last);
            all.push(longer);
        }
    }
    all
}

/// What each player adds when it comes, over all orders.
fn shapley(values: &[i128], orders: &[Vec<usize>], players: usize) -> Vec<i128> {
    let mut added = vec![0; players];
    for order in orders {
        let mut set = 0;
        for player in order {
            added[*player] += values[set | 1 << player] - values[set];
            set |= 1 << player;
        }
    }
    added
        .iter()
        .map(|all| all * PARTS / orders.len() as i128)
        .collect()
}

/// What one way of failing means, wherever it recurs.
struct Failure {
    loss: i128,
    shapley: Vec<i128>,
    players: Vec<usize>,
    components: Vec<usize>,
}

pub(crate) fn sharing(scene: &Scene, answer: &Answer) -> Sharing {
    let all: Vec<usize> = in_trees(scene)
        .keys()
        .map(|component| number(*component))
        .collect();
    let owner = |of: usize| scene.owners.get(&component(of as u128)).copied();
    let players: BTreeSet<Player> = all.iter().map(|of| owner(*of)).collect();
    let players: Vec<Player> = players.into_iter().collect();
    let of_player = |player: &Player| {
        all.iter()
            .copied()
            .filter(|of| owner(*of) == *player)
            .collect()
    };
    let holdings: Vec<Vec<usize>> = players.iter().map(of_player).collect();
    let orders = orders(players.len());
    let look = |tree: &Node, losses: &Losses| {
        let values = v_of_every_set(tree, losses, &holdings);
        let failing: Vec<usize> = all.iter().copied().filter(|of| losses[*of] > 0).collect();
        let alone: Vec<Vec<usize>> = failing.iter().map(|of| vec![*of]).collect();
        let of_components = v_of_every_set(tree, losses, &alone);
        Failure {
            loss: values[values.len() - 1],
            shapley: shapley(&values, &orders, players.len()),
            players: (0..players.len())
                .filter(|player| makes_a_difference(&values, *player))
                .collect(),
            components: (0..failing.len())
                .filter(|place| makes_a_difference(&of_components, *place))
                .map(|place| failing[place])
                .collect(),
        }
    };
    let history: Vec<Losses> = CLOCK
        .map(|at| losses_at(scene, at, View::Counted))
        .collect();
    let mut sharing = Sharing {
        shares: AttributionPolicy::ALL
            .iter()
            .map(|policy| (*policy, players.iter().map(|player| (*player, 0)).collect()))
            .collect(),
        relevant: vec![BTreeSet::new(); COMPONENTS as usize + 1],
    };
    let mut last: Option<(Losses, *const Node, Failure)> = None;
    for at in answer.base.iter().copied() {
        let losses = history[at as usize];
        let Some(tree) = tree_at(scene, at) else {
            continue;
        };
        if answer.counted[(at - PERIOD.start) as usize] == 0 {
            continue;
        }
        // The same failure as a tick ago is not looked at again.
        let same = |(before, of, _): &(Losses, *const Node, Failure)| {
            *before == losses && std::ptr::eq(*of, tree)
        };
        let known = last.take().filter(same);
        let (_, _, failure) =
            last.insert(known.unwrap_or_else(|| (losses, tree, look(tree, &losses))));
        for of in &failure.components {
            sharing.relevant[*of].insert(at);
        }
        let begun: Vec<(i64, usize)> = failure
            .components
            .iter()
            .map(|of| {
                let player = players.iter().position(|player| *player == owner(*of));
                (
                    run_start(&history, *of, at),
                    player.expect("everybody plays"),
                )
            })
            .filter(|(_, player)| failure.players.contains(player))
            .collect();
        let earliest = begun.iter().map(|(start, _)| *start).min();
        let first: BTreeSet<usize> = begun
            .iter()
            .filter(|(start, _)| Some(*start) == earliest)
            .map(|(_, player)| *player)
            .collect();
        let mut give = |policy, player: usize, part: i128| {
            let by_player: &mut ByPlayer = sharing.shares.entry(policy).or_default();
            *by_player.entry(players[player]).or_default() += part;
        };
        let whole = failure.loss * PARTS;
        for (player, part) in failure.shapley.iter().enumerate() {
            give(AttributionPolicy::Shapley, player, *part);
        }
        for player in &failure.players {
            give(
                AttributionPolicy::SplitEqual,
                *player,
                whole / failure.players.len() as i128,
            );
            give(AttributionPolicy::Full, *player, whole);
        }
        for player in &first {
            give(
                AttributionPolicy::FirstCause,
                *player,
                whole / first.len() as i128,
            );
        }
    }
    sharing
}

/// How far back the component has been failing without a pause, also before the period.
fn run_start(history: &[Losses], component: usize, at: i64) -> i64 {
    let earlier = (0..=at).rev();
    earlier
        .take_while(|at| history[*at as usize][component] > 0)
        .last()
        .unwrap_or(at)
}

impl Sharing {
    /// What became of every fact: its standing, and its ticks in agreed, excluded and counted time.
    pub(crate) fn uses(&self, scene: &Scene, answer: &Answer) -> Vec<(OutageStanding, [i64; 3])> {
        let trees = in_trees(scene);
        let uses = scene.facts.iter().map(|fact| {
            let during: Vec<i64> = CLOCK.filter(|at| holds(scene, fact, *at)).collect();
            let in_period: Vec<i64> = during
                .iter()
                .copied()
                .filter(|at| PERIOD.contains(at))
                .collect();
            let agreed = |at: &&i64| answer.versions.iter().any(|v| v.agreed.contains(at));
            let excluded = |at: &&i64| answer.versions.iter().any(|v| v.excluded.contains(at));
            let loss = |at: i64| loss_of(scene, fact, at, View::Counted);
            let counts =
                |at: &&i64| self.relevant[number(fact.component)].contains(at) && loss(**at) > 0;
            let agreed = in_period.iter().filter(agreed).count() as i64;
            let excluded = in_period.iter().filter(excluded).count() as i64;
            let counted = in_period.iter().filter(counts).count() as i64;
            let standing = if !trees.get(&fact.component).copied().unwrap_or(false) {
                OutageStanding::NotInTopology
            } else if in_period.is_empty() {
                OutageStanding::OutsidePeriod
            } else if agreed == 0 {
                OutageStanding::OutsideServiceTime
            } else if agreed == excluded {
                OutageStanding::Excluded
            } else if counted > 0 {
                OutageStanding::Counted
            } else if during.iter().any(|at| loss(*at) > 0) {
                OutageStanding::WithoutEffect
            } else if fact.effect == Effect::Unknown {
                OutageStanding::Unknown
            } else {
                OutageStanding::CountedAsUp
            };
            (standing, [agreed, excluded, counted])
        });
        uses.collect()
    }
}
