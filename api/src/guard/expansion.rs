//! What a parsed document costs with every fragment written out, without writing any out: each
//! definition is measured once and remembered, counts saturate, and a circle is an error.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

use super::{DocumentLimits, over};
use crate::error::{Error, ErrorCode};

/// The most selection sets inside each other, fragments included: what the engine's own recursion
/// limit takes, so that it never has to refuse what passed here.
const LEVELS_MAX: usize = 32;

/// Measures every definition and compares with the limits.
pub(super) fn check(document: &ExecutableDocument, limits: &DocumentLimits) -> Result<(), Error> {
    let mut survey = Survey::new(&document.fragments, limits);
    let mut total = 0_u64;
    for (_, operation) in document.operations.iter() {
        survey.directives += operation.node.directives.len();
        for variable in &operation.node.variable_definitions {
            survey.directives += variable.node.directives.len();
        }
        let measure = survey.selection_set(&operation.node.selection_set.node, 1)?;
        total = total.saturating_add(measure.selections);
        survey.compare(measure, total)?;
    }
    for name in document.fragments.keys() {
        let measure = survey.fragment(name, 1)?;
        survey.compare(measure, measure.selections)?;
    }
    survey.compare_counts()
}

/// What a selection set costs.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    /// Fields, spreads and inline fragments, with every fragment written out.
    selections: u64,
    /// The deepest nesting of fields.
    depth: usize,
    /// The deepest nesting of selection sets, fragments included.
    levels: usize,
}

enum State {
    Open,
    Measured(Measure),
}

struct Survey<'d> {
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    limits: &'d DocumentLimits,
    measured: HashMap<&'d str, State>,
    aliases: HashMap<&'d str, usize>,
    directives: usize,
    /// How many selections were looked at: never more than are written in the document.
    visits: usize,
}

impl<'d> Survey<'d> {
    fn new(
        fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
        limits: &'d DocumentLimits,
    ) -> Self {
        Self {
            fragments,
            limits,
            measured: HashMap::new(),
            aliases: HashMap::new(),
            directives: 0,
            visits: 0,
        }
    }

    fn selection_set(&mut self, set: &'d SelectionSet, level: usize) -> Result<Measure, Error> {
        self.compare_levels(level)?;
        let mut total = Measure {
            levels: 1,
            ..Measure::default()
        };
        for selection in &set.items {
            self.visits += 1;
            self.directives += selection.node.directives().len();
            let inner = match &selection.node {
                Selection::Field(field) => self.field(&field.node, level)?,
                Selection::InlineFragment(inline) => {
                    self.selection_set(&inline.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?
                }
            };
            total.selections = total
                .selections
                .saturating_add(inner.selections)
                .saturating_add(1);
            total.depth = total.depth.max(inner.depth);
            total.levels = total.levels.max(inner.levels + 1);
        }
        Ok(total)
    }

    fn field(&mut self, field: &'d Field, level: usize) -> Result<Measure, Error> {
        if field.alias.is_some() {
            *self.aliases.entry(&field.name.node).or_default() += 1;
        }
        let set = &field.selection_set.node;
        let inner = if set.items.is_empty() {
            Measure::default()
        } else {
            self.selection_set(set, level + 1)?
        };
        Ok(Measure {
            depth: inner.depth + 1,
            ..inner
        })
    }

    fn fragment(&mut self, name: &'d str, level: usize) -> Result<Measure, Error> {
        match self.measured.get(name) {
            Some(State::Measured(measure)) => {
                self.compare_levels(level + measure.levels - 1)?;
                return Ok(*measure);
            }
            Some(State::Open) => {
                return Err(Error::new(
                    ErrorCode::FragmentCycle,
                    format!("the fragment {name} contains itself"),
                )
                .with_hint(ErrorCode::FragmentCycle.remedy()));
            }
            None => {}
        }
        let Some(fragment) = self.fragments.get(name) else {
            // Whether it exists is for the validation to say; it costs nothing more.
            return Ok(Measure::default());
        };
        self.measured.insert(name, State::Open);
        self.directives += fragment.node.directives.len();
        let measure = self.selection_set(&fragment.node.selection_set.node, level)?;
        self.measured.insert(name, State::Measured(measure));
        Ok(measure)
    }

    fn compare_levels(&self, levels: usize) -> Result<(), Error> {
        if levels > LEVELS_MAX {
            let what = "selections inside each other, fragments included";
            let given = format!("more than {LEVELS_MAX}");
            return Err(over(ErrorCode::QueryTooDeep, what, given, LEVELS_MAX));
        }
        Ok(())
    }

    fn compare(&self, measure: Measure, selections: u64) -> Result<(), Error> {
        let limits = self.limits;
        if measure.depth > limits.query_depth_max {
            return Err(over(
                ErrorCode::QueryTooDeep,
                "fields inside each other",
                measure.depth,
                limits.query_depth_max,
            ));
        }
        if selections > limits.query_selections_max {
            return Err(over(
                ErrorCode::QueryTooComplex,
                "selections with every fragment written out",
                selections,
                limits.query_selections_max,
            ));
        }
        Ok(())
    }

    fn compare_counts(&self) -> Result<(), Error> {
        let limits = self.limits;
        if self.directives > limits.query_directives_max {
            return Err(over(
                ErrorCode::QueryTooManyDirectives,
                "directives",
                self.directives,
                limits.query_directives_max,
            ));
        }
        let most = self.aliases.iter().max_by_key(|(_, count)| **count);
        match most {
            Some((field, count)) if *count > limits.query_aliases_max => Err(over(
                ErrorCode::QueryTooManyAliases,
                &format!("aliases of the field {field}"),
                count,
                limits.query_aliases_max,
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::super::{DocumentLimits, admit};
    use super::{LEVELS_MAX, Survey};
    use crate::settings::Limits;

    fn limits() -> DocumentLimits {
        DocumentLimits::from(&Limits::default())
    }

    fn bomb(fragments: usize, last: &str) -> String {
        let mut text = String::from("{...f0}");
        for n in 0..fragments {
            let inner = n + 1;
            text += &format!(" fragment f{n} on Q {{...f{inner} ...f{inner}}}");
        }
        text + &format!(" fragment f{fragments} on Q {{{last}}}")
    }

    #[track_caller]
    fn check(document: &str, expect: Result<(), &str>) {
        let given = admit(document, &limits());
        let given = given.map(drop).map_err(|r| r.error.code().reason());
        assert_eq!(given, expect, "{document:.200}");
    }

    /// Twenty-nine doublings would be 2^30 visits; the survey looks at each written selection once.
    #[test]
    fn a_fragment_bomb_is_measured_by_looking_at_each_selection_once() {
        let text = bomb(29, "__typename");
        let document = parse_query(&text).expect("GraphQL");
        let limits = limits();
        let mut survey = Survey::new(&document.fragments, &limits);
        let (_, operation) = document.operations.iter().next().expect("an operation");
        let measure = survey
            .selection_set(&operation.node.selection_set.node, 1)
            .expect("measured");
        assert_eq!(survey.visits, 1 + 29 * 2 + 1);
        assert_eq!(measure.selections, (1 << 30) - 1 + (1 << 29));
        check(&text, Err("QUERY_TOO_COMPLEX"));
    }

    #[test]
    fn a_bomb_of_any_shape_is_refused() {
        check(&bomb(20, "...nowhere"), Err("QUERY_TOO_COMPLEX"));
        check(&bomb(LEVELS_MAX, "a"), Err("QUERY_TOO_DEEP"));
        let many_words = DocumentLimits {
            document_tokens_max: 20_000,
            ..limits()
        };
        let refused = admit(&bomb(1_000, "a"), &many_words).expect_err("refused");
        assert_eq!(refused.error.code().reason(), "QUERY_TOO_DEEP");
        let inline = bomb(12, "a").replace("...f12 ...f12", "...{...f12} ...on Q{...f12}");
        check(&inline, Err("QUERY_TOO_COMPLEX"));
        let hidden = bomb(20, "a").replace("{...f0}", "{__schema{...f0}}");
        check(&hidden, Err("QUERY_TOO_COMPLEX"));
        let unused = bomb(20, "a").replace("{...f0}", "{a}");
        check(&unused, Err("QUERY_TOO_COMPLEX"));
    }

    #[test]
    fn circles_are_found_wherever_they_close() {
        check("{...a} fragment a on Q {...a}", Err("FRAGMENT_CYCLE"));
        check(
            "{x} fragment a on Q {x{...b}} fragment b on Q {...{...a}}",
            Err("FRAGMENT_CYCLE"),
        );
        check("{...a ...a} fragment a on Q {x}", Ok(()));
    }

    #[test]
    fn each_limit_is_inclusive() {
        let nested = |depth: usize| "{a".repeat(depth) + &"}".repeat(depth);
        check(&nested(15), Ok(()));
        check(&nested(16), Err("QUERY_TOO_DEEP"));
        check(&nested(60_000 / 3), Err("QUERY_TOO_DEEP"));
        check(
            &format!("{{a(b: {}1{})}}", "[".repeat(20_000), "]".repeat(20_000)),
            Err("QUERY_TOO_DEEP"),
        );
        let inline = |levels: usize| "{a ...".repeat(levels) + "{a" + &"}".repeat(levels + 1);
        check(&inline(LEVELS_MAX - 1), Ok(()));
        check(&inline(LEVELS_MAX), Err("QUERY_TOO_DEEP"));
        let aliases = |count: usize| {
            let fields: String = (0..count).map(|n| format!("a{n}: a ")).collect();
            format!("{{{fields}}}")
        };
        check(&aliases(30), Ok(()));
        check(&aliases(31), Err("QUERY_TOO_MANY_ALIASES"));
        let directives = |count: usize| format!("{{a{}}}", "@include(if:true)".repeat(count));
        check(&directives(20), Ok(()));
        check(&directives(21), Err("QUERY_TOO_MANY_DIRECTIVES"));
        check(&format!("{{{}}}", "a ".repeat(1_998)), Ok(()));
        check(
            &format!("{{{}}}", "a ".repeat(1_999)),
            Err("QUERY_TOO_MANY_TOKENS"),
        );
        check(&format!("{{a}}{}", "#".repeat(65_533)), Ok(()));
        check(
            &format!("{{a}}{}", ",".repeat(65_534)),
            Err("QUERY_TOO_LARGE"),
        );
        check("{a", Err("GRAPHQL_PARSE_FAILED"));
        check("{a} {b}", Err("GRAPHQL_PARSE_FAILED"));
    }
}
