//! Laws that the calculations keep, checked against slow oracles that share no code with them.

mod agreement_parts;
mod attribution;
mod composition;
mod oracle;
mod percent_only;
mod scale;
mod scene;
mod worked_examples;
