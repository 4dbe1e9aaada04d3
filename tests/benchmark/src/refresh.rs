//! What one changed outage costs.

use std::collections::BTreeMap;
use std::error::Error;

use benchmark::measure::{median, percentile, timed};
use benchmark::world::{Chance, World};
use federation::evaluation::{ServiceRollup, ServiceRollups};
use federation::incident::{OutageFact, OutageRegister};
use federation::vocabulary::ServiceId;
use serde_json::{Value, json};
use uuid::Uuid;

/// How many outages are changed.
const CHANGES: usize = 10_000;

/// What one changed outage costs: the register and the rollups of all services that it touches.
pub(crate) struct Refresh {
    pub(crate) outages: usize,
    /// Over how many days they began.
    pub(crate) days: i64,
    pub(crate) services: usize,
    /// How long the rollups of all services took to build.
    pub(crate) build: u64,
    /// Nanoseconds of each change of an outage of the last week: what suppliers report about.
    pub(crate) last_week: Vec<u64>,
    /// Nanoseconds of each change of an outage anywhere in history.
    pub(crate) anywhere: Vec<u64>,
}

impl Refresh {
    /// Changes outages one by one, and checks the rollups against such from nothing.
    pub(crate) fn measure(world: &World, seed: u64) -> Result<Self, Box<dyn Error>> {
        let mut rollups = ServiceRollups::new(world.register());
        let (build, ()) = timed(|| {
            for (number, rollup) in rollups_of(world, rollups.register()) {
                rollups.add_service(number, rollup);
            }
        });
        let mut chance = Chance::of(seed);
        let mut facts = world.outages.clone();
        let week = world.history.end.plus_seconds(-7 * 86_400);
        let all = 0..facts.len();
        let recent = all.clone().filter(|place| facts[*place].start >= week);
        let (recent, all): (Vec<usize>, Vec<usize>) = (recent.collect(), all.collect());
        let mut changes = |places: &[usize]| {
            let mut changes = Vec::with_capacity(CHANGES);
            for change in 0..CHANGES + CHANGES / 10 {
                let place = places[usize::try_from(chance.below(places.len() as u64))?];
                let changed = changed(facts[place], &mut chance);
                facts[place] = changed;
                let (time, earlier) = timed(|| rollups.put(changed));
                // The first ones find nothing in the processor's caches that a running server has
                // there.
                if change >= CHANGES / 10 {
                    changes.push(time);
                }
                if earlier.is_none() {
                    return Err("an outage was not in the register".into());
                }
            }
            Ok::<_, Box<dyn Error>>(changes)
        };
        let (last_week, anywhere) = (changes(&recent)?, changes(&all)?);
        let anew: OutageRegister = facts.into_iter().collect();
        let anew = rollups_of(world, &anew);
        for (service, rollup) in &anew {
            let kept = rollups.service(*service).ok_or("no such service")?;
            if !kept.days().eq(rollup.days()) {
                return Err(
                    format!("the rollup of {service} is not what it is from nothing").into(),
                );
            }
        }
        Ok(Self {
            outages: world.outages.len(),
            days: world.history.seconds() / 86_400,
            build,
            services: anew.len(),
            last_week,
            anywhere,
        })
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "outages": self.outages,
            "days": self.days,
            "services": self.services,
            "build_all_ns": self.build,
            "last_week_median_ns": median(&self.last_week),
            "last_week_p99_ns": percentile(&self.last_week, 99),
            "anywhere_median_ns": median(&self.anywhere),
            "anywhere_p99_ns": percentile(&self.anywhere, 99),
        })
    }
}

fn rollups_of(world: &World, register: &OutageRegister) -> BTreeMap<ServiceId, ServiceRollup> {
    let services = (0..world.services.len()).map(|number| {
        let rollup = ServiceRollup::new(
            world.end_to_end(number, world.history),
            chrono_tz::Europe::Berlin,
            register,
        );
        (ServiceId(Uuid::from_u128(number as u128)), rollup)
    });
    services.collect()
}

/// The outage with another end, every other time also with another start.
fn changed(fact: OutageFact, chance: &mut Chance) -> OutageFact {
    let length = 1 + chance.below(3_600);
    let moved = chance.below(2) * chance.below(3_600);
    let start = fact.start.plus_seconds(moved.cast_signed());
    OutageFact {
        start,
        end: Some(start.plus_seconds(length.cast_signed())),
        revision: fact.revision + 1,
        ..fact
    }
}
