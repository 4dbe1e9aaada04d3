//! The part of the page of `concordat report` that is about money: what the customer gets back, and
//! what of it suppliers bear.

use serde_json::Value;

use super::page::{list, text};

/// The lines of a report about credits; none where none are agreed.
pub(super) fn lines(report: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let months = list(&report["creditStatement"]["months"]);
    if !months.is_empty() {
        lines.push("Credits to the customer".to_owned());
    }
    for month in months {
        let agreement = &month["agreement"];
        let mut notes = Vec::new();
        let (at_worst, earned_back) = (&month["atWorst"], &month["earnedBack"]);
        if at_worst != &month["credit"] {
            notes.push(format!("at worst {}", amount(at_worst)));
        }
        if text(&earned_back["minor"]) != "0" {
            notes.push(format!("earned back {}", amount(earned_back)));
        }
        lines.push(format!(
            "  {:<8} {:>18}  {:<14} {:<28} {}",
            text(&month["month"]),
            amount(&month["credit"]),
            text(&month["status"]),
            format!(
                "{} v{}",
                text(&agreement["code"]),
                text(&agreement["version"])
            ),
            notes.join(", ")
        ));
    }
    exposure(&report["creditExposure"], &mut lines);
    lines
}

fn exposure(exposure: &Value, lines: &mut Vec<String>) {
    for month in list(&exposure["months"]) {
        if text(&month["owed"]["minor"]) == "0" {
            continue;
        }
        lines.push(String::new());
        lines.push(format!(
            "Exposure of {}: owed {}, recoverable {}, left {}",
            text(&month["month"]),
            amount(&month["owed"]),
            amount(&month["recoverable"]),
            amount(&month["netExposure"])
        ));
        for supplier in list(&month["suppliers"]) {
            lines.push(format!(
                "  {:<24} share {:>18}  gives back {:>18}  recoverable {:>18}",
                text(&supplier["supplier"]["code"]),
                amount(&supplier["share"]),
                amount(&supplier["givenBack"]),
                amount(&supplier["recoverable"])
            ));
        }
    }
    for caveat in list(&exposure["caveats"]) {
        let (code, message) = (text(&caveat["code"]), text(&caveat["message"]));
        lines.push(format!("  {code}: {message}"));
    }
}

fn amount(money: &Value) -> String {
    match money {
        Value::Null => String::new(),
        money => format!("{} {}", text(&money["amount"]), text(&money["currency"])),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lines;

    fn euros(amount: &str) -> serde_json::Value {
        let minor = amount.replace('.', "").trim_start_matches('0').to_owned();
        let minor = if minor.is_empty() {
            "0".to_owned()
        } else {
            minor
        };
        json!({"minor": minor, "amount": amount, "currency": "EUR"})
    }

    #[test]
    fn credits_are_shown_where_there_are_some() {
        assert_eq!(
            lines(&json!({"creditStatement": null, "creditExposure": null})),
            [""; 0]
        );
        let report = json!({
            "creditStatement": {"months": [{
                "month": "2026-04", "status": "DUE", "agreement": {"code": "sla", "version": 2},
                "credit": euros("2000.00"), "atWorst": euros("6000.00"), "earnedBack": euros("0.00"),
            }]},
            "creditExposure": {"months": [{
                "month": "2026-04", "owed": euros("2000.00"), "recoverable": euros("500.00"),
                "netExposure": euros("1500.00"), "suppliers": [{
                    "supplier": {"code": "acme"}, "share": euros("2000.00"),
                    "givenBack": euros("500.00"), "recoverable": euros("500.00"),
                }],
            }], "caveats": []},
        });
        let shown = lines(&report).join("\n");
        assert!(
            shown.contains("2026-04         2000.00 EUR  DUE            sla v2"),
            "{shown}"
        );
        assert!(
            shown.contains("at worst 6000.00 EUR") && !shown.contains("earned back"),
            "{shown}"
        );
        assert!(shown.contains("owed 2000.00 EUR, recoverable 500.00 EUR, left 1500.00 EUR"));
        assert!(shown.contains("acme"), "{shown}");
    }
}
