//! Outages sorted by start in a tree whose branches know their latest end, so that all outages
//! touching a stretch are found without a look at those before it that ended in time.

use uuid::Uuid;

use super::OutageFact;
use crate::time::{Instant, Interval};
use crate::vocabulary::OutageId;

/// The most outages of a leaf, and the most children of a branch.
const WIDTH_MAX: usize = 64;

/// What the tree is sorted by.
type Key = (Instant, OutageId);

fn key(fact: &OutageFact) -> Key {
    (fact.start, fact.outage)
}

/// Outages by start. For n outages, all at the same depth, every operation visits O(log n) nodes,
/// and one more for each outage found.
#[derive(Clone, Debug)]
pub(super) struct OutageTree {
    root: Node,
}

#[derive(Clone, Debug)]
enum Node {
    Leaf(Vec<OutageFact>),
    Inner(Vec<Branch>),
}

#[derive(Clone, Debug)]
struct Branch {
    /// No later than the first key below it.
    first: Key,
    /// The latest end below it.
    latest_end: Instant,
    node: Node,
}

impl Default for OutageTree {
    fn default() -> Self {
        Self {
            root: Node::Leaf(Vec::new()),
        }
    }
}

impl OutageTree {
    /// The tree of outages that are sorted by start and then by identifier, each of them once.
    pub(super) fn of_sorted(facts: &[OutageFact]) -> Self {
        let leaves = facts
            .chunks(WIDTH_MAX)
            .map(|leaf| Node::Leaf(leaf.to_vec()));
        let mut branches: Vec<Branch> = leaves.map(Branch::of).collect();
        while branches.len() > 1 {
            let mut above = Vec::with_capacity(branches.len().div_ceil(WIDTH_MAX));
            let mut rest = branches.into_iter();
            while rest.len() > 0 {
                let children = rest.by_ref().take(WIDTH_MAX).collect();
                above.push(Branch::of(Node::Inner(children)));
            }
            branches = above;
        }
        let root = branches.pop().map(|branch| branch.node);
        root.map_or_else(Self::default, |root| Self { root })
    }

    /// Adds an outage that is not in the tree yet.
    pub(super) fn insert(&mut self, fact: OutageFact) {
        if let Some(right) = self.root.insert(fact) {
            let left = std::mem::replace(&mut self.root, Node::Inner(Vec::with_capacity(2)));
            self.root = Node::Inner(vec![Branch::of(left), Branch::of(right)]);
        }
    }

    /// Takes out the outage that began at `start`.
    pub(super) fn remove(&mut self, start: Instant, outage: OutageId) -> Option<OutageFact> {
        let removed = self.root.remove((start, outage));
        while let Node::Inner(branches) = &mut self.root {
            self.root = match branches.len() {
                0 => Node::Leaf(Vec::new()),
                1 => branches.remove(0).node,
                _ => break,
            };
        }
        removed
    }

    /// The outage that began at `start`.
    pub(super) fn get(&self, start: Instant, outage: OutageId) -> Option<&OutageFact> {
        let key_of = key;
        let (mut node, key) = (&self.root, (start, outage));
        loop {
            match node {
                Node::Inner(branches) => node = &branches.get(place(branches, key))?.node,
                Node::Leaf(facts) => {
                    let at = facts.binary_search_by_key(&key, key_of).ok()?;
                    return facts.get(at);
                }
            }
        }
    }

    /// Tells of all that begin before the end of `span` and end after its start, in the order of
    /// their keys.
    pub(super) fn touching(&self, span: Interval, tell: &mut impl FnMut(&OutageFact)) {
        self.root.touching(span, tell);
    }
}

/// Which branch a key belongs to.
fn place(branches: &[Branch], key: Key) -> usize {
    branches
        .partition_point(|branch| branch.first <= key)
        .saturating_sub(1)
}

/// Cuts off the upper half of what has grown too wide. What only grows at its end stays full.
fn split<T>(items: &mut Vec<T>, grown_at: usize) -> Option<Vec<T>> {
    if items.len() <= WIDTH_MAX {
        return None;
    }
    let at = match grown_at + 1 == items.len() {
        true => WIDTH_MAX,
        false => WIDTH_MAX / 2,
    };
    Some(items.split_off(at))
}

impl Node {
    /// Adds an outage; gives back the right half when the node had to be split.
    fn insert(&mut self, fact: OutageFact) -> Option<Self> {
        match self {
            Self::Leaf(facts) => {
                let at = facts.partition_point(|other| key(other) < key(&fact));
                facts.insert(at, fact);
                split(facts, at).map(Self::Leaf)
            }
            Self::Inner(branches) => {
                let at = place(branches, key(&fact));
                let branch = branches.get_mut(at)?;
                let right = branch.node.insert(fact).map(Branch::of);
                branch.first = branch.first.min(key(&fact));
                match right {
                    None => {
                        branch.latest_end = branch.latest_end.max(fact.interval().end);
                        None
                    }
                    Some(right) => {
                        branch.latest_end = branch.node.latest_end();
                        branches.insert(at + 1, right);
                        split(branches, at + 1).map(Self::Inner)
                    }
                }
            }
        }
    }

    fn remove(&mut self, wanted: Key) -> Option<OutageFact> {
        match self {
            Self::Leaf(facts) => {
                let at = facts.binary_search_by_key(&wanted, key).ok()?;
                Some(facts.remove(at))
            }
            Self::Inner(branches) => {
                let at = place(branches, wanted);
                let branch = branches.get_mut(at)?;
                let removed = branch.node.remove(wanted)?;
                if branch.node.is_empty() {
                    branches.remove(at);
                } else if branch.latest_end == removed.interval().end {
                    branch.latest_end = branch.node.latest_end();
                }
                Some(removed)
            }
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Leaf(facts) => facts.is_empty(),
            Self::Inner(branches) => branches.is_empty(),
        }
    }

    fn first(&self) -> Option<Key> {
        match self {
            Self::Leaf(facts) => facts.first().map(key),
            Self::Inner(branches) => branches.first().map(|branch| branch.first),
        }
    }

    fn latest_end(&self) -> Instant {
        let latest = match self {
            Self::Leaf(facts) => facts.iter().map(|fact| fact.interval().end).max(),
            Self::Inner(branches) => branches.iter().map(|branch| branch.latest_end).max(),
        };
        latest.unwrap_or(Instant::MIN)
    }

    fn touching(&self, span: Interval, tell: &mut impl FnMut(&OutageFact)) {
        match self {
            Self::Leaf(facts) => facts
                .iter()
                .take_while(|fact| fact.start < span.end)
                .filter(|fact| fact.interval().end > span.start)
                .for_each(&mut *tell),
            Self::Inner(branches) => branches
                .iter()
                .take_while(|branch| branch.first.0 < span.end)
                .filter(|branch| branch.latest_end > span.start)
                .for_each(|branch| branch.node.touching(span, tell)),
        }
    }
}

impl Branch {
    fn of(node: Node) -> Self {
        Self {
            first: node
                .first()
                .unwrap_or((Instant::MIN, OutageId(Uuid::nil()))),
            latest_end: node.latest_end(),
            node,
        }
    }
}
