//! Every figure of a result stands in its explanation: a reader who follows the steps ends at it.

use serde_json::Value;

use super::forms::{list, text};

/// Fields of results that are no figures of their own: labels, places, and lists of words.
const NO_FIGURES: &[&str] = &["explanation", "method", "start", "end"];

/// Checks every explanation inside `result`, and counts the steps.
pub(super) fn check(field: &str, result: &Value, failed: &mut Vec<String>) -> usize {
    match result {
        Value::Array(items) => items.iter().map(|item| check(field, item, failed)).sum(),
        Value::Object(fields) => {
            let own = match fields.get("explanation") {
                Some(explanation) => figures_stand_in(field, result, explanation, failed),
                None => 0,
            };
            let below = fields.iter().filter(|(name, _)| *name != "explanation");
            own + below
                .map(|(_, value)| check(field, value, failed))
                .sum::<usize>()
        }
        _ => 0,
    }
}

fn figures_stand_in(
    field: &str,
    result: &Value,
    explanation: &Value,
    failed: &mut Vec<String>,
) -> usize {
    let steps = list(&explanation["steps"]);
    let said = |value: &Value| !text(value).trim().is_empty();
    let whole = said(&explanation["formula"])
        && said(&explanation["timeZoneData"])
        && said(&explanation["engine"])
        && steps.len() > 1
        && steps
            .iter()
            .all(|step| said(&step["text"]) && said(&step["value"]) && said(&step["source"]));
    if !whole {
        failed.push(format!("{field}: not explained: {explanation}"));
    }
    let mut figures = Vec::new();
    collect("", result, &mut figures);
    let values: Vec<String> = steps
        .iter()
        .map(|step| comparable(&step["value"]))
        .collect();
    for (name, figure) in &figures {
        if !values.contains(figure) {
            failed.push(format!("{field}{name}: no step ends at {figure}"));
        }
    }
    let last = values.last().cloned().unwrap_or_default();
    let is_figure = figures.iter().any(|(_, figure)| *figure == last);
    // A figure without a value is null in the result, and a word in its step.
    let ends_at_a_figure = figures.is_empty() || is_figure || ["none", "never"].contains(&&*last);
    if !ends_at_a_figure {
        failed.push(format!("{field}: the last step, {last}, is no figure"));
    }
    steps.len()
}

/// The figures of an object and of the objects in it, each with its name, as steps show them. What
/// has no value is shown in one of several words. Members of lists are not followed.
fn collect(name: &str, value: &Value, figures: &mut Vec<(String, String)>) {
    let shown = match value {
        Value::Null | Value::Array(_) => return,
        Value::Bool(_) | Value::Number(_) => comparable(&Value::String(value.to_string())),
        Value::String(_) => comparable(value),
        Value::Object(fields) => {
            let decimal = fields.get("percent").or_else(|| fields.get("decimal"));
            match (fields.get("amount"), decimal) {
                (Some(amount), _) => format!("{} {}", text(amount), text(&fields["currency"])),
                (None, Some(decimal)) => comparable(decimal),
                (None, None) => {
                    let figures_below = fields
                        .iter()
                        .filter(|(name, _)| !NO_FIGURES.contains(&name.as_str()));
                    for (below, value) in figures_below {
                        collect(&format!("{name}.{below}"), value, figures);
                    }
                    return;
                }
            }
        }
    };
    figures.push((name.to_owned(), shown));
}

/// A number with exactly six decimals, cut; anything else as it is.
fn comparable(value: &Value) -> String {
    let value = text(value);
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if unsigned.is_empty() || !digits(unsigned) || !digits(part) {
        return value.to_owned();
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let cut = format!("{whole}.{part}");
    match cut.as_str() {
        "-0.000000" => "0.000000".to_owned(),
        _ => cut,
    }
}
