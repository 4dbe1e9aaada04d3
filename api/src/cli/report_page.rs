//! The page that `concordat report` prints, made of the same answer that `--json` prints.

use serde_json::Value;

/// The report of `service`, an answer to `report.graphql`, as a page of text.
pub(super) fn page(service: &Value) -> String {
    let report = &service["report"];
    let mut page = Page::default();
    let period = &report["period"];
    page.line(&format!(
        "{} ({})  {} {}",
        text(&service["name"]),
        text(&service["code"]),
        text(&period["label"]),
        text(&period["zone"])
    ));
    page.line(&format!(
        "{} until {}, {} at {}",
        text(&period["interval"]["start"]),
        text(&period["interval"]["end"]),
        text(&report["status"]),
        text(&report["asOf"])
    ));
    page.figure(report);
    page.attribution(&report["attribution"]);
    page.components(list(&report["components"]));
    page.uncovered(&report["uncovered"]);
    page.caveats(list(&report["caveats"]));
    if report["explanation"].is_object() {
        page.explanation("End to end", &report["explanation"]);
        for component in list(&report["components"]) {
            let name = text(&component["component"]["code"]);
            page.explanation(&name, &component["explanation"]);
        }
    }
    page.into_text()
}

/// A page that grows line by line.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// The page as it is printed.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    pub(super) fn line(&mut self, line: &str) {
        self.0 += line.trim_end();
        self.0.push('\n');
    }

    pub(super) fn head(&mut self, head: &str) {
        self.line("");
        self.line(head);
    }

    pub(super) fn row(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("  {name:<14} {value}"));
        }
    }

    fn figure(&mut self, report: &Value) {
        let figure = &report["availability"];
        self.line("");
        self.row("verdict", &text(&report["verdict"]));
        self.row("availability", &availability(figure));
        let target = &report["promise"]["target"];
        self.row("promised", &percent(target));
        self.row("downtime", &seconds(&figure["downtimeSeconds"]["decimal"]));
        let allowed = &report["promise"]["allowedDowntimeSeconds"]["decimal"];
        self.row("allowed", &seconds(allowed));
        self.row("agreed", &seconds(&figure["agreedSeconds"]));
        self.row("excluded", &seconds(&figure["excludedSeconds"]));
        self.row("unknown", &seconds(&figure["unknownSeconds"]));
        self.row("breaks", &text(&figure["breaks"]));
        self.row("MTRS", &seconds(&figure["mtrsSeconds"]["decimal"]));
        self.row("MTBF", &seconds(&figure["mtbfSeconds"]["decimal"]));
        let to_date = &figure["toDate"];
        if to_date.is_object() {
            self.row("so far", &percent(&to_date["ratio"]));
        }
        self.row("breach certain", &text(&figure["breachCertainAt"]));
    }

    fn attribution(&mut self, attribution: &Value) {
        let shares = list(&attribution["shares"]);
        if shares.is_empty() {
            return;
        }
        self.head(&format!("Who caused it ({})", text(&attribution["policy"])));
        for share in shares {
            self.line(&format!(
                "  {:<24} {:>16}  {:>12}",
                text(&share["supplier"]["code"]),
                seconds(&share["seconds"]["decimal"]),
                percent(&share["ofDowntime"]),
            ));
        }
    }

    fn components(&mut self, components: &[Value]) {
        if components.is_empty() {
            return;
        }
        self.head("Components under their own agreements");
        for report in components {
            let component = &report["component"];
            let agreements: Vec<String> = list(&report["agreements"])
                .iter()
                .map(|used| format!("{} v{}", text(&used["code"]), text(&used["version"])))
                .collect();
            self.line(&format!(
                "  {:<20} {:<24} {:<13} {:<16} {}",
                text(&component["code"]),
                availability(&report["availability"]),
                text(&report["verdict"]),
                percent(&report["promise"]["target"]),
                agreements.join(", "),
            ));
        }
    }

    fn uncovered(&mut self, uncovered: &Value) {
        let stretches = list(&uncovered["stretches"]);
        if stretches.is_empty() {
            return;
        }
        let total = seconds(&uncovered["downtimeSeconds"]["decimal"]);
        self.head(&format!(
            "Downtime that no supplier's agreement covers: {total}"
        ));
        for stretch in stretches {
            self.line(&format!(
                "  {} {:>10}  {:<20} {}",
                text(&stretch["interval"]["start"]),
                seconds(&stretch["interval"]["seconds"]),
                text(&stretch["component"]["code"]),
                text(&stretch["reason"]),
            ));
        }
    }

    fn caveats(&mut self, caveats: &[Value]) {
        if caveats.is_empty() {
            return;
        }
        self.head("Caveats");
        for caveat in caveats {
            let component = text(&caveat["component"]["code"]);
            let about = if component.is_empty() {
                component
            } else {
                format!(" [{component}]")
            };
            let length = seconds(&caveat["seconds"]);
            let length = if length.is_empty() {
                length
            } else {
                format!(" ({length})")
            };
            self.line(&format!(
                "  {}{about}: {}{length}",
                text(&caveat["code"]),
                text(&caveat["message"])
            ));
        }
    }

    fn explanation(&mut self, of: &str, explanation: &Value) {
        self.head(&format!("{of}: {}", text(&explanation["formula"])));
        for (number, step) in list(&explanation["steps"]).iter().enumerate() {
            let unit = match step["unit"].as_str() {
                Some("SECONDS") => " s",
                Some("PERCENT") => " %",
                _ => "",
            };
            self.line(&format!(
                "  {:>2}. {} = {}{unit}  [{}]",
                number + 1,
                text(&step["text"]),
                text(&step["value"]),
                text(&step["source"])
            ));
        }
        for input in list(&explanation["inputs"])
            .iter()
            .chain(list(&explanation["leftOut"]))
        {
            let outage = &input["outage"];
            let end = text(&outage["end"]);
            self.line(&format!(
                "      {:<20} {} {} until {} [{}] counted {}",
                text(&input["standing"]),
                text(&outage["component"]["code"]),
                text(&outage["start"]),
                if end.is_empty() { "now" } else { &end },
                text(&outage["externalId"]),
                seconds(&input["countedSeconds"]),
            ));
        }
        for window in list(&explanation["maintenance"]) {
            self.line(&format!(
                "      {:<20} window {} {} until {} excluded {}, kept {}",
                text(&window["status"]),
                text(&window["reference"]),
                text(&window["interval"]["start"]),
                text(&window["interval"]["end"]),
                seconds(&window["excludedSeconds"]),
                seconds(&window["keptSeconds"]),
            ));
        }
        self.line(&format!(
            "      tz {}, {}",
            text(&explanation["timeZoneData"]),
            text(&explanation["engine"])
        ));
    }
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The value as text; nothing for null.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn percent(ratio: &Value) -> String {
    match ratio["percent"].as_str() {
        Some(percent) => format!("{percent} %"),
        None => String::new(),
    }
}

/// The availability, or what stands in its place.
fn availability(figure: &Value) -> String {
    if figure["ratio"].is_object() {
        return percent(&figure["ratio"]);
    }
    match figure["state"].as_str() {
        Some("BOUNDED") => {
            format!(
                "{} .. {}",
                percent(&figure["lower"]),
                percent(&figure["upper"])
            )
        }
        Some(state) => state.to_owned(),
        None => String::new(),
    }
}

/// Seconds with thousands apart and no idle decimals; nothing for null.
pub(super) fn seconds(value: &Value) -> String {
    let digits = text(value);
    if digits.is_empty() {
        return digits;
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped} s")
    } else {
        format!("{sign}{grouped}.{fraction} s")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{availability, seconds};

    #[test]
    fn seconds_are_grouped_and_nothing_is_rounded() {
        assert_eq!(seconds(&json!(2_678_400)), "2,678,400 s");
        assert_eq!(seconds(&json!("13500.500000")), "13,500.5 s");
        assert_eq!(seconds(&json!("0.000000")), "0 s");
        assert_eq!(seconds(&json!(null)), "");
    }

    #[test]
    fn a_bounded_figure_shows_both_ends() {
        let figure = json!({
            "state": "BOUNDED", "ratio": null,
            "lower": {"percent": "96.620370"}, "upper": {"percent": "99.953703"},
        });
        assert_eq!(availability(&figure), "96.620370 % .. 99.953703 %");
    }
}
