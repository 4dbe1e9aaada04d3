//! Partial loss counted in three ways.

use federation::evaluation::{StrictFigure, judge};
use serde_json::{Value, json};

use crate::evaluation::{Evaluation, with_common};
use crate::forms::{decimal, ratio_form, rational_form};
use crate::run_family;

#[test]
fn degradation_cases() {
    run_family("degradation", |input| {
        let assessment = Evaluation::read(input).assess();
        let target = decimal(&input["target"]);
        let form = |figure: &StrictFigure| -> Value {
            json!({
                "downtime_seconds": rational_form(&figure.downtime_seconds),
                "availability": ratio_form(figure.availability.as_ref()),
                "verdict": judge(figure.availability.as_ref(), target.as_ref()),
            })
        };
        with_common(
            &assessment,
            json!({
                "degraded_seconds": assessment.strict.degraded_seconds,
                "weighted": form(&assessment.strict.weighted),
                "as_up": form(&assessment.strict.as_up),
                "as_down": form(&assessment.strict.as_down),
            }),
        )
    });
}
