//! The values that come with an operation, as far as limits look at them: how many variables there
//! are, how long lists are, and what a variable stands for. Variables are looked through once.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection};
use async_graphql_value::{ConstValue, Value};
use serde_json::Map;

use super::{DocumentLimits, over};
use crate::error::{Error, ErrorCode};

/// What a variable stands for.
#[derive(Clone, Copy, Debug, Default)]
struct Variable {
    items: u64,
    integer: Option<i64>,
}

/// The variables of one operation.
pub(super) struct Inputs<'d> {
    variables: HashMap<&'d str, Variable>,
}

impl<'d> Inputs<'d> {
    /// The variables of `operation` with the values `given`, or else their defaults.
    pub(super) fn new(
        operation: &'d OperationDefinition,
        given: &Map<String, serde_json::Value>,
    ) -> Self {
        let variables = operation.variable_definitions.iter().map(|definition| {
            let name = definition.node.name.node.as_str();
            let default = definition.node.default_value.as_ref();
            let variable = match (given.get(name), default) {
                (Some(value), _) => Variable {
                    items: of_json(value).0,
                    integer: value.as_i64(),
                },
                (None, Some(value)) => Variable {
                    items: of_constant(&value.node).0,
                    integer: integer(&value.node),
                },
                (None, None) => Variable::default(),
            };
            (name, variable)
        });
        Self {
            variables: variables.collect(),
        }
    }

    /// How many items all lists in `value` have together.
    pub(super) fn items(&self, value: &Value) -> u64 {
        match value {
            Value::Variable(name) => self.variable(name).items,
            Value::List(items) => {
                let inner = items.iter().map(|item| self.items(item));
                inner.fold(items.len() as u64, u64::saturating_add)
            }
            Value::Object(fields) => {
                let inner = fields.values().map(|field| self.items(field));
                inner.fold(0, u64::saturating_add)
            }
            _ => 0,
        }
    }

    /// The integer that `value` is; `None` for anything else.
    pub(super) fn integer(&self, value: &Value) -> Option<i64> {
        match value {
            Value::Variable(name) => self.variable(name).integer,
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Variable {
        self.variables.get(name).copied().unwrap_or_default()
    }
}

fn integer(value: &ConstValue) -> Option<i64> {
    match value {
        ConstValue::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// How many items the lists in a value have together, and how many the longest has that holds plain
/// values. What rows are too many is for the field to say that takes them.
type Lengths = (u64, usize);

fn list<T>(items: &[T], is_object: impl Fn(&T) -> bool, of: impl Fn(&T) -> Lengths) -> Lengths {
    let has_rows = items.iter().all(is_object);
    let longest = if has_rows { 0 } else { items.len() };
    let own = (items.len() as u64, longest);
    items.iter().map(of).fold(own, together)
}

fn together(a: Lengths, b: Lengths) -> Lengths {
    (a.0.saturating_add(b.0), a.1.max(b.1))
}

fn of_json(value: &serde_json::Value) -> Lengths {
    match value {
        serde_json::Value::Array(items) => list(items, serde_json::Value::is_object, of_json),
        serde_json::Value::Object(members) => members.values().map(of_json).fold((0, 0), together),
        _ => (0, 0),
    }
}

fn of_constant(value: &ConstValue) -> Lengths {
    match value {
        ConstValue::List(items) => {
            let is_object = |item: &ConstValue| matches!(item, ConstValue::Object(_));
            list(items, is_object, of_constant)
        }
        ConstValue::Object(fields) => fields.values().map(of_constant).fold((0, 0), together),
        _ => (0, 0),
    }
}

/// Refuses more variables than the limit.
///
/// # Errors
/// `QUERY_TOO_MANY_VARIABLES`.
pub(super) fn check_count(
    operation: &OperationDefinition,
    given: &Map<String, serde_json::Value>,
    limits: &DocumentLimits,
) -> Result<(), Error> {
    let count = operation.variable_definitions.len().max(given.len());
    if count > limits.query_variables_max {
        let (code, most) = (ErrorCode::QueryTooManyVariables, limits.query_variables_max);
        return Err(over(code, "variables", count, most));
    }
    Ok(())
}

/// Refuses lists of plain values in the variables that are longer than the limit. Lists in the document
/// itself are bounded by its words.
///
/// # Errors
/// `LIST_TOO_LONG` with the name of the variable.
pub(super) fn check_lists(
    given: &Map<String, serde_json::Value>,
    limits: &DocumentLimits,
) -> Result<(), Error> {
    for (name, value) in given {
        let (_, longest) = of_json(value);
        if longest > limits.list_items_max {
            let name: String = name.chars().take(64).collect();
            let what = format!("items of a list in the variable ${name}");
            let most = limits.list_items_max;
            return Err(over(ErrorCode::ListTooLong, &what, longest, most));
        }
    }
    Ok(())
}

/// Whether `document` asks for the schema itself, in any operation or fragment.
pub(super) fn asks_for_the_schema(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set);
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set);
    let mut sets: Vec<_> = operations.chain(fragments).collect();
    while let Some(set) = sets.pop() {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => {
                    if matches!(field.node.name.node.as_str(), "__schema" | "__type") {
                        return true;
                    }
                    sets.push(&field.node.selection_set);
                }
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}
