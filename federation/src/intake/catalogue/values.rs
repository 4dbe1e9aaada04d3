//! From the text of a leaf to a value of the domain, or to a problem that names the leaf.

use std::str::FromStr;

use chrono::NaiveDate;
use chrono_tz::{TZ_VARIANTS, Tz};

use super::findings::{Findings, Given, Place};
use super::scalar::{CodeForm, DateForm, Field, InstantForm};
use crate::agreement::{Target, TargetError};
use crate::time::{Effective, Instant, InstantError};
use crate::vocabulary::{Code, ProblemCode, Text, TextError, UnknownWord};

/// A code.
pub(super) fn code(
    place: &Place,
    field: &Field<CodeForm>,
    findings: &mut Findings,
) -> Option<Code> {
    let given = place.field("code", field);
    let error = match given.text.parse::<Code>() {
        Ok(code) => return Some(code),
        Err(error) => error,
    };
    let problem = given.problem(ProblemCode::BadCode, error.to_string());
    let tame: String = given
        .text
        .trim()
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-");
    findings.add(match tame.parse::<Code>() {
        Ok(code) => problem.with_hint(format!("write {code}")),
        Err(_) => problem,
    });
    None
}

/// A name or reference for people, of at most `length_max` characters.
pub(super) fn text(given: &Given<'_>, length_max: usize, findings: &mut Findings) -> Option<Text> {
    let error = match Text::parse(given.text, length_max) {
        Ok(text) => return Some(text),
        Err(error) => error,
    };
    let code = match error {
        TextError::Empty => ProblemCode::Required,
        TextError::TooLong { .. } => ProblemCode::TooLong,
        TextError::BadCharacter { .. } => ProblemCode::BadCharacter,
    };
    findings.add(given.problem(code, format!("the text {error}")));
    None
}

/// A word of a closed list.
pub(super) fn word<W: FromStr<Err = UnknownWord>>(
    given: &Given<'_>,
    findings: &mut Findings,
) -> Option<W> {
    match given.text.parse() {
        Ok(word) => Some(word),
        Err(UnknownWord { expected, .. }) => {
            let problem = given
                .problem(ProblemCode::BadField, "the word is not on its closed list")
                .with_expected(format!("one of {}", expected.join(", ")));
            findings.add_with_nearest(problem, given.text, expected.iter().copied());
            None
        }
    }
}

/// A word of a closed list that may be left out; `None` is a word that is wrong.
pub(super) fn word_or<W: FromStr<Err = UnknownWord>>(
    place: &Place,
    name: &str,
    field: Option<&Field<W>>,
    absent: W,
    findings: &mut Findings,
) -> Option<W> {
    match field {
        None => Some(absent),
        Some(field) => word(&place.field(name, field), findings),
    }
}

/// True or false.
pub(super) fn flag(given: &Given<'_>, findings: &mut Findings) -> Option<bool> {
    match given.text {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            findings.add(
                given
                    .problem(ProblemCode::BadField, "the value is neither true nor false")
                    .with_expected("true or false"),
            );
            None
        }
    }
}

/// A whole number from `least` to `most`.
pub(super) fn whole(
    given: &Given<'_>,
    (least, most): (i64, i64),
    findings: &mut Findings,
) -> Option<i64> {
    let expected = format!("a whole number from {least} to {most}");
    let digits = given.text.strip_prefix('-').unwrap_or(given.text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let problem = given.problem(ProblemCode::BadNumber, "the value is not a whole number");
        findings.add(problem.with_expected(expected));
        return None;
    }
    // Digits that overflow are out of any range.
    match given.text.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Some(number),
        _ => {
            let problem = given.problem(ProblemCode::OutOfRange, "the number is out of range");
            findings.add(problem.with_expected(expected));
            None
        }
    }
}

/// A promised availability in percent.
pub(super) fn target(given: &Given<'_>, findings: &mut Findings) -> Option<Target> {
    let error = match Target::from_percent(given.text) {
        Ok(target) => return Some(target),
        Err(error) => error,
    };
    let code = match error {
        TargetError::NotDecimal | TargetError::TooPrecise => ProblemCode::BadNumber,
        TargetError::OutOfRange => ProblemCode::OutOfRange,
    };
    let problem = given
        .problem(code, format!("the target {error}"))
        .with_expected("a decimal above 0 and at most 100, with at most 9 decimals");
    let tame = given.text.trim().trim_end_matches('%').trim_end();
    let tame = tame.replacen(',', ".", 1);
    findings.add(match Target::from_percent(&tame) {
        Ok(_) => problem.with_hint(format!("write {tame}")),
        Err(_) => problem,
    });
    None
}

/// An instant with an offset from UTC.
pub(super) fn instant(given: &Given<'_>, findings: &mut Findings) -> Option<Instant> {
    let error = match Instant::parse(given.text) {
        Ok(instant) => return Some(instant),
        Err(error) => error,
    };
    let message = format!("the instant {error}");
    findings.add(match error {
        InstantError::Naive => given
            .problem(ProblemCode::NaiveTimestamp, message)
            .with_hint("add Z for UTC, or an offset such as +01:00"),
        InstantError::Malformed => given
            .problem(ProblemCode::BadTimestamp, message)
            .with_expected("an instant such as 2026-01-01T00:00:00Z"),
        InstantError::OutOfRange => given.problem(ProblemCode::OutOfRange, message),
    });
    None
}

/// From when until when something is in force.
pub(super) fn effective(
    place: &Place,
    from: &Field<InstantForm>,
    to: Option<&Field<InstantForm>>,
    findings: &mut Findings,
) -> Option<Effective> {
    let from = instant(&place.field("effectiveFrom", from), findings);
    let Some(to) = to.map(|to| place.field("effectiveTo", to)) else {
        return from.map(|from| Effective { from, to: None });
    };
    let end = instant(&to, findings)?;
    let from = from?;
    if end <= from {
        let message = "effectiveTo is not after effectiveFrom";
        let problem = to.problem(ProblemCode::ReversedInterval, message);
        findings.add(problem.with_expected(format!("an instant after {from}")));
        return None;
    }
    Some(Effective {
        from,
        to: Some(end),
    })
}

/// A calendar date.
pub(super) fn date(
    place: &Place,
    index: usize,
    field: &Field<DateForm>,
    findings: &mut Findings,
) -> Option<NaiveDate> {
    let given = place.item(index, field);
    // chrono also reads 2026-1-5.
    let date = NaiveDate::parse_from_str(given.text, "%Y-%m-%d")
        .ok()
        .filter(|date| date.format("%Y-%m-%d").to_string() == given.text);
    let Some(date) = date else {
        let message = "the date does not exist or is not written YYYY-MM-DD";
        findings.add(given.problem(ProblemCode::BadDate, message));
        return None;
    };
    if !("2000-01-01".."2100-01-01").contains(&given.text) {
        let message = "the date lies outside the years 2000 to 2099";
        findings.add(given.problem(ProblemCode::OutOfRange, message));
        return None;
    }
    Some(date)
}

/// A time zone: an Area/Location name of the IANA database, or UTC.
pub(super) fn zone(given: &Given<'_>, findings: &mut Findings) -> Option<Tz> {
    if let Ok(zone) = Tz::from_str(given.text)
        && is_lawful_zone(given.text)
    {
        return Some(zone);
    }
    let problem = given
        .problem(
            ProblemCode::BadTimezone,
            "the zone is not an Area/Location name of the IANA database, nor UTC",
        )
        .with_expected("a name such as Europe/Berlin, or UTC");
    let hint = zone_hint(given.text, findings);
    findings.add(match hint {
        Some(name) => problem.with_hint(format!("did you mean {name}?")),
        None => problem.with_hint("look the place up in the IANA time zone database"),
    });
    None
}

fn is_lawful_zone(name: &str) -> bool {
    name == "UTC" || name.contains('/')
}

/// An abbreviation says an offset, not a place: the same one is used on several continents, and
/// none knows summer time. The hint names the place that most users of it mean.
const ABBREVIATIONS: [(&str, &[&str]); 12] = [
    ("UTC", &["Z", "ZULU", "GMT0", "UCT"]),
    ("Europe/London", &["GMT", "BST", "GB", "WET", "WEST"]),
    (
        "Europe/Berlin",
        &["CET", "CEST", "MET", "MEST", "MEZ", "MESZ"],
    ),
    ("Europe/Helsinki", &["EET", "EEST"]),
    ("Europe/Moscow", &["MSK"]),
    ("America/New_York", &["EST", "EDT", "EST5EDT", "ET"]),
    ("America/Chicago", &["CST", "CDT", "CST6CDT", "CT"]),
    ("America/Denver", &["MST", "MDT", "MST7MDT", "MT"]),
    ("America/Los_Angeles", &["PST", "PDT", "PST8PDT", "PT"]),
    ("Asia/Kolkata", &["IST"]),
    ("Asia/Tokyo", &["JST"]),
    ("Australia/Sydney", &["AEST", "AEDT"]),
];

fn zone_hint(given: &str, findings: &mut Findings) -> Option<&'static str> {
    if findings.is_full() {
        return None;
    }
    let upper = given.to_uppercase();
    if let Some((name, _)) = ABBREVIATIONS
        .iter()
        .find(|(_, shorts)| shorts.contains(&upper.as_str()))
    {
        return Some(name);
    }
    let names = || {
        TZ_VARIANTS
            .iter()
            .map(|zone| zone.name())
            .filter(|name| is_lawful_zone(name))
    };
    let place = given.replace(' ', "_").to_lowercase();
    names()
        .find(|name| {
            name.to_lowercase()
                .rsplit_once('/')
                .is_some_and(|(_, location)| location == place)
        })
        .or_else(|| findings.nearest(given, names()))
}
