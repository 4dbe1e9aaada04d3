//! The guards, each taken away: mutants of the source that the leak tests must notice. A list that
//! names text which is no longer there guards nothing, so a test compares it with the source.
//!
//! All of them are built into one copy of the source, and `CONCORDAT_MUTANT` says by its number
//! which one is at work: without it the copy does what the source does.

use std::collections::BTreeMap;
use std::path::Path;

/// A guard, and what takes it away.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// What no longer holds.
    pub what: &'static str,
    /// The file, from the root of the workspace.
    pub file: &'static str,
    /// The text of the guard, once in that file.
    pub text: &'static str,
    /// What stands in its place: `TEXT` is the guard itself, and `GONE` whether it is taken away.
    pub replacement: &'static str,
}

/// The sources below `root` with every mutant built in, by their paths from there.
///
/// # Errors
/// What is wrong when the text of a guard is not there exactly once.
pub fn mutated(root: &Path) -> Result<BTreeMap<&'static str, String>, String> {
    let mut sources: BTreeMap<&'static str, String> = BTreeMap::new();
    for (number, mutant) in MUTANTS.iter().enumerate() {
        let Mutant {
            what,
            file,
            text,
            replacement,
        } = mutant;
        if !sources.contains_key(file) {
            let read = std::fs::read_to_string(root.join(file));
            sources.insert(
                file,
                read.map_err(|error| format!("{what}: {file}: {error}"))?,
            );
        }
        let source = sources.entry(file).or_default();
        let count = source.matches(text).count();
        if count != 1 {
            return Err(format!(
                "{what}: {file} has its text {count} times, and not once"
            ));
        }
        let gone = format!(
            "(std::env::var_os(\"CONCORDAT_MUTANT\").is_some_and(|number| number == \"{number}\"))"
        );
        let replacement = replacement.replace("GONE", &gone).replace("TEXT", text);
        *source = source.replace(text, &replacement);
    }
    Ok(sources)
}

macro_rules! mutants {
    ($($what:literal, $file:literal: $text:literal => $replacement:literal;)+) => {
        /// Every guard.
        pub const MUTANTS: &[Mutant] = &[$(Mutant {
            what: $what,
            file: $file,
            text: $text,
            replacement: $replacement,
        }),+];
    };
}

mutants! {
    // The filter of every table.
    "a supplier reads every component", "entities/src/component.rs":
        "Reader::Supplier(id) => Condition::all().add(Column::SupplierId.eq(id))," =>
        "Reader::Supplier(_) if GONE => visibility::everything(),\nTEXT";
    "a supplier reads every outage", "entities/src/outage.rs":
        "Reader::Supplier(id) => Condition::all().add(Column::SupplierId.eq(id))," =>
        "Reader::Supplier(_) if GONE => visibility::everything(),\nTEXT";
    "a supplier reads every submission", "entities/src/submission.rs":
        "Reader::Supplier(id) => Condition::all().add(Column::SupplierId.eq(id))," =>
        "Reader::Supplier(_) if GONE => visibility::everything(),\nTEXT";
    "organizations in sight are all", "entities/src/organization.rs":
        "Extent::Related => related(Reader::of(reach))," =>
        "Extent::Related if GONE => visibility::everything(),\nTEXT";
    "services in sight are all", "entities/src/service.rs":
        "Condition::all().add(Column::Id.in_subquery(visibility::services_of_supplier(id)))" =>
        "if GONE { visibility::everything() } else { TEXT }";
    "a customer reads every service", "entities/src/service.rs":
        "Reader::Customer(id) => Condition::all().add(Column::CustomerId.eq(id))," =>
        "Reader::Customer(_) if GONE => visibility::everything(),\nTEXT";
    "a supplier reads every supplier agreement", "entities/src/agreement.rs":
        "Reader::Supplier(id) => Condition::any()" =>
        "Reader::Supplier(_) if GONE => visibility::everything(),\nTEXT";
    "a customer reads every customer agreement", "entities/src/agreement.rs":
        "Reader::Customer(id) => Condition::all().add(Column::CustomerId.eq(id))," =>
        "Reader::Customer(_) if GONE => visibility::everything(),\nTEXT";
    "a customer reads the outages of every component", "entities/src/outage.rs":
        "Reader::Customer(id) => Condition::all()" =>
        "Reader::Customer(_) if GONE => visibility::everything(),\nTEXT";
    "a customer reads every component", "entities/src/component.rs":
        "Condition::all().add(Column::Id.in_subquery(visibility::components_of_customer(id)))" =>
        "if GONE { visibility::everything() } else { TEXT }";
    "versions of agreements are not filtered", "entities/src/agreement_version.rs":
        "Condition::all().add(Column::AgreementId.in_subquery(agreement::visible_ids(reach)))" =>
        "if GONE { Condition::all() } else { TEXT }";
    "trees of every service", "entities/src/topology.rs":
        "Reader::Customer(id) => Condition::all()" =>
        "Reader::Customer(_) if GONE => visibility::everything(),\nTEXT";
    "maintenance of every component", "entities/src/maintenance_window.rs":
        "Reader::Supplier(id) => Condition::all()" =>
        "Reader::Supplier(_) if GONE => visibility::everything(),\nTEXT";
    "calendars are not filtered", "entities/src/calendar.rs":
        ".cond_where(agreement_version::visible_to(reach))" =>
        ".cond_where(if GONE { Condition::all() } else { agreement_version::visible_to(reach) })";
    "components of a supplier are those of all", "entities/src/visibility.rs":
        ".and_where(component::Column::SupplierId.eq(supplier))" =>
        ".and_where(if GONE { component::Column::SupplierId.is_not_null() } else { component::Column::SupplierId.eq(supplier) })";

    // What a report shows of itself. The use of another's outage is not here: it has a second guard,
    // since what the outage says is looked up through the reader's own view.
    "a total of one other is shown", "federation/src/report/redact.rs":
        "others_count >= OTHERS_MIN" =>
        "others_count >= (if GONE { 1 } else { OTHERS_MIN })";
    "the shares of others are shown", "federation/src/report/redact.rs":
        "visible.retain(|id, _| own(id));" =>
        "visible.retain(|id, _| GONE || own(id));";
    "the promise is shown", "federation/src/report/redact.rs":
        "figures.hide_promise();" =>
        "if !GONE { figures.hide_promise(); }";
    "downtimes are shown", "federation/src/report/redact.rs":
        "downtimes: sees_downtimes.then_some(Downtimes(assessment))," =>
        "downtimes: (GONE || sees_downtimes).then_some(Downtimes(assessment)),";
    "reports of every component are shown", "federation/src/report/redact.rs":
        "components.retain(|own| sees.component_report(own));" =>
        "components.retain(|own| GONE || sees.component_report(own));";
    "windows of others are shown", "federation/src/report/redact.rs":
        "windows.retain(|window| sees.window(window));" =>
        "windows.retain(|window| GONE || sees.window(window));";
    "uncovered time is shown", "federation/src/report/redact.rs":
        "uncovered: uncovered.filter(|_| sees.at_all(Subject::UncoveredTime))," =>
        "uncovered: uncovered.filter(|_| GONE || sees.at_all(Subject::UncoveredTime)),";
    "agreements of a report are shown", "federation/src/report/redact.rs":
        "agreements: sees_agreement.then_some(agreements)," =>
        "agreements: (GONE || sees_agreement).then_some(agreements),";
    "the error budget is shown", "federation/src/report/redact.rs":
        "let budget = (sees_agreement && sees_downtimes)" =>
        "let budget = (GONE || sees_agreement && sees_downtimes)";
    "every step of an explanation is shown", "federation/src/report/redact.rs":
        ".retain(|step| step.needs.is_none_or(|needs| sees.at_all(needs)));" =>
        ".retain(|step| GONE || step.needs.is_none_or(|needs| sees.at_all(needs)));";
    "caveats about others are shown", "federation/src/report/redact.rs":
        "caveats.retain(|caveat| sees.caveat(caveat));" =>
        "caveats.retain(|caveat| GONE || sees.caveat(caveat));";
    "short stretches may be read", "federation/src/report/redact.rs":
        "PeriodSpec::Between(_) => false," =>
        "PeriodSpec::Between(_) => GONE,";
    "series of days may be read", "federation/src/report/redact.rs":
        "SeriesStep::Day | SeriesStep::Week => false," =>
        "SeriesStep::Day | SeriesStep::Week => GONE,";
    "the target of a series is shown", "federation/src/report/redact.rs":
        "points.iter_mut().for_each(|point| point.required = None);" =>
        "points.iter_mut().filter(|_| !GONE).for_each(|point| point.required = None);";
    "the forecast of a trend is shown", "federation/src/report/redact.rs":
        "trend.trend.forecast = None;" =>
        "if !GONE { trend.trend.forecast = None; }";
    "a statement of a service is shown to suppliers", "federation/src/report/credits/visible.rs":
        "if reach.extent(Subject::CustomerAgreement) == Extent::Nothing =>" =>
        "if !GONE && reach.extent(Subject::CustomerAgreement) == Extent::Nothing =>";

    // The table and what reads it.
    "suppliers read downtimes by the table", "federation/src/authority/policy.rs":
        "Subject::Organization | Subject::Service | Subject::ServiceReport => Extent::Related," =>
        "Subject::DowntimeInterval if GONE => Extent::Related,\nTEXT";
    "suppliers read all outages by the table", "federation/src/authority/policy.rs":
        "Role::Supplier => match subject {" =>
        "TEXT\nSubject::Outage if GONE => Extent::Everything,";
    "customers read all supplier agreements by the table", "federation/src/authority/policy.rs":
        "Role::Customer => match subject {" =>
        "TEXT\nSubject::SupplierAgreement if GONE => Extent::Everything,";
    "a supplier submits for everyone by the table", "federation/src/authority/policy.rs":
        "(Role::Supplier, Deed::SubmitPerformance) => Extent::Own," =>
        "(Role::Supplier, Deed::SubmitPerformance) if GONE => Extent::Everything,\nTEXT";
    "whose data it is is not looked at", "federation/src/authority/mandate.rs":
        "Extent::Own if action.organization() != self.actor.organization() => {" =>
        "Extent::Own if !GONE && action.organization() != self.actor.organization() => {";
    "scopes of writing are not looked at", "federation/src/authority/mandate.rs":
        "if !self.scopes.contains(scope) {" =>
        "if !GONE && !self.scopes.contains(scope) {";
    "scopes of reading are not looked at", "federation/src/authority/reach.rs":
        "if !self.scopes.contains(policy::scope_to_read(subject)) {" =>
        "if !GONE && !self.scopes.contains(policy::scope_to_read(subject)) {";
    "the scope is not demanded", "federation/src/authority/reach.rs":
        "if self.scopes.contains(scope) {" =>
        "if GONE || self.scopes.contains(scope) {";
    "components of others are suggested", "federation/src/intake/ground.rs":
        ".filter(|(_, (_, owner))| *owner == self.supplier)" =>
        ".filter(|(_, (_, owner))| GONE || *owner == self.supplier)";

    // The doors.
    "what is found by identifier is not filtered", "api/src/store/view.rs":
        "let rows = T::Entity::find()\n            .filter(T::visible_to(&self.reach))" =>
        "let rows = T::Entity::find()\n            .filter(if GONE { Condition::all() } else { T::visible_to(&self.reach) })";
    "a count is not filtered", "api/src/store/view.rs":
        "async fn count_of<T: Coded>(&self, filter: &impl Narrow) -> Result<u64, StoreError> {\n        let select = T::Entity::find()\n            .filter(T::visible_to(&self.reach))" =>
        "async fn count_of<T: Coded>(&self, filter: &impl Narrow) -> Result<u64, StoreError> {\n        let select = T::Entity::find()\n            .filter(if GONE { Condition::all() } else { T::visible_to(&self.reach) })";
    "outages are not filtered by the store", "api/src/store/performance.rs":
        "outage::Entity::find().filter(outage::visible_to(&self.reach))" =>
        "if GONE { outage::Entity::find() } else { TEXT }";
    "a batch by identifier is not filtered", "api/src/store/performance.rs":
        "let row = submission::Entity::find()\n            .filter(submission::visible_to(&self.reach))" =>
        "let row = submission::Entity::find()\n            .filter(if GONE { Condition::all() } else { submission::visible_to(&self.reach) })";
    "a key of anyone's is one's own", "api/src/store/submission.rs":
        ".filter(submission::Column::SupplierId.eq(self.supplier()))\n            .filter(submission::Column::IdempotencyKey" =>
        ".filter(if GONE { submission::Column::SupplierId.is_not_null() } else { submission::Column::SupplierId.eq(self.supplier()) })\n            .filter(submission::Column::IdempotencyKey";
    "node() reads as the integrator", "api/src/graphql/query.rs":
        "let view = Asker::of(ctx)?.view();" =>
        "let asker = Asker::of(ctx)?;\nlet view = if GONE { asker.app().store.view(federation::authority::Reach::of_the_computation()) } else { asker.view() };";
    "components of a service are read as the integrator", "api/src/graphql/model/service.rs":
        "asker.view().components_by_id(&ids).await?" =>
        "(if GONE { asker.app().store.view(federation::authority::Reach::of_the_computation()) } else { asker.view() }).components_by_id(&ids).await?";
    "agreements of a component are read as the integrator", "api/src/graphql/model/component.rs":
        "asker.view().agreements_by_id(&ids).await?" =>
        "(if GONE { asker.app().store.view(federation::authority::Reach::of_the_computation()) } else { asker.view() }).agreements_by_id(&ids).await?";
    "the tree is shown to whoever sees the service", "api/src/graphql/model/service.rs":
        "Extent::Nothing | Extent::Related => return Ok(None)," =>
        "Extent::Nothing | Extent::Related if !GONE => return Ok(None),\nExtent::Nothing | Extent::Related => {}";
    "loaders are shared", "api/src/graphql/loader.rs":
        "DataLoader::with_cache(Self { view }, wanted::spawn, cache)" =>
        "static SHARED: std::sync::OnceLock<View> = std::sync::OnceLock::new();\nlet view = if GONE { SHARED.get_or_init(|| view).clone() } else { view };\nTEXT";
    "the seal of a cursor is not looked at", "api/src/graphql/connection.rs":
        "mac.verify_truncated_left(mark).map_err(|_| refused())?;" =>
        "if !GONE { TEXT }";
    "a cursor is good for every reader", "api/src/graphql/context.rs":
        "format!(\"{} {organization} {list}\", self.reach.role())" =>
        "if GONE { return list.to_owned(); }\nTEXT";
    "gaps are surveyed for everyone", "api/src/workflow/survey.rs":
        "Extent::Nothing | Extent::Own | Extent::Related => false," =>
        "Extent::Nothing | Extent::Own | Extent::Related => GONE,";
    "alignment is told to everyone", "api/src/workflow/alignment.rs":
        "Extent::Nothing | Extent::Own | Extent::Related => return Ok(None)," =>
        "Extent::Nothing | Extent::Own | Extent::Related if !GONE => return Ok(None),\nExtent::Nothing | Extent::Own | Extent::Related => {}";
    "the supply side may be varied by everyone", "api/src/workflow/simulation.rs":
        "&& reach.extent(Subject::SupplySimulation) == Extent::Nothing" =>
        "&& !GONE && reach.extent(Subject::SupplySimulation) == Extent::Nothing";
    "simulations are made for everyone", "api/src/graphql/simulation.rs":
        "if asker.demand(subject)? == Extent::Nothing {" =>
        "if asker.demand(subject)? == Extent::Nothing && !GONE {";
    "another's component is told from none", "api/src/workflow/submit.rs":
        "reach.extent(Subject::Component) == Extent::Everything;" =>
        "GONE || reach.extent(Subject::Component) == Extent::Everything;";
    "a token that is over is good", "api/src/auth/claims.rs":
        "if now - expires >= leeway {" =>
        "if !GONE && now - expires >= leeway {";
    "an issuer speaks beyond its binding", "api/src/auth/claims.rs":
        "(Some(bound), Some(said)) if said == bound.as_str() => Ok(Some(bound.clone()))," =>
        "TEXT\n(Some(_), Some(Value::String(code))) if GONE => Ok(code.parse().ok()),";
    "a revoked token is good", "api/src/auth/revocation.rs":
        "match list.covering(marks) {" =>
        "match list.covering(marks).filter(|_| !GONE) {";
    "what a token is narrowed to is not looked at", "federation/src/authority/reach.rs":
        "self.scopes.services()\n" =>
        "self.scopes.services().filter(|_| !GONE)\n";
    "any organization will do for a role", "api/src/auth/caller.rs":
        "Some((_, kind)) if kind != needed => Err(NoCaller::Party(NoParty::OfAnotherKind))," =>
        "Some((_, kind)) if !GONE && kind != needed => Err(NoCaller::Party(NoParty::OfAnotherKind)),";
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{MUTANTS, mutated};

    #[test]
    fn every_guard_is_where_its_mutant_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let sources = mutated(&root).expect("every guard is there once");
        println!("{} guards in {} files", MUTANTS.len(), sources.len());
        for mutant in MUTANTS {
            assert!(mutant.replacement.contains("GONE"), "{}", mutant.what);
        }
        assert!(MUTANTS.len() >= 50);
    }
}
