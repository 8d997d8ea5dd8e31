//! What the window may ask for. Each command parses, makes one call and translates the answer;
//! rules belong to the engine.

#![expect(
    clippy::let_underscore_must_use,
    reason = "what Tauri's command macro writes, answers included"
)]

pub mod activity;
pub mod agents;
pub mod budgets;
pub mod charts;
pub mod inbox;
pub mod payer;
pub mod searches;
pub mod session;
pub mod statements;
pub mod terms;
pub mod what_if;
pub mod words;

use tauri::State;

use crate::app::App;
use crate::error::IpcError;

type Answer<T> = Result<T, IpcError>;
type Core<'a> = State<'a, App>;
