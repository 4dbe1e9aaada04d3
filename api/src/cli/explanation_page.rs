//! The calculation behind a figure, line by line, as `concordat report --explain` prints it.

use serde_json::Value;

use super::page::{Page, list, seconds, text};

impl Page {
    /// How the figure of `report` came to be, and what of its error budget is left.
    pub(super) fn explanation(&mut self, of: &str, report: &Value) {
        let explanation = &report["explanation"];
        self.head(&of_agreements(of, list(&report["agreements"])));
        self.line(&format!("  {}", text(&explanation["formula"])));
        self.steps(explanation);
        self.outages("Rows used", list(&explanation["inputs"]));
        self.outages("Rows left out", list(&explanation["leftOut"]));
        self.maintenance(list(&explanation["maintenance"]));
        let budget = &report["errorBudget"]["explanation"];
        if budget.is_object() {
            self.line("  Error budget");
            self.line(&format!("  {}", text(&budget["formula"])));
            self.steps(budget);
        }
        self.line(&format!(
            "  Time zones {}, {}",
            text(&explanation["timeZoneData"]),
            text(&explanation["engine"])
        ));
    }

    /// The steps of a calculation, numbered.
    pub(super) fn steps(&mut self, explanation: &Value) {
        for (number, step) in list(&explanation["steps"]).iter().enumerate() {
            let value = match step["unit"].as_str() {
                Some("SECONDS") => seconds(&step["value"]),
                Some("PERCENT") => format!("{} %", text(&step["value"])),
                _ => text(&step["value"]),
            };
            self.line(&format!(
                "  {:>2}. {} = {value}  [{}]",
                number + 1,
                text(&step["text"]),
                text(&step["source"])
            ));
        }
    }

    fn outages(&mut self, what: &str, uses: &[Value]) {
        if uses.is_empty() {
            return;
        }
        self.line(&format!("  {what}"));
        for input in uses {
            let outage = &input["outage"];
            let end = text(&outage["end"]);
            let loss = match text(&outage["loss"]) {
                unknown if unknown.is_empty() => "unknown".to_owned(),
                loss => format!("loss {loss}"),
            };
            self.line(&format!(
                "      {} {} until {}, {loss}, {} {}, revision {}: {}, counted {} of {} agreed",
                text(&outage["component"]["code"]),
                text(&outage["start"]),
                if end.is_empty() { "now" } else { &end },
                text(&outage["source"]),
                text(&outage["externalId"]),
                text(&outage["revision"]),
                text(&input["standing"]),
                seconds(&input["countedSeconds"]),
                seconds(&input["agreedSeconds"]),
            ));
        }
    }

    fn maintenance(&mut self, windows: &[Value]) {
        if windows.is_empty() {
            return;
        }
        self.line("  Maintenance");
        for window in windows {
            self.line(&format!(
                "      {} {} until {}: {}, excluded {}, kept {}",
                text(&window["reference"]),
                text(&window["interval"]["start"]),
                text(&window["interval"]["end"]),
                text(&window["status"]),
                seconds(&window["excludedSeconds"]),
                seconds(&window["keptSeconds"]),
            ));
        }
    }
}

fn of_agreements(of: &str, agreements: &[Value]) -> String {
    let used: Vec<String> = agreements
        .iter()
        .map(|used| format!("{} v{}", text(&used["code"]), text(&used["version"])))
        .collect();
    match used.is_empty() {
        true => of.to_owned(),
        false => format!("{of}, under {}", used.join(", ")),
    }
}
