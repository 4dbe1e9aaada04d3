//! What an operation costs before it is executed, counted in linear time: each field has a price, and
//! a list multiplies what is selected of its items. Nothing stored is looked at, so that the figure is
//! the same whoever's rows there are.
//!
//! Each fragment is counted once and remembered: its cost is a fixed part, and a part for each item of
//! the page that it may stand in. Sums and products saturate.

mod index;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql_value::Value;
use serde_json::Map;

pub use index::Costs;
use index::Size;

use super::inputs::Inputs;
use super::prices::{CIRCLES_MAX, INPUT_ITEM_PARTS};
use super::{DocumentLimits, over};
use crate::error::{Error, ErrorCode};
use crate::graphql::connection::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX};

/// Parts of a point: what is cheaper than a field is counted in hundredths, and the rest is dropped.
pub(super) const PARTS: u64 = 100;

/// What an operation costs, in points, and what it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// What it was counted at.
    pub requested: u64,
    /// The limit.
    pub allowed: u64,
}

impl Cost {
    /// Refuses what costs more than is allowed.
    ///
    /// # Errors
    /// `QUERY_TOO_COMPLEX` with both figures.
    pub(super) fn check(self) -> Result<(), Error> {
        let Self { requested, allowed } = self;
        if requested > allowed {
            let what = "points of cost";
            return Err(over(ErrorCode::QueryTooComplex, what, requested, allowed));
        }
        Ok(())
    }
}

/// What `operation` of `document` costs.
///
/// # Errors
/// `QUERY_TOO_DEEP` for an introspection that goes round in a circle.
pub(super) fn of_operation(
    operation: &OperationDefinition,
    document: &ExecutableDocument,
    variables: &Map<String, serde_json::Value>,
    costs: &Costs,
    limits: &DocumentLimits,
) -> Result<Cost, Error> {
    let mut count = Count {
        document,
        costs,
        inputs: Inputs::new(operation, variables),
        counted: HashMap::new(),
        visits: 0,
    };
    let root = costs.root(operation.ty == OperationType::Mutation);
    let amount = count.selection_set(&operation.selection_set.node, root)?;
    let parts = amount.fixed.saturating_add(amount.each);
    Ok(Cost {
        requested: (parts / PARTS).max(1),
        allowed: limits.query_cost_max,
    })
}

/// What a selection costs, in parts.
#[derive(Clone, Copy, Debug, Default)]
struct Amount {
    /// Once.
    fixed: u64,
    /// For each item of the page around it.
    each: u64,
    /// The most circular lists of the introspection inside each other.
    circles: usize,
}

impl Amount {
    fn add(&mut self, other: Self) {
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.each = self.each.saturating_add(other.each);
        self.circles = self.circles.max(other.circles);
    }
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    costs: &'d Costs,
    inputs: Inputs<'d>,
    counted: HashMap<&'d str, Amount>,
    visits: usize,
}

impl<'d> Count<'d> {
    fn selection_set(
        &mut self,
        set: &'d SelectionSet,
        parent: Option<&'d str>,
    ) -> Result<Amount, Error> {
        let mut total = Amount::default();
        for selection in &set.items {
            self.visits += 1;
            total.add(match &selection.node {
                Selection::Field(field) => self.field(&field.node, parent)?,
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let parent = condition.map(|on| on.node.on.node.as_str()).or(parent);
                    self.selection_set(&inline.node.selection_set.node, parent)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?
                }
            });
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'d str) -> Result<Amount, Error> {
        if let Some(counted) = self.counted.get(name) {
            return Ok(*counted);
        }
        // Circles were refused before; what is not there is for the validation to say.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Amount::default());
        };
        let on = fragment.node.type_condition.node.on.node.as_str();
        let amount = self.selection_set(&fragment.node.selection_set.node, Some(on))?;
        self.counted.insert(name, amount);
        Ok(amount)
    }

    fn field(&mut self, field: &'d Field, parent: Option<&'d str>) -> Result<Amount, Error> {
        let name = field.name.node.as_str();
        let cost = self.costs.field(parent, name);
        let under = self.selection_set(&field.selection_set.node, cost.gives)?;
        let circles = under.circles + usize::from(cost.is_circular);
        if circles > CIRCLES_MAX {
            let what = "lists of the introspection that lead to types again, inside each other";
            return Err(over(ErrorCode::QueryTooDeep, what, circles, CIRCLES_MAX));
        }
        let inputs = field.arguments.iter();
        let items = inputs.fold(0_u64, |items, (_, value)| {
            items.saturating_add(self.inputs.items(&value.node))
        });
        let own = cost
            .price
            .saturating_add(items.saturating_mul(INPUT_ITEM_PARTS));
        let amount = |fixed: u64, each: u64| Amount {
            fixed: own.saturating_add(fixed),
            each,
            circles,
        };
        Ok(match cost.size {
            Size::One => amount(under.fixed.saturating_add(under.each), 0),
            Size::Items(items) => amount(under.fixed.saturating_mul(items), 0),
            Size::Page => {
                let items = under.each.saturating_mul(self.page_size(field));
                amount(under.fixed.saturating_add(items), 0)
            }
            Size::OfPage => amount(0, under.fixed),
            Size::Argument(argument) => {
                let items = self.argument(field, argument);
                let items = items.map_or(1, |value| self.inputs.items(value).max(1));
                amount(under.fixed.saturating_mul(items), 0)
            }
        })
    }

    fn argument(&self, field: &'d Field, name: &str) -> Option<&'d Value> {
        field.get_argument(name).map(|value| &value.node)
    }

    /// How many items the page has that `field` asks for. A size that is none is refused later, so it
    /// counts as the nearest that is one.
    fn page_size(&self, field: &'d Field) -> u64 {
        let asked = ["first", "last"].into_iter().find_map(|name| {
            let value = self.argument(field, name)?;
            self.inputs.integer(value)
        });
        let size = asked.unwrap_or(i64::from(PAGE_SIZE_DEFAULT));
        u64::try_from(size.clamp(1, i64::from(PAGE_SIZE_MAX))).unwrap_or(1)
    }
}
