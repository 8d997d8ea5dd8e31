//! An agent with a token of its own tries to do what only the owner may.

use serde_json::{Value, json};

use super::program::{Buyer, Program, purchase};
use super::verdict::Verdict;
use crate::call::Call;
use crate::failure::Failure;

const SHOP: &str = "Fjord Maps";

/// What an agent could try to do with a purchase that waits.
const TRIES: [&str; 10] = [
    "approve",
    "authorize",
    "decide",
    "decision",
    "undo",
    "reject",
    "confirm",
    "presented",
    "raise",
    "unlock",
];

/// What it could try to do with everything else.
const PLACES: [&str; 12] = [
    "/v1/mandates",
    "/v1/agents",
    "/v1/resume",
    "/v1/pause",
    "/v1/unlock",
    "/v1/ledger",
    "/v1/inbox",
    "/v1/owner",
    "/v1/settings",
    "/v1/rates",
    "/v1/export",
    "/v1/backup",
];

/// No request of an agent decides, and what waits goes on waiting.
pub(super) fn decided_by_an_agent(program: &Program) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::of("an agent approves its own purchase");
    let limits = json!({ "auto_up_to": "1.00" });
    let token = program.agent("Sly agent", &limits)?;
    let other = program.agent("Other agent", &limits)?;
    let gateway = program.serve()?;
    let of = |token: &str, shop| Buyer {
        address: gateway.address,
        token: token.to_owned(),
        shop,
    };
    let (sly, other) = (of(&token, SHOP), of(&other, "Grove Lamps"));
    let id = asked(&sly, "mine");
    let theirs = asked(&other, "theirs");
    let (Some(id), Some(theirs)) = (id, theirs) else {
        verdict.fault("nothing waits for the owner");
        return Ok(verdict);
    };
    let mut tries = 0_usize;
    for call in tried(&id, &theirs) {
        tries = tries.saturating_add(1);
        let answer = sly.send(&call);
        // A page that is not there, a method that is not served, a body that is not understood.
        if answer
            .as_ref()
            .is_none_or(|answer| (400..500).contains(&answer.status))
        {
            continue;
        }
        let answer = answer.map(|answer| (answer.status, answer.body));
        verdict.fault(format!(
            "{} {} was answered {answer:?}",
            call.method, call.path
        ));
    }
    for (buyer, id) in [(&sly, &id), (&other, &theirs)] {
        let now = buyer.send(&Call::get(format!("/v1/purchases/{id}")));
        if now.is_none_or(|now| now.body["status"] != "pending") {
            verdict.fault(format!("{id} waits no more"));
        }
    }
    gateway.kill();
    verdict.some("tries", tries);
    for agent in ["Sly agent", "Other agent"] {
        let rows = program.rows(agent)?;
        if rows.iter().any(|row| row.status != "pending") {
            verdict.fault(format!("{agent}: {rows:?}"));
        }
    }
    verdict.faults(program.verified()?);
    Ok(verdict)
}

/// A purchase that waits.
fn asked(buyer: &Buyer, key: &str) -> Option<String> {
    let answer = buyer.ask(key, "50.00")?;
    let waits = answer.body["status"] == "pending";
    answer.body["id"]
        .as_str()
        .filter(|_| waits)
        .map(str::to_owned)
}

fn tried(id: &str, theirs: &str) -> Vec<Call> {
    let call = |method, path: String, body: Option<Value>| Call {
        method,
        path,
        token: None,
        key: None,
        body,
    };
    let says = || Some(json!({ "approved": true, "status": "approved", "presence": true }));
    let mut all = Vec::new();
    for purchase in [id, theirs] {
        for what in TRIES {
            for method in ["POST", "PUT", "PATCH"] {
                all.push(call(
                    method,
                    format!("/v1/purchases/{purchase}/{what}"),
                    says(),
                ));
            }
        }
        for method in ["PUT", "PATCH", "DELETE"] {
            all.push(call(method, format!("/v1/purchases/{purchase}"), says()));
        }
    }
    all.push(call("GET", format!("/v1/purchases/{theirs}"), None));
    all.push(call(
        "POST",
        format!("/v1/purchases/{theirs}/cancel"),
        Some(json!({})),
    ));
    for place in PLACES {
        for (method, body) in [("GET", None), ("POST", says()), ("DELETE", None)] {
            all.push(call(method, place.to_owned(), body));
        }
    }
    for name in ["approved", "status", "mandate", "authorization", "scope"] {
        let mut body = purchase(SHOP, "50.00");
        body[name] = json!("approved");
        all.push(Call::post("/v1/purchases", body).with_key(&format!("with-{name}")));
    }
    all
}
