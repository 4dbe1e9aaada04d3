//! Laws that the calculations keep, checked against slow oracles that share no code with them.

mod aggregates;
mod agreement_parts;
mod alignment;
mod attribution;
mod clock_changes;
mod clocks;
mod composition;
mod credits;
mod custody;
mod end_to_end;
mod handoff_states;
mod handoffs;
mod histories;
mod intervals;
mod oracle;
mod percent_only;
mod register;
mod reports;
mod rollup;
mod sameness;
mod scale;
mod scene;
mod series;
mod service_model;
mod worked_examples;
