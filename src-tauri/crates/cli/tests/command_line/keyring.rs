//! The system's keyring: a real Secret Service on a bus of its own.

use std::process::Stdio;

use crate::support::{Home, PASSPHRASE, PROGRAM, Ran};

/// Unlocks a new keyring, makes the folder, and serves on a terminal for a moment.
const SESSION: &str = r#"
printf keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"$1" init --passphrase-fd 3 3<<<"$2" >/dev/null || exit 90
"$1" --json doctor
script -qefc "timeout 5 '$1' serve --listen 127.0.0.1:0" /dev/null </dev/null
"#;

#[test]
fn a_folder_made_with_a_keyring_is_served_without_asking_for_the_passphrase() {
    let Some(ran) = with_keyring(SESSION) else {
        return;
    };
    assert!(
        ran.out.contains("The system's keyring opens the keys"),
        "{ran:?}"
    );
    assert!(ran.out.contains(r#"{"ready":true"#), "{ran:?}");
    assert!(!ran.out.contains("assphrase"), "{ran:?}");
}

#[test]
fn a_keyring_that_lost_the_key_falls_back_to_the_passphrase() {
    let lost = SESSION.replace(
        "\"$1\" --json doctor",
        "secret-tool clear service counterfoil; \"$1\" --json doctor",
    );
    let Some(ran) = with_keyring(&lost) else {
        return;
    };
    assert!(
        !ran.out.contains("The system's keyring opens the keys"),
        "{ran:?}"
    );
    assert!(!ran.out.contains(r#"{"ready":true"#), "{ran:?}");
    assert!(ran.out.contains("assphrase"), "{ran:?}");
}

fn with_keyring(script: &str) -> Option<Ran> {
    for program in ["gnome-keyring-daemon", "secret-tool", "dbus-run-session"] {
        if !found(program) {
            eprintln!("SKIPPED: {program} is not installed; `cargo xtask test` installs it");
            return None;
        }
    }
    let home = Home::empty();
    let mut command = home.command("dbus-run-session", &["--", "bash", "-c", script, "bash"]);
    command
        .args([PROGRAM, PASSPHRASE])
        .env("HOME", home.path("."))
        .env_remove("COUNTERFOIL_NO_KEYRING")
        .stdin(Stdio::null());
    Some(Ran::of(command.output()))
}

fn found(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
