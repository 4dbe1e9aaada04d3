//! The journeys, all in one program: they share one PostgreSQL server. Each runs on both databases.

mod migrations;
