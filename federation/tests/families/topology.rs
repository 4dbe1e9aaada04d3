//! Nested serial, parallel and k-of-n gates, with the downtime of every node.

use federation::topology::tree_downtime;
use serde_json::{Value, json};

use crate::evaluation::{Evaluation, with_common};
use crate::forms::{ratio_form, rational_form};
use crate::run_family;

#[test]
fn topology_cases() {
    run_family("topology", |input| {
        let evaluation = Evaluation::read(input);
        let assessment = evaluation.assess();
        let figure = &assessment.figure;
        let base = assessment.service_time.base();
        let downtime = tree_downtime(&evaluation.tree, &evaluation.conditions(), base);
        let nodes = downtime.nodes.iter().map(|node| {
            json!({
                "path": node.path,
                "downtime_seconds": rational_form(&node.lost.to_seconds()),
            })
        });
        with_common(
            &assessment,
            json!({
                "downtime_seconds": rational_form(&figure.downtime_seconds),
                "availability": ratio_form(figure.availability.as_ref()),
                "state": figure.state,
                "verdict": assessment.verdict,
                "nodes": nodes.collect::<Vec<Value>>(),
                "all_serial_seconds": rational_form(&downtime.all_serial.to_seconds()),
                "naive_sum_seconds": rational_form(&downtime.naive_sum.to_seconds()),
            }),
        )
    });
}
