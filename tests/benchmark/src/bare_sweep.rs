//! A sweep with nothing around it: plain sorted arrays, whole losses, no agreement. What is left is
//! the work that no sweep can do without.

use std::collections::BTreeMap;

use federation::time::{Interval, IntervalSet};
use federation::topology::Node;
use federation::vocabulary::ComponentId;

/// One service as flat gates over the stretches of its components.
#[derive(Clone, Debug)]
pub struct BareSweep {
    stretches: Vec<Vec<(i64, i64)>>,
    /// The places of the leaves of each component.
    leaves: Vec<Vec<usize>>,
    /// For every node its parent, and how many of its children down take it down.
    parents: Vec<usize>,
    fatal: Vec<u32>,
}

impl BareSweep {
    /// The sweep of a tree over what its components went through.
    #[must_use]
    pub fn new(root: &Node, down: &BTreeMap<ComponentId, IntervalSet>) -> Self {
        let components: Vec<ComponentId> = root.components().into_iter().collect();
        let mut sweep = Self {
            stretches: Vec::new(),
            leaves: vec![Vec::new(); components.len()],
            parents: Vec::new(),
            fatal: Vec::new(),
        };
        for component in &components {
            let set = down.get(component).into_iter().flat_map(IntervalSet::iter);
            let plain = set.map(|i| (i.start.unix_seconds(), i.end.unix_seconds()));
            sweep.stretches.push(plain.collect());
        }
        sweep.add(root, 0, &components);
        sweep
    }

    fn add(&mut self, node: &Node, parent: usize, components: &[ComponentId]) {
        let at = self.parents.len();
        self.parents.push(parent);
        self.fatal.push(1);
        match node {
            Node::Component(component) => {
                if let Ok(number) = components.binary_search(component) {
                    self.leaves[number].push(at);
                }
            }
            Node::Gate { gate, children } => {
                let spare = children.len() - gate.needed(children.len());
                self.fatal[at] = u32::try_from(spare + 1).unwrap_or(u32::MAX);
                for child in children {
                    self.add(child, at, components);
                }
            }
        }
    }

    /// The seconds of `span` in which the service is down.
    #[must_use]
    pub fn down_seconds(&self, span: Interval) -> i64 {
        let (from, until) = (span.start.unix_seconds(), span.end.unix_seconds());
        let mut places: Vec<usize> = Vec::with_capacity(self.stretches.len());
        let mut nexts: Vec<i64> = Vec::with_capacity(self.stretches.len());
        let mut inside = vec![false; self.stretches.len()];
        for stretches in &self.stretches {
            let place = stretches.partition_point(|(_, end)| *end <= from);
            places.push(place);
            nexts.push(
                stretches
                    .get(place)
                    .map_or(i64::MAX, |(start, _)| (*start).max(from)),
            );
        }
        let mut down = vec![0u32; self.parents.len()];
        let (mut since, mut total) = (None, 0);
        loop {
            let (mut at, mut number) = (i64::MAX, 0);
            for (candidate, next) in nexts.iter().enumerate() {
                if *next < at {
                    (at, number) = (*next, candidate);
                }
            }
            if at >= until {
                break;
            }
            let (place, stretches) = (places[number], &self.stretches[number]);
            inside[number] = !inside[number];
            if inside[number] {
                nexts[number] = stretches[place].1;
            } else {
                places[number] += 1;
                nexts[number] = stretches
                    .get(place + 1)
                    .map_or(i64::MAX, |(start, _)| *start);
            }
            for leaf in &self.leaves[number] {
                self.flip(&mut down, *leaf, inside[number]);
            }
            match (since, down[0] >= self.fatal[0]) {
                (None, true) => since = Some(at),
                (Some(begun), false) => {
                    total += at - begun;
                    since = None;
                }
                _ => {}
            }
        }
        total + since.map_or(0, |begun| until - begun)
    }

    /// Counts a leaf up or down, and every gate above it that goes with it.
    fn flip(&self, down: &mut [u32], leaf: usize, falls: bool) {
        let mut at = leaf;
        loop {
            let was = down[at] >= self.fatal[at];
            if falls {
                down[at] += 1;
            } else {
                down[at] -= 1;
            }
            if was == (down[at] >= self.fatal[at]) || at == 0 {
                return;
            }
            at = self.parents[at];
        }
    }
}
