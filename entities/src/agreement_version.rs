//! The table `agreement_versions`.

use federation::agreement::{AgreementVersion, MaintenanceTerms, Target, Terms};
use federation::authority::Reach;
use federation::vocabulary::{AgreementId, Rational};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Set};

use crate::row::{self, Row, RowError};
use crate::{agreement, agreement_terms, agreement_tickets};

const TABLE: &str = "agreement_versions";

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_versions")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The agreement.
    pub agreement_id: Uuid,
    /// Its number, from 1.
    pub version: i64,
    /// The word of its status.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// The first second in force.
    pub effective_from_second: i64,
    /// The first second no longer in force.
    pub effective_to_second: Option<i64>,
    /// The agreed service hours.
    pub calendar_id: Uuid,
    /// The numerator of the target.
    pub target_numerator: Option<i64>,
    /// The denominator of the target.
    pub target_denominator: Option<i64>,
    /// The word of its degradation rule.
    #[sea_orm(column_type = "Text")]
    pub degradation: String,
    /// The word of its missing data rule.
    #[sea_orm(column_type = "Text")]
    pub missing_data: String,
    /// The word of its attribution policy.
    #[sea_orm(column_type = "Text")]
    pub attribution: String,
    /// The notice for maintenance; NULL when no maintenance is excluded.
    pub maintenance_notice_seconds: Option<i64>,
    /// The cap on maintenance.
    pub maintenance_cap_seconds: Option<i64>,
    /// What a missed availability gives back, as JSON; NULL when nothing.
    #[sea_orm(column_type = "Text", nullable)]
    pub credits: Option<String>,
    /// What is promised about tickets, as JSON; NULL when nothing.
    #[sea_orm(column_type = "Text", nullable)]
    pub tickets: Option<String>,
    /// The workload limits, as JSON; NULL when there is none.
    #[sea_orm(column_type = "Text", nullable)]
    pub workload_limits: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The version of a row.
///
/// # Errors
/// [`RowError`] when a value of the row means nothing.
pub fn raise(model: Model) -> Result<AgreementVersion, RowError> {
    let Model {
        id,
        agreement_id: _,
        version,
        status,
        effective_from_second,
        effective_to_second,
        calendar_id,
        target_numerator,
        target_denominator,
        degradation,
        missing_data,
        attribution,
        maintenance_notice_seconds,
        maintenance_cap_seconds,
        credits,
        tickets,
        workload_limits,
    } = model;
    let row = Row {
        table: TABLE,
        id: &id,
    };
    let maintenance = match (maintenance_notice_seconds, maintenance_cap_seconds) {
        (Some(notice_seconds), cap_seconds_per_month) => Some(MaintenanceTerms {
            notice_seconds,
            cap_seconds_per_month,
        }),
        (None, None) => None,
        (None, Some(_)) => {
            return Err(row.bad("maintenance_cap_seconds", "is set without a notice"));
        }
    };
    Ok(AgreementVersion {
        id: id.into(),
        version: row.count("version", version)?,
        status: row.read("status", &status)?,
        effective: row::effective(effective_from_second, effective_to_second),
        calendar: calendar_id.into(),
        terms: Terms {
            availability_target: raise_target(row, target_numerator, target_denominator)?,
            degradation: row.read("degradation", &degradation)?,
            missing_data: row.read("missing_data", &missing_data)?,
            attribution: row.read("attribution", &attribution)?,
            maintenance,
            credits: agreement_terms::raise_credits(row, credits.as_deref())?,
            tickets: agreement_tickets::raise_tickets(row, tickets.as_deref())?,
            workload_limits: agreement_tickets::raise_workload_limits(
                row,
                workload_limits.as_deref(),
            )?,
        },
    })
}

fn raise_target(
    row: Row<'_>,
    numerator: Option<i64>,
    denominator: Option<i64>,
) -> Result<Option<Target>, RowError> {
    match (numerator, denominator) {
        (None, None) => Ok(None),
        (Some(numerator), Some(denominator)) if denominator > 0 => {
            Target::from_fraction(Rational::new(numerator, denominator))
                .map(Some)
                .map_err(|error| row.bad("target_numerator", error))
        }
        (_, _) => Err(row.bad("target_denominator", "makes no fraction")),
    }
}

/// The row of `version` of `agreement`.
///
/// # Errors
/// [`RowError`] when its target does not fit two 64-bit integers.
pub fn lower(agreement: AgreementId, version: &AgreementVersion) -> Result<ActiveModel, RowError> {
    let AgreementVersion {
        id,
        version,
        status,
        effective,
        calendar,
        terms,
    } = version;
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
    let row = Row { table: TABLE, id };
    let target = availability_target
        .as_ref()
        .map(|target| {
            let too_large = || row.bad("target_numerator", "does not fit 64 bits");
            target.fraction().to_i64_pair().ok_or_else(too_large)
        })
        .transpose()?;
    let maintenance = maintenance.as_ref();
    Ok(ActiveModel {
        id: Set((*id).into()),
        agreement_id: Set(agreement.into()),
        version: Set((*version).into()),
        status: Set(status.to_string()),
        effective_from_second: Set(effective.from.unix_seconds()),
        effective_to_second: Set(effective.to.map(|to| to.unix_seconds())),
        calendar_id: Set((*calendar).into()),
        target_numerator: Set(target.map(|(numerator, _)| numerator)),
        target_denominator: Set(target.map(|(_, denominator)| denominator)),
        degradation: Set(degradation.to_string()),
        missing_data: Set(missing_data.to_string()),
        attribution: Set(attribution.to_string()),
        maintenance_notice_seconds: Set(maintenance.map(|terms| terms.notice_seconds)),
        maintenance_cap_seconds: Set(maintenance.and_then(|terms| terms.cap_seconds_per_month)),
        credits: Set(credits.as_ref().map(agreement_terms::lower_credits)),
        tickets: Set(tickets.as_ref().map(agreement_tickets::lower_tickets)),
        workload_limits: Set(agreement_tickets::lower_workload_limits(workload_limits)),
    })
}

/// The rows that `reach` covers: those of readable agreements.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all().add(Column::AgreementId.in_subquery(agreement::visible_ids(reach)))
}
