//! `init`, and what every command needs before it.

use crate::support::{Home, PASSPHRASE, mode};

#[test]
fn a_new_folder_is_the_owners_alone() {
    let home = Home::empty();
    home.owner(&["init"])
        .ok()
        .says("Created")
        .says("counterfoil/");
    assert_eq!(mode(&home.data()), 0o700);
    for file in ["counterfoil.db", "keys.json"] {
        assert_eq!(mode(&home.data().join(file)), 0o600, "{file}");
    }
}

#[test]
fn a_new_folder_is_told_to_programs_too() {
    let home = Home::empty();
    let made = home.owner(&["init", "--json"]).ok().json();
    assert_eq!(made["data_dir"], home.data().to_str().unwrap());
    assert!(
        made["ledger_key"]
            .as_str()
            .unwrap()
            .starts_with("counterfoil/")
    );
}

#[test]
fn a_folder_is_never_made_twice() {
    let home = Home::made();
    let before = std::fs::read(home.data().join("keys.json")).unwrap();
    home.owner(&["init"])
        .failed(1)
        .says("already")
        .says("--data-dir");
    assert_eq!(
        home.owner(&["--json", "init"]).failed(1).error()["code"],
        "data_exists"
    );
    assert_eq!(
        std::fs::read(home.data().join("keys.json")).unwrap(),
        before
    );
}

#[test]
fn a_short_passphrase_makes_nothing() {
    let home = Home::empty();
    let refused = home
        .owner_with("short", &["--json", "init"])
        .failed(1)
        .error();
    assert_eq!(refused["code"], "weak_passphrase");
    assert!(!home.data().exists());
}

#[test]
fn a_person_types_a_new_passphrase_twice() {
    let home = Home::empty();
    let again = ("again:", "something else");
    let ran = home.at_terminal(&["init"], &[("characters):", PASSPHRASE), again]);
    assert_eq!(ran.code, 4, "{ran:#?}");
    ran.says("The two passphrases differ");
    assert!(!home.data().exists());
    let ran = home.at_terminal(
        &["init"],
        &[("characters):", PASSPHRASE), ("again:", PASSPHRASE)],
    );
    assert_eq!(ran.code, 0, "{ran:#?}");
    assert!(!ran.out.contains(PASSPHRASE), "it is never shown");
    home.owner(&["agent", "add", "Shop"]).ok();
}

#[test]
fn without_data_every_command_says_how_to_begin() {
    let home = Home::empty();
    let id = "pur_00000000000000000000000000000001";
    let commands: [&[&str]; 10] = [
        &["inbox"],
        &["agent", "list"],
        &["mandate", "list"],
        &["approve", id],
        &["reject", id],
        &["pause"],
        &["activity"],
        &["show", id],
        &["verify"],
        &["serve"],
    ];
    for command in commands {
        home.run(command)
            .failed(1)
            .says("no Counterfoil data")
            .says("counterfoil init");
        let args: Vec<&str> = command.iter().copied().chain(["--json"]).collect();
        assert_eq!(
            home.run(&args).failed(1).error()["code"],
            "no_data",
            "{command:?}"
        );
    }
    assert!(!home.data().exists(), "looking makes nothing");
}
