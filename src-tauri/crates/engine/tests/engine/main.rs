//! The engine on real folders and real SQLite.

mod support;

mod journey;
