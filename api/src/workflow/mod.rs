//! The only staircase between the store and the meaning: load, call what is pure, save. No rule of
//! its own lives here.

pub mod alignment;
pub mod catalogue;
pub mod report;
pub mod submit;
pub mod survey;
