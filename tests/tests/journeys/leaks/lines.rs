//! A line for every field: what must be readable for it to hold anything. The words are those of
//! the policy table, so that the table stays the only place that says who reads what. A field, an
//! argument or an input without a line fails the build; a line without a field does too.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use federation::authority::policy::{may_do, may_read, scope_to_do, scope_to_read};
use federation::authority::{Deed, Extent, Role, Scopes, Subject};

use crate::crawler::{Pair, Place};

const LINES: &str = include_str!("lines.txt");

/// What one thing needs: a line of the policy table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Read(Subject),
    Do(Deed),
}

/// What must be readable for a field to hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Needs {
    /// Nothing: whoever has a token is answered.
    Public,
    /// What the field that holds it needs.
    Part,
    /// One of these, each all of its words.
    OneOf(Vec<Vec<Word>>),
}

/// The lines: by type, or by holder and type, and by field.
pub(crate) struct Lines {
    lines: BTreeMap<(String, String), Needs>,
    /// The types with anything in them that is more than a part of what holds it.
    own: HashSet<String>,
}

impl Word {
    fn read(text: &str) -> Self {
        let subject = text.parse().map(Self::Read);
        subject
            .or_else(|_| text.parse().map(Self::Do))
            .unwrap_or_else(|_| panic!("{text} is no word of the policy table"))
    }

    fn extent(self, role: Role) -> Extent {
        match self {
            Self::Read(subject) => may_read(role, subject),
            Self::Do(deed) => may_do(role, deed),
        }
    }

    fn is_open_to(self, role: Role, scopes: &Scopes) -> bool {
        let scope = match self {
            Self::Read(subject) => scope_to_read(subject),
            Self::Do(deed) => scope_to_do(deed),
        };
        self.extent(role) != Extent::Nothing && scopes.contains(scope)
    }
}

impl Needs {
    fn read(text: &str) -> Self {
        match text {
            "PUBLIC" => Self::Public,
            "PART" => Self::Part,
            _ => {
                let all = |words: &str| words.split('+').map(Word::read).collect();
                Self::OneOf(text.split('|').map(all).collect())
            }
        }
    }

    fn is_open_to(&self, role: Role, scopes: &Scopes) -> bool {
        match self {
            Self::Public | Self::Part => true,
            Self::OneOf(sets) => sets
                .iter()
                .any(|all| all.iter().all(|word| word.is_open_to(role, scopes))),
        }
    }
}

/// The lines of the file as they stand: type, needs, fields with their arguments.
fn written() -> impl Iterator<Item = (&'static str, &'static str, Vec<&'static str>)> {
    let lines = LINES.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| !line.is_empty()).map(|line| {
        let mut words = line.split(' ');
        let of = words.next().expect("a type");
        (of, words.next().expect("what it needs"), words.collect())
    })
}

fn bare(field: &str) -> &str {
    field.split('(').next().expect("a name")
}

impl Lines {
    pub(crate) fn of_the_file() -> Self {
        let mut lines = BTreeMap::new();
        for (of, needs, fields) in written() {
            for field in fields {
                let key = (of.to_owned(), bare(field).to_owned());
                let twice = lines.insert(key, Needs::read(needs));
                assert!(twice.is_none(), "{of}.{field} has two lines");
            }
        }
        let own = lines.iter().filter(|(_, needs)| **needs != Needs::Part);
        let own = own.map(|((of, _), _)| of.clone()).collect();
        Self { lines, own }
    }

    /// Whether all of a type is but a part of what holds it.
    pub(crate) fn is_part(&self, of: &str) -> bool {
        !self.own.contains(of)
    }

    fn needs(&self, (holder, of, field): &Place) -> &Needs {
        let inside = (format!("{holder}/{of}"), field.clone());
        let anywhere = (of.clone(), field.clone());
        self.lines
            .get(&inside)
            .or_else(|| self.lines.get(&anywhere))
            .unwrap_or_else(|| panic!("{of}.{field} has no line"))
    }

    /// What was told to a reader although its line says that it may not be.
    pub(crate) fn broken<'p>(
        &self,
        told: &'p BTreeSet<Place>,
        role: Role,
        scopes: &Scopes,
    ) -> Vec<&'p Place> {
        told.iter()
            .filter(|place| !self.needs(place).is_open_to(role, scopes))
            .collect()
    }

    /// The fields among `asked` with a line of their own that readers of a role may be told, and were
    /// not.
    pub(crate) fn idle(
        &self,
        asked: &BTreeSet<Pair>,
        told: &BTreeSet<Place>,
        role: Role,
    ) -> BTreeSet<String> {
        let scopes = Scopes::bundle(role);
        let met: BTreeSet<(&str, &str)> = told
            .iter()
            .map(|(_, of, field)| (of.as_str(), field.as_str()))
            .collect();
        let own = self.lines.iter().filter(|(pair, needs)| {
            let (of, field) = pair;
            matches!(needs, Needs::OneOf(_))
                && asked.contains(*pair)
                && needs.is_open_to(role, &scopes)
                && !met.contains(&(of.as_str(), field.as_str()))
        });
        own.map(|((of, field), _)| format!("{of}.{field}"))
            .collect()
    }
}

/// The fields of a schema with their arguments, by type; those of inputs too.
fn fields_of(sdl: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut types = BTreeMap::new();
    for definition in parse_schema(sdl).expect("a schema").definitions {
        let TypeSystemDefinition::Type(of) = definition else {
            continue;
        };
        let name = of.node.name.node.to_string();
        let fields = match of.node.kind {
            TypeKind::Object(object) => {
                let field = |field: &async_graphql::Positioned<
                    async_graphql::parser::types::FieldDefinition,
                >| {
                    let field = &field.node;
                    let arguments = field.arguments.iter();
                    let arguments: Vec<String> = arguments
                        .map(|argument| argument.node.name.to_string())
                        .collect();
                    match arguments.is_empty() {
                        true => field.name.to_string(),
                        false => format!("{}({})", field.name, arguments.join(",")),
                    }
                };
                object.fields.iter().map(field).collect()
            }
            TypeKind::InputObject(input) => input
                .fields
                .iter()
                .map(|field| field.node.name.to_string())
                .collect(),
            // An interface has the fields of its members, and is none itself.
            TypeKind::Interface(_) | TypeKind::Enum(_) | TypeKind::Scalar | TypeKind::Union(_) => {
                continue;
            }
        };
        types.insert(name, fields);
    }
    types
}

#[test]
fn every_field_argument_and_input_has_a_line() {
    let served = fields_of(&api::graphql::sdl());
    let mut lines: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (of, _, fields) in written() {
        if let Some((holder, part)) = of.split_once('/') {
            assert!(served.contains_key(holder), "{holder}");
            let known = fields.iter().all(|field| served[part].contains(*field));
            assert!(known, "{of}");
            continue;
        }
        let names = fields.into_iter().map(str::to_owned);
        lines.entry(of.to_owned()).or_default().extend(names);
    }
    for (of, fields) in &served {
        let written = lines.get(of).cloned().unwrap_or_default();
        let without: Vec<&String> = fields.difference(&written).collect();
        assert!(
            without.is_empty(),
            "{of} {without:?} lack a line in lines.txt"
        );
    }
    for (of, fields) in &lines {
        let served = served.get(of).cloned().unwrap_or_default();
        let without: Vec<&String> = fields.difference(&served).collect();
        assert!(
            without.is_empty(),
            "{of} {without:?} have a line and are not there"
        );
    }
    let fields: usize = served.values().map(BTreeSet::len).sum();
    println!("{fields} fields of {} types have a line", served.len());
    // Every line of the policy table is the line of some field.
    let words: BTreeSet<&str> = written()
        .flat_map(|(_, needs, _)| needs.split(['|', '+']))
        .collect();
    for subject in Subject::ALL {
        assert!(words.contains(subject.as_str()), "{subject} has no field");
    }
    for deed in Deed::ALL {
        assert!(words.contains(deed.as_str()), "{deed} has no field");
    }
}

/// How far a role may read it, in one word: the narrowest of what is needed together, the widest of
/// what is needed instead.
fn cell(needs: &Needs, role: Role) -> String {
    let rank = |extent: &Extent| match extent {
        Extent::Nothing => 0,
        Extent::Own => 1,
        Extent::Related => 2,
        Extent::Everything => 3,
    };
    match needs {
        Needs::Public => "EVERYTHING".to_owned(),
        Needs::Part => "as what holds it".to_owned(),
        Needs::OneOf(sets) => {
            let least = |all: &Vec<Word>| all.iter().map(|word| word.extent(role)).min_by_key(rank);
            let widest = sets.iter().filter_map(least).max_by_key(rank);
            widest.unwrap_or(Extent::Nothing).to_string()
        }
    }
}

fn page() -> String {
    let mut page = "# Who may see which field\n\n\
        <!-- Generated; UPDATE_DOCS=1 cargo test --workspace writes it. -->\n\n\
        Every field of the schema, with the lines of [the policy table](policy.md) that must be open \
        to a reader for the field to hold anything: `A|B` is either of them, `A+B` both. PUBLIC is \
        answered to whoever has a token; a PART is as visible as the field that gives it; \
        `Holder/Type` is a part that is less visible there than elsewhere. Integrator and auditor \
        read EVERYTHING, but for mutations. A field, an argument or an input without a line here \
        fails the build, and the crawl of the tests (`cargo test -p tests --test journeys leaks`) \
        checks each line: what a reader may not be told is null, empty or not found in everything \
        that it can ask for, while the integrator is told it.\n\n\
        | type | needs | CUSTOMER | SUPPLIER | fields |\n|---|---|---|---|---|\n"
        .to_owned();
    for (of, needs, fields) in written() {
        let read = Needs::read(needs);
        let cells = [Role::Customer, Role::Supplier].map(|role| cell(&read, role));
        let needs = needs.replace('|', "\\|");
        page += &format!(
            "| {of} | {needs} | {} | {} | {} |\n",
            cells[0],
            cells[1],
            fields.join(" ")
        );
    }
    page
}

#[test]
fn the_page_of_fields() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/visibility.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page()).expect("written");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == page(),
        "docs/visibility.md is out of date: UPDATE_DOCS=1 cargo test --workspace"
    );
}
