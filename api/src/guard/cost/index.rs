//! The schema as the count needs it: for each field, its price, how often what is selected under it
//! counts, and the type that it gives.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};

use super::super::prices::{
    CIRCULAR, INTROSPECTION, INTROSPECTION_PARTS, LIST_ITEMS, PRICES, SIZED_BY, SIZES,
};
use super::PARTS;

/// What every field of a schema costs.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    fields: HashMap<String, HashMap<String, Entry>>,
    query: Option<String>,
    mutation: Option<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    price: u64,
    size: Size,
    gives: String,
    is_circular: bool,
}

/// What one field costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldCost<'c> {
    /// In parts, without what is selected under it.
    pub price: u64,
    pub size: Size,
    /// The type of what it gives.
    pub gives: Option<&'c str>,
    pub is_circular: bool,
}

/// How often what is selected under a field counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Once.
    One,
    /// For each of so many items.
    Items(u64),
    /// For each item of a page whose size is asked for; the rest of the connection once.
    Page,
    /// It is the list of the items of a page.
    OfPage,
    /// For each item of an argument.
    Argument(&'static str),
}

impl Costs {
    /// Reads the definition of a schema, as its engine prints it.
    ///
    /// # Errors
    /// When it is no schema definition.
    pub fn from_sdl(sdl: &str) -> Result<Self, async_graphql::parser::Error> {
        let mut costs = Self::default();
        let mut composite: HashSet<String> = HashSet::new();
        let mut definitions = Vec::new();
        let mut types = 0;
        for definition in async_graphql::parser::parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    costs.query = schema.node.query.map(|name| name.node.to_string());
                    costs.mutation = schema.node.mutation.map(|name| name.node.to_string());
                }
                TypeSystemDefinition::Type(definition) => {
                    types += 1;
                    let name = definition.node.name.node.to_string();
                    let fields = match definition.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        TypeKind::Union(_) => Vec::new(),
                        _ => continue,
                    };
                    composite.insert(name.clone());
                    definitions.push((name, fields));
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        for (name, fields) in definitions {
            let fields = fields.iter().map(|field| {
                let entry = Entry::of(&name, &field.node, &composite);
                (field.node.name.node.to_string(), entry)
            });
            let fields = fields.collect();
            costs.fields.insert(name, fields);
        }
        costs.add_introspection(types);
        Ok(costs)
    }

    fn add_introspection(&mut self, types: u64) {
        for (parent, field, gives, items) in INTROSPECTION {
            let items = if *items == 0 { types } else { *items };
            let entry = Entry {
                price: INTROSPECTION_PARTS,
                size: Size::Items(items),
                gives: (*gives).to_owned(),
                is_circular: CIRCULAR.contains(field),
            };
            let fields = self.fields.entry((*parent).to_owned()).or_default();
            fields.insert((*field).to_owned(), entry);
        }
    }

    /// The type of the roots.
    pub(super) fn root(&self, is_mutation: bool) -> Option<&str> {
        if is_mutation {
            self.mutation.as_deref()
        } else {
            self.query.as_deref()
        }
    }

    /// What the field called `name` of `parent` costs; one point when the schema has no such field.
    pub(super) fn field(&self, parent: Option<&str>, name: &str) -> FieldCost<'_> {
        let known = parent.and_then(|parent| self.fields.get(parent)?.get(name));
        if let Some(entry) = known {
            return FieldCost {
                price: entry.price,
                size: entry.size,
                gives: Some(&entry.gives),
                is_circular: entry.is_circular,
            };
        }
        let inside = parent.is_some_and(|parent| parent.starts_with("__"));
        let gives = match name {
            "__schema" => Some("__Schema"),
            "__type" => Some("__Type"),
            _ => None,
        };
        FieldCost {
            price: if inside { INTROSPECTION_PARTS } else { PARTS },
            size: Size::One,
            gives,
            is_circular: false,
        }
    }

    #[cfg(test)]
    pub(super) fn has(&self, parent: &str, field: &str) -> bool {
        let fields = self.fields.get(parent);
        fields.is_some_and(|fields| fields.contains_key(field))
    }
}

impl Entry {
    fn of(parent: &str, field: &FieldDefinition, composite: &HashSet<String>) -> Self {
        let name = field.name.node.as_str();
        let gives = named(&field.ty.node).to_owned();
        let is = |entry: &(&str, &str)| *entry == (parent, name);
        let price = PRICES.iter().find(|(on, of, _)| is(&(on, of)));
        let sized = SIZES.iter().find(|(on, of, _)| is(&(on, of)));
        let argument = SIZED_BY.iter().find(|(on, of, _)| is(&(on, of)));
        let takes = |argument: &str| {
            let mut arguments = field.arguments.iter();
            arguments.any(|given| given.node.name.node == argument)
        };
        let is_list = matches!(field.ty.node.base, BaseType::List(_));
        let size = if let Some((_, _, argument)) = argument {
            Size::Argument(argument)
        } else if !is_list && takes("first") && takes("last") {
            Size::Page
        } else if is_list && parent.ends_with("Connection") && matches!(name, "edges" | "nodes") {
            Size::OfPage
        } else if let Some((_, _, items)) = sized {
            Size::Items(*items)
        } else if is_list && composite.contains(&gives) {
            Size::Items(LIST_ITEMS)
        } else {
            Size::One
        };
        Self {
            price: price
                .map_or(1, |(_, _, points)| *points)
                .saturating_mul(PARTS),
            size,
            gives,
            is_circular: false,
        }
    }
}

fn named(field_type: &Type) -> &str {
    match &field_type.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}
