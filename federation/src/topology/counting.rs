//! Exact counting of the sets in which a player is pivotal, without listing the sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use super::formula::{Formula, GateSort};
use super::set_counts::{BySize, Count, add, losing, times, widened};
use crate::vocabulary::Rational;

/// The most players that are counted in 128 bits; there are fewer than 2^this sets of them.
const PLAYERS_IN_128_BITS_MAX: usize = 120;

/// The most times that one game is split on a player before it counts as too entangled.
///
/// Only suppliers that occur under several gates are split on, and equal remainders are met once; a
/// game beyond this has dozens of suppliers failing at the same second, each in several gates.
const SPLITS_MAX: usize = 10_000;

/// The Shapley value of every player that is not a null player in the 0/1 game; `None` when the game
/// is too entangled to count. The values sum to 1 when the game can be won, and are none otherwise.
///
/// A player's value is the sum over s of pivots(s) x s! (n-1-s)! / n!, where pivots(s) counts the sets
/// of s others in which the player makes the difference (C0).
pub(super) fn shapley_values(game: &Formula) -> Option<BTreeMap<usize, Rational>> {
    if game.players().len() <= PLAYERS_IN_128_BITS_MAX {
        Counting::<u128>::default().values(game)
    } else {
        Counting::<BigUint>::default().values(game)
    }
}

/// Counts the sets that win a game, remembering every game it met.
struct Counting<N> {
    met: HashMap<Formula, Rc<BySize<N>>>,
    splits: usize,
}

impl<N> Default for Counting<N> {
    fn default() -> Self {
        Self {
            met: HashMap::new(),
            splits: 0,
        }
    }
}

impl<N: Count> Counting<N> {
    fn values(&mut self, game: &Formula) -> Option<BTreeMap<usize, Rational>> {
        let players = game.players().len();
        let weights = Weights::new(players);
        let mut values = BTreeMap::new();
        for alike in symmetric_players(game) {
            let Some(first) = alike.first() else { continue };
            let with = self.winning(&game.with(*first, true))?;
            let without = self.winning(&game.with(*first, false))?;
            let with = widened(&with, players - 1);
            let without = widened(&without, players - 1);
            let pivots = with.into_iter().zip(without).map(|(a, b)| a - b);
            let value = weights.value(pivots.map(Into::into));
            if !value.is_zero() {
                values.extend(alike.iter().map(|player| (*player, value.clone())));
            }
        }
        Some(values)
    }

    /// How many sets of each size of the game's own players win it.
    fn winning(&mut self, game: &Formula) -> Option<Rc<BySize<N>>> {
        match game {
            Formula::Up => Some(Rc::new(vec![N::zero()])),
            Formula::Down => Some(Rc::new(vec![N::one()])),
            Formula::Player(_) => Some(Rc::new(vec![N::zero(), N::one()])),
            Formula::Gate {
                down_needed,
                children,
            } => {
                if let Some(known) = self.met.get(game) {
                    return Some(Rc::clone(known));
                }
                let counted = Rc::new(self.gate_winning(*down_needed, children)?);
                self.met.insert(game.clone(), Rc::clone(&counted));
                Some(counted)
            }
        }
    }

    fn gate_winning(&mut self, down_needed: usize, children: &[Formula]) -> Option<BySize<N>> {
        let sort = GateSort::of(down_needed, children.len());
        let groups = entangled_groups(children);
        if groups.len() == children.len() {
            let children: Option<Vec<_>> = children.iter().map(|c| self.winning(c)).collect();
            return Some(of_independent(sort, down_needed, &children?));
        }
        if sort == GateSort::Some || groups.len() == 1 {
            return self.split(down_needed, children);
        }
        let groups = groups.into_iter().map(|mut group| match group.len() {
            1 => group.swap_remove(0),
            length => Formula::Gate {
                down_needed: if sort == GateSort::Any { 1 } else { length },
                children: group,
            },
        });
        let groups: Option<Vec<_>> = groups.map(|group| self.winning(&group)).collect();
        Some(of_independent(sort, down_needed, &groups?))
    }

    /// Counts with the most shared player down, and with it up.
    fn split(&mut self, down_needed: usize, children: &[Formula]) -> Option<BySize<N>> {
        self.splits += 1;
        if self.splits > SPLITS_MAX {
            return None;
        }
        let mut occurrences: BTreeMap<usize, usize> = BTreeMap::new();
        for player in children.iter().flat_map(Formula::players) {
            *occurrences.entry(player).or_default() += 1;
        }
        let (player, _) = occurrences.iter().rev().max_by_key(|(_, times)| **times)?;
        let others = occurrences.len() - 1;
        let known = |is_down| {
            let children = children.iter().map(|child| child.with(*player, is_down));
            Formula::gate(down_needed, children.collect())
        };
        let mut total = widened(&*self.winning(&known(false))?, others);
        total.push(N::zero());
        let with = widened(&*self.winning(&known(true))?, others);
        for (size, count) in with.iter().enumerate() {
            total[size + 1] += count;
        }
        Some(total)
    }
}

/// A gate over children that share no player.
fn of_independent<N: Count>(
    sort: GateSort,
    down_needed: usize,
    children: &[Rc<BySize<N>>],
) -> BySize<N> {
    let product = |polynomials: &mut dyn Iterator<Item = BySize<N>>| {
        polynomials.fold(vec![N::one()], |product, next| times(&product, &next))
    };
    match sort {
        GateSort::All => product(&mut children.iter().map(|child| child.to_vec())),
        GateSort::Any => losing(&product(&mut children.iter().map(|child| losing(child)))),
        GateSort::Some => {
            // below[d]: the sets with exactly d children down, for every d that is not enough.
            let mut below: Vec<BySize<N>> = vec![Vec::new(); down_needed];
            below[0] = vec![N::one()];
            for child in children {
                let up = losing(child);
                for down in (0..down_needed).rev() {
                    let mut sets = times(&below[down], &up);
                    if down > 0 {
                        add(&mut sets, &times(&below[down - 1], child));
                    }
                    below[down] = sets;
                }
            }
            let players = children.iter().map(|child| child.len() - 1).sum::<usize>();
            let mut not_enough = vec![N::zero(); players + 1];
            below.iter().for_each(|sets| add(&mut not_enough, sets));
            losing(&not_enough)
        }
    }
}

/// The children in groups, so that two that share a player are in the same group.
fn entangled_groups(children: &[Formula]) -> Vec<Vec<Formula>> {
    let mut groups: Vec<(BTreeSet<usize>, Vec<Formula>)> = Vec::new();
    for child in children {
        let mut players = child.players();
        let mut members = vec![child.clone()];
        let (touching, apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(held, _)| !held.is_disjoint(&players));
        groups = apart;
        for (held, group) in touching {
            players.extend(held);
            members.extend(group);
        }
        groups.push((players, members));
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// The players, those together that are surely alike: each occurs once, and under the same gate.
fn symmetric_players(game: &Formula) -> Vec<Vec<usize>> {
    let mut gates: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    game.each_player(&mut |player, gate| gates.entry(player).or_default().push(gate));
    let mut alike: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut groups = Vec::new();
    for (player, gates) in gates {
        match gates.as_slice() {
            [gate] => alike.entry(*gate).or_default().push(player),
            _ => groups.push(vec![player]),
        }
    }
    groups.extend(alike.into_values());
    groups
}

/// The factorials that weigh pivotal sets.
struct Weights {
    factorials: Vec<BigInt>,
}

impl Weights {
    fn new(players: usize) -> Self {
        let mut factorials = vec![BigInt::one()];
        for n in 1..=players {
            let next = &factorials[n - 1] * BigInt::from(n);
            factorials.push(next);
        }
        Self { factorials }
    }

    /// The sum of pivots(s) x s! (n-1-s)! / n!.
    fn value(&self, pivots: impl Iterator<Item = BigInt>) -> Rational {
        let players = self.factorials.len() - 1;
        let mut total = BigInt::zero();
        for (size, count) in pivots.enumerate().filter(|(size, _)| *size < players) {
            total += count * &self.factorials[size] * &self.factorials[players - 1 - size];
        }
        Rational::new(total, self.factorials[players].clone())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Formula, shapley_values};
    use crate::vocabulary::Rational;

    const PLAYERS: usize = 7;

    /// A game as it was written down, before any normal form.
    #[derive(Clone, Debug)]
    enum Plain {
        Player(usize),
        Gate(usize, Vec<Plain>),
    }

    impl Plain {
        fn is_down(&self, set: usize) -> bool {
            match self {
                Self::Player(player) => set >> player & 1 == 1,
                Self::Gate(needed, children) => {
                    children.iter().filter(|child| child.is_down(set)).count() >= *needed
                }
            }
        }

        fn normal(&self) -> Formula {
            match self {
                Self::Player(player) => Player(*player),
                Self::Gate(needed, children) => {
                    Formula::gate(*needed, children.iter().map(Self::normal).collect())
                }
            }
        }
    }

    /// The definition: the average of what a player adds, over all orders, set by set.
    fn enumerated(game: &Plain) -> BTreeMap<usize, Rational> {
        let factorial = |n: usize| (1..=n as u64).product::<u64>();
        let value = |player: usize| {
            let without = (0..1usize << PLAYERS).filter(|set| set >> player & 1 == 0);
            let pivotal =
                without.filter(|set| game.is_down(set | 1 << player) && !game.is_down(*set));
            let weights = pivotal.map(|set| {
                let size = set.count_ones() as usize;
                factorial(size) * factorial(PLAYERS - 1 - size)
            });
            Rational::new(weights.sum::<u64>(), factorial(PLAYERS))
        };
        let values = (0..PLAYERS).map(|player| (player, value(player)));
        values.filter(|(_, value)| !value.is_zero()).collect()
    }

    fn any_game() -> impl Strategy<Value = Plain> {
        let leaf = (0..PLAYERS).prop_map(Plain::Player);
        leaf.prop_recursive(4, 24, 5, |inner| {
            (prop::collection::vec(inner, 1..6), 1..6usize)
                .prop_map(|(children, needed)| Plain::Gate(needed.min(children.len()), children))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn counting_equals_enumeration(game in any_game()) {
            let normal = game.normal();
            prop_assert_eq!(shapley_values(&normal), Some(enumerated(&game)));
            let known_down = (0..PLAYERS).fold(normal.clone(), |game, player| game.with(player, true));
            let known_up = (0..PLAYERS).fold(normal, |game, player| game.with(player, false));
            prop_assert_eq!(known_down, Formula::Down);
            prop_assert_eq!(known_up, Formula::Up);
        }

        #[test]
        fn big_numbers_count_the_same(game in any_game()) {
            let normal = game.normal();
            prop_assert_eq!(
                super::Counting::<u128>::default().values(&normal),
                super::Counting::<super::BigUint>::default().values(&normal)
            );
        }
    }

    #[track_caller]
    fn check(game: Formula, expect: &[(usize, (i64, i64))]) {
        let values = shapley_values(&game).expect("countable");
        let expect = expect
            .iter()
            .map(|(player, (n, d))| (*player, Rational::new(*n, *d)));
        assert_eq!(values, expect.collect());
    }

    fn gate(down_needed: usize, children: impl IntoIterator<Item = Formula>) -> Formula {
        Formula::gate(down_needed, children.into_iter().collect())
    }

    use Formula::Player;

    /// C0: Network AND (H1 OR H2), all down; the service is down when Network or both hosts are.
    #[test]
    fn a_network_before_two_hosts() {
        let hosts = || gate(2, [Player(1), Player(2)]);
        check(
            gate(1, [Player(0), hosts()]),
            &[(0, (2, 3)), (1, (1, 6)), (2, (1, 6))],
        );
        check(gate(1, [Player(0), hosts().with(2, false)]), &[(0, (1, 1))]);
    }

    #[test]
    fn nobody_shares_a_game_that_cannot_be_won() {
        check(Formula::Up, &[]);
        check(gate(2, [Player(0), Formula::Up]), &[]);
        check(gate(1, [Player(0), Formula::Down]), &[]);
    }

    /// Many suppliers, each under two gates: pairs in a ring are split once and then fall apart.
    #[test]
    fn forty_suppliers_in_a_ring_are_counted() {
        let ring = (0..40).map(|at| gate(2, [Player(at), Player((at + 1) % 40)]));
        let values = shapley_values(&gate(1, ring)).expect("countable");
        assert_eq!(values.len(), 40);
        assert_eq!(values.values().cloned().sum::<Rational>(), Rational::one());
        assert_eq!(values[&0], Rational::new(1, 40));
    }

    #[test]
    fn more_suppliers_than_128_bits_are_counted() {
        let values = shapley_values(&gate(70, (0..140).map(Player))).expect("countable");
        assert!(values.values().all(|value| *value == Rational::new(1, 140)));
    }
}
