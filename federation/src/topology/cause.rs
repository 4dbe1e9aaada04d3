//! Who makes the difference when certain components fail together.

use std::collections::{BTreeSet, HashMap};

use super::Node;
use super::counting::shapley_values;
use super::formula::Formula;
use super::history::Histories;
use crate::vocabulary::{Loss, Rational};

/// Components failing together, by number, with their losses.
pub(super) type Failing = [(usize, Loss)];

/// Who made the difference in one failure.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    /// What the service lost.
    pub(super) loss: Loss,
    /// The relevant players, in ascending order.
    pub(super) players: Vec<usize>,
    /// The numbers of the relevant components, in ascending order.
    pub(super) components: Vec<usize>,
    /// The failure taken apart by loss level; `None` when a level is too entangled to count.
    pub(super) levels: Option<Vec<Level>>,
}

/// One loss level of a failure: there the service is down or it is not.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// What the level adds to the loss of the one below.
    pub(super) added: Loss,
    /// The place of its shape.
    pub(super) shape: usize,
    /// The players in the order of the shape.
    pub(super) players: Vec<usize>,
}

/// Finds causes, remembering every shape of game it met.
#[derive(Debug)]
pub(super) struct CauseFinder {
    trees: Vec<NumberedNode>,
    /// The player of each component, by its number.
    players: Vec<usize>,
    shapes: Shapes,
}

/// A node with components by number, and gates by how many children must be down.
#[derive(Debug)]
enum NumberedNode {
    Component(usize),
    Gate {
        down_needed: usize,
        children: Vec<Self>,
    },
}

impl CauseFinder {
    /// For the trees in force, with the player of each component by its number.
    pub(super) fn new<'a>(
        trees: impl Iterator<Item = &'a Node>,
        histories: &Histories,
        players: Vec<usize>,
    ) -> Self {
        Self {
            trees: trees
                .map(|tree| NumberedNode::new(tree, histories))
                .collect(),
            players,
            shapes: Shapes::default(),
        }
    }

    /// The shapes of all games met so far.
    pub(super) fn into_shapes(self) -> (Vec<usize>, Shapes) {
        (self.players, self.shapes)
    }

    /// Who makes the difference when these components fail and the service loses `loss`.
    ///
    /// v(S) is the sum over the loss levels of what each adds, where the set S alone brings the
    /// service down to that level; so the value of v is the sum of the values of such 0/1 games.
    pub(super) fn cause(&mut self, tree: usize, failing: &Failing, loss: Loss) -> Cause {
        let steps: BTreeSet<Loss> = failing.iter().map(|(_, loss)| *loss).collect();
        let mut below = Loss::NONE;
        let mut levels = Some(Vec::new());
        let (mut players, mut components) = (BTreeSet::new(), BTreeSet::new());
        for level in steps.into_iter().take_while(|level| *level <= loss) {
            let game = self.trees[tree].game(failing, level);
            components.extend(self.shapes.relevant(&game));
            let game = game.played_by(&|number| self.players[number]);
            let relevant = self.shapes.relevant(&game);
            players.extend(relevant);
            let (shape, occurring) = self.shapes.shape(&game);
            let counted = self.shapes.values(shape).is_some();
            levels = levels.filter(|_| counted).map(|mut levels: Vec<Level>| {
                levels.push(Level {
                    added: level.less(below),
                    shape,
                    players: occurring,
                });
                levels
            });
            below = level;
        }
        Cause {
            loss,
            players: players.into_iter().collect(),
            components: components.into_iter().collect(),
            levels,
        }
    }
}

impl NumberedNode {
    fn new(node: &Node, histories: &Histories) -> Self {
        match node {
            // Every component of a tree in force has a number; another one could never fail.
            Node::Component(component) => {
                Self::Component(histories.number(*component).unwrap_or(usize::MAX))
            }
            Node::Gate { gate, children } => Self::Gate {
                down_needed: (children.len() + 1).saturating_sub(gate.needed(children.len())),
                children: children
                    .iter()
                    .map(|child| Self::new(child, histories))
                    .collect(),
            },
        }
    }

    /// The game of one level: a component is down when it loses at least that much.
    fn game(&self, failing: &Failing, level: Loss) -> Formula {
        match self {
            Self::Component(number) => {
                match failing.binary_search_by_key(number, |(failing, _)| *failing) {
                    Ok(at) if failing[at].1 >= level => Formula::Player(*number),
                    _ => Formula::Up,
                }
            }
            Self::Gate {
                down_needed,
                children,
            } => {
                let children = children.iter().map(|child| child.game(failing, level));
                let open = children.filter(|game| *game != Formula::Up);
                Formula::gate((*down_needed).max(1), open.collect())
            }
        }
    }
}

/// Games up to who plays them: players are numbered from 0 in ascending order.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    places: HashMap<Formula, usize>,
    values: Vec<Option<Vec<Rational>>>,
}

impl Shapes {
    /// The Shapley value of each player of a shape; `None` when it is too entangled to count.
    pub(super) fn values(&self, shape: usize) -> Option<&[Rational]> {
        self.values[shape].as_deref()
    }

    /// The place of a game's shape, and who plays it.
    fn shape(&mut self, game: &Formula) -> (usize, Vec<usize>) {
        let players = occurring(game);
        let numbered = game.played_by(&|player| players.partition_point(|other| *other < player));
        if let Some(place) = self.places.get(&numbered) {
            return (*place, players);
        }
        let values = shapley_values(&numbered).map(|mut values| {
            let all = 0..players.len();
            all.map(|player| values.remove(&player).unwrap_or_default())
                .collect()
        });
        self.values.push(values);
        self.places.insert(numbered, self.values.len() - 1);
        (self.values.len() - 1, players)
    }

    /// The players that change the outcome for some set of the others.
    fn relevant(&mut self, game: &Formula) -> Vec<usize> {
        let mut occurrences = 0;
        game.each_player(&mut |_, _| occurrences += 1);
        let players = occurring(game);
        if occurrences == players.len() {
            // In normal form a player who occurs once is never without effect when all do.
            return players;
        }
        let (shape, players) = self.shape(game);
        match self.values(shape) {
            None => players,
            Some(values) => {
                let players = players.into_iter().zip(values);
                players
                    .filter(|(_, value)| !value.is_zero())
                    .map(|(player, _)| player)
                    .collect()
            }
        }
    }
}

fn occurring(game: &Formula) -> Vec<usize> {
    let mut players = Vec::new();
    game.each_player(&mut |player, _| players.push(player));
    players.sort_unstable();
    players.dedup();
    players
}
