//! A whole report does not depend on how its facts were told.

use std::collections::BTreeSet;

use federation::incident::{Effect, OutageFact};
use federation::report::{Caveat, CaveatCode, Facts, ServiceReport, service_report};
use federation::time::Instant;
use federation::vocabulary::{ComponentId, OutageId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::sameness::{Telling, any_telling, check_same, pieces};
use crate::scene::{any_loss, component};
use crate::service_model::{HOUR, MARCH, MARCH_END, SECOND_VERSION, hour, model, service};

fn outage(id: OutageId, of: ComponentId, during: (i64, Option<i64>), effect: Effect) -> OutageFact {
    let instant = Instant::from_unix_seconds;
    OutageFact {
        outage: id,
        component: of,
        start: instant(during.0),
        end: during.1.map(instant),
        effect,
        revision: 1,
    }
}

fn any_outages() -> impl Strategy<Value = Vec<OutageFact>> {
    let effect = prop_oneof![
        1 => Just(Effect::Unknown),
        5 => any_loss().prop_map(Effect::Lost),
    ];
    let end = prop::option::weighted(0.9, 1..90i64);
    let row = (0..5u128, 640..1_450i64, end, effect);
    prop::collection::vec(row, 0..14).prop_map(|rows| {
        let outages = rows
            .into_iter()
            .zip(0..)
            .map(|((of, start, length, effect), number)| {
                let end = length.map(|hours| hour(start + hours).unix_seconds());
                let during = (hour(start).unix_seconds(), end);
                outage(
                    OutageId(Uuid::from_u128(number)),
                    component(of),
                    during,
                    effect,
                )
            });
        outages.collect()
    })
}

/// The outages in other words; what has no end lasts until `now` in every period that ends later,
/// so it is cut no later than the earliest end that a period of the report has.
fn told(outages: &[OutageFact], telling: &Telling, now: Instant) -> Vec<OutageFact> {
    let lasts_until = now.min(hour(MARCH_END)).unix_seconds();
    let told = telling.iter().enumerate().flat_map(|place| {
        let row = &outages[place.1.0];
        let during = (row.start.unix_seconds(), row.end.map(Instant::unix_seconds));
        let pieces = pieces(place, row.outage, during, lasts_until, HOUR);
        let pieces = pieces.into_iter();
        pieces.map(|(id, start, end)| outage(id, row.component, (start, end), row.effect))
    });
    told.collect()
}

/// What a reader is told beside the figures. An outage without an end is named as often as it was
/// told, so of those only whose they are is compared.
fn caveats(caveats: &[Caveat]) -> (Vec<String>, BTreeSet<Option<ComponentId>>) {
    let is_open = |caveat: &&Caveat| caveat.code == CaveatCode::OutageOpen;
    let mut others: Vec<String> = caveats
        .iter()
        .filter(|caveat| !is_open(caveat))
        .map(|caveat| format!("{caveat:?}"))
        .collect();
    others.sort();
    let open = caveats
        .iter()
        .filter(is_open)
        .map(|caveat| caveat.component);
    (others, open.collect())
}

fn check_same_report(one: &ServiceReport, other: &ServiceReport) -> Result<(), TestCaseError> {
    check_same(&one.assessment, &other.assessment)?;
    prop_assert_eq!(one.status, other.status);
    prop_assert_eq!(one.policy, other.policy);
    prop_assert_eq!(&one.agreements, &other.agreements);
    prop_assert_eq!(&one.uncovered, &other.uncovered);
    prop_assert_eq!(&one.windows, &other.windows);
    prop_assert_eq!(&one.explanation, &other.explanation);
    prop_assert_eq!(&one.owners, &other.owners);
    prop_assert_eq!(caveats(&one.caveats), caveats(&other.caveats));
    prop_assert_eq!(one.components.len(), other.components.len());
    for (one, other) in one.components.iter().zip(&other.components) {
        prop_assert_eq!(
            (&one.component, one.agreement),
            (&other.component, other.agreement)
        );
        check_same(&one.assessment, &other.assessment)?;
        prop_assert_eq!(&one.windows, &other.windows);
        prop_assert_eq!(&one.explanation, &other.explanation);
        prop_assert_eq!(caveats(&one.caveats), caveats(&other.caveats));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn facts_told_otherwise_make_the_same_report(
        (outages, telling) in any_outages().prop_flat_map(|outages| {
            let count = outages.len();
            (Just(outages), any_telling(count))
        }),
        now in prop_oneof![Just(2_000i64), 600..1_500i64],
    ) {
        let model = model();
        let as_of = hour(now);
        let report = |outages: &[OutageFact]| {
            let facts = Facts { outages, as_of };
            service_report(&model, service(), MARCH, facts).expect("there is such a service")
        };
        let one = report(&outages);
        // Four promised components, each a report of its own.
        prop_assert_eq!(one.components.len(), 4);
        check_same_report(&one, &report(&told(&outages, &telling, as_of)))?;
    }

    /// In another order the same facts make the same report to the last letter, outages by start.
    #[test]
    fn the_order_of_facts_is_none_of_the_report(
        (outages, shuffled) in any_outages().prop_flat_map(|outages| {
            (Just(outages.clone()), Just(outages).prop_shuffle())
        }),
        now in 600..1_500i64,
    ) {
        let model = model();
        let report = |outages: &[OutageFact]| {
            let facts = Facts { outages, as_of: hour(now) };
            service_report(&model, service(), MARCH, facts).expect("there is such a service")
        };
        let (one, other) = (report(&outages), report(&shuffled));
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
        prop_assert!(one.outages.is_sorted_by_key(|fact| (fact.start, fact.outage)));
    }

    /// Seconds that count as up are said once, half hour by half hour.
    #[test]
    fn what_counts_as_up_is_said_by_the_second(outages in any_outages(), now in 600..1_500i64) {
        let model = model();
        let facts = Facts { outages: &outages, as_of: hour(now) };
        let report = service_report(&model, service(), MARCH, facts).expect("there is such a service");
        let partial = |outage: &&OutageFact| matches!(outage.effect, Effect::Lost(loss) if !loss.is_full());
        let holds = |outage: &OutageFact, at: Instant| {
            outage.start <= at && at < outage.end.unwrap_or(hour(now.min(MARCH_END)))
        };
        let half_hours = (SECOND_VERSION * 2..MARCH_END * 2)
            .map(|half| hour(0).plus_seconds(half * HOUR / 2))
            .filter(|at| report.assessment.service_time.base().contains(*at))
            .filter(|at| outages.iter().filter(partial).any(|outage| holds(outage, *at)));
        let seconds = half_hours.count() as i64 * HOUR / 2;
        let said = report.caveats.iter().find(|caveat| caveat.code == CaveatCode::DegradationNotCounted);
        prop_assert_eq!(said.and_then(|caveat| caveat.seconds), (seconds > 0).then_some(seconds));
    }
}
