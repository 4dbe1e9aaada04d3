//! Laws that the calculations keep, checked against slow oracles that share no code with them.

mod aggregates;
mod agreement_parts;
mod alignment;
mod attribution;
mod clocks;
mod composition;
mod credit_exposures;
mod credit_money;
mod credit_scene;
mod credit_statements;
mod credits;
mod handoff_states;
mod handoffs;
mod oracle;
mod percent_only;
mod scale;
mod scene;
mod worked_examples;
