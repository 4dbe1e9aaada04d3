//! A frozen figure stated anew: every version stays, and money is adjusted forward (C11).

use std::collections::BTreeMap;

use super::availability::availability;
use super::{Verdict, judge};
use crate::agreement::Target;
use crate::agreement::credit::CreditTiers;
use crate::time::{Interval, IntervalSet};
use crate::vocabulary::{Money, MoneyError, Rational};

/// A row of downtime as a version of a report had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestatedRow<K> {
    /// Which row it is, the same in every version.
    pub id: K,
    /// When the service was down.
    pub interval: Interval,
}

/// The figure of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestatedFigure {
    /// Downtime in seconds: rows that overlap count once.
    pub downtime_seconds: i64,
    /// The availability; `None` without service time.
    pub availability: Option<Rational>,
    /// The verdict; `None` without a target.
    pub verdict: Option<Verdict>,
    /// The credit.
    pub credit: Money,
}

/// What a restatement changed, from the first version to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restatement<K> {
    /// The figure of each version, in the order given.
    pub versions: Vec<RestatedFigure>,
    /// The rows that only the last version has, in ascending order.
    pub added: Vec<K>,
    /// The rows that only the first version has.
    pub removed: Vec<K>,
    /// The rows that both have, with other times.
    pub changed: Vec<K>,
    /// The last credit less the first: posted in the current period, the issued invoice stays.
    pub adjustment: Money,
}

impl<K: Ord + Clone> Restatement<K> {
    /// Restates an availability over `base` through the versions of its rows.
    ///
    /// # Errors
    /// [`MoneyError`] only for a charge that is too large.
    pub fn of(
        base: &IntervalSet,
        target: Option<&Target>,
        tiers: &CreditTiers,
        charge: Money,
        versions: &[Vec<RestatedRow<K>>],
    ) -> Result<Self, MoneyError> {
        let base_seconds = base.seconds();
        let figure = |rows: &Vec<RestatedRow<K>>| {
            let down: IntervalSet = rows.iter().map(|row| row.interval).collect();
            let downtime_seconds = down.intersect(base).seconds();
            let availability = availability(base_seconds, &Rational::whole(downtime_seconds));
            Ok(RestatedFigure {
                downtime_seconds,
                verdict: judge(availability.as_ref(), target.map(Target::fraction)),
                credit: tiers.credit(availability.as_ref(), charge)?.credit,
                availability,
            })
        };
        let figures: Vec<RestatedFigure> = versions.iter().map(figure).collect::<Result<_, _>>()?;
        let adjustment = match (figures.first(), figures.last()) {
            (Some(first), Some(last)) => last.credit.minus(first.credit)?,
            _ => Money::none(charge.currency()),
        };
        let rows = |version: Option<&Vec<RestatedRow<K>>>| -> BTreeMap<K, Interval> {
            let rows = version.into_iter().flatten();
            rows.map(|row| (row.id.clone(), row.interval)).collect()
        };
        let (before, after) = (rows(versions.first()), rows(versions.last()));
        let only_in = |one: &BTreeMap<K, Interval>, other: &BTreeMap<K, Interval>| {
            let ids = one.keys().filter(|id| !other.contains_key(*id));
            ids.cloned().collect()
        };
        let changed = before
            .iter()
            .filter(|(id, interval)| after.get(*id).is_some_and(|other| other != *interval));
        Ok(Self {
            versions: figures,
            added: only_in(&after, &before),
            removed: only_in(&before, &after),
            changed: changed.map(|(id, _)| id.clone()).collect(),
            adjustment,
        })
    }
}
