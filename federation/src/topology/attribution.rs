//! Who caused the lost time: every lost second shared among the suppliers whose components failed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compose::Failure;
use super::counting::shapley_values;
use super::formula::Formula;
use super::{LostTime, Node, Timeline};
use crate::time::IntervalSet;
use crate::vocabulary::{ComponentId, Loss, OrganizationId, Rational};

/// The lost time of each supplier, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Every supplier that owns a component of the trees in force, with its seconds.
    pub by_supplier: BTreeMap<OrganizationId, Rational>,
    /// The seconds of components that no supplier owns, taken together as one more player.
    pub unowned_seconds: Rational,
    /// The part of all these seconds in which too many suppliers failed in too many gates at once to
    /// be counted one by one: it is split equally among those that occur in the failing gates.
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
/// suppliers in S have their losses. Each way of failing is looked at once, however often it recurs.
#[derive(Debug)]
pub struct Attribution<'t> {
    timeline: &'t Timeline<'t>,
    base: &'t IntervalSet,
    /// The player of each component, by its number.
    players: Vec<usize>,
    /// The owner of each player; `None` is whoever owns what nobody owns.
    owners: Vec<Option<OrganizationId>>,
    /// The seconds of base that each failure lasted.
    seconds: Vec<i64>,
    causes: Vec<Option<Cause>>,
}

/// Who made the difference in one failure.
#[derive(Clone, Debug)]
struct Cause {
    loss: Loss,
    /// The Shapley value of each relevant player: its part of the loss, in billionths.
    values: BTreeMap<usize, Rational>,
    /// The numbers of the relevant components.
    components: BTreeSet<usize>,
    /// Whether it was counted; otherwise the values are equal parts.
    counted: bool,
}

impl<'t> Attribution<'t> {
    /// Looks at every failure of `timeline` that lasts for some time inside `base`.
    #[must_use]
    pub fn new(
        timeline: &'t Timeline<'t>,
        base: &'t IntervalSet,
        owners: &BTreeMap<ComponentId, OrganizationId>,
    ) -> Self {
        let owner_of = |number| owners.get(&timeline.histories.component(number)).copied();
        let owned: Vec<_> = (0..timeline.histories.count()).map(owner_of).collect();
        let distinct: BTreeSet<_> = owned.iter().copied().collect();
        let owners: Vec<_> = distinct.into_iter().collect();
        let players = owned
            .iter()
            .map(|owner| owners.partition_point(|other| other < owner))
            .collect();
        let mut seconds = vec![0; timeline.failures.len()];
        let mut losses = vec![Loss::NONE; timeline.failures.len()];
        for (piece, segment) in timeline.pieces(base) {
            seconds[segment.failure] += piece.seconds();
            losses[segment.failure] = segment.loss;
        }
        let mut attribution = Self {
            timeline,
            base,
            players,
            owners,
            seconds,
            causes: Vec::new(),
        };
        let causes = timeline.failures.iter().zip(losses);
        attribution.causes = causes
            .map(|(failure, loss)| (!loss.is_none()).then(|| attribution.cause(failure, loss)))
            .collect();
        attribution
    }

    /// By the Shapley value of the loss: the average of what each supplier adds, over all orders.
    #[must_use]
    pub fn shapley(&self) -> Shares {
        let billion = Rational::new(1, Loss::FULL.billionths());
        self.share(|cause, seconds| {
            let seconds = Rational::whole(seconds) * billion.clone();
            let part =
                |(player, value): (&usize, &Rational)| (*player, value.clone() * seconds.clone());
            cause.values.iter().map(part).collect()
        })
    }

    /// Equally among the suppliers that made a difference.
    #[must_use]
    pub fn split_equal(&self) -> Shares {
        self.share(|cause, seconds| {
            let lost = LostTime::of(cause.loss, seconds).to_seconds();
            let part = lost * Rational::new(1, cause.values.len().max(1));
            cause
                .values
                .keys()
                .map(|player| (*player, part.clone()))
                .collect()
        })
    }

    /// Whole to each supplier that made a difference: a liability view that is not a sum.
    #[must_use]
    pub fn full(&self) -> Shares {
        self.share(|cause, seconds| {
            let lost = LostTime::of(cause.loss, seconds).to_seconds();
            cause
                .values
                .keys()
                .map(|player| (*player, lost.clone()))
                .collect()
        })
    }

    /// To the supplier whose relevant component's present run of failing began first; ties equally.
    #[must_use]
    pub fn first_cause(&self) -> Shares {
        let mut lost: HashMap<Vec<usize>, LostTime> = HashMap::new();
        for (piece, segment) in self.timeline.pieces(self.base) {
            let Some(cause) = &self.causes[segment.failure] else {
                continue;
            };
            let begun = cause.components.iter().filter_map(|number| {
                let player = self.players[*number];
                let step = self.timeline.histories.step_at(*number, piece.start)?;
                cause
                    .values
                    .contains_key(&player)
                    .then_some((step.run_start, player))
            });
            let begun: BTreeSet<_> = begun.collect();
            let earliest = begun.first().map(|(start, _)| *start);
            let first = begun
                .iter()
                .take_while(|(start, _)| Some(*start) == earliest);
            let first: Vec<usize> = first.map(|(_, player)| *player).collect();
            *lost.entry(first).or_default() += LostTime::of(cause.loss, piece.seconds());
        }
        let mut shares = self.nothing_shared();
        for (first, lost) in lost {
            let part = lost.to_seconds() * Rational::new(1, first.len().max(1));
            first
                .iter()
                .for_each(|player| self.give(&mut shares, *player, &part));
        }
        shares
    }

    /// The seconds of base in which each component made a difference to the service.
    #[must_use]
    pub fn relevant_seconds(&self) -> BTreeMap<ComponentId, IntervalSet> {
        let mut sets: BTreeMap<ComponentId, IntervalSet> = BTreeMap::new();
        for (piece, segment) in self.timeline.pieces(self.base) {
            for number in self.causes[segment.failure]
                .iter()
                .flat_map(|c| &c.components)
            {
                let component = self.timeline.histories.component(*number);
                sets.entry(component).or_default().append(piece);
            }
        }
        sets
    }

    fn share(&self, parts: impl Fn(&Cause, i64) -> Vec<(usize, Rational)>) -> Shares {
        let mut shares = self.nothing_shared();
        for (cause, seconds) in self.causes.iter().zip(&self.seconds) {
            let Some(cause) = cause else { continue };
            for (player, part) in parts(cause, *seconds) {
                self.give(&mut shares, player, &part);
            }
        }
        shares
    }

    fn nothing_shared(&self) -> Shares {
        let uncounted = self.causes.iter().zip(&self.seconds);
        let uncounted: LostTime = uncounted
            .filter_map(|(cause, seconds)| Some((cause.as_ref()?, seconds)))
            .filter(|(cause, _)| !cause.counted)
            .map(|(cause, seconds)| LostTime::of(cause.loss, *seconds))
            .sum();
        Shares {
            by_supplier: self
                .owners
                .iter()
                .flatten()
                .map(|owner| (*owner, Rational::zero()))
                .collect(),
            unowned_seconds: Rational::zero(),
            uncounted_seconds: uncounted.to_seconds(),
        }
    }

    fn give(&self, shares: &mut Shares, player: usize, part: &Rational) {
        let share = match self.owners[player] {
            Some(owner) => shares.by_supplier.entry(owner).or_default(),
            None => &mut shares.unowned_seconds,
        };
        *share += part;
    }

    fn cause(&self, failure: &Failure, loss: Loss) -> Cause {
        let games = Games::new(
            self.timeline.trees[failure.tree].1,
            failure,
            loss,
            self.timeline,
        );
        let counted = games.values(&self.players);
        let values = counted
            .clone()
            .unwrap_or_else(|| games.equal_parts(&self.players, loss));
        Cause {
            loss,
            components: games.relevant_components(),
            values,
            counted: counted.is_some(),
        }
    }
}

/// One failure taken apart by loss level: at each level the service is down or it is not.
struct Games<'f> {
    tree: &'f Node,
    failure: &'f Failure,
    timeline: &'f Timeline<'f>,
    /// The losses up to the service's own, each with what it adds to the one below, in billionths.
    levels: Vec<(Loss, u32)>,
}

impl<'f> Games<'f> {
    fn new(tree: &'f Node, failure: &'f Failure, loss: Loss, timeline: &'f Timeline<'f>) -> Self {
        let losses: BTreeSet<Loss> = failure.failing.iter().map(|(_, loss)| *loss).collect();
        let mut below = 0;
        let levels = losses
            .into_iter()
            .take_while(|level| *level <= loss)
            .map(|level| {
                let added = level.billionths() - below;
                below = level.billionths();
                (level, added)
            });
        Self {
            tree,
            failure,
            timeline,
            levels: levels.collect(),
        }
    }

    /// The game of one level: a component is down when it loses at least that much.
    fn at_level(&self, level: Loss, players: Option<&[usize]>) -> Formula {
        self.formula(self.tree, &|component| {
            let number = self.timeline.histories.number(component)?;
            let failing = &self.failure.failing;
            let at = failing
                .binary_search_by_key(&number, |(number, _)| *number)
                .ok()?;
            (failing[at].1 >= level).then(|| players.map_or(number, |players| players[number]))
        })
    }

    fn formula(&self, node: &Node, player: &dyn Fn(ComponentId) -> Option<usize>) -> Formula {
        match node {
            Node::Component(component) => player(*component).map_or(Formula::Up, Formula::Player),
            Node::Gate { gate, children } => {
                let down_needed =
                    children.len() + 1 - gate.needed(children.len()).min(children.len());
                let children = children.iter().map(|child| self.formula(child, player));
                Formula::gate(down_needed, children.collect())
            }
        }
    }

    /// The Shapley value of every player that makes a difference, in billionths; `None` when a level
    /// is too entangled to count.
    fn values(&self, players: &[usize]) -> Option<BTreeMap<usize, Rational>> {
        let mut values: BTreeMap<usize, Rational> = BTreeMap::new();
        for (level, added) in &self.levels {
            let game = self.at_level(*level, Some(players));
            for (player, value) in shapley_values(&game)? {
                *values.entry(player).or_default() += &(value * Rational::whole(*added));
            }
        }
        Some(values)
    }

    /// Equal parts for all players that occur at some level.
    fn equal_parts(&self, players: &[usize], loss: Loss) -> BTreeMap<usize, Rational> {
        let games = self
            .levels
            .iter()
            .map(|(level, _)| self.at_level(*level, Some(players)));
        let occurring: BTreeSet<usize> = games.flat_map(|game| game.players()).collect();
        let part = Rational::new(loss.billionths(), occurring.len().max(1));
        occurring
            .into_iter()
            .map(|player| (player, part.clone()))
            .collect()
    }

    /// The components that change the loss for some set of the failing ones.
    fn relevant_components(&self) -> BTreeSet<usize> {
        let games = self
            .levels
            .iter()
            .map(|(level, _)| self.at_level(*level, None));
        games
            .flat_map(|game| {
                let occurring = game.players();
                let mut occurrences = 0;
                game.each_player(&mut |_, _| occurrences += 1);
                if occurrences == occurring.len() {
                    // Where each component occurs once, none of them is without effect.
                    return occurring;
                }
                match shapley_values(&game) {
                    Some(values) => values.into_keys().collect(),
                    None => occurring,
                }
            })
            .collect()
    }
}
