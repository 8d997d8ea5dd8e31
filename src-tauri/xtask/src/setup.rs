//! What a machine with only Rust and Node still needs.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Debian's and Ubuntu's packages: to build the desktop app, to drive it without a display, to look
/// at what it shows, to try it with agents' own libraries and in a network without a way out, and to
/// read its exports with the programs that they are for.
const PACKAGES: [&str; 21] = [
    "build-essential",
    "curl",
    "dbus",
    "dbus-x11",
    "fonts-dejavu-core",
    "gnome-keyring",
    "hledger",
    "imagemagick",
    "iproute2",
    "libayatana-appindicator3-dev",
    "librsvg2-bin",
    "librsvg2-dev",
    "libsecret-tools",
    "libwebkit2gtk-4.1-dev",
    "openssl",
    "pkg-config",
    "poppler-utils",
    "python3-venv",
    "webkit2gtk-driver",
    "xauth",
    "xvfb",
];

/// The browser of the UI's journeys, under the names that systems give it.
const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The oldest Node that the tools of the user interface accept.
const NODE_MAJOR: u32 = 20;

/// Installs what is missing; asks before it uses sudo.
pub fn everything() -> Result<()> {
    rust_components()?;
    node()?;
    if cfg!(target_os = "linux") {
        system_packages()?;
    }
    ui_packages()?;
    browser()
}

/// Where the browser of the UI's journeys is.
pub fn chromium() -> Option<PathBuf> {
    if let Some(path) = CHROMIUM.into_iter().find_map(shell::find) {
        return Some(path);
    }
    let ask = "console.log(require('@playwright/test').chromium.executablePath())";
    let mut node = shell::command("node", &["-e", ask]);
    node.current_dir(shell::root().join("ui"));
    let path = PathBuf::from(shell::read(&mut node)?.trim());
    path.is_file().then_some(path)
}

/// Ubuntu has no package with a browser that runs in a container; Playwright brings its own.
fn browser() -> Result<()> {
    if chromium().is_some() {
        return Ok(());
    }
    let mut install = shell::npm(&["exec", "--", "playwright", "install", "chromium"]);
    shell::run(&mut install)
}

/// The packages of the user interface, again only when the lock file has changed.
fn ui_packages() -> Result<()> {
    let ui = shell::root().join("ui");
    let lock = fs::read(ui.join("package-lock.json")).context("ui/package-lock.json")?;
    let stamp = shell::target().join("stamps").join("package-lock.json");
    if ui.join("node_modules").is_dir() && fs::read(&stamp).is_ok_and(|before| before == lock) {
        return Ok(());
    }
    // Some registries lack the packages of other systems that the lock file has to name for
    // `npm ci`; an install that changes no file takes the same versions without asking for them.
    if shell::read(&mut shell::npm(&["ci", "--no-audit", "--no-fund"])).is_none() {
        println!("npm ci refused the lock file; installing the versions that it names");
        let install = ["install", "--no-save", "--no-audit", "--no-fund"];
        shell::run(&mut shell::npm(&install))?;
    }
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(stamp, lock)?;
    Ok(())
}

fn rust_components() -> Result<()> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if shell::read(&mut shell::cargo(&[tool, "--version"])).is_some() {
            continue;
        }
        if !shell::has("rustup") {
            bail!("`cargo {tool}` is missing; install {component} for this toolchain");
        }
        shell::run(&mut shell::command(
            "rustup",
            &["component", "add", component],
        ))?;
    }
    Ok(())
}

fn node() -> Result<()> {
    let version = shell::read(&mut shell::command("node", &["--version"])).unwrap_or_default();
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        Some(_) => bail!(
            "Node {} is too old; install {NODE_MAJOR} or newer",
            version.trim()
        ),
        None => bail!("Node is missing; install {NODE_MAJOR} or newer from https://nodejs.org"),
    }
}

fn system_packages() -> Result<()> {
    if !shell::has("dpkg-query") || !shell::has("apt-get") {
        return other_systems();
    }
    let mut missing: Vec<&str> = PACKAGES
        .into_iter()
        .filter(|package| !is_installed(package))
        .collect();
    if is_debian() && chromium().is_none() {
        missing.push("chromium");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    let install = format!(
        "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends {packages}"
    );
    let root = shell::read(&mut shell::command("id", &["-u"])).is_some_and(|id| id.trim() == "0");
    if root {
        println!("Installing {packages}");
        return shell::run(&mut shell::command("sh", &["-c", &install]));
    }
    let by_hand = format!("sudo sh -c '{install}'");
    if !shell::has("sudo") {
        bail!("these packages are missing; as root, run:\n  {install}");
    }
    let unattended = std::env::var("CI").is_ok_and(|value| value == "true");
    if !unattended && !agreed(&missing)? {
        bail!("nothing was installed; run this yourself, then try again:\n  {by_hand}");
    }
    shell::run(&mut shell::command("sudo", &["sh", "-c", &install]))
}

/// Other systems name their packages differently: say what is needed and leave it to the owner
/// of the machine. What matters is what can be built, so that is what is looked for.
fn other_systems() -> Result<()> {
    let mut builds = shell::command("pkg-config", &["--exists", "webkit2gtk-4.1", "librsvg-2.0"]);
    if shell::read(&mut builds).is_some() && shell::has("Xvfb") && shell::has("WebKitWebDriver") {
        return Ok(());
    }
    let hint = if shell::has("dnf") {
        "sudo dnf install webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel librsvg2-devel \
         librsvg2-tools gcc openssl pkgconf xorg-x11-server-Xvfb dbus-x11 chromium ImageMagick"
    } else if shell::has("pacman") {
        "sudo pacman -S --needed webkit2gtk-4.1 libayatana-appindicator librsvg base-devel openssl gnome-keyring libsecret \
         xorg-server-xvfb xorg-xauth dbus chromium imagemagick"
    } else {
        "install WebKitGTK 4.1 with its WebDriver, Ayatana AppIndicator, librsvg, Xvfb, D-Bus and \
         Chromium with the package tool of this system"
    };
    bail!("system packages are missing; run this, then try again:\n  {hint}")
}

fn is_debian() -> bool {
    let about = fs::read_to_string("/etc/os-release").unwrap_or_default();
    about.lines().any(|line| line == "ID=debian")
}

fn is_installed(package: &str) -> bool {
    let mut query = shell::command(
        "dpkg-query",
        &["--show", "--showformat=${db:Status-Status}"],
    );
    query.arg(package);
    shell::read(&mut query).is_some_and(|status| status == "installed")
}

fn agreed(missing: &[&str]) -> Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    println!("These packages are missing: {}", missing.join(" "));
    print!("Install them with sudo apt-get? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
