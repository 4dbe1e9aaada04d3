//! The schema that is checked in is the one that is served, and every word of it is explained.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::catalogues::FOUNDING;

/// Everything that introspection tells about names and descriptions.
pub(crate) const INTROSPECTION: &str = "\
{ __schema { queryType { name } mutationType { name } subscriptionType { name }
  directives { name description args { name description } }
  types { kind name description specifiedByURL possibleTypes { name }
    fields(includeDeprecated: true) { name description type { ...Type }
      args { name description type { ...Type } } }
    inputFields { name description type { ...Type } }
    enumValues(includeDeprecated: true) { name description } } } }
fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

#[test]
fn the_page_is_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema.graphql");
    let sdl = api::graphql::sdl();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &sdl).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == sdl,
        "docs/schema.graphql is not the schema: UPDATE_DOCS=1 cargo test --workspace"
    );
}

/// The names of the fields, arguments, enum values and input fields of every type.
type Names = BTreeMap<String, BTreeSet<String>>;

fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn name(value: &Value) -> String {
    value["name"].as_str().expect("a name").to_owned()
}

/// Whether a type is one of the specification's own.
fn is_builtin(name: &str) -> bool {
    name.starts_with("__") || ["Boolean", "Float", "ID", "Int", "String"].contains(&name)
}

fn names_of_introspection(schema: &Value) -> Names {
    let mut names = Names::new();
    for of in listed(&schema["types"]).filter(|of| !is_builtin(&name(of))) {
        let members = names.entry(name(of)).or_default();
        for field in listed(&of["fields"]) {
            members.insert(name(field));
            let arguments = listed(&field["args"]);
            members
                .extend(arguments.map(|argument| format!("{}({})", name(field), name(argument))));
        }
        let others = listed(&of["inputFields"]).chain(listed(&of["enumValues"]));
        members.extend(others.map(name));
    }
    names
}

/// The names in a schema as it is printed.
fn names_of_sdl(sdl: &str) -> Names {
    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    let mut names = Names::new();
    for definition in parse_schema(sdl).expect("a schema").definitions {
        let TypeSystemDefinition::Type(of) = definition else {
            continue;
        };
        let members = names.entry(of.node.name.node.to_string()).or_default();
        let fields = match of.node.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            TypeKind::Enum(words) => {
                members.extend(words.values.iter().map(|word| word.node.value.to_string()));
                continue;
            }
            TypeKind::InputObject(input) => {
                members.extend(input.fields.iter().map(|field| field.node.name.to_string()));
                continue;
            }
            TypeKind::Scalar | TypeKind::Union(_) => continue,
        };
        for field in fields {
            let field = field.node;
            members.insert(field.name.to_string());
            let arguments = field.arguments.iter();
            members.extend(
                arguments.map(|argument| format!("{}({})", field.name, argument.node.name)),
            );
        }
    }
    names
}

fn undescribed(schema: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    let mut demand = |path: String, of: &Value| {
        if of["description"]
            .as_str()
            .is_none_or(|text| text.trim().is_empty())
        {
            missing.push(path);
        }
    };
    for of in listed(&schema["types"]).filter(|of| !is_builtin(&name(of))) {
        let of_name = name(of);
        demand(of_name.clone(), of);
        for field in listed(&of["fields"]) {
            demand(format!("{of_name}.{}", name(field)), field);
            for argument in listed(&field["args"]) {
                demand(
                    format!("{of_name}.{}({})", name(field), name(argument)),
                    argument,
                );
            }
        }
        for member in listed(&of["inputFields"]).chain(listed(&of["enumValues"])) {
            demand(format!("{of_name}.{}", name(member)), member);
        }
    }
    missing
}

#[tokio::test]
async fn what_is_served_is_what_is_printed_and_everything_is_described() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, FOUNDING).await;
        let answer = app.integrator().ask(INTROSPECTION).await;
        let schema = answer.at("/__schema");
        let served = names_of_introspection(schema);
        let printed = names_of_sdl(&api::graphql::sdl());
        assert_eq!(served, printed);
        assert!(served.len() > 40, "{} types", served.len());
        assert_eq!(undescribed(schema), Vec::<String>::new());
        assert_eq!(schema["subscriptionType"], Value::Null);
    })
    .await;
}
