//! The page that `concordat align` prints, made of the same answer that `--json` prints.

use serde_json::Value;

use super::page::{Page, list, percent, seconds, text};

/// The alignment of `agreement`, an answer to `align.graphql`, as a page of text.
pub(super) fn page(agreement: &Value) -> String {
    let report = &agreement["alignment"];
    let mut page = Page::default();
    page.line(&format!(
        "{} ({}) version {}, {}",
        text(&agreement["name"]),
        text(&agreement["code"]),
        text(&report["version"]),
        text(&report["versionStatus"]),
    ));
    let period = &report["period"];
    page.line(&format!(
        "as agreed at {}, hours over {} {}",
        text(&report["at"]),
        text(&period["label"]),
        text(&period["zone"]),
    ));
    page.line("");
    page.row("status", &text(&report["status"]));
    availability(&mut page, &report["availability"]);
    let hours = &report["hours"];
    page.row("agreed", &seconds(&hours["customerSeconds"]));
    page.row("by nobody", &seconds(&hours["uncoveredByAllSeconds"]));
    components(&mut page, list(&report["components"]));
    times(&mut page, list(&report["times"]));
    credits(&mut page, list(&report["credits"]));
    findings(&mut page, list(&report["findings"]));
    page.text()
}

fn availability(page: &mut Page, availability: &Value) {
    page.row("worst case", &percent(&availability["worst"]));
    page.row("forecast", &percent(&availability["product"]));
    page.row("worst gap", &percent(&availability["worstGap"]));
    page.row("forecast gap", &percent(&availability["productGap"]));
    let of_all = |of: &str| percent(&availability[of]);
    page.row("each needs", &of_all("requiredOfAllWorst"));
    page.row("each forecast", &of_all("requiredOfAllProduct"));
}

fn components(page: &mut Page, components: &[Value]) {
    if components.is_empty() {
        return;
    }
    page.head(
        "Promises of suppliers, and what would be needed of each alone: at worst, by forecast",
    );
    for of in components {
        let agreement = match of["agreement"]["code"].as_str() {
            Some(code) => format!("{code} v{}", text(&of["version"])),
            None => "no agreement".to_owned(),
        };
        let or = |value: String, none: &str| match value.is_empty() {
            true => none.to_owned(),
            false => value,
        };
        page.line(&format!(
            "  {:<20} {:<13} {:<13} {:<13} {:<20} {}",
            text(&of["component"]["code"]),
            or(percent(&of["availability"]), "none"),
            or(percent(&of["requiredWorst"]), "not enough"),
            or(percent(&of["requiredProduct"]), "not enough"),
            agreement,
            text(&of["component"]["supplier"]["code"]),
        ));
    }
}

fn times(page: &mut Page, times: &[Value]) {
    for time in times {
        page.head(&format!(
            "{} of {} within {}: {} by the longest chain{}",
            text(&time["clock"]),
            text(&time["priority"]),
            seconds(&time["targetSeconds"]),
            seconds(&time["totalSeconds"]),
            match time["complete"].as_bool() {
                Some(true) => "",
                _ => ", at least",
            }
        ));
        for step in list(&time["steps"]) {
            page.line(&format!(
                "  {:<20} {:<5} {:>12}  {} v{}",
                text(&step["organization"]["code"]),
                text(&step["kind"]),
                seconds(&step["seconds"]),
                text(&step["agreement"]["code"]),
                text(&step["version"]),
            ));
        }
        let latest = &time["latest"];
        if latest.is_object() {
            page.line(&format!(
                "  reported at {} the chain to {} is due at {}, the customer was promised {}",
                text(&latest["reportedAt"]),
                text(&latest["component"]["code"]),
                text(&latest["chainDueAt"]),
                text(&latest["customerDueAt"]),
            ));
        }
    }
}

fn credits(page: &mut Page, credits: &[Value]) {
    if credits.is_empty() {
        return;
    }
    page.head("Money at risk in a month, in minor units: customer, suppliers, uncovered");
    for credit in credits {
        page.line(&format!(
            "  {}  {:>16} {:>16} {:>16}",
            text(&credit["currency"]),
            text(&credit["customerMinor"]),
            text(&credit["suppliersMinor"]),
            text(&credit["uncoveredMinor"]),
        ));
    }
}

/// Each finding on a line, with its gap and what would mend it.
fn findings(page: &mut Page, findings: &[Value]) {
    if findings.is_empty() {
        return;
    }
    page.head("Findings");
    for finding in findings {
        let gap = match (finding["gap"].as_str(), finding["gapUnit"].as_str()) {
            (Some(gap), Some("SECONDS")) => format!(" ({})", seconds(&gap.into())),
            (Some(gap), Some("PERCENT")) => format!(" ({gap} points)"),
            (Some(gap), _) => format!(" ({gap})"),
            (None, _) => String::new(),
        };
        page.line(&format!(
            "  {:<10} {}{gap}: {}; {} [{}, {}]",
            text(&finding["status"]),
            text(&finding["kind"]),
            text(&finding["message"]),
            text(&finding["remedy"]),
            text(&finding["source"]),
            text(&finding["clause"]),
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::page;

    #[test]
    fn chains_and_money_are_laid_out_step_by_step() {
        let step = |organization: &str, kind: &str, seconds: i64| {
            json!({"kind": kind, "seconds": seconds, "version": 2,
                "organization": {"code": organization}, "agreement": {"code": "uc"}})
        };
        let agreement = json!({"code": "sla", "name": "Sla", "alignment": {
            "status": "MISALIGNED",
            "times": [{
                "clock": "RESOLUTION", "priority": "P1", "targetSeconds": 14_400,
                "totalSeconds": 18_000, "complete": false,
                "steps": [step("desk", "WORK", 1_800), step("acme", "ACK", 900)],
                "latest": {"reportedAt": "R", "chainDueAt": "D", "customerDueAt": "C",
                    "component": {"code": "net"}},
            }],
            "credits": [{"currency": "EUR", "customerMinor": "200000", "suppliersMinor": "50000",
                "uncoveredMinor": "150000"}],
            "findings": [
                {"status": "MISALIGNED", "kind": "CHAIN_TOO_LONG", "gap": "3600",
                    "gapUnit": "SECONDS", "message": "m", "remedy": "r", "source": "s", "clause": "c"},
                {"status": "AT_RISK", "kind": "CREDITS_NOT_COVERED", "gap": "1500.00 EUR",
                    "gapUnit": "MONEY", "message": "m", "remedy": "r", "source": "s", "clause": "c"},
            ],
        }});
        let page = page(&agreement);
        for expect in [
            "RESOLUTION of P1 within 14,400 s: 18,000 s by the longest chain, at least",
            "desk                 WORK       1,800 s  uc v2",
            "reported at R the chain to net is due at D, the customer was promised C",
            "EUR            200000            50000           150000",
            "MISALIGNED CHAIN_TOO_LONG (3,600 s): m; r [s, c]",
            "AT_RISK    CREDITS_NOT_COVERED (1500.00 EUR): m; r [s, c]",
        ] {
            assert!(page.contains(expect), "{expect} in {page}");
        }
    }
}
