//! What changes something: a verb each, one input, outcomes as data of the payload.

pub mod catalogue;
pub mod revocation;
pub mod submission;

use async_graphql::MergedObject;

/// The mutations.
#[derive(Default, MergedObject)]
pub struct Mutation(
    catalogue::CatalogueMutation,
    revocation::RevocationMutation,
    submission::SubmissionMutation,
);
