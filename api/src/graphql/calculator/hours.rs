//! Agreed service hours over a period, and local times as instants.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use chrono::Timelike;
use federation::report::explain;
use federation::time::local_instant;

use super::calculate;
use super::given::{self, GivenCalendarInput};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::WindowEdge;
use crate::graphql::period::PeriodInput;
use crate::graphql::scalar::{Date, DateTime, TimeInterval};

/// The most stretches that an answer lists.
const STRETCHES_MAX: usize = 1_000;

/// A calendar over a period.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateServiceHoursInput {
    /// The agreed hours.
    calendar: GivenCalendarInput,
    /// The period, at most ten years.
    period: PeriodInput,
    /// The zone that the period is read in; that of the calendar when absent.
    zone: Option<String>,
}

/// A local date and time.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateLocalInstantInput {
    /// The IANA time zone.
    zone: String,
    /// The local date.
    date: Date,
    /// The local time, `HH:MM`.
    time: String,
    /// Which end of a stretch it stands for: the two differ when the time occurs twice.
    edge: WindowEdge,
}

/// The agreed hours in a period.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedServiceHours {
    /// The period as instants.
    period: TimeInterval,
    /// The agreed service time in seconds.
    seconds: i64,
    /// How many separate stretches it has.
    count: usize,
    /// The stretches in time order, at most the first 1,000.
    stretches: Vec<TimeInterval>,
    /// The last stretch. Null when there is none.
    last: Option<TimeInterval>,
    /// How it was calculated.
    explanation: Calculation,
}

/// A local time as an instant.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedLocalInstant {
    /// The instant.
    instant: DateTime,
    /// How it was found.
    explanation: Calculation,
}

impl CalculatedServiceHours {
    fn of(input: CalculateServiceHoursInput) -> Result<Self, Error> {
        let CalculateServiceHoursInput {
            calendar,
            period,
            zone,
        } = input;
        let at = Place::input();
        let calendar = calendar.read(&at.field("calendar"))?;
        let zone = match zone {
            Some(name) => given::zone(&name, &at.field("zone"))?,
            None => calendar.zone,
        };
        let period = given::period(period, zone, &at.field("period"))?;
        let hours = calendar.hours(period);
        let listed = hours.iter().take(STRETCHES_MAX);
        Ok(Self {
            period: period.into(),
            seconds: hours.seconds(),
            count: hours.len(),
            stretches: listed.map(Into::into).collect(),
            last: hours.as_slice().last().copied().map(Into::into),
            explanation: (&explain::service_hours(&calendar, period, &hours)).into(),
        })
    }
}

impl CalculatedLocalInstant {
    fn of(input: CalculateLocalInstantInput) -> Result<Self, Error> {
        let CalculateLocalInstantInput {
            zone: name,
            date: Date(date),
            time: text,
            edge,
        } = input;
        let at = Place::input();
        let zone = given::zone(&name, &at.field("zone"))?;
        let time = chrono::NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| {
            at.field("time").refuse(
                &text,
                "a time of day",
                "write it HH:MM, from 00:00 to 23:59",
            )
        })?;
        let minute = u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0);
        let instant = local_instant(zone, date, minute, edge.into());
        let local = format!("{date}T{}", time.format("%H:%M"));
        let page = explain::local_instant(zone.name(), &local, edge.into(), instant);
        Ok(Self {
            instant: instant.into(),
            explanation: (&page).into(),
        })
    }
}

/// Agreed hours.
#[derive(Default)]
pub struct Hours;

#[Object]
impl Hours {
    /// The agreed service time of a calendar in a period.
    async fn service_hours(
        &self,
        #[graphql(desc = "The calendar and the period.")] input: CalculateServiceHoursInput,
    ) -> Result<CalculatedServiceHours> {
        Ok(calculate(input, CalculatedServiceHours::of).await?)
    }

    /// The instant of a local time, also where the clock is put forward or back.
    async fn local_instant(
        &self,
        #[graphql(desc = "The local time and its zone.")] input: CalculateLocalInstantInput,
    ) -> Result<CalculatedLocalInstant> {
        Ok(calculate(input, CalculatedLocalInstant::of).await?)
    }
}
