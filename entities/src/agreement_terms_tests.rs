//! Terms come back from a row as they were written, whatever they say; and nothing else is read.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use federation::agreement::credit::{
    Band, Bands, CreditRegime, CreditTerms, KpiFailure, KpiFailureSeverity, MeasurementSort,
};
use federation::agreement::{
    AgreementStatus, AgreementVersion, ClockKind, ClockSide, HandoffTargets, PauseMatrix,
    PauseReason, Priority, PriorityMatrix, SampleRule, StoppedClock, Target, Terms, TicketTerms,
    TimeTargets, WorkloadLimit, WorkloadMeasure,
};
use federation::time::{Effective, Instant};
use federation::vocabulary::{Money, Ratio, Rational};
use proptest::prelude::*;
use sea_orm::TryIntoModel;
use sea_orm::prelude::Uuid;

use crate::agreement_version::{Model, lower, raise};

fn any_part() -> impl Strategy<Value = Ratio> {
    (1i64..=1_000_000_000, 0i64..=1_000_000_000).prop_map(|(denominator, numerator)| {
        let part = Rational::new(numerator.min(denominator), denominator);
        Ratio::new(part).expect("a part")
    })
}

/// Bands that tile some of the values, between ends in ascending order.
fn any_bands<T: std::fmt::Debug + Clone>(
    meaning: impl Strategy<Value = T>,
) -> impl Strategy<Value = Bands<T>> {
    let ends = prop::collection::btree_set(1i64..100_000, 5);
    let meanings = prop::collection::vec(meaning, 1..5);
    (ends, meanings, any::<bool>()).prop_map(|(ends, meanings, is_open)| {
        let ends: Vec<Rational> = ends
            .iter()
            .map(|end| Rational::new(*end, 100_000))
            .collect();
        let band = |(at, meaning): (usize, T)| Band {
            at_or_above: (at > 0 || !is_open).then(|| ends[at].clone()),
            below: ends[at + 1].clone(),
            meaning,
        };
        let bands = meanings.into_iter().enumerate().map(band).collect();
        Bands::new(bands).expect("lawful bands")
    })
}

fn any_word<T: Copy + std::fmt::Debug>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn any_failure() -> impl Strategy<Value = KpiFailure> {
    (any_word(KpiFailureSeverity::ALL), any::<u32>())
        .prop_map(|(severity, points)| KpiFailure { severity, points })
}

fn any_regime() -> impl Strategy<Value = CreditRegime> {
    prop_oneof![
        any_bands(any_part()).prop_map(CreditRegime::Tiers),
        (any_bands(any_failure()), any::<u32>(), any_part()).prop_map(
            |(bands, repeat_factor, part_per_point)| CreditRegime::Points {
                bands,
                repeat_factor,
                part_per_point,
            }
        ),
        (any_part(), any_part()).prop_map(|(of_pool, of_allocation)| CreditRegime::Pool {
            of_pool,
            of_allocation,
        }),
    ]
}

fn any_credits() -> impl Strategy<Value = CreditTerms> {
    let currency = prop::sample::select(vec!["EUR", "JPY", "KWD"]);
    let charge = (0..i64::MAX, currency);
    let earn_back = prop::option::of(1u16..=12);
    let sort = any_word(MeasurementSort::ALL);
    (sort, charge, any_regime(), any_part(), earn_back).prop_map(
        |(sort, (minor, currency), regime, at_risk, earn_back)| CreditTerms {
            sort,
            charge_per_month: Money::new(minor, currency.parse().expect("a currency")),
            regime,
            at_risk,
            earn_back_months: earn_back.and_then(NonZeroU16::new),
        },
    )
}

fn any_pauses() -> impl Strategy<Value = PauseMatrix> {
    let entry = (
        any_word(PauseReason::ALL),
        any_word(ClockKind::ALL),
        any_word(ClockSide::ALL),
    );
    let entry = entry.prop_map(|(reason, kind, side)| StoppedClock { reason, kind, side });
    prop::collection::vec(entry, 0..6).prop_map(PauseMatrix::new)
}

fn any_priorities() -> impl Strategy<Value = PriorityMatrix> {
    prop::collection::vec(any_word(Priority::ALL), 9).prop_map(|priorities| {
        let usual: Vec<_> = PriorityMatrix::default().entries().collect();
        let entries = usual.into_iter().zip(priorities);
        PriorityMatrix::new(entries.map(|((impact, urgency, _), given)| (impact, urgency, given)))
            .expect("a whole table")
    })
}

fn any_seconds() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(1..i64::MAX)
}

fn any_tickets() -> impl Strategy<Value = TicketTerms> {
    let targets = (any_seconds(), any_seconds()).prop_map(|(response, resolution)| TimeTargets {
        response_seconds: response,
        resolution_seconds: resolution,
    });
    let times = prop::collection::btree_map(any_word(Priority::ALL), targets, 0..5);
    let compliance = prop::option::of((1i64..1_000, 1_000i64..2_000));
    let sample = (
        prop::option::of(any::<u64>()),
        prop::option::of(any::<u64>()),
    );
    let handoff = prop::option::of((1..i64::MAX, 1..i64::MAX));
    let rest = (any_seconds(), handoff);
    (
        times,
        compliance,
        sample,
        any_pauses(),
        any_priorities(),
        rest,
    )
        .prop_map(
            |(times, compliance, (min_sample, allowed_misses), pauses, priorities, rest)| {
                let fraction = compliance.map(|(n, d)| Rational::new(n, d));
                TicketTerms {
                    priorities,
                    times,
                    compliance: fraction.and_then(|fraction| Target::from_fraction(fraction).ok()),
                    sample: SampleRule {
                        min_sample,
                        allowed_misses,
                    },
                    pauses,
                    reopen_seconds: rest.0,
                    handoff: rest
                        .1
                        .map(|(ack_seconds, decision_seconds)| HandoffTargets {
                            ack_seconds,
                            decision_seconds,
                        }),
                }
            },
        )
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let limits = prop::collection::btree_map(any_word(WorkloadMeasure::ALL), any::<u64>(), 0..4);
    let credits = prop::option::of(any_credits());
    (credits, prop::option::of(any_tickets()), limits).prop_map(|(credits, tickets, limits)| {
        let limits: BTreeMap<WorkloadMeasure, u64> = limits;
        let limit = |(measure, per_month)| WorkloadLimit { measure, per_month };
        Terms {
            credits,
            tickets,
            workload_limits: limits.into_iter().map(limit).collect(),
            ..Terms::default()
        }
    })
}

fn row(terms: Terms) -> (AgreementVersion, Model) {
    let version = AgreementVersion {
        id: Uuid::from_u128(1).into(),
        version: 1,
        status: AgreementStatus::Signed,
        effective: Effective {
            from: Instant::from_unix_seconds(0),
            to: None,
        },
        calendar: Uuid::from_u128(2).into(),
        terms,
    };
    let row = lower(Uuid::from_u128(3).into(), &version).expect("a row");
    (version, row.try_into_model().expect("a whole row"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn terms_come_back_as_they_were_written(terms in any_terms()) {
        let (version, row) = row(terms);
        prop_assert_eq!(raise(row), Ok(version));
    }
}

/// Credits as they are written, to be edited.
const CREDITS: &str = "{\"sort\":\"CRITICAL_SERVICE_LEVEL\",\"chargeMinor\":2000000,\"currency\":\"EUR\",\
\"regime\":{\"tiers\":[{\"atOrAbove\":\"99/100\",\"below\":\"999/1000\",\"credit\":\"1/10\"}]},\
\"atRisk\":\"1/1\",\"earnBackMonths\":3}";

#[track_caller]
fn check(column: &'static str, set: impl FnOnce(&mut Model), lawful: bool) {
    let (_, mut model) = row(Terms::default());
    set(&mut model);
    match raise(model) {
        Ok(_) => assert!(lawful),
        Err(error) => {
            assert!(!lawful, "{error}");
            assert_eq!((error.table, error.column), ("agreement_versions", column));
        }
    }
}

#[test]
fn only_what_would_be_written_is_read() {
    let edit = |old: &str, new: &str, lawful| {
        assert!(CREDITS.contains(old), "{old}");
        let text = CREDITS.replacen(old, new, 1);
        check("credits", |model| model.credits = Some(text), lawful);
    };
    edit("EUR", "USD", true);
    edit("{\"sort\"", "{\"more\":1,\"sort\"", false);
    edit("\"chargeMinor\":2000000,", "", false);
    edit("2000000", "-1", false);
    edit("2000000", "20000.5", false);
    // XXX is the ISO 4217 code for no currency.
    edit("EUR", "XXX", false);
    edit("1/10", "2/20", false);
    edit("1/10", "0.1", false);
    edit("1/10", "11/10", false);
    edit("1/10", "1/0", false);
    edit("1/1\"", "1\"", false);
    edit("99/100", "999/1000", false);
    edit("tiers", "steps", false);
    edit("CRITICAL_SERVICE_LEVEL", "CRITICAL", false);
    edit(":3}", ":0}", false);
    edit(",\"currency\"", ", \"currency\"", false);
    let limits = |text: &str, lawful| {
        let text = text.to_owned();
        check(
            "workload_limits",
            |model| model.workload_limits = Some(text),
            lawful,
        );
    };
    limits("[{\"measure\":\"INCIDENTS\",\"perMonth\":4}]", true);
    limits("[]", false);
    limits("[{\"measure\":\"INCIDENTS\",\"perMonth\":-4}]", false);
    let twice = "{\"measure\":\"INCIDENTS\",\"perMonth\":4}";
    limits(&format!("[{twice},{twice}]"), false);
    check(
        "tickets",
        |model| model.tickets = Some("{}".to_owned()),
        false,
    );
    check(
        "tickets",
        |model| model.tickets = Some(String::new()),
        false,
    );
}
