//! The credits, tickets and workload limits of the small world: every shape that they can take.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use federation::agreement::credit::{
    Band, Bands, CreditRegime, CreditTerms, KpiFailure, KpiFailureSeverity, MeasurementSort,
};
use federation::agreement::{
    ClockKind, ClockSide, HandoffTargets, PauseMatrix, PauseReason, Priority, PriorityMatrix,
    SampleRule, StoppedClock, Target, TicketTerms, TimeTargets, WorkloadLimit, WorkloadMeasure,
};
use federation::vocabulary::{Money, Ratio, Rational};

fn part(numerator: i64, denominator: i64) -> Ratio {
    Ratio::new(Rational::new(numerator, denominator)).expect("a part")
}

fn bands<T>(upper: T, lower: T) -> Bands<T> {
    let bands = vec![
        Band {
            at_or_above: Some(Rational::new(99, 100)),
            below: Rational::new(9_999, 10_000),
            meaning: upper,
        },
        Band {
            at_or_above: None,
            below: Rational::new(1, 3),
            meaning: lower,
        },
    ];
    Bands::new(bands).expect("lawful bands")
}

/// The credits of the agreement with this number: tiers, points and a pool in turn.
pub(crate) fn credits(number: u128) -> CreditTerms {
    let failure = |severity, points| KpiFailure { severity, points };
    let regime = match number % 3 {
        0 => CreditRegime::Tiers(bands(part(1, 10), part(1, 1))),
        1 => CreditRegime::Points {
            bands: bands(
                failure(KpiFailureSeverity::Minor, 0),
                failure(KpiFailureSeverity::BelowThreshold, u32::MAX),
            ),
            repeat_factor: 2,
            part_per_point: part(1, 200),
        },
        _ => CreditRegime::Pool {
            of_pool: part(1, 3),
            of_allocation: part(2, 7),
        },
    };
    CreditTerms {
        sort: match number % 2 {
            0 => MeasurementSort::CriticalServiceLevel,
            _ => MeasurementSort::KeyMeasurement,
        },
        charge_per_month: Money::new(i64::MAX, "JPY".parse().expect("a currency")),
        regime,
        at_risk: part(1, 7),
        earn_back_months: NonZeroU16::new(u16::try_from(number % 2).expect("small")),
    }
}

/// Ticket terms of which nothing is the default.
pub(crate) fn tickets() -> TicketTerms {
    let all = PriorityMatrix::default();
    let last = all
        .entries()
        .map(|(impact, urgency, _)| (impact, urgency, Priority::P5));
    let stopped = StoppedClock {
        reason: PauseReason::ForceMajeure,
        kind: ClockKind::Response,
        side: ClockSide::Supplier,
    };
    let targets = TimeTargets {
        response_seconds: None,
        resolution_seconds: Some(i64::MAX),
    };
    TicketTerms {
        priorities: PriorityMatrix::new(last).expect("a whole table"),
        times: BTreeMap::from([(Priority::P3, targets)]),
        compliance: Target::from_fraction(Rational::new(2, 3)).ok(),
        sample: SampleRule {
            min_sample: Some(u64::MAX),
            allowed_misses: Some(0),
        },
        pauses: PauseMatrix::new([stopped]),
        reopen_seconds: Some(1),
        handoff: Some(HandoffTargets {
            ack_seconds: 900,
            decision_seconds: 1_200,
        }),
    }
}

/// Two limits.
pub(crate) fn workload_limits() -> Vec<WorkloadLimit> {
    [
        (WorkloadMeasure::Incidents, 400),
        (WorkloadMeasure::Handoffs, 0),
    ]
    .map(|(measure, per_month)| WorkloadLimit { measure, per_month })
    .to_vec()
}
