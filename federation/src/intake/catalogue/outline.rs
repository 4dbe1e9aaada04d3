//! The bare shape of a YAML document with the position of every key and value: it tells the way
//! to a position at which the typed reading stopped.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// A line and a column, both counted from 1.
pub(super) type Position = (u64, u64);

/// Whether a position is looked for among keys or among values; a mapping begins where its first
/// key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// The key that begins there.
    Key,
    /// The value that begins there; the innermost, when a list begins where its first item does.
    Value,
}

/// A node of the shape.
#[derive(Debug)]
pub(super) enum Outline {
    /// A scalar, as text where it is one.
    Scalar(Option<String>),
    /// A list.
    List(Vec<Spanned<Self>>),
    /// A mapping, with repeated keys where there are any.
    Mapping(Vec<(Spanned<Self>, Spanned<Self>)>),
}

/// The way from `root` to the key or value at `position`; empty for the root itself.
pub(super) fn way(
    root: &Spanned<Outline>,
    position: Position,
    sought: Sought,
) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    seek(root, position, sought, &mut steps).then_some(steps)
}

fn seek(
    node: &Spanned<Outline>,
    position: Position,
    sought: Sought,
    steps: &mut Vec<String>,
) -> bool {
    let enter = |step: &str, value: &Spanned<Outline>, steps: &mut Vec<String>| {
        steps.push(step.to_owned());
        let found = seek(value, position, sought, steps);
        if !found {
            steps.pop();
        }
        found
    };
    let inside = match &node.value {
        Outline::Scalar(_) => false,
        Outline::List(items) => items
            .iter()
            .enumerate()
            .any(|(index, item)| enter(&index.to_string(), item, steps)),
        Outline::Mapping(fields) => fields.iter().any(|(key, value)| {
            let Outline::Scalar(Some(name)) = &key.value else {
                return false;
            };
            if sought == Sought::Key && begins(key) == position {
                steps.push(name.clone());
                return true;
            }
            enter(name, value, steps)
        }),
    };
    inside || (sought == Sought::Value && begins(node) == position)
}

fn begins(node: &Spanned<Outline>) -> Position {
    (node.defined.line(), node.defined.column())
}

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OutlineVisitor)
    }
}

struct OutlineVisitor;

impl<'de> Visitor<'de> for OutlineVisitor {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(flag.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(number.to_string())))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(number.to_string())))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Outline, E> {
        Ok(Outline::Scalar(Some(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Outline, E> {
        Ok(Outline::Scalar(None))
    }

    fn visit_none<E>(self) -> Result<Outline, E> {
        Ok(Outline::Scalar(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outline, D::Error> {
        Outline::deserialize(deserializer)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Outline, E> {
        Ok(Outline::Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Outline, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Outline::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Outline, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = access.next_entry()? {
            fields.push(field);
        }
        Ok(Outline::Mapping(fields))
    }
}
