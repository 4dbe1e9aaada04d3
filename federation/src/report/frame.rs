//! What a service was promised and depends on over a stretch, for whoever computes figures of it.

use chrono_tz::Tz;

use super::assemble::trees_within;
use super::in_force::{InForce, Wanted, in_force, parts};
use crate::evaluation::{EndToEnd, Part, ServiceRollup};
use crate::incident::OutageRegister;
use crate::model::ServiceModel;
use crate::time::Interval;
use crate::topology::Node;
use crate::vocabulary::ServiceId;

/// The agreement versions and trees of a service in force over a stretch.
#[derive(Clone, Debug)]
pub struct ServiceFrame<'a> {
    /// The stretch.
    pub interval: Interval,
    /// The zone of the first agreement version in force in it, whose local days are the days of the
    /// service; UTC without one.
    pub zone: Tz,
    /// The agreement versions with their service time and exclusions, in time order.
    pub parts: Vec<Part<'a>>,
    /// The trees, in time order.
    pub topology: Vec<(Interval, &'a Node)>,
}

/// What `service` was promised and depends on over `interval`; `None` when there is no such service.
#[must_use]
pub fn service_frame(
    model: &ServiceModel,
    service: ServiceId,
    interval: Interval,
) -> Option<ServiceFrame<'_>> {
    model.services.get(&service)?;
    let versions = in_force(model, Wanted::Service(service), interval);
    let (parts, _) = parts(model, &versions, &|span| trees_within(model, service, span));
    Some(ServiceFrame {
        interval,
        zone: zone_of(&versions),
        parts,
        topology: trees_within(model, service, interval),
    })
}

/// The zone of the first version, whose local days are the days of the service; UTC without one.
pub(super) fn zone_of(versions: &[InForce<'_>]) -> Tz {
    let first = versions.first();
    first.map_or(Tz::UTC, |version| version.calendar.zone)
}

/// The current outages, and what is kept of them for a service.
#[derive(Clone, Copy, Debug)]
pub struct ServiceOutages<'a> {
    /// All current outages.
    pub register: &'a OutageRegister,
    /// What the service lost by local day, when that is kept: made by [`ServiceFrame::rollup`] from the
    /// same model, and in step with the register.
    pub rollup: Option<&'a ServiceRollup>,
}

impl ServiceOutages<'_> {
    /// What `look` makes of the rollup of `service` over `interval`: the kept one when it covers that,
    /// and otherwise one made for it. `None` when there is no such service.
    pub(super) fn with_rollup<T>(
        self,
        model: &ServiceModel,
        service: ServiceId,
        interval: Interval,
        look: impl FnOnce(&ServiceRollup) -> T,
    ) -> Option<T> {
        match self.rollup {
            Some(kept) if kept.end_to_end().covers(interval) => Some(look(kept)),
            _ => {
                let frame = service_frame(model, service, interval)?;
                Some(look(&frame.rollup(self.register)))
            }
        }
    }
}

impl ServiceFrame<'_> {
    /// The same made ready for sweeps.
    #[must_use]
    pub fn end_to_end(&self) -> EndToEnd {
        EndToEnd::new(self.interval, &self.parts, &self.topology)
    }

    /// What was lost on each local day of it.
    #[must_use]
    pub fn rollup(&self, register: &OutageRegister) -> ServiceRollup {
        ServiceRollup::new(self.end_to_end(), self.zone, register)
    }
}
