//! Service credits, points, caps and rounding of money.

use federation::agreement::Target;
use federation::agreement::credit::{
    AtRiskAmount, Band, Bands, CreditClaim, CreditPeriod, CreditTiers, KpiFailure,
    KpiFailureSeverity, KpiPeriod, MeasurementSort, PointsRegime, PoolLine, WeightedLine,
    apportion, earn_back, pass_through, recover,
};
use federation::evaluation::{
    DisputedDowntime, RestatedRow, Restatement, Verdict, VerdictStanding,
};
use federation::time::IntervalSet;
use federation::vocabulary::{Currency, Money, Ratio, Rational};
use serde_json::{Value, json};

use crate::forms::{
    decimal, fraction, integer, interval, list, number, ratio_form, rational_form, text,
};
use crate::run_family;

#[test]
fn credits_cases() {
    run_family("credits", |input| match text(&input["op"]) {
        "tiers" => tiers(input),
        "at_risk_pool" => at_risk_pool(input),
        "points" => points(input),
        "apportion" => apportioned(input),
        "pass_through" => passed_through(input),
        "no_double_recovery" => no_double_recovery(input),
        "earn_back" => earned_back(input),
        "dispute" => dispute(input),
        _ => restatement(input),
    });
}

fn euro() -> Currency {
    "EUR".parse().expect("a currency")
}

fn money(minor: &Value) -> Money {
    Money::new(integer(minor), euro())
}

fn percent(value: &Value) -> Ratio {
    Ratio::from_percent(number(value)).expect("a percentage")
}

fn target(input: &Value) -> Target {
    Target::from_fraction(number(&input["target"])).expect("a target")
}

fn optional_fraction(value: &Value) -> Option<Rational> {
    (!value.is_null()).then(|| fraction(value))
}

fn bands<T>(bands: &Value, meaning: impl Fn(usize, &Value) -> T) -> Bands<T> {
    let bands = list(bands).iter().enumerate().map(|(at, band)| Band {
        at_or_above: decimal(&band["at_or_above"]),
        below: number(&band["below"]),
        meaning: meaning(at, band),
    });
    Bands::new(bands.collect()).expect("lawful bands")
}

fn credit_tiers(input: &Value) -> CreditTiers {
    let cap = input.get("cap_percent").unwrap_or(&Value::Null);
    CreditTiers {
        bands: bands(&input["tiers"], |_, tier| percent(&tier["percent"])),
        cap: (!cap.is_null()).then(|| percent(cap)),
    }
}

fn tiers(input: &Value) -> Value {
    let availability = optional_fraction(&input["availability"]);
    let charge = money(&input["charge_minor"]);
    let found = credit_tiers(input).credit(availability.as_ref(), charge);
    let found = found.expect("a credit");
    json!({
        "tier_index": found.tier,
        "percent": rational_form(&found.part.percent()),
        "credit_minor": found.credit.minor(),
    })
}

fn at_risk_pool(input: &Value) -> Value {
    let at_risk = AtRiskAmount {
        invoice: money(&input["invoice_minor"]),
        part: percent(&input["at_risk_percent"]),
    };
    let lines = list(&input["lines"]).iter().map(|line| PoolLine {
        id: text(&line["id"]),
        of_pool: percent(&line["pool_percent"]),
        of_allocation: percent(&line["credit_percent"]),
    });
    let pool = at_risk
        .allocate(&lines.collect::<Vec<_>>())
        .expect("credits");
    let lines = pool.lines.iter().map(|line| {
        json!({
            "id": line.id,
            "uncapped": rational_form(&line.uncapped),
            "credit_minor": line.credit.minor(),
        })
    });
    json!({
        "at_risk": rational_form(&pool.at_risk),
        "uncapped_total": rational_form(&pool.uncapped_total),
        "capped": pool.capped,
        "total_minor": pool.total.minor(),
        "lines": lines.collect::<Vec<Value>>(),
    })
}

fn points(input: &Value) -> Value {
    let regime = PointsRegime {
        target: target(input),
        bands: bands(&input["bands"], |at, band| KpiFailure {
            severity: KpiFailureSeverity::ALL[at],
            points: integer(&band["points"]) as u32,
        }),
        repeat_factor: 2,
        part_per_point: percent(&input["percent_per_point"]),
    };
    let periods = list(&input["series"]).iter().map(|value| KpiPeriod {
        value: optional_fraction(value),
        charge: money(&input["charge_minor"]),
    });
    let scores = regime.score(&periods.collect::<Vec<_>>()).expect("scores");
    json!({
        "points": scores.iter().map(|score| score.points).collect::<Vec<_>>(),
        "credit_minor": scores.iter().map(|score| score.credit.minor()).collect::<Vec<_>>(),
        "total_points": scores.iter().map(|score| score.points).sum::<u64>(),
    })
}

fn weighted(line: &Value) -> WeightedLine<&str> {
    WeightedLine {
        id: text(&line["id"]),
        weight: fraction(&line["weight"]),
    }
}

fn apportioned(input: &Value) -> Value {
    let lines: Vec<_> = list(&input["lines"]).iter().map(weighted).collect();
    let lines = apportion(money(&input["total_minor"]), &lines).expect("parts");
    let lines = lines.iter();
    let lines = lines.map(|line| json!({"id": line.id, "amount_minor": line.amount.minor()}));
    json!({"lines": lines.collect::<Vec<Value>>()})
}

fn passed_through(input: &Value) -> Value {
    let lines = list(&input["lines"]).iter().map(|line| {
        let cap = &line["cap_minor"];
        (weighted(line), (!cap.is_null()).then(|| money(cap)))
    });
    let lines: Vec<_> = lines.collect();
    let passed = pass_through(money(&input["customer_credit_minor"]), &lines).expect("parts");
    let lines = passed.lines.iter().map(|line| {
        json!({
            "id": line.id,
            "share_minor": line.share.minor(),
            "recoverable_minor": line.recoverable.minor(),
        })
    });
    json!({
        "lines": lines.collect::<Vec<Value>>(),
        "recoverable_minor": passed.recoverable.minor(),
        "net_exposure_minor": passed.net_exposure.minor(),
    })
}

fn no_double_recovery(input: &Value) -> Value {
    let counted = list(&input["events"]).iter().map(|event| {
        let claims = list(&event["credits"]).iter().map(|credit| CreditClaim {
            level: text(&credit["kpi"]),
            sort: MeasurementSort::CriticalServiceLevel,
            relief: None,
            credit: money(&credit["credit_minor"]),
        });
        let recovery = recover(&claims.collect::<Vec<_>>(), euro()).expect("one currency");
        (text(&event["id"]), recovery.counted)
    });
    let counted: Vec<_> = counted.collect();
    let total = Money::sum(counted.iter().map(|(_, amount)| *amount), euro());
    let events = counted.iter();
    let events = events.map(|(id, amount)| json!({"id": id, "counted_minor": amount.minor()}));
    json!({
        "events": events.collect::<Vec<Value>>(),
        "total_minor": total.expect("a total").minor(),
    })
}

fn earned_back(input: &Value) -> Value {
    let series = list(&input["series"]).iter().map(|period| CreditPeriod {
        met: period["met"].as_bool().expect("a boolean"),
        credit: money(&period["credit_minor"]),
    });
    let periods = integer(&input["periods"]) as u16;
    let returned = earn_back(
        &series.collect::<Vec<_>>(),
        periods.try_into().expect("periods"),
    );
    let minor: Vec<i64> = returned.iter().map(|amount| amount.minor()).collect();
    json!({"earned_back_minor": minor, "total_minor": minor.iter().sum::<i64>()})
}

fn dispute(input: &Value) -> Value {
    let downtime = DisputedDowntime {
        base_seconds: integer(&input["ast_seconds"]) - integer(&input["excluded_seconds"]),
        undisputed_seconds: fraction(&input["undisputed_seconds"]),
        disputed_seconds: fraction(&input["disputed_seconds"]),
    };
    let charge = money(&input["charge_minor"]);
    let figure = downtime.figure(Some(&target(input)), &credit_tiers(input), charge);
    let figure = figure.expect("a figure");
    let verdict = match figure.standing {
        VerdictStanding::Final => figure.if_upheld_verdict.map(Verdict::as_str),
        VerdictStanding::Provisional => Some(figure.standing.as_str()),
    };
    json!({
        "as_submitted": ratio_form(figure.as_submitted.as_ref()),
        "as_submitted_verdict": figure.as_submitted_verdict,
        "if_upheld": ratio_form(figure.if_upheld.as_ref()),
        "if_upheld_verdict": figure.if_upheld_verdict,
        "verdict": verdict,
        "credit_undisputed_minor": figure.credit_undisputed.minor(),
        "credit_held_minor": figure.credit_held.minor(),
    })
}

fn restatement(input: &Value) -> Value {
    let versions = list(&input["versions"]).iter().map(|rows| {
        let rows = list(rows).iter().map(|row| RestatedRow {
            id: text(&row["id"]),
            interval: interval(row),
        });
        rows.collect()
    });
    let versions: Vec<Vec<_>> = versions.collect();
    let base = IntervalSet::from(interval(&input["period"]));
    let charge = money(&input["charge_minor"]);
    let target = target(input);
    let restated = Restatement::of(
        &base,
        Some(&target),
        &credit_tiers(input),
        charge,
        &versions,
    );
    let restated = restated.expect("figures");
    let versions = restated.versions.iter().map(|figure| {
        json!({
            "downtime_seconds": figure.downtime_seconds,
            "availability": ratio_form(figure.availability.as_ref()),
            "verdict": figure.verdict,
            "credit_minor": figure.credit.minor(),
        })
    });
    json!({
        "versions": versions.collect::<Vec<Value>>(),
        "added": restated.added,
        "removed": restated.removed,
        "changed": restated.changed,
        "adjustment_minor": restated.adjustment.minor(),
    })
}
