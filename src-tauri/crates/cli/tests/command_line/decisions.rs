//! `inbox`, `approve`, `reject`, `show`: from an agent's request to its authorization.

use serde_json::json;

use crate::support::{BOOKS, Home, PASSPHRASE, purchase};

#[test]
fn the_owner_approves_and_the_agent_gets_its_authorization() {
    let home = Home::made();
    let token = home.connect("Shop");
    home.mandate(BOOKS);
    let serving = home.serve();
    home.run(&["inbox"]).ok().says("Nothing waits for you");
    let id = serving.bought(&token, "one", "84.90", "pending");
    home.run(&["inbox"])
        .ok()
        .says(&id)
        .says("84.90 EUR")
        .says("over the automatic limit");
    let inbox = home.run(&["--json", "inbox"]).ok().json();
    assert_eq!(inbox["items"][0]["id"], id);
    assert_eq!(inbox["items"][0]["amount"], "84.90");
    assert_eq!(inbox["items"][0]["reasons"][0]["code"], "over_auto");

    home.run(&["approve", &id]).failed(4);
    let approved = home.owner(&["approve", &id]).ok();
    approved
        .says("84.90 EUR to nordlicht-books.example")
        .says("Agent")
        .says("Shop");
    approved.says("1 × Field guide").says("Approved 84.90 EUR");
    let (_, answer) = serving.get(&token, &format!("/v1/purchases/{id}?wait=10"));
    let (_, answer) = if answer["status"] == "approved" {
        serving.get(&token, &format!("/v1/purchases/{id}?wait=10"))
    } else {
        (200, answer)
    };
    assert_eq!(answer["status"], "authorized", "{answer}");
    assert_eq!(
        answer["authorization"].as_str().unwrap().split('.').count(),
        3
    );

    home.owner(&["approve", &id]).failed(1).says("too late");
    let shown = home.run(&["--json", "show", &id]).ok().json();
    assert_eq!(shown["decision"]["by"], "owner");
    assert!(shown["timeline"].as_array().unwrap().len() >= 3);
    assert!(
        shown["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["check"] != "failed")
    );
    home.run(&["show", &id])
        .ok()
        .says("Timeline")
        .says("Evidence")
        .says("decision_signature");
}

#[test]
fn a_person_sees_the_card_before_approving_it() {
    let home = Home::made();
    let token = home.connect("Shop");
    let serving = home.serve();
    let id = serving.bought(&token, "one", "84.90", "pending");
    let cancelled = home.at_terminal(&["approve", &id], &[("to approve exactly this", "\u{3}")]);
    assert_ne!(cancelled.code, 0, "{cancelled:#?}");
    assert_eq!(
        home.run(&["--json", "inbox"]).ok().json()["items"][0]["status"],
        "pending"
    );
    let answers = [("to approve exactly this", PASSPHRASE)];
    let ran = home.at_terminal(&["--json", "approve", &id], &answers);
    assert_eq!(ran.code, 0, "{ran:#?}");
    let card = ran
        .out
        .find("84.90 EUR to nordlicht-books.example")
        .unwrap();
    assert!(
        card < ran.out.find("to approve exactly this").unwrap(),
        "{ran:#?}"
    );
}

#[test]
fn the_answer_for_programs_holds_the_card_that_was_approved() {
    let home = Home::made();
    let token = home.connect("Shop");
    let serving = home.serve();
    let id = serving.bought(&token, "one", "84.90", "pending");
    let approved = home.owner(&["--json", "approve", &id]).ok().json();
    assert_eq!(approved["status"], "approved");
    assert_eq!(approved["decided_by"], "owner");
    assert_eq!(approved["card"]["amount"], "84.90");
    assert_eq!(approved["card"]["view_hash"].as_str().unwrap().len(), 64);
    let shown = home.run(&["--json", "show", &id]).ok().json();
    assert_eq!(shown["shown"]["view_hash"], approved["card"]["view_hash"]);
}

#[test]
fn a_rejection_reaches_the_agent_with_reason_and_counter_offer() {
    let home = Home::made();
    let token = home.connect("Shop");
    let serving = home.serve();
    let id = serving.bought(&token, "one", "84.90", "pending");
    let offer = r#"{"max_amount":"50.00","note":"used is fine"}"#;
    let args = [
        "--json",
        "reject",
        &id,
        "--reason",
        "Too much",
        "--counter-offer",
        offer,
    ];
    let rejected = home.run(&args).ok().json();
    assert_eq!(rejected["status"], "rejected");
    let (_, answer) = serving.get(&token, &format!("/v1/purchases/{id}?wait=10"));
    assert_eq!(answer["decision"]["reason"], "Too much");
    assert_eq!(answer["decision"]["code"], "rejected_by_owner");
    let offered = &answer["decision"]["counter_offer"];
    assert_eq!(offered["max_amount"], "50.00");
    assert_eq!(offered["note"], "used is fine");
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "get_purchase", "arguments": {"purchase_id": id}}});
    let (_, told) = serving.call(&token, &call);
    let told = &told["result"]["structuredContent"];
    assert_eq!(told["decision"], answer["decision"], "the same through MCP");
    home.run(&["show", &id])
        .ok()
        .says("Too much")
        .says("at most 50.00");
    let again = home.run(&["--json", "reject", &id]).failed(1).error();
    assert_eq!(again["code"], "already_decided");
    let other = serving.bought(&token, "two", "84.90", "pending");
    home.run(&[
        "reject",
        &other,
        "--counter-offer",
        r#"{"max_amount":"1,00"}"#,
    ])
    .failed(1);
    home.run(&["reject", &other])
        .ok()
        .says("Rejected 84.90 EUR");
}

#[test]
fn what_was_rejected_and_is_tried_again_says_so_and_lists_every_attempt() {
    let home = Home::made();
    let token = home.connect("Shop");
    let other = home.connect("Travel");
    home.mandate(BOOKS);
    let serving = home.serve();
    let first = serving.bought(&token, "one", "84.90", "pending");
    home.run(&["reject", &first]).ok();
    let (_, theirs) = serving.buy(&other, "one", "84.90");
    assert_eq!(theirs["status"], "pending", "{theirs}");
    assert!(!theirs.to_string().contains(&first), "{theirs}");
    let (_, own) = serving.buy(&token, "two", "84.90");
    assert_eq!(own["again_of"], first);

    let again = theirs["id"].as_str().unwrap();
    let shown = home.run(&["--json", "show", again]).ok().json();
    assert_eq!(shown["again_of"], first);
    assert_eq!(shown["attempts"].as_array().unwrap().len(), 3);
    home.run(&["show", &first])
        .ok()
        .says("Tried 3 times")
        .says(again);
    home.owner(&["approve", again])
        .ok()
        .says("tried before, you rejected it on")
        .says(&first);
}

#[test]
fn what_no_rate_can_count_says_so_before_it_is_approved_and_counts_once_there_is_one() {
    let home = Home::made();
    let token = home.connect("Shop");
    home.mandate(BOOKS);
    let serving = home.serve();
    let mut foreign = purchase("100.00");
    foreign["currency"] = json!("SEK");
    let ask = |key: &str| {
        let (_, asked) = serving.post(&token, key, "/v1/purchases", &foreign);
        assert_eq!(
            asked["evaluation"]["reasons"][0]["code"], "no_rate",
            "{asked}"
        );
        asked["id"].as_str().unwrap().to_owned()
    };
    let left = || {
        let list = home.run(&["--json", "mandate", "list"]).ok().json();
        list["items"][0]["periods"][0]["left"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (first, second) = (ask("one"), ask("two"));
    home.owner(&["approve", &first])
        .ok()
        .says("in no limit of Books: there is no rate from SEK to EUR")
        .says("counterfoil rates set SEK EUR RATE");
    assert_eq!(left(), "150.00");
    home.owner(&["rates", "set", "SEK", "EUR", "0.09"]).ok();
    home.owner(&["approve", &second]).ok();
    assert_eq!(left(), "141.00");
}

#[test]
fn what_a_rule_refuses_cannot_be_approved() {
    let home = Home::made();
    let token = home.connect("Shop");
    home.mandate(BOOKS);
    let serving = home.serve();
    let denied = serving.bought(&token, "one", "350.00", "denied");
    home.owner(&["approve", &denied]).failed(1);
    let waiting = serving.bought(&token, "two", "84.90", "pending");
    home.run(&["pause"]).ok();
    let refused = home.owner(&["--json", "approve", &waiting]);
    assert_eq!(refused.code, 1, "{refused:#?}");
    assert_eq!(
        home.run(&["--json", "show", &waiting]).ok().json()["status"],
        "pending"
    );
}

#[test]
fn a_purchase_that_is_not_there_is_not_found() {
    let home = Home::made();
    let id = "pur_00000000000000000000000000000001";
    for command in ["approve", "reject", "show"] {
        let missing = home.run(&["--json", command, id]).failed(1).error();
        assert_eq!(missing["code"], "not_found", "{command}");
    }
}

#[test]
fn an_agents_text_has_no_power_over_the_terminal() {
    let home = Home::made();
    let token = home.connect("Shop");
    let serving = home.serve();
    let mut hostile = purchase("9.90");
    hostile["merchant"]["name"] = json!("Pay\u{202e}lap \u{200b}חנות");
    hostile["reason"] = json!("APPROVED \u{2714}\nTotal: 1.00 EUR");
    let (code, answer) = serving.post(&token, "one", "/v1/purchases", &hostile);
    assert_eq!(code, 201, "{answer}");
    let id = answer["id"].as_str().unwrap();
    for args in [vec!["inbox"], vec!["show", id], vec!["activity"]] {
        let out = home.run(&args).ok().out;
        assert!(!out.contains(['\u{1b}', '\u{202e}', '\u{200b}']), "{out:?}");
        assert_eq!(
            out.matches('\u{2068}').count(),
            out.matches('\u{2069}').count(),
            "{out:?}"
        );
        let whole = out.contains("\u{2068}Paylap חנות\u{2069}");
        assert!(whole || args == ["activity"], "only a table cuts: {out:?}");
    }
    let card = home.owner(&["approve", id]).ok();
    card.says("The agent says (reason): \"APPROVED ✔ Total: 1.00 EUR\"");
    card.says("hidden characters were removed");
    assert!(!card.out.contains('\u{1b}'), "{card:#?}");
}
