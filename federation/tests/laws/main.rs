//! Laws that the calculations keep, checked against slow oracles that share no code with them.

mod aggregates;
mod agreement_parts;
mod alignment;
mod attribution;
mod clocks;
mod composition;
mod credits;
mod handoff_states;
mod handoffs;
mod oracle;
mod percent_only;
mod promises;
mod scale;
mod scene;
mod underpinned_world;
mod underpinning;
mod worked_examples;
