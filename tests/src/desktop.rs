//! The app itself: the real binary with a real window, on a message bus, a home and a data
//! folder of its own, driven through `WebKitWebDriver`.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};

use crate::bus::Bus;
use crate::notifications::Notifications;
use crate::process::{Running, program};
use crate::tray::Tray;
use crate::until::until;
use crate::window::Window;

/// A first start on a busy computer draws its window within this.
const FIRST_WINDOW: Duration = Duration::from_mins(1);

/// The world around the app. It outlives the app, as a desktop does.
#[derive(Debug)]
pub struct Surroundings {
    /// What the app has shown.
    pub notifications: Notifications,
    /// The panel.
    pub tray: Tray,
    bus: Bus,
    home: tempfile::TempDir,
    data: PathBuf,
}

impl Surroundings {
    /// A fresh desktop; the app's data are in `data`.
    pub async fn new(data: &Path) -> Result<Self> {
        let bus = Bus::start()?;
        let home = tempfile::tempdir()?;
        prepare_home(home.path())?;
        Ok(Self {
            notifications: Notifications::serve(&bus).await?,
            tray: Tray::serve(&bus).await?,
            bus,
            home,
            data: data.to_path_buf(),
        })
    }

    /// Starts the app.
    pub async fn start(&self) -> Result<Desktop> {
        self.start_with(&[]).await
    }

    /// Starts the app with these options.
    pub async fn start_with(&self, options: &[&str]) -> Result<Desktop> {
        // A gateway that an earlier start left behind must not be taken for the new one.
        fs::remove_file(self.data.join("gateway.json")).ok();
        let binary = program("counterfoil-desktop")?;
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .stdin(Stdio::null())
            .stdout(self.log("webdriver.log")?)
            .stderr(self.log("app.log")?);
        self.surround(&mut command);
        let driver = Running::start(&mut command)?;
        wait_for_port(port).await?;
        let mut capabilities = Capabilities::new();
        capabilities.set(
            "webkitgtk:browserOptions",
            json!({"binary": binary, "args": options}),
        )?;
        let session = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities)
            .request_timeout(FIRST_WINDOW)
            .await
            .with_context(|| format!("the window did not open; {}", self.tail()))?;
        let window = Window::new(session);
        window.listen().await?;
        Ok(Desktop {
            window,
            data: self.data.clone(),
            _driver: driver,
        })
    }

    /// Starts the app once more without driving it, as a second click on its icon does.
    pub fn start_again(&self) -> Result<Running> {
        let mut command = Command::new(program("counterfoil-desktop")?);
        command.stdin(Stdio::null());
        command
            .stdout(self.log("again.log")?)
            .stderr(self.log("again.log")?);
        self.surround(&mut command);
        Running::start(&mut command)
    }

    /// Where exports go without a dialog.
    pub fn exports(&self) -> PathBuf {
        self.home.path().join("exports")
    }

    /// What the app wrote last, for the message of a failure.
    pub fn tail(&self) -> String {
        let log = fs::read_to_string(self.home.path().join("app.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(20).collect();
        let lines: Vec<&str> = lines.into_iter().rev().collect();
        format!("the app wrote:\n{}", lines.join("\n"))
    }

    /// Everything the app could find its surroundings by points into this one.
    fn surround(&self, command: &mut Command) {
        let home = self.home.path();
        command
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus.address())
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_DATA_HOME", home.join("share"))
            .env("COUNTERFOIL_DATA_DIR", &self.data)
            .env("COUNTERFOIL_LISTEN", "127.0.0.1:0")
            .env("COUNTERFOIL_NO_KEYRING", "1")
            .env("COUNTERFOIL_EXPORT_DIR", self.exports())
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("NO_AT_BRIDGE", "1")
            .env("GTK_USE_PORTAL", "0")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "Europe/Berlin")
            .env_remove("WAYLAND_DISPLAY");
    }

    fn log(&self, name: &str) -> Result<fs::File> {
        let path = self.home.path().join(name);
        Ok(fs::File::options().create(true).append(true).open(path)?)
    }
}

/// The running app.
#[derive(Debug)]
pub struct Desktop {
    /// Its window.
    pub window: Window,
    data: PathBuf,
    _driver: Running,
}

impl Desktop {
    /// Where agents reach it.
    pub async fn gateway(&self) -> Result<String> {
        until("the gateway's address", async || {
            Ok(self
                .announcement()
                .and_then(|found| found["url"].as_str().map(str::to_owned)))
        })
        .await
    }

    /// The id of the app's process.
    pub async fn process(&self) -> Result<u64> {
        until("the app's process", async || {
            Ok(self.announcement().and_then(|found| found["pid"].as_u64()))
        })
        .await
    }

    /// Ends the app as a session that ends does, and waits until it has gone.
    pub async fn quit(self) -> Result<()> {
        let process = self.process().await?;
        crate::process::signal("TERM", &process.to_string());
        until("the app to end", async || {
            let alive = Path::new("/proc").join(process.to_string()).join("exe");
            Ok(fs::read_link(alive).is_err().then_some(()))
        })
        .await?;
        self.window.forget();
        Ok(())
    }

    fn announcement(&self) -> Option<Value> {
        let text = fs::read(self.data.join("gateway.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

/// Nothing moves: a click on something that moves only focuses it.
fn prepare_home(home: &Path) -> Result<()> {
    for folder in ["cache", "config/gtk-3.0", "exports", "run", "share"] {
        fs::create_dir_all(home.join(folder))?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(home.join("run"), fs::Permissions::from_mode(0o700))?;
    }
    let settings = "[Settings]\ngtk-enable-animations=false\n";
    fs::write(home.join("config/gtk-3.0/settings.ini"), settings)?;
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

async fn wait_for_port(port: u16) -> Result<()> {
    until("WebKitWebDriver (package webkit2gtk-driver)", async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
        Ok(Some(()))
    })
    .await
}
