//! Laws that the calculations keep, checked against slow oracles that share no code with them.

mod aggregates;
mod agreement_parts;
mod alignment;
mod attribution;
mod clocks;
mod composition;
mod credits;
mod end_to_end;
mod handoff_states;
mod handoffs;
mod oracle;
mod percent_only;
mod register;
mod rollup;
mod scale;
mod scene;
mod series;
mod worked_examples;
