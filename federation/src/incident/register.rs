//! The current outages of every component, sorted by time, in memory.

use std::collections::BTreeMap;

use super::outage_tree::OutageTree;
use super::{ComponentLosses, LossHistory, OutageFact, Stretches};
use crate::time::{Instant, Interval};
use crate::vocabulary::{ComponentId, OutageId};

/// The current revision of every outage, kept by whoever writes one.
///
/// For n outages every operation takes O(log n + m) steps, where m outages of the component touch
/// the stretch asked for or changed; neither one very long outage nor the length of history adds
/// to that.
#[derive(Clone, Debug, Default)]
pub struct OutageRegister {
    components: BTreeMap<ComponentId, ComponentOutages>,
    /// Where each outage stands.
    places: BTreeMap<OutageId, Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    component: ComponentId,
    start: Instant,
    lasting: bool,
}

/// The outages of one component, and the losses they make over time.
#[derive(Clone, Debug, Default)]
pub struct ComponentOutages {
    ended: Track,
    lasting: Track,
    unknown: usize,
}

/// Outages with what they make together.
#[derive(Clone, Debug, Default)]
struct Track {
    tree: OutageTree,
    history: LossHistory,
}

impl OutageRegister {
    /// A register without an outage.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many outages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// An outage, when it is here.
    #[must_use]
    pub fn get(&self, outage: OutageId) -> Option<OutageFact> {
        let place = self.places.get(&outage)?;
        let track = self.components.get(&place.component)?.track(place.lasting);
        track.tree.get(place.start, outage).copied()
    }

    /// Enters an outage in the place of what was known of the same one, which may have been about
    /// another component; gives back the earlier fact.
    pub fn put(&mut self, fact: OutageFact) -> Option<OutageFact> {
        let place = Place::of(&fact);
        let earlier = self.places.insert(fact.outage, place);
        match earlier {
            Some(earlier) if earlier.track() == place.track() => {
                let outages = self.components.get_mut(&fact.component)?;
                outages.change(earlier, fact)
            }
            _ => {
                let earlier = earlier.and_then(|place| self.take(place, fact.outage));
                self.components.entry(fact.component).or_default().add(fact);
                earlier
            }
        }
    }

    /// Takes an outage out, and gives it back.
    pub fn remove(&mut self, outage: OutageId) -> Option<OutageFact> {
        let place = self.places.remove(&outage)?;
        self.take(place, outage)
    }

    fn take(&mut self, place: Place, outage: OutageId) -> Option<OutageFact> {
        let outages = self.components.get_mut(&place.component)?;
        outages.remove(place, outage)
    }

    /// All outages of `components` that begin before the end of `span` and end after its start, by
    /// start and then by identifier. One without an end runs on for ever.
    #[must_use]
    pub fn touching(&self, components: &[ComponentId], span: Interval) -> Vec<OutageFact> {
        self.gather(components, |_| span)
    }

    /// Those of [`Self::touching`], and whatever earlier outages of the same component join them
    /// without a gap: who failed first depends on where a run of failing began.
    #[must_use]
    pub fn touching_with_runs(
        &self,
        components: &[ComponentId],
        span: Interval,
    ) -> Vec<OutageFact> {
        self.gather(components, |component| {
            Interval::new(component.run_start(span.start), span.end)
        })
    }

    /// The outages of one component; `None` when it never had one.
    #[must_use]
    pub fn component(&self, component: ComponentId) -> Option<&ComponentOutages> {
        self.components.get(&component)
    }

    fn gather(
        &self,
        components: &[ComponentId],
        span: impl Fn(&ComponentOutages) -> Interval,
    ) -> Vec<OutageFact> {
        let mut found = Vec::new();
        for component in components.iter().filter_map(|id| self.components.get(id)) {
            for track in [&component.ended, &component.lasting] {
                track
                    .tree
                    .touching(span(component), &mut |fact| found.push(*fact));
            }
        }
        found.sort_unstable_by_key(|fact| (fact.start, fact.outage));
        found
    }

    /// Fills an empty register: sorts once and builds everything from that.
    fn load(&mut self, mut facts: Vec<OutageFact>) {
        // Of several facts about the same outage the last one counts, as if they had been put.
        facts.reverse();
        facts.sort_by_key(|fact| fact.outage);
        facts.dedup_by_key(|fact| fact.outage);
        let places = facts.iter().map(|fact| (fact.outage, Place::of(fact)));
        self.places = places.collect();
        facts.sort_unstable_by_key(|fact| {
            (fact.component, fact.end.is_none(), fact.start, fact.outage)
        });
        for facts in facts.chunk_by(|a, b| a.component == b.component) {
            let ended = facts.partition_point(|fact| fact.end.is_some());
            let outages = ComponentOutages {
                ended: Track::of_sorted(&facts[..ended]),
                lasting: Track::of_sorted(&facts[ended..]),
                unknown: facts.iter().filter(|fact| fact.is_unknown()).count(),
            };
            self.components.insert(facts[0].component, outages);
        }
    }
}

impl Extend<OutageFact> for OutageRegister {
    /// Puts all of them. An empty register sorts them once and is filled in one go, so give it
    /// everything at a time.
    fn extend<I: IntoIterator<Item = OutageFact>>(&mut self, facts: I) {
        if self.is_empty() {
            self.load(facts.into_iter().collect());
        } else {
            facts.into_iter().for_each(|fact| {
                self.put(fact);
            });
        }
    }
}

impl FromIterator<OutageFact> for OutageRegister {
    fn from_iter<I: IntoIterator<Item = OutageFact>>(facts: I) -> Self {
        let mut register = Self::new();
        register.extend(facts);
        register
    }
}

impl Place {
    fn of(fact: &OutageFact) -> Self {
        Self {
            component: fact.component,
            start: fact.start,
            lasting: fact.end.is_none(),
        }
    }

    fn track(self) -> (ComponentId, bool) {
        (self.component, self.lasting)
    }
}

impl ComponentOutages {
    /// What the outages that are over took: all that have an end, even one to come.
    #[must_use]
    pub fn ended(&self) -> &LossHistory {
        &self.ended.history
    }

    /// What the outages without an end take. Its stretches run on for ever: whoever reads them cuts
    /// them at the present.
    #[must_use]
    pub fn lasting(&self) -> &LossHistory {
        &self.lasting.history
    }

    /// Both.
    #[must_use]
    pub fn losses(&self) -> ComponentLosses<'_> {
        ComponentLosses {
            ended: Stretches::Kept(self.ended()),
            lasting: Stretches::Kept(self.lasting()),
            has_unknown: self.unknown > 0,
        }
    }

    fn track(&self, lasting: bool) -> &Track {
        match lasting {
            true => &self.lasting,
            false => &self.ended,
        }
    }

    fn track_mut(&mut self, lasting: bool) -> &mut Track {
        match lasting {
            true => &mut self.lasting,
            false => &mut self.ended,
        }
    }

    fn add(&mut self, fact: OutageFact) {
        self.unknown += usize::from(fact.is_unknown());
        let track = self.track_mut(fact.end.is_none());
        track.tree.insert(fact);
        track.renew(fact.interval());
    }

    fn remove(&mut self, place: Place, outage: OutageId) -> Option<OutageFact> {
        let track = self.track_mut(place.lasting);
        let removed = track.tree.remove(place.start, outage)?;
        track.renew(removed.interval());
        self.unknown -= usize::from(removed.is_unknown());
        Some(removed)
    }

    /// Puts `fact` in the place of the same outage in the same track.
    fn change(&mut self, earlier: Place, fact: OutageFact) -> Option<OutageFact> {
        let track = self.track_mut(earlier.lasting);
        let removed = track.tree.remove(earlier.start, fact.outage);
        track.tree.insert(fact);
        let new = fact.interval();
        let old = removed.map_or(new, |removed| removed.interval());
        match old.intersect(new) {
            Some(_) => track.renew(Interval::new(
                old.start.min(new.start),
                old.end.max(new.end),
            )),
            None => [old, new].into_iter().for_each(|span| track.renew(span)),
        }
        self.unknown -= usize::from(removed.is_some_and(|removed| removed.is_unknown()));
        self.unknown += usize::from(fact.is_unknown());
        removed
    }

    /// Where the run of outages that holds the second `at` began; `at` itself when none does.
    fn run_start(&self, at: Instant) -> Instant {
        let (ended, lasting) = (self.ended(), self.lasting());
        if !ended.holds(at) && !lasting.holds(at) {
            return at;
        }
        let mut start = at;
        loop {
            let earlier = lasting.reach_back(ended.reach_back(start));
            if earlier == start {
                return start;
            }
            start = earlier;
        }
    }
}

impl Track {
    fn of_sorted(facts: &[OutageFact]) -> Self {
        Self {
            tree: OutageTree::of_sorted(facts),
            history: LossHistory::of_sorted(facts),
        }
    }

    /// Makes the history of `span` anew from the outages that touch it.
    fn renew(&mut self, span: Interval) {
        let mut facts = Vec::new();
        self.tree.touching(span, &mut |fact| facts.push(*fact));
        self.history.replace(span, &facts);
    }
}
