//! Agreements, their versions and terms.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use federation::agreement::{AgreementSubject, MaintenanceTerms, Terms};
use federation::authority::Subject;
use federation::report::{AlignmentQuestion, StatementOf};
use federation::vocabulary::CalendarId;

use super::alignment::AlignmentReport;
use super::budget::BurnAlerts;
use super::component::Component;
use super::component_report::ComponentReport;
use super::credit::{CreditStatement, stated};
use super::organization::Organization;
use super::service::Service;
use super::terms::{CreditTerms, TicketTerms, WorkloadLimit};
use super::word::{
    AgreementKind, AgreementStatus, AttributionPolicy, DegradationRule, MissingDataRule,
};
use crate::error::{Error, ErrorCode};
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::node::{Noun, global_id};
use crate::graphql::period::PeriodInput;
use crate::graphql::scalar::{Date, DateTime, Ratio};
use crate::graphql::simulation::burn_instant;
use crate::workflow;

/// What one organization promises another, through all versions. Service level agreements are seen
/// by the integrator, auditors and their customer; the others by the integrator, auditors and their
/// two parties.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Agreement {
    /// Global identifier.
    pub(in crate::graphql) id: ID,
    /// The code that files and other systems refer to it by.
    code: String,
    /// Its name.
    name: String,
    /// What sort of agreement it is.
    kind: AgreementKind,
    #[graphql(skip)]
    domain: federation::agreement::Agreement,
}

impl From<federation::agreement::Agreement> for Agreement {
    fn from(domain: federation::agreement::Agreement) -> Self {
        Self {
            id: global_id(Noun::Agreement, domain.id),
            code: domain.code.to_string(),
            name: domain.name.to_string(),
            kind: domain.kind.into(),
            domain,
        }
    }
}

#[ComplexObject]
impl Agreement {
    /// Who promises. Null when the reader may not see that organization.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.domain.provider).await
    }

    /// Who is promised to. Null when the reader may not see that organization.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.domain.customer).await
    }

    /// For a service level agreement: the service. Null for the others.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        match self.domain.subject {
            AgreementSubject::Service(service) => loader::service(ctx, service).await,
            AgreementSubject::Components(_) => Ok(None),
        }
    }

    /// For the other agreements: the components, each judged alone. Empty for a service level
    /// agreement.
    async fn components(&self, ctx: &Context<'_>) -> Result<Vec<ComponentAgreement>> {
        let AgreementSubject::Components(ids) = &self.domain.subject else {
            return Ok(Vec::new());
        };
        let components = Asker::of(ctx)?.view().components_by_id(ids).await?;
        Ok(components
            .into_iter()
            .map(|component| ComponentAgreement::new(self.domain.clone(), component))
            .collect())
    }

    /// Its versions, by ascending number.
    async fn versions(&self) -> Vec<AgreementVersion> {
        self.domain
            .versions
            .iter()
            .cloned()
            .map(Into::into)
            .collect()
    }

    /// The version that binds at an instant. Null when none does.
    async fn version_at(
        &self,
        #[graphql(desc = "The instant.")] at: DateTime,
    ) -> Option<AgreementVersion> {
        self.domain
            .version_at(at.instant())
            .cloned()
            .map(Into::into)
    }

    /// What it gives back for the missed months that end in a period of its zone. Seen by its
    /// parties, the integrator and auditors.
    async fn credit_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A month, quarter, year, or from and to: at most three years.")]
        period: PeriodInput,
    ) -> Result<Option<CreditStatement>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::CreditStatement)?;
        let of = StatementOf::Agreement(self.domain.id);
        let period = stated(period.spec()?)?;
        let statement =
            workflow::credits::statement(asker.app(), asker.reach(), of, period).await?;
        Ok(statement.map(Into::into))
    }

    /// For a service level agreement: whether the agreements with suppliers carry it, asked before it
    /// is signed and whenever one of them changes. Seen by the integrator and auditors; null for
    /// others, and for agreements about components. NOT_FOUND when there is no such version.
    async fn alignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the version, a draft too; the latest when absent.")]
        version: Option<u32>,
        #[graphql(
            desc = "Whose tree and supplier agreements count; when absent now, or the start \
                          of the version while that is not in force."
        )]
        at: Option<DateTime>,
        #[graphql(
            desc = "Over what agreed hours are compared; the month of that instant when \
                          absent. At most a year."
        )]
        period: Option<PeriodInput>,
    ) -> Result<Option<AlignmentReport>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::Alignment)?;
        let versions = &self.domain.versions;
        if version.is_some_and(|number| versions.iter().all(|of| of.version != number)) {
            return Err(Error::new(ErrorCode::NotFound, "there is no such version").into());
        }
        let question = AlignmentQuestion {
            version,
            at: at.map(DateTime::instant),
            period: period.map(PeriodInput::spec_of_a_year).transpose()?,
        };
        let report =
            workflow::alignment::of_agreement(asker.app(), asker.reach(), self.domain.id, question)
                .await?;
        Ok(report.map(Into::into))
    }
}

/// One version of an agreement.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AgreementVersion {
    /// Its number, from 1.
    version: u32,
    /// Whether it binds.
    status: AgreementStatus,
    /// The first second that it is in force.
    effective_from: DateTime,
    /// The first second that it is no longer in force. Null when no end is agreed.
    effective_to: Option<DateTime>,
    /// The availability that was promised, as a share of the agreed service time. Null when the
    /// agreement only reports.
    availability_target: Option<Ratio>,
    /// How a partial loss counts.
    degradation: DegradationRule,
    /// How unknown time counts.
    missing_data: MissingDataRule,
    /// How lost time is shared among suppliers.
    attribution_policy: AttributionPolicy,
    /// Which planned maintenance is taken out of the agreed service time. Null when none is.
    maintenance: Option<Maintenance>,
    /// What a missed availability gives back. Null when nothing.
    credits: Option<CreditTerms>,
    /// What is promised about tickets. Null when nothing.
    tickets: Option<TicketTerms>,
    /// How much work the promises hold for, each measure once. Empty when that is not limited.
    workload_limits: Vec<WorkloadLimit>,
    #[graphql(skip)]
    calendar_id: CalendarId,
}

/// Which planned maintenance an agreement takes out of the agreed service time.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct Maintenance {
    /// How long before its start a window must have been notified, in seconds.
    notice_seconds: i64,
    /// The most excluded seconds in a calendar month of the agreement's zone. Null when unlimited.
    cap_seconds_per_month: Option<i64>,
}

impl From<federation::agreement::AgreementVersion> for AgreementVersion {
    fn from(domain: federation::agreement::AgreementVersion) -> Self {
        let federation::agreement::AgreementVersion {
            id: _,
            version,
            status,
            effective,
            calendar,
            terms,
        } = domain;
        let Terms {
            availability_target,
            degradation,
            missing_data,
            attribution,
            maintenance,
            credits,
            tickets,
            workload_limits,
        } = terms;
        Self {
            version,
            status: status.into(),
            effective_from: effective.from.into(),
            effective_to: effective.to.map(Into::into),
            availability_target: availability_target.map(|target| target.fraction().into()),
            degradation: degradation.into(),
            missing_data: missing_data.into(),
            attribution_policy: attribution.into(),
            maintenance: maintenance.map(|terms| {
                let MaintenanceTerms {
                    notice_seconds,
                    cap_seconds_per_month,
                } = terms;
                Maintenance {
                    notice_seconds,
                    cap_seconds_per_month,
                }
            }),
            credits: credits.map(Into::into),
            tickets: tickets.map(Into::into),
            workload_limits: workload_limits.into_iter().map(Into::into).collect(),
            calendar_id: calendar,
        }
    }
}

#[ComplexObject]
impl AgreementVersion {
    /// The agreed service hours; their zone is the zone of the agreement's periods.
    async fn calendar(&self, ctx: &Context<'_>) -> Result<Option<Calendar>> {
        let model = Asker::of(ctx)?.service_model().await?;
        Ok(model
            .calendars
            .get(&self.calendar_id)
            .cloned()
            .map(Into::into))
    }
}

/// Agreed service hours. Seen by whoever sees an agreement that uses them.
#[derive(Clone, Debug, SimpleObject)]
pub struct Calendar {
    /// The code that files refer to it by.
    code: String,
    /// The IANA time zone of its local times.
    zone: String,
    /// The weekly windows. Null is around the clock, an empty list is never.
    weekly: Option<Vec<WeeklyWindow>>,
    /// Local dates without service.
    closed_dates: Vec<Date>,
}

/// A local window that begins on each of some weekdays.
#[derive(Clone, Debug, SimpleObject)]
pub struct WeeklyWindow {
    /// The weekdays that it begins on: MON to SUN.
    days: Vec<String>,
    /// Local start, HH:MM.
    start: String,
    /// Local end, HH:MM up to 24:00; not after the start means the next date.
    end: String,
}

impl From<federation::model::NamedCalendar> for Calendar {
    fn from(domain: federation::model::NamedCalendar) -> Self {
        let federation::model::NamedCalendar {
            id: _,
            code,
            calendar,
        } = domain;
        let federation::time::Calendar {
            zone,
            weekly,
            closed_dates,
        } = calendar;
        let windows = |windows: Vec<federation::time::WeeklyWindow>| {
            let window = |window: federation::time::WeeklyWindow| WeeklyWindow {
                days: window
                    .days()
                    .iter()
                    .map(|day| day.to_string().to_uppercase())
                    .collect(),
                start: window.start_text(),
                end: window.end_text(),
            };
            windows.into_iter().map(window).collect()
        };
        Self {
            code: code.to_string(),
            zone: zone.name().to_owned(),
            weekly: weekly.map(windows),
            closed_dates: closed_dates.into_iter().map(Date).collect(),
        }
    }
}

/// A component as one agreement promises it.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct ComponentAgreement {
    /// The agreement.
    agreement: Agreement,
    /// The component.
    component: Component,
    #[graphql(skip)]
    domain: (
        federation::agreement::Agreement,
        federation::model::ServiceComponent,
    ),
}

impl ComponentAgreement {
    /// A component under an agreement that promises it.
    pub fn new(
        agreement: federation::agreement::Agreement,
        component: federation::model::ServiceComponent,
    ) -> Self {
        Self {
            agreement: agreement.clone().into(),
            component: component.clone().into(),
            domain: (agreement, component),
        }
    }
}

#[ComplexObject]
impl ComponentAgreement {
    /// The component judged under this agreement alone, over a period of the agreement's zone. Seen
    /// by the integrator, auditors, and the supplier that delivers the component.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
    ) -> Result<Option<ComponentReport>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::ComponentReport)?;
        let (agreement, component) = &self.domain;
        let report = workflow::report::of_component(
            asker.app(),
            asker.reach(),
            agreement.id,
            component.id,
            period.spec()?,
        )
        .await?;
        Ok(report.map(Into::into))
    }

    /// How fast the error budget of the component burns at an instant, and whether somebody should be
    /// called. Null without a target in force then. Seen by whoever sees the report.
    async fn burn_alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant, not ahead of now; now when absent.")] at: Option<DateTime>,
    ) -> Result<Option<BurnAlerts>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::ComponentReport)?;
        let at = burn_instant(&asker, at)?;
        let (agreement, component) = &self.domain;
        let about = (agreement.id, component.id);
        let burn = workflow::burn::of_component(asker.app(), asker.reach(), about, at).await?;
        Ok(burn.as_ref().map(Into::into))
    }
}
