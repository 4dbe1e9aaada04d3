//! Availability of one agreement over a period.

use federation::evaluation::Assessment;
use serde_json::{Value, json};

use crate::evaluation::{Evaluation, with_common};
use crate::forms::{optional_rational_form, ratio_form, rational_form};
use crate::run_family;

#[test]
fn availability_cases() {
    run_family("availability", |input| {
        let assessment = Evaluation::read(input).assess();
        let figure = &assessment.figure;
        with_common(
            &assessment,
            json!({
                "downtime_seconds": rational_form(&figure.downtime_seconds),
                "availability": ratio_form(figure.availability.as_ref()),
                "state": figure.state,
                "verdict": assessment.verdict,
                "breaks": figure.breaks,
                "mtrs_seconds": optional_rational_form(figure.mtrs_seconds.as_ref()),
                "mtbf_seconds": optional_rational_form(figure.mtbf_seconds.as_ref()),
                "to_date": to_date(&assessment),
            }),
        )
    });
}

fn to_date(assessment: &Assessment) -> Value {
    let Some(to_date) = &assessment.to_date else {
        return Value::Null;
    };
    let figure = &to_date.figure;
    json!({
        "ast_seconds": figure.agreed_seconds,
        "excluded_seconds": figure.excluded_seconds,
        "downtime_seconds": rational_form(&figure.downtime_seconds),
        "availability": ratio_form(figure.availability.as_ref()),
        "breach_certain": to_date.breach_certain,
    })
}
