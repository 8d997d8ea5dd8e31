//! Where the gateway listens and how patient it is.

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_engine::{Clock, SystemClock};

use crate::GatewayError;

/// The port that agents know.
pub const DEFAULT_PORT: u16 = 7402;

/// How a gateway is set up. Start from the default and change what differs.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// Where to listen: `127.0.0.1` or `[::1]`; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Requests per second and agent, with a burst of four times that; `None` for no limit.
    pub rate: Option<NonZeroU32>,
    /// How long a client may take to send its headers, to send its body, to take an answer, and to
    /// sit idle between requests.
    pub patience: Duration,
    /// How many connections are kept; above that the one idle for longest is closed.
    pub connections: usize,
    /// What the times in a request are held against; the engine's own clock.
    pub clock: Arc<dyn Clock>,
    /// How calls are made for agents.
    pub fetch: FetchConfig,
}

/// How calls are made for agents whose budgets let them be.
#[derive(Clone, Debug)]
pub struct FetchConfig {
    /// Where the addresses of hosts come from.
    pub resolve: Arc<dyn Resolve>,
    /// How long connecting may take.
    pub connect: Duration,
    /// How long the head of an answer may take.
    pub answer: Duration,
    /// The same for a call that carries a payment.
    pub paid_answer: Duration,
    /// How long nothing may come of a body.
    pub stall: Duration,
    /// How long a whole body may take.
    pub whole: Duration,
}

/// Where the addresses of hosts come from.
pub trait Resolve: Debug + Send + Sync {
    /// The addresses of a host by its name.
    fn resolve(&self, host: String) -> Addresses;
}

/// The addresses, once they are known.
pub type Addresses = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// This system's own names.
#[derive(Debug)]
struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, host: String) -> Addresses {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|socket| socket.ip()).collect())
        })
    }
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            resolve: Arc::new(SystemNames),
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            paid_answer: Duration::from_mins(2),
            stall: Duration::from_secs(10),
            whole: Duration::from_mins(1),
        }
    }
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT)),
            rate: NonZeroU32::new(50),
            patience: Duration::from_secs(10),
            connections: 512,
            clock: Arc::new(SystemClock),
            fetch: FetchConfig::default(),
        }
    }
}

impl GatewayConfig {
    /// The default, listening elsewhere.
    pub fn at(listen: SocketAddr) -> Self {
        Self {
            listen,
            ..Self::default()
        }
    }

    /// Refuses every address that other machines could reach, or that the `Host` check would not
    /// know.
    pub(crate) fn check(&self) -> Result<(), GatewayError> {
        let ip = self.listen.ip();
        let known = ip == IpAddr::V4(Ipv4Addr::LOCALHOST) || ip == IpAddr::V6(Ipv6Addr::LOCALHOST);
        if known {
            Ok(())
        } else {
            Err(GatewayError::NotLoopback(self.listen))
        }
    }
}
