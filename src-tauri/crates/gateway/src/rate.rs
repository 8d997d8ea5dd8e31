//! How often one agent may call: a steady rate with a burst of four times that. Keyed by agent,
//! because on loopback all callers share one address.

use std::num::NonZeroU32;

use counterfoil_domain::ids::AgentId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use hyper::StatusCode;

use crate::problem::Problem;

const BURST_SECONDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);

/// The shared limiter of all agents.
#[derive(Debug)]
pub(crate) struct Rate {
    limiter: DefaultKeyedRateLimiter<AgentId>,
    clock: DefaultClock,
}

impl Rate {
    /// So many requests per second and agent.
    pub(crate) fn per_second(rate: NonZeroU32) -> Self {
        let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(BURST_SECONDS));
        Self {
            limiter: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request of `agent`.
    pub(crate) fn count(&self, agent: AgentId) -> Result<(), Problem> {
        self.limiter.check_key(&agent).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            let seconds = wait.as_secs().saturating_add(1);
            Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "This agent calls too often.",
                format!("Wait {seconds} s. To follow a purchase, use ?wait=30 instead of polling."),
            )
            .retry_after(seconds)
        })
    }
}
