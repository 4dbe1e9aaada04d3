//! Service loss shared among the suppliers, by four policies.

use serde_json::{Map, Value, json};

use crate::evaluation::{Evaluation, with_common};
use crate::forms::{ratio_form, rational_form};
use crate::run_family;

#[test]
fn attribution_cases() {
    run_family("attribution", |input| {
        let evaluation = Evaluation::read(input);
        let assessment = evaluation.assess();
        let figure = &assessment.figure;
        let mut shares = Map::new();
        for (policy, shared) in &assessment.shares {
            assert!(shared.unowned_seconds.is_zero() && shared.uncounted_seconds.is_zero());
            let named = evaluation.suppliers.iter().filter_map(|(name, id)| {
                let seconds = shared.by_supplier.get(id)?;
                Some((name.clone(), rational_form(seconds)))
            });
            shares.insert(policy.to_string(), Value::Object(named.collect()));
        }
        with_common(
            &assessment,
            json!({
                "downtime_seconds": rational_form(&figure.downtime_seconds),
                "availability": ratio_form(figure.availability.as_ref()),
                "state": figure.state,
                "shares": shares,
            }),
        )
    });
}
