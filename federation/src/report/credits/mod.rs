//! Credits on real agreements: what an agreement gives back month by month, and what of a
//! customer's credit suppliers bear (C13).
//!
//! How months are decided:
//! - A month belongs to the period that it ends in, so that the statements of periods that tile add
//!   up. It is judged whole, in the zone of the agreement. Months that have not begun are left out.
//! - The version in force at the end of a month decides it: its credits are asked about the
//!   availability of the whole month, against the promise pooled over the versions in force, as every
//!   report pools it. A month that met its promise owes nothing whatever its bands say.
//! - Where the agreement is in force for part of a month, that part of the charge is due.
//! - What unknown time leaves open is not owed: a breach that is certain owes what is owed at the
//!   upper bound, and a month that is open or undecided is PENDING and owes nothing yet. Beside it
//!   stands what it would be at worst, at the lower bound. Under COUNT_AS_FAILURE unknown time is a
//!   failure by agreement, so the lower bound is what is owed.
//! - A credit is rounded once: the total of a month, at most the at-risk amount; its lines sum to it.
//!
//! | file | what lives in it |
//! |---|---|
//! | `month` | calendar months by name |
//! | `judged` | levels judged month by month |
//! | `score` | what the bands of an agreement make of a judgement |
//! | `monthly` | one month: which version decides it, its lines, its cap, what is earned back |
//! | `statement` | months, totals and the statement |
//! | `passing` | one month of a customer's credit passed through to suppliers |
//! | `exposure` | months, totals and the exposure |
//! | `told` | the explanations |
//! | `visible` | who may see a statement or an exposure |

mod exposure;
mod judged;
mod month;
mod monthly;
mod passing;
mod score;
mod statement;
mod told;
mod visible;

pub use exposure::{
    CreditExposure, ExposureMonth, ExposureTotal, RecoveredUnder, SupplierExposure,
    credit_exposure, needs_of_credit_exposure,
};
pub use score::{CreditScore, CreditStatus};
pub use statement::{
    CreditLevel, CreditLine, CreditMonth, CreditStatement, CreditTotal, StatementOf,
    credit_statement, needs_of_credit_statement,
};
pub use visible::{visible_exposure, visible_statement};
