//! A tree at one loss level: which sets of players make the service lose at least that much.

use std::collections::BTreeSet;

/// A monotone game: a set of players wins when the service is down with their components down.
///
/// Kept in a normal form, so that what is equal for a simple reason is equal: constants are folded,
/// gates of one kind are flattened, children are sorted, and in an all-or-one gate a player that
/// decides alone is gone from the other children.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Formula {
    /// Up, whoever is down.
    Up,
    /// Down, whoever is up.
    Down,
    /// Down when this player is.
    Player(usize),
    /// Down when at least `down_needed` of the children are.
    Gate {
        down_needed: usize,
        children: Vec<Formula>,
    },
}

/// What sort of gate counts how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GateSort {
    /// One child down is enough.
    Any,
    /// Every child must be down.
    All,
    /// Some number between.
    Some,
}

impl GateSort {
    pub(super) fn of(down_needed: usize, children: usize) -> Self {
        if down_needed == 1 {
            Self::Any
        } else if down_needed == children {
            Self::All
        } else {
            Self::Some
        }
    }
}

impl Formula {
    /// The gate in normal form; `children` are in normal form already.
    pub(super) fn gate(down_needed: usize, children: Vec<Self>) -> Self {
        let down = children
            .iter()
            .filter(|child| **child == Self::Down)
            .count();
        let Some(needed) = down_needed.checked_sub(down).filter(|needed| *needed > 0) else {
            return Self::Down;
        };
        let mut open: Vec<Self> = children
            .into_iter()
            .filter(|child| !matches!(child, Self::Up | Self::Down))
            .collect();
        if needed > open.len() {
            return Self::Up;
        }
        let sort = GateSort::of(needed, open.len());
        if sort != GateSort::Some && open.iter().any(|child| child.merges_into(sort)) {
            open = open
                .into_iter()
                .flat_map(|child| child.flattened(sort))
                .collect();
        }
        open.sort_unstable();
        if sort != GateSort::Some {
            open.dedup();
            if let Some(simpler) = propagated(&open, sort) {
                return Self::gate(sort.needed(simpler.len(), needed), simpler);
            }
        }
        match open.len() {
            1 => open.swap_remove(0),
            length => Self::Gate {
                down_needed: sort.needed(length, needed),
                children: open,
            },
        }
    }

    /// Whether a parent gate of this sort can take over its children.
    fn merges_into(&self, sort: GateSort) -> bool {
        match self {
            Self::Gate {
                down_needed,
                children,
            } => GateSort::of(*down_needed, children.len()) == sort,
            Self::Up | Self::Down | Self::Player(_) => false,
        }
    }

    /// The children that a parent gate of this sort takes over, or the formula itself.
    fn flattened(self, sort: GateSort) -> Vec<Self> {
        let merges = self.merges_into(sort);
        match self {
            Self::Gate { children, .. } if merges => children,
            other => vec![other],
        }
    }

    /// The same game with each player played by another, or by one who plays several.
    pub(super) fn played_by(&self, player: &impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Player(own) => Self::Player(player(*own)),
            Self::Gate {
                down_needed,
                children,
            } => {
                let children = children.iter().map(|child| child.played_by(player));
                Self::gate(*down_needed, children.collect())
            }
            Self::Up | Self::Down => self.clone(),
        }
    }

    /// The game once `player` is known to be down, or up.
    pub(super) fn with(&self, player: usize, is_down: bool) -> Self {
        match self {
            Self::Player(own) if *own == player && is_down => Self::Down,
            Self::Player(own) if *own == player => Self::Up,
            Self::Gate {
                down_needed,
                children,
            } => {
                let children = children.iter().map(|child| child.with(player, is_down));
                Self::gate(*down_needed, children.collect())
            }
            Self::Up | Self::Down | Self::Player(_) => self.clone(),
        }
    }

    /// The players that occur in it, in ascending order.
    pub(super) fn players(&self) -> BTreeSet<usize> {
        let mut players = BTreeSet::new();
        self.each_player(&mut |player, _| {
            players.insert(player);
        });
        players
    }

    /// Visits every occurrence of a player with the preorder number of the gate it stands in.
    pub(super) fn each_player(&self, visit: &mut impl FnMut(usize, usize)) {
        fn walk(
            formula: &Formula,
            gate: usize,
            gates: &mut usize,
            visit: &mut impl FnMut(usize, usize),
        ) {
            match formula {
                Formula::Player(player) => visit(*player, gate),
                Formula::Gate { children, .. } => {
                    *gates += 1;
                    let gate = *gates;
                    for child in children {
                        walk(child, gate, gates, visit);
                    }
                }
                Formula::Up | Formula::Down => {}
            }
        }
        walk(self, 0, &mut 0, visit);
    }
}

impl GateSort {
    /// How many of `children` must be down in a gate of this sort; `needed` where the sort leaves it.
    fn needed(self, children: usize, needed: usize) -> usize {
        match self {
            Self::Any => 1,
            Self::All => children,
            Self::Some => needed,
        }
    }
}

/// The children once each player that stands alone in an any or all gate is taken out of the others:
/// there it may be thought up, or down, for otherwise the gate is decided. `None` when none occurs.
fn propagated(children: &[Formula], sort: GateSort) -> Option<Vec<Formula>> {
    let alone: Vec<usize> = children
        .iter()
        .filter_map(|child| match child {
            Formula::Player(player) => Some(*player),
            _ => None,
        })
        .collect();
    if alone.is_empty() || alone.len() == children.len() {
        return None;
    }
    let mut changed = false;
    let simpler = children
        .iter()
        .map(|child| {
            if let Formula::Player(_) = child {
                return child.clone();
            }
            let held = child.players();
            let decided = alone.iter().filter(|player| held.contains(player));
            decided.fold(child.clone(), |formula, player| {
                changed = true;
                formula.with(*player, sort == GateSort::All)
            })
        })
        .collect();
    changed.then_some(simpler)
}
