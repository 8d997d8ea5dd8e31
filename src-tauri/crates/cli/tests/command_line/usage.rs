//! Wrong usage ends with 2, whoever notices it.

use crate::support::Home;

#[test]
fn what_cannot_be_understood_ends_with_two() {
    let home = Home::empty();
    let wrong: [&[&str]; 17] = [
        &[],
        &["aprove"],
        &["approve"],
        &["approve", "agt_00000000000000000000000000000001"],
        &["approve", "1"],
        &["show", "pur_1"],
        &["export"],
        &["export", "--format", "xls", "-o", "x"],
        &["export", "--format", "csv"],
        &["activity", "--limit", "0"],
        &["activity", "--limit", "501"],
        &["pause", "--for", "soon"],
        &["serve", "--listen", "localhost:1"],
        &["serve", "--rate-limit", "0"],
        &["inbox", "--passphrase-fd", "0"],
        &["inbox", "--passphrase-fd", "2"],
        &[
            "reject",
            "pur_00000000000000000000000000000001",
            "--counter-offer",
            "50",
        ],
    ];
    for args in wrong {
        let ran = home.run(args);
        assert_eq!(ran.code, 2, "{args:?} {ran:#?}");
        assert_eq!(ran.out, "", "{args:?}");
    }
}

#[test]
fn wrong_usage_is_told_to_programs_as_an_error() {
    let home = Home::empty();
    let ran = home.run(&["--json", "aprove"]).failed(2);
    let error = ran.error();
    assert_eq!(error["code"], "usage");
    assert!(
        error["message"].as_str().unwrap().contains("aprove"),
        "{error}"
    );
    home.run(&["show", "--json", "pur_1"]).failed(2).error();
}

#[test]
fn help_is_there_for_every_command() {
    let home = Home::empty();
    let help = home.run(&["--help"]).ok();
    help.says("Exit codes")
        .says("--passphrase-fd")
        .says("COUNTERFOIL_DATA_DIR");
    let commands = [
        "init", "serve", "agent", "mandate", "inbox", "approve", "reject", "pause", "resume",
        "activity", "show", "export", "verify", "demo", "doctor",
    ];
    for command in commands {
        help.says(&format!("\n  {command} "));
        home.run(&[command, "--help"])
            .ok()
            .says("Usage: counterfoil");
    }
    for command in ["add", "list", "show", "pause", "resume", "rotate", "remove"] {
        home.run(&["agent", command, "--help"])
            .ok()
            .says("Usage: counterfoil agent");
    }
    for command in ["add", "amend", "list", "show", "revoke", "history"] {
        home.run(&["mandate", command, "--help"])
            .ok()
            .says("Usage: counterfoil mandate");
    }
    home.run(&["--version"]).ok().says("counterfoil 0.");
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let home = Home::made();
    let script = format!(
        "{} inbox | true; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_counterfoil")
    );
    let ran = std::process::Command::new("bash")
        .args(["-c", &script])
        .env("COUNTERFOIL_DATA_DIR", home.data())
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(0));
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), "");
}
