//! Closed lists of the domain as GraphQL enums. What is agreed, and how agreements fit together.

use async_graphql::Enum;

/// What sort of agreement it is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::AgreementKind")]
pub enum AgreementKind {
    /// Service level agreement with a customer about a service.
    Sla,
    /// Operational level agreement with an internal party about components.
    Ola,
    /// Contract with an external supplier about components.
    UnderpinningContract,
}

/// Whether an agreement version binds.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::AgreementStatus")]
pub enum AgreementStatus {
    /// Being negotiated: never used for a figure.
    Draft,
    /// Signed: used while it is effective.
    Signed,
    /// Ended early: used until its effective end.
    Terminated,
}

/// Whether supplier agreements carry a customer agreement, from best to worst.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::alignment::AlignmentStatus")]
pub enum AlignmentStatus {
    /// They carry it even if everything falls as badly as it can.
    Aligned,
    /// They carry it only if failures fall favourably.
    AtRisk,
    /// They do not carry it.
    Misaligned,
}

/// How every lost second is shared among the suppliers whose components were down.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::AttributionPolicy")]
pub enum AttributionPolicy {
    /// The Shapley value of the loss: each supplier's average marginal part. Sums to the downtime.
    Shapley,
    /// Equally among the suppliers that made a difference. Sums to the downtime.
    SplitEqual,
    /// To the supplier whose relevant component failed first. Sums to the downtime.
    FirstCause,
    /// Whole to each supplier that made a difference: a liability view that is not a sum.
    Full,
}

/// What a step of a chain takes time for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::alignment::ChainStepKind")]
pub enum ChainStepKind {
    /// Working on the ticket.
    Work,
    /// Acknowledging a handoff.
    Ack,
}

/// How a loss between none and full counts as downtime.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::DegradationRule")]
pub enum DegradationRule {
    /// A degraded component counts as up; its degradation is listed.
    AsUp,
    /// Each degraded second counts with its loss.
    Weighted,
    /// A degraded component counts as down.
    AsDown,
}

/// How time counts in which the state of a component is not known.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::MissingDataRule")]
pub enum MissingDataRule {
    /// The figure becomes bounds; a target between them is INDETERMINATE.
    Indeterminate,
    /// Unknown time is downtime.
    CountAsDown,
    /// Any unknown agreed time is a breach.
    CountAsFailure,
}

/// What an agreement makes of a maintenance window.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::WindowStatus")]
pub enum WindowStatus {
    /// Approved and announced in time: its agreed service time is excluded, up to the cap.
    Counted,
    /// Not approved: its downtime counts. Said first, whatever the notice was.
    NotApproved,
    /// Approved, but announced too late or never: its downtime counts.
    LateNotice,
}

/// A day of the week.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "chrono::Weekday")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// What does not fit between a customer agreement and those that underpin it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::alignment::AlignmentFindingKind")]
pub enum AlignmentFindingKind {
    /// A service of which nobody wrote down what it depends on.
    NoDependencyTree,
    /// A dependency without an agreement.
    MissingAgreement,
    /// An agreement that promises no availability.
    NoTarget,
    /// An agreement that begins after the customer's.
    BeginsLater,
    /// An agreement that ends before the customer's.
    ExpiresEarlier,
    /// The supplier may exclude maintenance that the customer's agreement does not.
    MaintenanceNotBackToBack,
    /// The supplier may announce maintenance too late to announce it to the customer in time.
    NoticeShorter,
    /// Months begin at other instants than in the customer's agreement.
    ZoneDiffers,
    /// A sub-supplier without an agreement with its lead supplier about what it delivers.
    SubSupplierNotCovered,
    /// The promised percentages do not make the customer's target.
    AvailabilityNotCarried,
    /// Agreed hours of the customer's that the supplier's agreement does not have.
    HoursNotCovered,
    /// The customer is promised a time that this agreement is silent about.
    NoTimeTarget,
    /// An agreement that does not say how soon a handoff is acknowledged.
    NoHandoffTarget,
    /// The times of a chain of suppliers add up to more than the customer was promised.
    ChainTooLong,
    /// The hours of a chain of suppliers make it later than the customer was promised, though
    /// its times add up to no more.
    DueTooLate,
    /// The customer may be owed more than the suppliers may owe.
    CreditsNotCovered,
}
