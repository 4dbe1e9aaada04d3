//! What the GraphQL specification (6.4) demands of `data` and the engine leaves open.
//!
//! The engine leaves a field out when it fails, whether its type allows null or not, and puts the
//! fields of an object in the order in which their futures ended. Here a failed field becomes null,
//! the null goes up to the nearest value that may be null, and fields stand in the order of the
//! document: the same question gets the same bytes.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, PathSegment, Value};

/// The types of all fields of a schema.
#[derive(Clone, Debug, Default)]
pub struct FieldTypes {
    types: HashMap<Name, HashMap<Name, Type>>,
    query: Option<Name>,
    mutation: Option<Name>,
}

/// The schema's own definition cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the schema's definition cannot be read: {0}")]
pub struct SdlError(#[from] async_graphql::parser::Error);

impl FieldTypes {
    /// Reads the definition of a schema, as its engine prints it.
    ///
    /// # Errors
    /// [`SdlError`] when it is no schema definition.
    pub fn from_sdl(sdl: &str) -> Result<Self, SdlError> {
        let mut read = Self::default();
        for definition in async_graphql::parser::parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    read.query = schema.node.query.map(|name| name.node);
                    read.mutation = schema.node.mutation.map(|name| name.node);
                }
                TypeSystemDefinition::Type(definition) => {
                    let fields = match definition.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        _ => continue,
                    };
                    let fields = fields.into_iter().map(|field| field.node);
                    let fields = fields.map(|field| (field.name.node, field.ty.node));
                    let name = definition.node.name.node;
                    read.types.entry(name).or_default().extend(fields);
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(read)
    }

    fn of(&self, parent: Option<&str>, field: &str) -> Option<&Type> {
        self.types.get(parent?)?.get(field)
    }
}

/// The shape of the answer to one operation: its fields in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Shape {
    fields: Vec<ShapeField>,
    positions: HashMap<Name, usize>,
}

#[derive(Debug)]
struct ShapeField {
    /// `None` for fields of the introspection, which do not fail.
    field_type: Option<Type>,
    shape: Shape,
}

impl Shape {
    /// The shape of `operation`, whose document passed the guard: its size is bounded.
    pub(super) fn new(
        operation: &OperationDefinition,
        document: &ExecutableDocument,
        types: &FieldTypes,
    ) -> Self {
        let root = match operation.ty {
            OperationType::Query => types.query.as_deref(),
            OperationType::Mutation => types.mutation.as_deref(),
            OperationType::Subscription => None,
        };
        let mut shape = Self::default();
        shape.add(&operation.selection_set.node, root, document, types);
        shape
    }

    fn add(
        &mut self,
        set: &SelectionSet,
        parent: Option<&str>,
        document: &ExecutableDocument,
        types: &FieldTypes,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(&field.node, parent, document, types),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let parent = condition.map(|on| on.node.on.node.as_str()).or(parent);
                    self.add(&inline.node.selection_set.node, parent, document, types);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name) {
                        let parent = Some(fragment.node.type_condition.node.on.node.as_str());
                        self.add(&fragment.node.selection_set.node, parent, document, types);
                    }
                }
            }
        }
    }

    fn add_field(
        &mut self,
        field: &Field,
        parent: Option<&str>,
        document: &ExecutableDocument,
        types: &FieldTypes,
    ) {
        let key = &field.response_key().node;
        let field_type = types.of(parent, &field.name.node);
        let position = *self.positions.entry(key.clone()).or_insert_with(|| {
            self.fields.push(ShapeField {
                field_type: field_type.cloned(),
                shape: Self::default(),
            });
            self.fields.len() - 1
        });
        let inner = field_type.map(named);
        self.fields[position]
            .shape
            .add(&field.selection_set.node, inner, document, types);
    }

    fn position(&self, key: &str) -> usize {
        self.positions.get(key).copied().unwrap_or(usize::MAX)
    }
}

fn named(field_type: &Type) -> &str {
    match &field_type.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

/// Completes `data` of an executed operation whose errors have the paths `failed`.
pub(super) fn complete<'p>(
    data: &mut Value,
    shape: &Shape,
    failed: impl Iterator<Item = &'p [PathSegment]>,
) {
    let mut failures = Failures::default();
    for path in failed {
        failures.add(path);
    }
    if !failures.is_empty() {
        fail(data, None, shape, &failures);
    }
    order(data, shape);
}

/// The paths of all failures, as a tree.
#[derive(Default)]
struct Failures {
    here: bool,
    fields: HashMap<String, Failures>,
    items: HashMap<usize, Failures>,
}

impl Failures {
    fn add(&mut self, path: &[PathSegment]) {
        match path.split_first() {
            None => self.here = true,
            Some((PathSegment::Field(name), rest)) => {
                self.fields.entry(name.clone()).or_default().add(rest);
            }
            Some((PathSegment::Index(index), rest)) => {
                self.items.entry(*index).or_default().add(rest);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.items.is_empty()
    }
}

/// Puts nulls where `failures` say. The answer tells whether the null has to go further up: the
/// value is null, and its type does not allow it.
fn fail(value: &mut Value, own: Option<&Type>, shape: &Shape, failures: &Failures) -> bool {
    let goes_up = own.is_some_and(|own| !own.nullable);
    let lost = failures.here
        || fail_fields(value, shape, failures)
        || fail_items(value, own, shape, failures);
    if lost {
        *value = Value::Null;
    }
    lost && goes_up
}

/// Whether the object is lost because one of its fields failed that may not be null.
fn fail_fields(value: &mut Value, shape: &Shape, failures: &Failures) -> bool {
    if failures.fields.is_empty() {
        return false;
    }
    // An object all of whose fields failed comes as null.
    if *value == Value::Null {
        *value = Value::Object(Default::default());
    }
    let Value::Object(fields) = value else {
        return true;
    };
    let mut lost = false;
    for (name, failures) in &failures.fields {
        let Some(field) = shape.fields.get(shape.position(name)) else {
            return true;
        };
        let value = fields.entry(Name::new(name)).or_insert(Value::Null);
        lost |= fail(value, field.field_type.as_ref(), &field.shape, failures);
    }
    lost
}

/// Whether the list is lost because one of its items failed that may not be null.
fn fail_items(value: &mut Value, own: Option<&Type>, shape: &Shape, failures: &Failures) -> bool {
    if failures.items.is_empty() {
        return false;
    }
    let item = own.and_then(|own| match &own.base {
        BaseType::List(item) => Some(item.as_ref()),
        BaseType::Named(_) => None,
    });
    // The engine gives a list up as a whole when it lost an item that may not be null.
    let Value::List(items) = value else {
        return true;
    };
    let mut lost = false;
    for (index, failures) in &failures.items {
        match items.get_mut(*index) {
            Some(value) => lost |= fail(value, item, shape, failures),
            None => lost = true,
        }
    }
    lost
}

fn order(value: &mut Value, shape: &Shape) {
    match value {
        Value::List(items) => {
            for item in items {
                order(item, shape);
            }
        }
        Value::Object(fields) if !shape.fields.is_empty() => {
            if !fields.keys().map(|key| shape.position(key)).is_sorted() {
                fields.sort_by_key(|key, _| shape.position(key));
            }
            for (key, value) in fields {
                if let Some(field) = shape.fields.get(shape.position(key)) {
                    order(value, &field.shape);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::{PathSegment, Value};

    use super::{FieldTypes, Shape, complete};

    const SDL: &str = "
        type Query { a: Int b: Int! o: Object p: Object! list: [Object!] sparse: [Object]! n: Node }
        type Object implements Node { a: Int b: Int! o: Object p: Object! list: [Int!]! }
        interface Node { a: Int b: Int! }
        schema { query: Query }";

    #[track_caller]
    fn check(document: &str, data: &str, failed: &[&str], expect: &str) {
        let types = FieldTypes::from_sdl(SDL).expect("a schema");
        let document = parse_query(document).expect("GraphQL");
        let (_, operation) = document.operations.iter().next().expect("an operation");
        let shape = Shape::new(&operation.node, &document, &types);
        let segment = |text: &str| match text.parse() {
            Ok(index) => PathSegment::Index(index),
            Err(_) => PathSegment::Field(text.to_owned()),
        };
        let paths: Vec<Vec<_>> = failed
            .iter()
            .map(|path| path.split('.').map(segment).collect())
            .collect();
        let mut data: Value = serde_json::from_str(data).expect("a value");
        complete(&mut data, &shape, paths.iter().map(Vec::as_slice));
        assert_eq!(serde_json::to_string(&data).expect("JSON"), expect);
    }

    #[test]
    fn a_failed_field_is_null_where_its_type_allows_it() {
        check("{a b}", r#"{"b":1}"#, &["a"], r#"{"a":null,"b":1}"#);
        check("{a}", "null", &["a"], r#"{"a":null}"#);
        check("{x: a}", "null", &["x"], r#"{"x":null}"#);
        check("{o{a}}", r#"{"o":null}"#, &["o.a"], r#"{"o":{"a":null}}"#);
        check("{o{a}}", r#"{"o":null}"#, &[], r#"{"o":null}"#);
    }

    #[test]
    fn a_null_goes_up_to_the_nearest_value_that_may_be_null() {
        check("{a b}", r#"{"a":1}"#, &["b"], "null");
        check("{a p{b a}}", r#"{"a":1,"p":{"a":2}}"#, &["p.b"], "null");
        let lost = r#"{"a":1,"o":null}"#;
        check("{a o{b}}", lost, &["o.b"], lost);
        check("{a o{a b}}", lost, &["o.a", "o.b"], lost);
        check(
            "{a o{a p{a b}}}",
            r#"{"a":1,"o":{"a":1,"p":{"a":2}}}"#,
            &["o.p.b"],
            lost,
        );
        let lost = r#"{"n":null}"#;
        check("{n{...on Object{b a}}}", r#"{"n":{"a":1}}"#, &["n.b"], lost);
        let spread = "{o{...f}} fragment f on Node{b a}";
        check(spread, r#"{"o":{"a":1}}"#, &["o.b"], r#"{"o":null}"#);
    }

    #[test]
    fn lists_lose_items_or_themselves() {
        let list = r#"{"list":[{"b":1},{"a":2}]}"#;
        check("{list{b a}}", list, &["list.1.b"], r#"{"list":null}"#);
        let sparse = r#"{"sparse":[{"b":1,"a":1},{"a":2}]}"#;
        let kept = r#"{"sparse":[{"b":1,"a":1},null]}"#;
        check("{sparse{b a}}", sparse, &["sparse.1.b"], kept);
        check(
            "{o{a list}}",
            r#"{"o":{"a":1}}"#,
            &["o.list.3"],
            r#"{"o":null}"#,
        );
    }

    #[test]
    fn fields_stand_in_the_order_of_the_document() {
        let mixed = r#"{"b":2,"x":{"b":3,"a":4},"a":1,"list":[{"b":6,"a":5}]}"#;
        let sorted = r#"{"a":1,"x":{"a":4,"b":3},"list":[{"a":5,"b":6}],"b":2}"#;
        let document = "{a ...f list{...on Node{a} b} b} fragment f on Query{x: o{a} x: o{b}}";
        check(document, mixed, &[], sorted);
    }
}
