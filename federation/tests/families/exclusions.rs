//! Which maintenance windows count, the cap, and the availability that follows.

use serde_json::json;

use crate::evaluation::{Evaluation, with_common};
use crate::forms::{intervals_form, ratio_form, rational_form};
use crate::run_family;

#[test]
fn exclusions_cases() {
    run_family("exclusions", |input| {
        let evaluation = Evaluation::read(input);
        let assessment = evaluation.assess();
        let figure = &assessment.figure;
        with_common(
            &assessment,
            json!({
                "window_status": evaluation.exclusions.statuses,
                "uncapped_seconds": evaluation.exclusions.uncapped_seconds,
                "excluded_intervals": intervals_form(assessment.service_time.excluded()),
                "downtime_seconds": rational_form(&figure.downtime_seconds),
                "availability": ratio_form(figure.availability.as_ref()),
                "state": figure.state,
                "verdict": assessment.verdict,
            }),
        )
    });
}
