//! Least squares and Theil-Sen trend over monthly values.

use federation::evaluation::{Trend, TrendLine, TrendPoint};
use federation::vocabulary::Rational;
use serde_json::{Value, json};

use crate::forms::{decimal, list, ratio_form};
use crate::run_family;

#[test]
fn trend_cases() {
    run_family("trend", |input| {
        let points = list(&input["points"]).iter().map(|point| TrendPoint {
            value: decimal(&point["value"]),
            settled: point["frozen"].as_bool().expect("a boolean"),
        });
        let points: Vec<_> = points.collect();
        let trend = Trend::of(&points, decimal(&input["target"]).as_ref());
        let part = |line: &Option<TrendLine>, part: fn(&TrendLine) -> &Rational| -> Value {
            ratio_form(line.as_ref().map(part))
        };
        json!({
            "points_used": trend.points_used,
            "state": trend.state,
            "ols_slope": part(&trend.least_squares, |line| &line.slope),
            "ols_intercept": part(&trend.least_squares, |line| &line.intercept),
            "ols_next": part(&trend.least_squares, |line| &line.next),
            "theil_sen_slope": part(&trend.theil_sen, |line| &line.slope),
            "theil_sen_intercept": part(&trend.theil_sen, |line| &line.intercept),
            "theil_sen_next": part(&trend.theil_sen, |line| &line.next),
            "forecast": trend.forecast,
        })
    });
}
