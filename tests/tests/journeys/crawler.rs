//! Asks a server for everything that its schema can give: every field of every type, reached from
//! every root, by documents that are made from introspection. A new field is asked for without a
//! line being written here; a new argument needs one in `crawler/arguments.rs`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use tests::harness::actor::Actor;

use crate::calculator::inputs::INPUTS;
use crate::schema::INTROSPECTION;

mod arguments;

use arguments::ARGUMENTS;

/// A type and one of its fields.
pub(crate) type Pair = (String, String);

/// The most words and signs of a document, a little below what the server takes.
const TOKENS_MAX: usize = 1_800;
/// How far below a type that was met before the crawl still goes.
const FURTHER: usize = 2;
/// The longest way from a root that is asked for whole.
const DEPTH_MAX: usize = 11;
/// The longest way from one that is not.
const DEPTH_MAX_AT_THE_DOOR: usize = 4;

/// In how many ways everything is asked.
pub(crate) const VARIANTS: usize = 3;
/// In how many ways it is asked in the long form.
pub(crate) const VARIANTS_LONG: usize = 16;

struct Field {
    name: String,
    result: String,
    has_arguments: bool,
}

#[derive(Default)]
struct Type {
    fields: Vec<Field>,
    members: Vec<String>,
}

/// The types of a server, as it tells them.
pub(crate) struct Schema(BTreeMap<String, Type>);

/// A field of the query with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root {
    /// The name of the field.
    pub(crate) field: &'static str,
    /// Its arguments.
    pub(crate) arguments: String,
    /// Whether everything below it is asked for, or only what is near: the same thing found by
    /// another door.
    pub(crate) whole: bool,
}

/// The last of a way from a root: the leaves of the type there.
struct Unit {
    way: Vec<String>,
    leaves: Vec<String>,
}

/// A selection that grows.
#[derive(Default)]
struct Selection {
    leaves: BTreeSet<String>,
    below: BTreeMap<String, Selection>,
}

fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The type under all lists and non-nulls.
fn innermost(mut of: &Value) -> String {
    while !of["ofType"].is_null() {
        of = &of["ofType"];
    }
    text(&of["name"])
}

impl Schema {
    /// The types that introspection tells of.
    pub(crate) async fn of(actor: &Actor<'_>) -> Self {
        let answer = actor.ask(INTROSPECTION).await;
        let types = listed(answer.at("/__schema/types")).map(|of| {
            let field = |field: &Value| Field {
                name: text(&field["name"]),
                result: innermost(&field["type"]),
                has_arguments: listed(&field["args"]).next().is_some(),
            };
            let made = Type {
                fields: listed(&of["fields"]).map(field).collect(),
                members: listed(&of["possibleTypes"])
                    .map(|of| text(&of["name"]))
                    .collect(),
            };
            (text(&of["name"]), made)
        });
        Self(types.collect())
    }

    fn is_leaf(&self, of: &str) -> bool {
        self.0[of].fields.is_empty() && self.0[of].members.is_empty()
    }

    /// Every field of every object type that can be reached from `Query` or `Mutation`.
    pub(crate) fn reachable(&self, operation: &str) -> BTreeSet<Pair> {
        let mut pairs = BTreeSet::new();
        let mut pending = vec![operation.to_owned()];
        let mut met = BTreeSet::from([operation.to_owned()]);
        while let Some(of) = pending.pop() {
            let found = &self.0[&of];
            let results = found.fields.iter().map(|field| &field.result);
            for next in results.chain(&found.members) {
                if met.insert(next.clone()) {
                    pending.push(next.clone());
                }
            }
            if found.members.is_empty() {
                pairs.extend(
                    found
                        .fields
                        .iter()
                        .map(|field| (of.clone(), field.name.clone())),
                );
            }
        }
        pairs
    }

    /// The names of the fields of `Query` or `Mutation`.
    pub(crate) fn roots(&self, operation: &str) -> BTreeSet<&str> {
        self.0[operation]
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect()
    }

    /// The documents that ask for everything below `root`, in one way. Fields of `spared` are not
    /// asked for.
    pub(crate) fn documents(&self, root: &Root, variant: usize, spared: &[&str]) -> Vec<String> {
        let field = self.0["Query"].field(root.field);
        parts(self.units(&field.result, root, variant, spared))
    }

    /// The documents that do a mutation and ask for everything that it answers. One document for
    /// each part of what it can answer: it is done as often.
    pub(crate) fn mutations(&self, root: &Root) -> Vec<String> {
        let field = self.0["Mutation"].field(root.field);
        let documents = parts(self.units(&field.result, root, 0, &[]));
        let mutation = |document: String| format!("mutation {document}");
        documents.into_iter().map(mutation).collect()
    }

    /// The ways to everything below a field of type `of`, breadth first: every type whole where it
    /// is met first, and some levels further wherever it is met again.
    fn units(&self, of: &str, root: &Root, variant: usize, spared: &[&str]) -> Vec<Unit> {
        let depth_max = if root.whole {
            DEPTH_MAX
        } else {
            DEPTH_MAX_AT_THE_DOOR
        };
        let first = format!("{}{}", root.field, root.arguments);
        let mut units = Vec::new();
        let mut met: BTreeSet<String> = BTreeSet::new();
        let mut pending = VecDeque::from([(of.to_owned(), vec![first], FURTHER)]);
        while let Some((of, way, further)) = pending.pop_front() {
            let found = &self.0[&of];
            let further = if met.insert(of.clone()) {
                FURTHER
            } else {
                further
            };
            for member in &found.members {
                let mut way = way.clone();
                way.push(format!("... on {member}"));
                pending.push_back((member.clone(), way, FURTHER));
            }
            let mut leaves = Vec::new();
            for field in &found.fields {
                if spared.contains(&format!("{of}.{}", field.name).as_str()) {
                    continue;
                }
                let asked = format!("{}{}", field.name, arguments(&of, field, variant));
                if self.is_leaf(&field.result) {
                    leaves.push(asked);
                } else if further > 0 && way.len() < depth_max {
                    let mut way = way.clone();
                    way.push(asked);
                    pending.push_back((field.result.clone(), way, further - 1));
                }
            }
            units.push(Unit { way, leaves });
        }
        units
    }
}

impl Type {
    fn field(&self, name: &str) -> &Field {
        let mut fields = self.fields.iter();
        fields.find(|field| field.name == name).expect("a root")
    }
}

/// The documents that ask for `units`, each as long as the server takes.
fn parts(units: Vec<Unit>) -> Vec<String> {
    let mut documents = Vec::new();
    let (mut selection, mut size) = (Selection::default(), 0);
    for unit in units {
        let mut longer = size + selection.add(&unit);
        if longer > TOKENS_MAX {
            documents.push(selection.document());
            selection = Selection::default();
            longer = selection.add(&unit);
        }
        size = longer;
    }
    documents.push(selection.document());
    documents
}

fn arguments(of: &str, field: &Field, variant: usize) -> &'static str {
    if !field.has_arguments {
        return "";
    }
    let name = &field.name;
    let line = ARGUMENTS
        .iter()
        .chain(INPUTS)
        .find(|(on, field, _)| *on == of && field == name);
    let Some((_, _, texts)) = line else {
        panic!("{of}.{name} has arguments: give it a line in ARGUMENTS");
    };
    texts[variant % texts.len()]
}

impl Selection {
    /// Adds a unit, and tells how many words and signs that makes more.
    fn add(&mut self, unit: &Unit) -> usize {
        let (mut place, mut more) = (self, 0);
        for step in &unit.way {
            if !place.below.contains_key(step) {
                // With the braces and `__typename`.
                more += tokens(step) + 3;
            }
            place = place.below.entry(step.clone()).or_default();
        }
        for leaf in &unit.leaves {
            if place.leaves.insert(leaf.clone()) {
                more += tokens(leaf);
            }
        }
        more
    }

    fn document(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        text.push_str("{ __typename");
        for leaf in &self.leaves {
            text.push(' ');
            text.push_str(leaf);
        }
        for (step, below) in &self.below {
            text.push(' ');
            text.push_str(step);
            text.push(' ');
            below.write(text);
        }
        text.push_str(" }");
    }
}

/// At least as many words and signs as the server counts.
fn tokens(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let signs = text.chars().filter(|c| "{}():\"[]".contains(*c)).count();
    words.filter(|word| !word.is_empty()).count() + signs
}

/// Whether nothing is told: null, a list of nothing, a page without rows.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(fields) => {
            let of = fields.get("__typename").and_then(Value::as_str);
            let page = of.is_some_and(|of| of == "PageInfo" || of.ends_with("Connection"));
            let nothing = |value: &Value| is_empty(value) || *value == false || *value == 0;
            let mut told = fields.iter().filter(|(name, _)| *name != "__typename");
            page && told.all(|(_, value)| nothing(value))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Where something was told: the type that it was a part of, the type itself, and the field.
pub(crate) type Place = (String, String, String);

/// The fields that hold something in an answer. `is_part` tells which types are but parts of what
/// holds them.
pub(crate) fn filled(
    value: &Value,
    holder: &str,
    is_part: &dyn Fn(&str) -> bool,
    places: &mut BTreeSet<Place>,
) {
    match value {
        Value::Array(items) => {
            for item in items {
                filled(item, holder, is_part, places);
            }
        }
        Value::Object(fields) => {
            let of = fields.get("__typename").and_then(Value::as_str);
            let holder = of.filter(|of| !is_part(of)).unwrap_or(holder);
            // A page without rows tells nothing, neither that it has none before nor how many.
            let skip = is_empty(value);
            for (name, value) in fields {
                let told = !skip && name != "__typename" && !is_empty(value);
                if let Some(of) = of.filter(|_| told) {
                    places.insert((holder.to_owned(), of.to_owned(), name.clone()));
                }
                filled(value, holder, is_part, places);
            }
        }
        _ => {}
    }
}
