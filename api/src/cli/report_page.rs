//! The page that `concordat report` prints, made of the same answer that `--json` prints.

use serde_json::Value;

use super::page::{Page, availability, list, percent, seconds, text};
use super::report_credits;

/// The report of `service`, an answer to `report.graphql`, as a page of text.
pub(crate) fn page(service: &Value) -> String {
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
    page.credits(report);
    page.caveats(list(&report["caveats"]));
    if report["explanation"].is_object() {
        page.explanation("End to end", report);
        for component in list(&report["components"]) {
            let name = text(&component["component"]["code"]);
            page.explanation(&name, component);
        }
    }
    page.text()
}

impl Page {
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
        self.budget(&report["errorBudget"]);
    }

    fn budget(&mut self, budget: &Value) {
        let of = |name: &str| seconds(&budget[name]["decimal"]);
        if budget.is_object() {
            let (used, whole) = (of("usedSeconds"), of("budgetSeconds"));
            let consumed = match percent(&budget["consumed"]) {
                none if none.is_empty() => none,
                percent => format!(" ({percent})"),
            };
            self.row("budget", &format!("{used} of {whole} used{consumed}"));
            self.row("budget left", &of("remainingSeconds"));
        }
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

    fn credits(&mut self, report: &Value) {
        for (number, line) in report_credits::lines(report).iter().enumerate() {
            match number {
                0 => self.head(line),
                _ => self.line(line),
            }
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
}
