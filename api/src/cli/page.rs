//! Text for a terminal of 100 columns: lines that break at blanks, and values as people read them.

use serde_json::Value;

/// The widest line, in characters.
pub(crate) const COLUMNS: usize = 100;

/// A page that grows line by line.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// Adds a line; what does not fit goes on below it, further in.
    pub(super) fn line(&mut self, line: &str) {
        let line = line.trim_end();
        let indent = line.len() - line.trim_start().len();
        let hanging = indent + 4;
        let mut rest = line;
        let mut lead = 0;
        loop {
            let room = COLUMNS - lead;
            let Some(at) = break_at(rest, room, if lead == 0 { indent } else { 0 }) else {
                break;
            };
            self.write(lead, rest[..at].trim_end());
            rest = rest[at..].trim_start();
            lead = hanging;
        }
        self.write(lead, rest);
    }

    fn write(&mut self, lead: usize, text: &str) {
        self.0.extend(std::iter::repeat_n(' ', lead));
        self.0 += text;
        self.0.push('\n');
    }

    /// Adds a heading after an empty line.
    pub(super) fn head(&mut self, head: &str) {
        self.line("");
        self.line(head);
    }

    /// Adds a value with its name, if there is one.
    pub(super) fn row(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("  {name:<14} {value}"));
        }
    }

    /// The whole page.
    pub(super) fn text(self) -> String {
        self.0
    }
}

/// Where a text breaks that is longer than `room`: at its last blank within, or the first beyond;
/// `None` when it fits or has none. The first `indent` characters are no place to break.
fn break_at(text: &str, room: usize, indent: usize) -> Option<usize> {
    text.char_indices().nth(room)?;
    let blanks = || {
        let characters = text.char_indices().enumerate();
        characters.filter(move |(count, (_, c))| *c == ' ' && *count > indent)
    };
    let within = blanks().take_while(|(count, _)| *count <= room).last();
    let (_, (at, _)) = within.or_else(|| blanks().next())?;
    (!text[at..].trim().is_empty()).then_some(at)
}

/// The items of a list; none for null.
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

/// A ratio in percent; nothing for null.
pub(super) fn percent(ratio: &Value) -> String {
    match ratio["percent"].as_str() {
        Some(percent) => format!("{percent} %"),
        None => String::new(),
    }
}

/// The availability, or what stands in its place.
pub(super) fn availability(figure: &Value) -> String {
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

    use super::{COLUMNS, Page, availability, seconds};

    #[test]
    fn seconds_are_grouped_and_nothing_is_rounded() {
        assert_eq!(seconds(&json!(2_678_400)), "2,678,400 s");
        assert_eq!(seconds(&json!("13500.500000")), "13,500.5 s");
        assert_eq!(seconds(&json!("-540.000000")), "-540 s");
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

    #[track_caller]
    fn check(line: &str, expect: &str) {
        let mut page = Page::default();
        page.line(line);
        assert_eq!(page.text(), expect);
    }

    #[test]
    fn long_lines_go_on_further_in() {
        check("  short  ", "  short\n");
        check("", "\n");
        let word = "é".repeat(60);
        check(
            &format!("  {word} {word}  {word}"),
            &format!("  {word}\n      {word}\n      {word}\n"),
        );
        let long = "x".repeat(150);
        check(&format!("  {long}"), &format!("  {long}\n"));
        check(
            &format!("  {long} {long}"),
            &format!("  {long}\n      {long}\n"),
        );
        let exact = format!("{} {}", "a".repeat(49), "b".repeat(COLUMNS - 50));
        check(&exact, &format!("{exact}\n"));
    }
}
