//! The gateway is killed in the middle of its work, again and again.

use std::time::{Duration, Instant};

use super::buyers::Rush;
use super::program::{Buyer, Program};
use super::verdict::{Acks, Verdict, invented, lost};
use crate::failure::Failure;

/// So many keys of each round are sent again after the restart.
const AGAIN: usize = 40;

/// What was acknowledged before a kill is there after it, and a key that is sent again gives the same
/// purchase, whether it was answered or not.
pub(super) fn killed(program: &Program, part: Duration) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::of("killed and started again");
    let limits = serde_json::json!({ "auto_up_to": "1.00" });
    let token = program.agent("Unlucky agent", &limits)?;
    let begun = Instant::now();
    let (mut kills, mut sent, mut again): (usize, usize, usize) = (0, 0, 0);
    let mut acks = Acks::new();
    let mut before: Vec<String> = Vec::new();
    loop {
        let gateway = program.serve()?;
        let buyer = Buyer {
            address: gateway.address,
            token: token.clone(),
            shop: "Elm Garden",
        };
        for key in std::mem::take(&mut before) {
            again = again.saturating_add(1);
            let id = buyer
                .ask(&key, "0.01")
                .and_then(|answer| answer.authorized());
            let Some(id) = id else {
                verdict.fault(format!("{key} was not authorized when it was sent again"));
                continue;
            };
            let first = acks.entry(key.clone()).or_insert_with(|| id.clone());
            if *first != id {
                verdict.fault(format!("{key} was {first}, and {id} after a restart"));
            }
        }
        if kills > 0 && begun.elapsed() >= part {
            break;
        }
        let rush = crash(gateway, &buyer, kills);
        kills = kills.saturating_add(1);
        sent = sent.saturating_add(rush.sent.len());
        verdict.faults(rush.odd);
        let unanswered = rush.sent.iter().filter(|key| !rush.acks.contains_key(*key));
        before.extend(unanswered.chain(rush.acks.keys()).take(AGAIN).cloned());
        acks.extend(rush.acks);
    }
    let rows = program.rows("Unlucky agent")?;
    verdict.some("kills", kills);
    verdict.some("acknowledged", acks.len());
    verdict.some("sent again", again);
    verdict.faults(lost(&acks, &rows));
    verdict.faults(invented(sent, &rows));
    verdict.faults(program.verified()?);
    Ok(verdict)
}

/// Buyers rush until the gateway dies under them.
fn crash(gateway: super::program::Gateway, buyer: &Buyer, nth: usize) -> Rush {
    let now = Instant::now();
    let end = now.checked_add(Duration::from_secs(5)).unwrap_or(now);
    // From the first moments to well into the work, a different moment each time.
    let moment = nth.saturating_mul(73).checked_rem(400).unwrap_or(0);
    let moment = Duration::from_millis(u64::try_from(moment).unwrap_or(0).saturating_add(20));
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(moment);
            gateway.kill();
        });
        Rush::until(end, buyer, &format!("kill{nth}"))
    })
}
