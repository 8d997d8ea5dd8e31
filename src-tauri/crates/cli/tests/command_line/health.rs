//! `doctor` and `demo`

use crate::support::Home;

#[test]
fn doctor_names_what_is_fine_and_what_to_do_about_the_rest() {
    let home = Home::made();
    let free = "--listen=127.0.0.1:0";
    let human = home.run(&["doctor", free]).ok();
    for name in [
        "disk",
        "folder",
        "record",
        "keyring",
        "clock",
        "notifications",
        "gateway",
    ] {
        human.says(name);
    }
    human.says("all verified").says("→ ");
    let checks = home.run(&["--json", "doctor", free]).ok().json();
    for check in checks["items"].as_array().unwrap() {
        assert_ne!(check["result"], "failed", "{check}");
        assert_eq!(
            check["result"] != "ok",
            check["remedy"].is_string(),
            "{check}"
        );
    }
}

#[test]
fn doctor_works_before_there_is_anything() {
    let home = Home::empty();
    home.run(&["doctor", "--listen=127.0.0.1:0"])
        .ok()
        .says("counterfoil init");
    assert!(!home.data().exists());
}

#[test]
fn doctor_works_beside_a_running_gateway_and_finds_it() {
    let home = Home::made();
    let serving = home.serve();
    home.run(&["doctor"])
        .ok()
        .says(&format!("serves {}", serving.url));
}

#[test]
fn doctor_finds_a_folder_open_to_others_and_a_taken_port() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::made();
    std::fs::set_permissions(home.data(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("--listen={}", taken.local_addr().unwrap());
    let ran = home.run(&["doctor", &listen]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    ran.says("chmod go-rwx")
        .says("cannot be used")
        .says("Something is wrong: folder, gateway");
}

#[test]
fn the_demo_tells_a_story_and_leaves_nothing() {
    let home = Home::empty();
    let told = home.run(&["demo"]).ok();
    for words in [
        "authorized at once",
        "HTTP 404: no agent can",
        "rejected: ",
        "denied: ",
        "intact: ",
    ] {
        told.says(words);
    }
    assert!(!home.data().exists());
    let steps = home.run(&["--json", "demo"]).ok().json();
    assert_eq!(steps["ok"], true);
    let folder = steps["data_dir"].as_str().unwrap();
    assert!(!std::path::Path::new(folder).exists());
    assert!(
        steps["steps"]
            .as_array()
            .unwrap()
            .iter()
            .all(|step| step["ok"] == true)
    );
}

#[test]
fn the_demo_can_be_kept_and_looked_into() {
    let home = Home::empty();
    let folder = home.path("data");
    home.run(&["demo", "--keep", &folder])
        .ok()
        .says("The folder is kept");
    home.run(&["activity"])
        .ok()
        .says("[sandbox]")
        .says("nordlicht-books.example");
    home.run(&["verify"]).ok().says("Intact");
    home.run(&["demo", "--keep", &folder])
        .failed(1)
        .says("already");
}
