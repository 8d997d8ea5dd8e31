//! The gateway through which agents on this machine ask to buy.
//!
//! It listens on loopback only, speaks HTTP/1.1 and JSON, and is given a handle that can make agent
//! sessions and nothing else: there is no value in this crate with which a purchase could be
//! approved or a limit loosened.
//!
//! A request passes, in this order: [`server`] (connection bounds, time-outs, framing) → `guard`
//! (is this a browser or a proxy?) → `routes` → `auth` → `rate` → `body` → `wire` (strict JSON) →
//! the engine. Whatever is refused on the way is answered by a `problem` that says what to do.

pub mod connect;
pub mod mcp;
pub mod openapi;
pub mod server;

mod auth;
mod body;
mod callbacks;
mod claims;
mod config;
mod desk;
mod failure;
mod fetch;
mod guard;
mod polls;
mod problem;
mod rate;
mod reply;
mod routes;
mod wire;

use std::net::SocketAddr;

pub use config::{Addresses, DEFAULT_PORT, FetchConfig, GatewayConfig, Resolve};
pub use server::{Gateway, serve};

/// Why a gateway could not start.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// Other machines could reach the address.
    #[error("{0} is not a loopback address that the gateway serves; use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The port is taken, or may not be used.
    #[error("{address} cannot be listened on: {source}; stop what uses it or choose another port")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gave no threads to serve on.
    #[error(
        "the threads to serve agents could not be started: {0}; end other programs and try again"
    )]
    Threads(std::io::Error),
}

impl GatewayError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotLoopback(_) => "not_loopback",
            Self::Bind { .. } => "port_unavailable",
            Self::Threads(_) => "threads_unavailable",
        }
    }
}
