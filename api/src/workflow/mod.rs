//! The only staircase between the store and the meaning: load, call what is pure, save. No rule of
//! its own lives here.

pub mod alignment;
pub mod burn;
pub mod catalogue;
pub mod credits;
pub mod report;
pub mod revocation;
pub mod series;
pub mod simulation;
pub mod submit;
pub mod survey;
