//! JSON from strangers, read strictly: UTF-8 without a byte order mark, bounded depth, and no name
//! twice in one object. Two readers that disagree about which twin counts are a way past a check.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Why a text is not JSON that may be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON, not UTF-8, or nested too deep.
    #[error("{0}")]
    Malformed(String),
    /// The same name stands twice in one object.
    #[error("the name {0:?} stands twice in one object")]
    DuplicateName(String),
}

/// Reads one JSON value. Depth is bounded by `serde_json`'s limit of 128.
///
/// # Errors
/// [`JsonError`] when the bytes are no strict JSON.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| JsonError::Malformed(format!("not UTF-8: {error}")))?;
    let mut twin = None;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { twin: &mut twin }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    match (value, twin) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(name)) => Err(JsonError::DuplicateName(name)),
        (Err(error), None) => Err(JsonError::Malformed(error.to_string())),
    }
}

/// Reads one JSON object.
///
/// # Errors
/// [`JsonError`] when the bytes are no strict JSON object.
pub fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>, JsonError> {
    match parse(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err(JsonError::Malformed("not an object".to_owned())),
    }
}

struct Strict<'t> {
    twin: &'t mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(Strict {
            twin: &mut *self.twin,
        })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<Name>()? {
            if object.contains_key(&name.0) {
                *self.twin = Some(name.0.chars().take(64).collect());
                return Err(A::Error::custom("a name stands twice"));
            }
            let value = map.next_value_seed(Strict {
                twin: &mut *self.twin,
            })?;
            object.insert(name.0, value);
        }
        Ok(Value::Object(object))
    }
}

#[derive(Deserialize)]
struct Name(String);

#[cfg(test)]
mod tests {
    use super::{JsonError, parse, parse_object};

    #[track_caller]
    fn malformed(bytes: &[u8]) {
        assert!(
            matches!(parse(bytes), Err(JsonError::Malformed(_))),
            "{bytes:?}"
        );
    }

    #[test]
    fn what_is_not_json_is_refused() {
        malformed(b"");
        malformed(b"{");
        malformed(b"{} {}");
        malformed(b"\xEF\xBB\xBF{}");
        malformed(b"\"\xFF\"");
        malformed(br#""\ud800""#);
        malformed(br#"{"a":1e999}"#);
        malformed("[".repeat(100_000).as_bytes());
        assert!(parse_object(b"[]").is_err());
    }

    #[test]
    fn a_name_may_stand_once_at_every_depth() {
        for text in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1,"\u0061":2}}]"#] {
            assert_eq!(
                parse(text.as_bytes()),
                Err(JsonError::DuplicateName("a".to_owned()))
            );
        }
    }

    #[test]
    fn values_read_as_they_are() {
        let text = r#"{"a":[null,true,-1,18446744073709551615,1.5,"\u00e9"],"b":{"a":{}}}"#;
        let expect: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(parse(text.as_bytes()), Ok(expect));
    }
}
