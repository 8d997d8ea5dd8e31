//! Agents that buy within a rule, as fast as they can.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::program::{Buyer, Program};
use super::verdict::{Acks, Verdict, invented, lost};
use crate::failure::Failure;

/// How many agents ask at the same time.
pub(super) const AT_ONCE: usize = 4;

/// What a rush of buyers came to.
#[derive(Default)]
pub(super) struct Rush {
    /// Each key that was sent, answered or not.
    pub(super) sent: Vec<String>,
    /// What was acknowledged as authorized.
    pub(super) acks: Acks,
    /// Answers that were neither.
    pub(super) odd: Vec<String>,
}

impl Rush {
    /// Everybody asks again and again until then, or until the gateway is gone.
    pub(super) fn until(end: Instant, buyer: &Buyer, name: &str) -> Self {
        let all = Mutex::new(Self::default());
        std::thread::scope(|scope| {
            for lane in 0..AT_ONCE {
                let all = &all;
                scope.spawn(move || {
                    let mut own = Self::default();
                    own.asks(end, buyer, &format!("{name}-{lane}"));
                    if let Ok(mut all) = all.lock() {
                        all.sent.extend(own.sent);
                        all.acks.extend(own.acks);
                        all.odd.extend(own.odd);
                    }
                });
            }
        });
        all.into_inner().unwrap_or_default()
    }

    fn asks(&mut self, end: Instant, buyer: &Buyer, name: &str) {
        let mut nth: u64 = 0;
        while Instant::now() < end {
            let key = format!("{name}-{nth}");
            nth = nth.saturating_add(1);
            self.sent.push(key.clone());
            let Some(answer) = buyer.ask(&key, "0.01") else {
                return;
            };
            match answer.authorized() {
                Some(id) => {
                    self.acks.insert(key, id);
                }
                None => self
                    .odd
                    .push(format!("{key}: {} {}", answer.status, answer.body)),
            }
        }
    }
}

impl crate::call::Answer {
    /// The purchase, where it was authorized.
    pub(super) fn authorized(&self) -> Option<String> {
        let authorized =
            self.body["status"] == "authorized" && self.body["authorization"].is_string();
        let id = self.body["id"].as_str().map(str::to_owned);
        id.filter(|_| authorized)
    }
}

/// Each purchase that a rule approved is in the record, once, with its authorization.
pub(super) fn approved_by_rules(program: &Program, part: Duration) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::of("approved by rules");
    let limits = serde_json::json!({ "auto_up_to": "1.00" });
    let token = program.agent("Fast agent", &limits)?;
    let gateway = program.serve()?;
    let buyer = Buyer {
        address: gateway.address,
        token,
        shop: "Alder Tools",
    };
    let begun = Instant::now();
    let rush = Rush::until(begun.checked_add(part).unwrap_or(begun), &buyer, "fast");
    let seconds = usize::try_from(begun.elapsed().as_secs())
        .unwrap_or(1)
        .max(1);
    gateway.kill();
    let rows = program.rows("Fast agent")?;
    verdict.some("acknowledged", rush.acks.len());
    verdict.count(
        "a second",
        rush.acks.len().checked_div(seconds).unwrap_or(0),
    );
    verdict.faults(rush.odd);
    verdict.faults(lost(&rush.acks, &rows));
    verdict.faults(invented(rush.sent.len(), &rows));
    verdict.faults(program.verified()?);
    Ok(verdict)
}
