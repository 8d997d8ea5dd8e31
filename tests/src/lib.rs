//! What the journeys over the real binaries need around them: a private message bus, a
//! notification server and a tray host on it, an agent that speaks plain HTTP, and the window
//! driven through `WebDriver`.
#![expect(
    clippy::indexing_slicing,
    reason = "indexing JSON never panics, and this code is there for tests only"
)]
#![expect(
    clippy::disallowed_types,
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "methods of D-Bus look as the specification and the macro that serves them want"
)]

pub mod agent;
pub mod authorization;
pub mod bench;
pub mod bus;
pub mod demo;
pub mod desktop;
pub mod folder;
pub mod notifications;
pub mod past;
pub mod process;
pub mod request;
pub mod slider;
pub mod source;
pub mod stage;
pub mod tray;
pub mod tree;
pub mod until;
pub mod window;
