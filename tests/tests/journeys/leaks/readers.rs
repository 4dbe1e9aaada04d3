//! Everyone who reads in the world of rivals, and what each must not be told. What may be told to
//! whom is one table, [`WORDS`]; everything else is forbidden.

use std::collections::{BTreeSet, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use federation::authority::{Role, Scope, Scopes};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;

use crate::rivals::Known;

/// What says whose something is, with the letters of those who may be told: the suppliers a, b and d,
/// b's sub-supplier s, the customers x and y. The integrator and auditors are told everything.
///
/// Numbers are durations, prices and targets that one owner has alone; `:37Z` is a second of a
/// minute. A longer word may be told to fewer than a shorter one in it.
const WORDS: &[(&str, &str)] = &[
    ("cnry_a_", "axy"),
    (":11Z", "axy"),
    ("cnry_adeal_", "a"),
    ("cnry_a_source", "axy"),
    ("313131.31", "a"),
    ("31313131", "a"),
    ("cnry_b_", "bsy"),
    (":37Z", "bsy"),
    ("4260", "bsy"),
    ("cnry_b_comp", "by"),
    ("cnry_b_window", "by"),
    ("cnry_b_ext b_comp", "by"),
    ("cnry_b_uc", "b"),
    ("cnry_b_calendar", "b"),
    ("cnry_b_key", "b"),
    ("cnry_b_file", "b"),
    ("cnry_b_sub_uc", "bs"),
    ("cnry_b_sub_calendar", "bs"),
    ("cnry_b_sub_key", "s"),
    ("424242.42", "b"),
    ("42424242", "b"),
    ("97531", "b"),
    ("434343.43", "bs"),
    ("43434343", "bs"),
    ("97642", "bs"),
    ("cnry_d_", "dxy"),
    (":13Z", "dxy"),
    ("3540", "dxy"),
    ("cnry_ddeal_", "d"),
    ("cnry_d_idle_", ""),
    ("323232.32", "d"),
    ("32323232", "d"),
    ("cnry_x_", "x"),
    ("cnry_xsvc_", "adx"),
    ("9997", "x"),
    ("99.97", "x"),
    ("99.970000", "x"),
    ("555111.11", "x"),
    ("55511111", "x"),
    ("cnry_y_", "y"),
    ("cnry_ysvc_", "bsy"),
    ("cnry_shared_", "abdy"),
    ("9876", "y"),
    ("98.76", "y"),
    ("98.760000", "y"),
    ("636363.36", "y"),
    ("63636336", "y"),
    ("646464.46", "y"),
    ("64646446", "y"),
];

/// Who reads, and how much it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// With all scopes of its role: asked everything.
    Whole,
    /// With some scopes: asked everything but the calculator, in one way.
    Narrow,
    /// Without a good token: asked the same, and answered nothing.
    Refused,
}

/// A reader.
pub(crate) struct Reader<'a> {
    pub(crate) name: String,
    pub(crate) actor: Actor<'a>,
    pub(crate) sort: Sort,
    pub(crate) role: Role,
    pub(crate) scopes: Scopes,
    /// Its letter in [`WORDS`]; a blank is told nothing, a star everything.
    letter: char,
    /// Its code: a token tells its own bearer for whom it speaks.
    own: Option<&'static str>,
}

impl<'a> Reader<'a> {
    /// A reader that is asked everything, of whom [`WORDS`] knows nothing: what it must not be told is
    /// said by [`Forbidden::of`].
    pub(crate) fn new(name: &str, actor: Actor<'a>, role: Role, scopes: Scopes) -> Self {
        Self {
            name: name.to_owned(),
            actor,
            sort: Sort::Whole,
            role,
            scopes,
            letter: ' ',
            own: None,
        }
    }
}

/// Everyone: those first who are told the least, so that a leak is found soon.
pub(crate) fn readers(app: &TestApp) -> Vec<Reader<'_>> {
    let party = |letter, role, code: &'static str| {
        let actor = app.actor(role, (role != Role::Auditor).then_some(code));
        Reader {
            name: format!("{role} {code}").to_lowercase(),
            actor,
            sort: Sort::Whole,
            role,
            scopes: Scopes::bundle(role),
            letter,
            own: Some(code),
        }
    };
    let mut readers = vec![
        party('a', Role::Supplier, "cnry_a_org"),
        party('b', Role::Supplier, "cnry_b_org"),
        party('d', Role::Supplier, "cnry_d_org"),
        party('s', Role::Supplier, "cnry_b_sub_org"),
        party('x', Role::Customer, "cnry_x_org"),
        party('y', Role::Customer, "cnry_y_org"),
        party('*', Role::Auditor, "auditor"),
        party('*', Role::Integrator, "hub"),
    ];
    let narrow = |letter, role, code, scopes: Scopes| {
        let mut reader = party(letter, role, code);
        reader.actor = reader.actor.with_scopes(&scopes.to_string());
        let word = if scopes.to_string().is_empty() {
            "no scopes".to_owned()
        } else {
            scopes.to_string()
        };
        reader.name = format!("{} with {word}", reader.name);
        reader.sort = Sort::Narrow;
        reader.scopes = scopes;
        reader
    };
    let bundle = Scopes::bundle(Role::Supplier);
    for scope in bundle.iter() {
        let alone: Scopes = [scope].into_iter().collect();
        readers.push(narrow('a', Role::Supplier, "cnry_a_org", alone));
        let rest: Scopes = bundle.iter().filter(|other| *other != scope).collect();
        readers.push(narrow('a', Role::Supplier, "cnry_a_org", rest));
    }
    // What the role may not do does not become lawful by a scope.
    let greedy: Scopes = Scope::ALL.iter().copied().collect();
    readers.push(narrow('a', Role::Supplier, "cnry_a_org", greedy.clone()));
    readers.push(narrow('x', Role::Customer, "cnry_x_org", greedy));
    for (role, code) in [
        (Role::Supplier, "cnry_a_org"),
        (Role::Customer, "cnry_x_org"),
        (Role::Auditor, "auditor"),
        (Role::Integrator, "hub"),
    ] {
        readers.push(narrow(' ', role, code, Scopes::default()));
    }
    for (name, actor) in [
        ("nobody", app.anonymous()),
        (
            "supplier a, whose token is over",
            app.supplier("cnry_a_org").expired(),
        ),
    ] {
        let mut refused = party(' ', Role::Supplier, "cnry_a_org");
        (refused.name, refused.actor) = (name.to_owned(), actor);
        (refused.sort, refused.own) = (Sort::Refused, None);
        readers.push(refused);
    }
    readers
}

/// What is looked for in everything that a reader is answered.
pub(crate) struct Forbidden {
    words: Vec<&'static str>,
    /// Identifiers, as they are given out and as they are stored.
    names: HashSet<String>,
    own: Option<&'static str>,
}

/// Whether `needle` stands in `text`; a number only where it is not a part of a longer one.
fn stands_in(text: &str, needle: &str) -> bool {
    let digits = needle.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.match_indices(needle).any(|(at, _)| {
        let around = |c: Option<char>| digits && c.is_some_and(|c| c.is_ascii_digit());
        !around(text[..at].chars().next_back()) && !around(text[at + needle.len()..].chars().next())
    })
}

/// The identifier inside a global identifier, as it would be printed.
fn uuid(id: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(id).expect("a global identifier");
    uuid::Uuid::from_slice(&bytes[1..])
        .expect("a UUID")
        .to_string()
}

impl Forbidden {
    /// What `reader` must not be told: the words of others, and the identifiers of what it must not
    /// see.
    pub(crate) fn to(reader: &Reader<'_>, known: &[Known]) -> Self {
        let told = |readers: &str| reader.letter == '*' || readers.contains(reader.letter);
        let hidden = WORDS.iter().filter(|(_, readers)| !told(readers));
        let words: Vec<&'static str> = hidden.map(|(word, _)| *word).collect();
        let hidden = known.iter().filter(|known| {
            let own = reader.own.is_some_and(|own| known.words == own);
            !own && words.iter().any(|word| known.words.contains(word))
        });
        let names = hidden.flat_map(|known| [known.id.clone(), uuid(&known.id)]);
        Self {
            names: names.collect(),
            words,
            own: reader.own.filter(|_| reader.letter == ' '),
        }
    }

    /// These words, and the identifiers of whatever one of them stands in.
    pub(crate) fn of(words: &[&'static str], known: &[Known]) -> Self {
        let hidden = known
            .iter()
            .filter(|known| words.iter().any(|word| known.words.contains(word)));
        let names = hidden.flat_map(|known| [known.id.clone(), uuid(&known.id)]);
        Self {
            names: names.collect(),
            words: words.to_vec(),
            own: None,
        }
    }

    /// Everything that the rival b has alone: to see that there is something to be found.
    pub(crate) fn of_b() -> (Self, [&'static str; 4]) {
        let words = ["cnry_b_", ":37Z", "4260", "424242.42"];
        let forbidden = Self {
            words: words.to_vec(),
            names: HashSet::new(),
            own: None,
        };
        (forbidden, words)
    }

    /// How many texts are looked for.
    pub(crate) fn len(&self) -> usize {
        self.words.len() + self.names.len()
    }

    /// Those that stand in `text`.
    pub(crate) fn found_in(&self, text: &str) -> BTreeSet<String> {
        let without;
        let text = match self.own {
            Some(own) => {
                without = text.replace(own, "");
                &without
            }
            None => text,
        };
        let words = self.words.iter().filter(|word| stands_in(text, word));
        let mut found: BTreeSet<String> = words.map(|word| (*word).to_owned()).collect();
        if !self.names.is_empty() {
            let tokens = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
            let names = tokens.filter(|token| self.names.contains(*token));
            found.extend(names.map(str::to_owned));
        }
        found
    }
}
