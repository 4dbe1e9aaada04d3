//! Who caused the lost time: every lost second shared among the suppliers whose components failed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cause::{Cause, CauseFinder, Shapes};
use super::compose::Event;
use super::history::Change;
use super::{LostTime, Timeline};
use crate::time::{Interval, IntervalSet};
use crate::vocabulary::{ComponentId, Loss, OrganizationId, Rational};

/// The lost time of each supplier, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Every supplier that owns a component of the trees in force, with its seconds.
    pub by_supplier: BTreeMap<OrganizationId, Rational>,
    /// The seconds of components that no supplier owns, taken together as one more player.
    pub unowned_seconds: Rational,
    /// The part of the downtime in which too many suppliers failed in too many gates at once to be
    /// counted: it is split equally among those that occur in the failing gates.
    pub uncounted_seconds: Rational,
}

impl Shares {
    /// All seconds that were shared out.
    #[must_use]
    pub fn total_seconds(&self) -> Rational {
        let shared: Rational = self.by_supplier.values().cloned().sum();
        shared + self.unowned_seconds.clone()
    }
}

/// The time that a service lost inside some seconds, ready to be shared by any policy (C0).
///
/// The players are the suppliers: v(S) is the service's loss when only the components of the
/// suppliers in S have their losses. Each way of failing is looked at once, however often it recurs,
/// and time is added up in integers before it becomes a fraction.
#[derive(Debug)]
pub struct Attribution<'t> {
    timeline: &'t Timeline<'t>,
    /// The player of each component, by its number.
    players: Vec<usize>,
    /// The owner of each player; `None` is whoever owns what nobody owns.
    owners: Vec<Option<OrganizationId>>,
    shapes: Shapes,
    causes: Vec<Cause>,
    /// The lost stretches in time order, each with the place of its cause.
    pieces: Vec<(Interval, usize)>,
}

impl<'t> Attribution<'t> {
    /// Looks at every failure of `timeline` that lasts for some time inside `base`.
    #[must_use]
    pub fn new(
        timeline: &'t Timeline<'t>,
        base: &IntervalSet,
        owners: &BTreeMap<ComponentId, OrganizationId>,
    ) -> Self {
        let histories = timeline.histories();
        let owner_of = |number| owners.get(&histories.component(number)).copied();
        let owned: Vec<_> = (0..histories.count()).map(owner_of).collect();
        let owners: BTreeSet<_> = owned.iter().copied().collect();
        let owners: Vec<_> = owners.into_iter().collect();
        let player_of = |owner| owners.partition_point(|other| other < owner);
        let players = owned.iter().map(player_of).collect();
        let mut finder = CauseFinder::new(timeline.trees(), histories, players);
        let (causes, pieces) = failures(timeline, base, &mut finder);
        let (players, shapes) = finder.into_shapes();
        Self {
            timeline,
            players,
            owners,
            shapes,
            causes,
            pieces,
        }
    }

    /// By the Shapley value of the loss: the average of what each supplier adds, over all orders.
    #[must_use]
    pub fn shapley(&self) -> Shares {
        let mut parts = Parts::default();
        let mut lost: HashMap<(usize, usize, usize), LostTime> = HashMap::new();
        for (cause, seconds) in self.lasting() {
            let Some(levels) = &cause.levels else {
                parts.split(&cause.players, LostTime::of(cause.loss, seconds));
                continue;
            };
            for level in levels {
                for (place, player) in level.players.iter().enumerate() {
                    let part = lost.entry((level.shape, place, *player)).or_default();
                    *part += LostTime::of(level.added, seconds);
                }
            }
        }
        let mut shares = self.shares(&parts);
        for ((shape, place, player), lost) in lost {
            if let Some(values) = self.shapes.values(shape) {
                self.give(
                    &mut shares,
                    player,
                    &(lost.to_seconds() * values[place].clone()),
                );
            }
        }
        shares
    }

    /// Equally among the suppliers that made a difference.
    #[must_use]
    pub fn split_equal(&self) -> Shares {
        let mut parts = Parts::default();
        for (cause, seconds) in self.lasting() {
            parts.split(&cause.players, LostTime::of(cause.loss, seconds));
        }
        self.shares(&parts)
    }

    /// Whole to each supplier that made a difference: a liability view that is not a sum.
    #[must_use]
    pub fn full(&self) -> Shares {
        let mut parts = Parts::default();
        for (cause, seconds) in self.lasting() {
            for player in &cause.players {
                parts.split(&[*player], LostTime::of(cause.loss, seconds));
            }
        }
        self.shares(&parts)
    }

    /// To the supplier whose relevant component's present run of failing began first; ties equally.
    #[must_use]
    pub fn first_cause(&self) -> Shares {
        let mut parts = Parts::default();
        let mut begun = Vec::new();
        for (piece, place) in &self.pieces {
            let cause = &self.causes[*place];
            let runs = cause.components.iter().filter_map(|number| {
                let player = self.players[*number];
                cause.players.binary_search(&player).ok()?;
                let step = self.timeline.histories().step_at(*number, piece.start)?;
                Some((step.run_start, player))
            });
            begun.clear();
            begun.extend(runs);
            begun.sort_unstable();
            begun.dedup();
            let earliest = begun.first().map(|(start, _)| *start);
            let first = begun
                .iter()
                .take_while(|(start, _)| Some(*start) == earliest);
            let first: Vec<usize> = first.map(|(_, player)| *player).collect();
            parts.split(&first, LostTime::of(cause.loss, piece.seconds()));
        }
        self.shares(&parts)
    }

    /// The seconds of base in which each component made a difference to the service.
    #[must_use]
    pub fn relevant_seconds(&self) -> BTreeMap<ComponentId, IntervalSet> {
        let mut sets = vec![IntervalSet::new(); self.timeline.histories().count()];
        for (piece, place) in &self.pieces {
            for number in &self.causes[*place].components {
                sets[*number].append(*piece);
            }
        }
        let sets = sets
            .into_iter()
            .enumerate()
            .filter(|(_, set)| !set.is_empty());
        sets.map(|(number, set)| (self.timeline.histories().component(number), set))
            .collect()
    }

    /// The part of the downtime that cannot be counted: see [`Shares::uncounted_seconds`].
    #[must_use]
    pub fn uncounted_seconds(&self) -> Rational {
        let uncounted = self.lasting().filter(|(cause, _)| cause.levels.is_none());
        let uncounted = uncounted.map(|(cause, seconds)| LostTime::of(cause.loss, seconds));
        uncounted.sum::<LostTime>().to_seconds()
    }

    /// Every cause with the seconds of base that it lasted.
    fn lasting(&self) -> impl Iterator<Item = (&Cause, i64)> {
        let mut seconds = vec![0; self.causes.len()];
        for (piece, place) in &self.pieces {
            seconds[*place] += piece.seconds();
        }
        self.causes.iter().zip(seconds)
    }

    fn shares(&self, parts: &Parts) -> Shares {
        let owners = self.owners.iter().flatten();
        let mut shares = Shares {
            by_supplier: owners.map(|owner| (*owner, Rational::zero())).collect(),
            unowned_seconds: Rational::zero(),
            uncounted_seconds: self.uncounted_seconds(),
        };
        for ((player, among), lost) in &parts.0 {
            let part = lost.to_seconds() * Rational::new(1, *among);
            self.give(&mut shares, *player, &part);
        }
        shares
    }

    fn give(&self, shares: &mut Shares, player: usize, part: &Rational) {
        let share = match self.owners[player] {
            Some(owner) => shares.by_supplier.entry(owner).or_default(),
            None => &mut shares.unowned_seconds,
        };
        *share += part;
    }
}

/// Lost time by player and by how many it is split equally among.
#[derive(Default)]
struct Parts(HashMap<(usize, usize), LostTime>);

impl Parts {
    fn split(&mut self, players: &[usize], lost: LostTime) {
        for player in players {
            *self.0.entry((*player, players.len())).or_default() += lost;
        }
    }
}

/// The causes of all failures inside `base`, and when each was at work.
fn failures(
    timeline: &Timeline<'_>,
    base: &IntervalSet,
    finder: &mut CauseFinder,
) -> (Vec<Cause>, Vec<(Interval, usize)>) {
    let mut known: HashMap<Box<[(usize, Loss)]>, usize> = HashMap::new();
    let mut failing: Vec<(usize, Loss)> = Vec::new();
    let (mut causes, mut pieces) = (Vec::new(), Vec::new());
    let mut in_force = 0;
    timeline.sweep(|tree, event| {
        if tree != in_force {
            in_force = tree;
            failing.clear();
            known.clear();
        }
        match event {
            Event::Change(change) => note(&mut failing, change),
            Event::Stretch(stretch, state) if !state.loss().is_none() => {
                for piece in base.pieces_within(stretch) {
                    let place = known.get(failing.as_slice()).copied().unwrap_or_else(|| {
                        known.insert(failing.clone().into_boxed_slice(), causes.len());
                        causes.push(finder.cause(tree, &failing, state.loss()));
                        causes.len() - 1
                    });
                    pieces.push((piece, place));
                }
            }
            Event::Stretch(..) | Event::Node { .. } => {}
        }
    });
    (causes, pieces)
}

/// Keeps the sorted list of failing components.
fn note(failing: &mut Vec<(usize, Loss)>, change: Change) {
    match failing.binary_search_by_key(&change.component, |(number, _)| *number) {
        Ok(at) if change.loss.is_none() => {
            failing.remove(at);
        }
        Ok(at) => failing[at].1 = change.loss,
        Err(_) if change.loss.is_none() => {}
        Err(at) => failing.insert(at, (change.component, change.loss)),
    }
}
