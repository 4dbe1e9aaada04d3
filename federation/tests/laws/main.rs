//! Laws that the calculations keep, checked against slow oracles that share no code with them.

mod attribution;
mod composition;
mod oracle;
mod scale;
mod scene;
