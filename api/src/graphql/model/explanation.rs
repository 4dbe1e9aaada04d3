//! How a figure came to be, what was left out, and what a reader must know beside it.

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use federation::agreement::WindowStatus;
use federation::evaluation::{self as evaluation, OutageStanding};
use federation::incident::Outage as DomainOutage;
use federation::report as domain;
use federation::vocabulary::ComponentId;

use super::component::Component;
use super::outage::Outage;
use crate::graphql::loader;
use crate::graphql::scalar::TimeInterval;

/// How a figure came to be: enough to recompute it by hand.
#[derive(Clone, Debug, SimpleObject)]
pub struct Explanation {
    /// The formula.
    formula: String,
    /// The calculation, step by step, as far as the reader may see what a step rests on.
    steps: Vec<ExplanationStep>,
    /// The outages that made the figure: of those that the reader may see.
    inputs: Vec<OutageUse>,
    /// The outages that were looked at and left out, with the reason: of those that the reader may
    /// see.
    left_out: Vec<OutageUse>,
    /// The maintenance windows that were looked at: of those that the reader may see.
    maintenance: Vec<MaintenanceUse>,
    /// The version of the IANA time zone database that calendars were computed with.
    time_zone_data: String,
    /// The version of the engine.
    engine: String,
}

/// How a figure was calculated that rests on no outages of its own: enough to recompute it by hand.
#[derive(Clone, Debug, SimpleObject)]
pub struct Calculation {
    /// The formula.
    formula: String,
    /// The calculation, step by step.
    steps: Vec<ExplanationStep>,
    /// The version of the IANA time zone database that calendars were computed with.
    time_zone_data: String,
    /// The version of the engine.
    engine: String,
}

impl From<&domain::Explanation> for Calculation {
    fn from(explanation: &domain::Explanation) -> Self {
        let domain::Explanation {
            formula,
            steps,
            time_zone_data,
            engine,
        } = explanation;
        Self {
            formula: formula.clone(),
            steps: steps.iter().map(Into::into).collect(),
            time_zone_data: (*time_zone_data).to_owned(),
            engine: (*engine).to_owned(),
        }
    }
}

/// One step of a calculation.
#[derive(Clone, Debug, SimpleObject)]
pub struct ExplanationStep {
    /// What is done, in words.
    text: String,
    /// What comes out, as a text.
    value: String,
    /// What the value counts.
    unit: Unit,
    /// Where it is from: an agreement version, or the facts.
    source: String,
}

impl From<&domain::ExplanationStep> for ExplanationStep {
    fn from(step: &domain::ExplanationStep) -> Self {
        let domain::ExplanationStep {
            text,
            value,
            unit,
            source,
            needs: _,
        } = step;
        Self {
            text: text.clone(),
            value: value.clone(),
            unit: (*unit).into(),
            source: source.clone(),
        }
    }
}

/// What the value of a step counts.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Percent, cut after six decimals.
    Percent,
    /// A plain number.
    Count,
    /// A word.
    Word,
    /// An instant, RFC 3339 in UTC.
    Instant,
    /// An amount in the decimals of its currency, with the currency's code.
    Money,
}

impl From<domain::Unit> for Unit {
    fn from(unit: domain::Unit) -> Self {
        match unit {
            domain::Unit::Seconds => Self::Seconds,
            domain::Unit::Percent => Self::Percent,
            domain::Unit::Count => Self::Count,
            domain::Unit::Word => Self::Word,
            domain::Unit::Instant => Self::Instant,
            domain::Unit::Money => Self::Money,
        }
    }
}

/// An outage as a figure used it, or why it did not.
#[derive(Clone, Debug, SimpleObject)]
pub struct OutageUse {
    /// The outage.
    outage: Outage,
    /// COUNTED, or why it was left out: NOT_IN_TOPOLOGY, OUTSIDE_PERIOD, OUTSIDE_SERVICE_TIME,
    /// EXCLUDED, UNKNOWN (it only widens the bounds), COUNTED_AS_UP (a degradation that the
    /// agreement counts as up), WITHOUT_EFFECT (redundancy carried it, or others failed too).
    standing: String,
    /// Its seconds in agreed service time.
    agreed_seconds: i64,
    /// Its seconds in excluded service time.
    excluded_seconds: i64,
    /// Its seconds in which it made a difference. Seconds that overlap another outage count for
    /// both, so these do not sum to the downtime.
    counted_seconds: i64,
}

/// A maintenance window as an agreement looked at it.
#[derive(Clone, Debug, SimpleObject)]
pub struct MaintenanceUse {
    /// Its reference.
    reference: String,
    /// The planned stretch.
    interval: TimeInterval,
    /// COUNTED, NOT_APPROVED, or LATE_NOTICE.
    status: String,
    /// Its seconds that were taken out of the agreed service time.
    excluded_seconds: i64,
    /// Its seconds in agreed service time that were not: over the cap, not counted, or carried by
    /// redundancy.
    kept_seconds: i64,
}

impl From<&domain::WindowUse> for MaintenanceUse {
    fn from(window: &domain::WindowUse) -> Self {
        let domain::WindowUse {
            window: _,
            reference,
            subject: _,
            interval,
            status,
            excluded_seconds,
            kept_seconds,
        } = window;
        Self {
            reference: reference.to_string(),
            interval: (*interval).into(),
            status: WindowStatus::as_str(*status).to_owned(),
            excluded_seconds: *excluded_seconds,
            kept_seconds: *kept_seconds,
        }
    }
}

impl Explanation {
    /// The explanation with the outages that may be shown.
    pub fn new<'a>(
        explanation: &domain::Explanation,
        outages: impl Iterator<Item = (&'a DomainOutage, &'a evaluation::OutageUse)>,
        windows: &[domain::WindowUse],
    ) -> Self {
        let domain::Explanation {
            formula,
            steps,
            time_zone_data,
            engine,
        } = explanation;
        let (inputs, left_out) = outages
            .map(|(outage, used)| (used.standing, OutageUse::new(outage, used)))
            .partition::<Vec<_>, _>(|(standing, _)| *standing == OutageStanding::Counted);
        let rows = |pairs: Vec<(OutageStanding, OutageUse)>| {
            pairs.into_iter().map(|(_, input)| input).collect()
        };
        Self {
            formula: formula.clone(),
            steps: steps.iter().map(Into::into).collect(),
            inputs: rows(inputs),
            left_out: rows(left_out),
            maintenance: windows.iter().map(Into::into).collect(),
            time_zone_data: (*time_zone_data).to_owned(),
            engine: (*engine).to_owned(),
        }
    }
}

impl OutageUse {
    fn new(outage: &DomainOutage, used: &evaluation::OutageUse) -> Self {
        let evaluation::OutageUse {
            outage: _,
            component: _,
            standing,
            agreed_seconds,
            excluded_seconds,
            counted_seconds,
        } = used;
        Self {
            outage: outage.clone().into(),
            standing: standing.as_str().to_owned(),
            agreed_seconds: *agreed_seconds,
            excluded_seconds: *excluded_seconds,
            counted_seconds: *counted_seconds,
        }
    }
}

/// Something that a reader must know beside the figures.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Caveat {
    /// What it is about: AGREEMENT_CHANGED, AGREEMENT_MISSING, ATTRIBUTION_SIMPLIFIED,
    /// COMPONENT_WITHOUT_AGREEMENT, CREDIT_CURRENCIES_DIFFER, DEGRADATION_NOT_COUNTED,
    /// MAINTENANCE_NOT_EXCLUDED, OUTAGE_OPEN, PERIOD_OPEN,
    /// TOPOLOGY_CHANGED, TOPOLOGY_MISSING or UNKNOWN_TIME.
    code: String,
    /// It in words.
    message: String,
    /// How many seconds it concerns, where that can be said.
    seconds: Option<i64>,
    #[graphql(skip)]
    component: Option<ComponentId>,
}

impl From<&domain::Caveat> for Caveat {
    fn from(caveat: &domain::Caveat) -> Self {
        let domain::Caveat {
            code,
            message,
            seconds,
            component,
            needs: _,
        } = caveat;
        Self {
            code: code.as_str().to_owned(),
            message: message.clone(),
            seconds: *seconds,
            component: *component,
        }
    }
}

#[ComplexObject]
impl Caveat {
    /// The component it concerns. Null when it is about the whole.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        match self.component {
            Some(component) => loader::component(ctx, component).await,
            None => Ok(None),
        }
    }
}
