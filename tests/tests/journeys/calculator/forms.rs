//! The forms of the acceptance cases, written as inputs of the calculator and read from its answers.

use serde_json::{Map, Value, json};

pub(super) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The same list with every element written anew.
pub(super) fn each(value: &Value, write: impl Fn(&Value) -> Value) -> Value {
    list(value).iter().map(write).collect()
}

/// What stands there written anew; null stays null.
pub(super) fn some(value: &Value, write: impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Null => Value::Null,
        value => write(value),
    }
}

/// An integer that may be written as a text.
fn digits(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// `{num, den}` or a decimal, as a fraction.
pub(super) fn fraction(value: &Value) -> Value {
    let (numerator, denominator) = match value {
        Value::String(decimal) => {
            let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
            let denominator = format!("1{}", "0".repeat(part.len()));
            (format!("{whole}{part}"), denominator)
        }
        fraction => (digits(&fraction["num"]), digits(&fraction["den"])),
    };
    json!({"fraction": {"numerator": numerator, "denominator": denominator}})
}

/// A text in percent.
pub(super) fn percent(value: &Value) -> Value {
    json!({"percent": text(value)})
}

/// A decimal of one, as percent in decimals.
pub(super) fn in_percent(value: &Value) -> Value {
    let decimal = text(value);
    let (sign, decimal) = match decimal.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", decimal),
    };
    let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
    let part = format!("{part:0<3}");
    json!(format!("{sign}{whole}{}.{}", &part[..2], &part[2..]))
}

pub(super) fn calendar(value: &Value) -> Value {
    let mut calendar = json!({"zone": value["zone"]});
    if let Some(weekly) = value.get("weekly") {
        calendar["weekly"] = weekly.clone();
    }
    if let Some(dates) = value.get("closed_dates") {
        calendar["closedDates"] = dates.clone();
    }
    calendar
}

pub(super) fn range(value: &Value) -> Value {
    json!({"from": value["start"], "to": value["end"]})
}

pub(super) fn period(value: &Value) -> Value {
    match value {
        Value::String(period) if period.contains('Q') => json!({"quarter": period}),
        Value::String(period) if period.contains('-') => json!({"month": period}),
        Value::String(year) => json!({"year": year.parse::<i32>().expect("a year")}),
        stretch => json!({"between": range(stretch)}),
    }
}

pub(super) fn money(minor: &Value) -> Value {
    json!({"minor": minor.to_string(), "currency": "EUR"})
}

pub(super) fn tree(value: &Value) -> Value {
    if let Some(component) = value.get("component") {
        let mut leaf = json!({"component": component});
        if let Some(availability) = value.get("availability") {
            leaf["availabilityPercent"] = in_percent(availability);
        }
        return leaf;
    }
    let mut gate = json!({
        "gate": value["gate"],
        "children": each(&value["children"], tree),
    });
    if let Some(k) = value.get("k").filter(|_| value["gate"] == "K_OF_N") {
        gate["k"] = k.clone();
    }
    gate
}

/// An integer without limit as the cases write it: a text only where 64 bits do not hold it.
fn integer(digits: &Value) -> Value {
    let digits = text(digits);
    digits
        .parse::<i64>()
        .map_or(json!(digits), |number| json!(number))
}

/// The integer that an exact number is; the number itself when it is none.
pub(super) fn whole(value: &Value) -> Value {
    let number = rational(value);
    match number["den"] == 1 {
        true => number["num"].clone(),
        false => number,
    }
}

/// `{num, den}` of an exact number.
pub(super) fn rational(value: &Value) -> Value {
    some(
        value,
        |value| json!({"num": integer(&value["numerator"]), "den": integer(&value["denominator"])}),
    )
}

/// `{num, den, percent_truncated_6}` of an exact share.
pub(super) fn ratio(value: &Value) -> Value {
    some(value, |value| {
        let mut form = rational(value);
        form["percent_truncated_6"] = value["percent"].clone();
        form
    })
}

/// Minor units of an amount.
pub(super) fn minor(value: &Value) -> Value {
    assert_eq!(value["currency"], "EUR");
    integer(&value["minor"])
}

/// `{start, end}` of a stretch.
pub(super) fn interval(value: &Value) -> Value {
    some(
        value,
        |value| json!({"start": value["start"], "end": value["end"]}),
    )
}

/// A list of `{key, value}` as an object.
pub(super) fn keyed(rows: &Value, key: &str, read: impl Fn(&Value) -> Value) -> Value {
    let rows = list(rows).iter();
    let rows: Map<String, Value> = rows
        .map(|row| (text(&row[key]).to_owned(), read(row)))
        .collect();
    Value::Object(rows)
}
