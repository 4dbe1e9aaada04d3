//! The page that `concordat simulate` prints: both figures side by side, and the difference.

use serde_json::Value;

use super::page::{Page, availability, list, percent, seconds, text};

/// A simulation, an answer to `simulate.graphql`, as a page of text.
pub(crate) fn page(simulation: &Value) -> String {
    let mut page = Page::default();
    let before = &simulation["before"];
    let (service, period) = (&before["service"], &before["period"]);
    page.line(&format!(
        "{} ({})  {} {}, {} at {}",
        text(&service["name"]),
        text(&service["code"]),
        text(&period["label"]),
        text(&period["zone"]),
        text(&before["status"]),
        text(&before["asOf"]),
    ));
    page.head("Assumed");
    let changes = list(&simulation["changes"]);
    if changes.is_empty() {
        page.line("  nothing");
    }
    for change in changes {
        page.line(&format!("  {}", text(&change["text"])));
    }
    page.line("");
    page.three("", "as it is", "as assumed", "difference");
    page.figures(simulation);
    page.shares(simulation);
    page.caveats_of(list(&simulation["after"]["caveats"]));
    page.text()
}

/// What is wrong with a scenario, a line each.
pub(super) fn problems(simulation: &Value) -> String {
    let problems = list(&simulation["problems"]).iter().map(|problem| {
        let path: Vec<String> = list(&problem["path"]).iter().map(text).collect();
        let mut line = format!(
            "error[{}]: {}: {}",
            text(&problem["code"]),
            path.join("."),
            text(&problem["message"])
        );
        for name in ["given", "expected"] {
            if problem[name].is_string() {
                line += &format!(", {name} {}", text(&problem[name]));
            }
        }
        if problem["hint"].is_string() {
            line += &format!("\nhelp: {}", text(&problem["hint"]));
        }
        line
    });
    problems.collect::<Vec<_>>().join("\n")
}

impl Page {
    /// A row of three columns.
    fn three(&mut self, name: &str, before: &str, after: &str, difference: &str) {
        self.line(&format!(
            "  {name:<24} {before:>26} {after:>26} {difference:>17}"
        ));
    }

    fn figures(&mut self, simulation: &Value) {
        let [before, after] = ["before", "after"].map(|side| &simulation[side]);
        let difference = &simulation["difference"];
        let changed = match difference["verdictBefore"] == difference["verdictAfter"] {
            true => "",
            false => "changed",
        };
        let (old, new) = (text(&before["verdict"]), text(&after["verdict"]));
        self.three("verdict", &old, &new, changed);
        let figures = [before, after].map(|report| &report["availability"]);
        let [old, new] = figures.map(availability);
        let points = signed(&text(&difference["availabilityPoints"]["decimal"]));
        self.three("availability in %", &old, &new, &points);
        let [old, new] = [before, after].map(|report| percent(&report["promise"]["target"]));
        self.three("promised", &old, &new, "");
        for (name, field) in [("agreed", "agreedSeconds"), ("excluded", "excludedSeconds")] {
            let [old, new] = figures.map(|figure| seconds(&figure[field]));
            let change = signed(&seconds(&difference[field]));
            self.three(name, &old, &new, &change);
        }
        let [old, new] = figures.map(|figure| seconds(&figure["downtimeSeconds"]["decimal"]));
        let change = signed(&seconds(&difference["downtimeSeconds"]["decimal"]));
        self.three("downtime", &old, &new, &change);
        let [old, new] = figures.map(|figure| text(&figure["breaks"]));
        self.three("breaks", &old, &new, &signed(&text(&difference["breaks"])));
        for (name, field, of_difference) in [
            ("budget", "budgetSeconds", "budgetSeconds"),
            ("budget left", "remainingSeconds", "budgetRemainingSeconds"),
        ] {
            let [old, new] = [before, after].map(|report| {
                let budget = &report["errorBudget"];
                seconds(&budget[field]["decimal"])
            });
            if !(old.is_empty() && new.is_empty()) {
                let change = signed(&seconds(&difference[of_difference]["decimal"]));
                self.three(name, &old, &new, &change);
            }
        }
    }

    fn shares(&mut self, simulation: &Value) {
        let shares = list(&simulation["difference"]["shares"]);
        if shares.is_empty() {
            return;
        }
        let [old, new] =
            ["before", "after"].map(|side| text(&simulation[side]["attribution"]["policy"]));
        self.line("");
        self.three("Who caused it", &old, &new, "");
        for share in shares {
            let of = |field: &str| seconds(&share[field]["decimal"]);
            let code = text(&share["supplier"]["code"]);
            let change = signed(&of("seconds"));
            self.three(&code, &of("beforeSeconds"), &of("afterSeconds"), &change);
        }
    }

    fn caveats_of(&mut self, caveats: &[Value]) {
        if caveats.is_empty() {
            return;
        }
        self.head("Caveats of what is assumed");
        for caveat in caveats {
            let (code, message) = (text(&caveat["code"]), text(&caveat["message"]));
            self.line(&format!("  {code}: {message}"));
        }
    }
}

/// A difference with its sign; nothing for none.
fn signed(difference: &str) -> String {
    let nothing = !difference.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    match difference {
        _ if nothing => String::new(),
        less if less.starts_with('-') => less.to_owned(),
        more => format!("+{more}"),
    }
}
