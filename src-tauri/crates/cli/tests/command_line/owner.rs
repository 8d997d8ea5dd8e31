//! Where the owner's passphrase may come from, and where never.

use crate::support::{Home, PASSPHRASE};

/// Commands that need the owner, with arguments that are otherwise right.
fn commands(home: &Home) -> Vec<Vec<String>> {
    let file = home.write("mandate.json", crate::support::BOOKS);
    let mandate = home.mandate(crate::support::BOOKS);
    home.connect("Shop");
    let line = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
    vec![
        line("agent add Other"),
        line("agent rotate Shop"),
        line("agent remove Shop"),
        line("agent resume Shop"),
        line("resume"),
        line(&format!("mandate add --file {file}")),
        line(&format!("mandate amend {mandate} --file {file}")),
        line(&format!("mandate revoke {mandate}")),
        line("serve --listen 127.0.0.1:0"),
    ]
}

#[test]
fn without_a_terminal_and_without_a_descriptor_nothing_is_done() {
    let home = Home::made();
    for command in commands(&home) {
        let args: Vec<&str> = command.iter().map(String::as_str).collect();
        home.run(&args)
            .failed(4)
            .says("passphrase")
            .says("--passphrase-fd");
        let args: Vec<&str> = args.into_iter().chain(["--json"]).collect();
        assert_eq!(
            home.run(&args).failed(4).error()["code"],
            "needs_owner",
            "{command:?}"
        );
    }
}

#[test]
fn standard_input_is_never_taken_for_the_passphrase() {
    let home = Home::made();
    for command in commands(&home) {
        let args: Vec<&str> = command.iter().map(String::as_str).collect();
        home.run_with_input(&args, &format!("{PASSPHRASE}\n{PASSPHRASE}\n"))
            .failed(4);
    }
    let agents = home.run(&["--json", "agent", "list"]).ok().json();
    assert_eq!(agents["items"].as_array().unwrap().len(), 1);
    for number in ["0", "1", "2"] {
        let args = ["agent", "add", "Other", "--passphrase-fd", number];
        home.run_with_input(&args, &format!("{PASSPHRASE}\n"))
            .failed(2);
    }
}

#[test]
fn neither_an_argument_nor_the_environment_can_carry_the_passphrase() {
    let home = Home::made();
    home.run(&["agent", "add", "Shop", "--passphrase", PASSPHRASE])
        .failed(2);
    let help = home.run(&["agent", "add", "--help"]).ok();
    assert!(
        !help.out.contains("PASSPHRASE]"),
        "no variable is read: {}",
        help.out
    );
}

#[test]
fn a_wrong_passphrase_does_nothing() {
    let home = Home::made();
    let args = ["--json", "agent", "add", "Shop"];
    let refused = home
        .owner_with("wrong horse battery", &args)
        .failed(4)
        .error();
    assert_eq!(refused["code"], "wrong_passphrase");
    home.owner_with("short", &args).failed(4);
    home.owner_with("", &args).failed(4);
    let agents = home.run(&["--json", "agent", "list"]).ok().json();
    assert_eq!(agents["items"], serde_json::json!([]));
}

#[test]
fn a_descriptor_that_is_not_open_is_named() {
    let home = Home::made();
    let refused = home.run(&["agent", "add", "Shop", "--passphrase-fd", "9"]);
    refused.failed(4).says("descriptor 9");
}

#[test]
fn a_person_is_asked_on_the_terminal_and_may_mistype() {
    let home = Home::made();
    let answers = [
        ("Passphrase:", "wrong horse battery"),
        ("Passphrase:", PASSPHRASE),
    ];
    let ran = home.at_terminal(&["agent", "add", "Shop"], &answers);
    assert_eq!(ran.code, 0, "{ran:#?}");
    ran.says("cfa_");
    assert!(
        !ran.out.contains(PASSPHRASE) && !ran.out.contains("wrong horse"),
        "{ran:#?}"
    );
}
