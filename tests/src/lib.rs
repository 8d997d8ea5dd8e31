//! What the journeys over the real binaries need around them: a private message bus, a
//! notification server and a tray host on it, an agent that speaks plain HTTP, and the window
//! driven through `WebDriver`.

pub mod agent;
pub mod bus;
pub mod notifications;
pub mod process;
pub mod source;
pub mod tray;
pub mod tree;
pub mod until;
