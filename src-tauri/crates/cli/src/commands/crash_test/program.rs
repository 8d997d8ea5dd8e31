//! This program as other processes: the owner's commands, the gateway, and the record they leave.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use counterfoil_domain::{Currency, Money};
use counterfoil_engine::write_private;
use serde_json::{Value, json};

use super::verdict::Row;
use crate::call::{Answer, Call};
use crate::failure::Failure;

/// A folder, and the program that is run on it.
pub(super) struct Program {
    exe: PathBuf,
    pub(super) folder: PathBuf,
    secret: PathBuf,
}

/// What a run came to.
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) value: Value,
    said: String,
}

/// A gateway that runs until it is killed.
pub(super) struct Gateway {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Program {
    /// Makes the folder with its keys.
    pub(super) fn new(folder: &Path) -> Result<Self, Failure> {
        let exe = std::env::current_exe().map_err(|error| Failure::internal(&error))?;
        let secret = folder.join("passphrase");
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| Failure::internal(&error))?;
        let text = crate::shown::hex(&bytes);
        write_private(&secret, |file| {
            use std::io::Write as _;
            file.write_all(text.as_bytes())
        })
        .map_err(|error| Failure::file("written", &secret, &error))?;
        let program = Self {
            exe,
            folder: folder.to_owned(),
            secret,
        };
        program.owner(&["init"])?;
        Ok(program)
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Runs a command with the passphrase, which must be done.
    pub(super) fn owner(&self, args: &[&str]) -> Result<Value, Failure> {
        let ran = ran(&mut self.unlocking(args))?;
        if ran.code == Some(0) {
            return Ok(ran.value);
        }
        Err(Failure::internal(&format!(
            "{}: {}",
            args.join(" "),
            ran.said
        )))
    }

    /// Runs a command without the passphrase on any folder.
    pub(super) fn run(&self, data: &Path, args: &[&str]) -> Result<Ran, Failure> {
        let mut command = self.command(Command::new(&self.exe), data);
        command.args(args);
        ran(&mut command)
    }

    /// Connects an agent with a budget of its own; returns its token.
    pub(super) fn agent(&self, name: &str, limits: &Value) -> Result<String, Failure> {
        let added = self.owner(&["agent", "add", name])?;
        let mandate = json!({
            "name": format!("Budget of {name}"), "agents": [name], "currency": "EUR", "limits": limits,
            "always_ask": { "new_merchant": false, "repeats": false }, "undo_seconds": 0,
        });
        let file = self.folder.join("mandate.json");
        std::fs::write(&file, mandate.to_string())
            .map_err(|error| Failure::file("written", &file, &error))?;
        self.owner(&["mandate", "add", "--file", &file.display().to_string()])?;
        let token = added["token"].as_str();
        Ok(token
            .ok_or_else(|| Failure::internal(&"an agent has no token"))?
            .to_owned())
    }

    /// Starts the gateway and waits until it is ready.
    pub(super) fn serve(&self) -> Result<Gateway, Failure> {
        let mut command =
            self.unlocking(&["serve", "--listen", "127.0.0.1:0", "--rate-limit", "off"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let failed = |error: &dyn std::fmt::Display| Failure::internal(error);
        let mut child = command.spawn().map_err(|error| failed(&error))?;
        let mut ready = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out)
                .read_line(&mut ready)
                .map_err(|error| failed(&error))?;
        }
        let ready: Value = serde_json::from_str(&ready).unwrap_or_default();
        let address = ready["url"]
            .as_str()
            .and_then(|url| url.strip_prefix("http://")?.parse().ok());
        if let Some(address) = address {
            return Ok(Gateway { child, address });
        }
        Gateway::end(&mut child);
        Err(Failure::internal(&"the gateway did not become ready"))
    }

    /// An agent's client that is a process of its own, which speaks MCP over its standard input.
    pub(super) fn client(&self, token: &str) -> Command {
        let mut command = self.command(Command::new(&self.exe), &self.data());
        command.arg("mcp").env("COUNTERFOIL_TOKEN", token);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    /// Every purchase of an agent, as `export` tells it.
    pub(super) fn rows(&self, agent: &str) -> Result<Vec<Row>, Failure> {
        let file = self.folder.join("rows.jsonl");
        let name = file.display().to_string();
        let ran = self.run(
            &self.data(),
            &["export", "--format", "jsonl", "--force", "-o", &name],
        )?;
        if ran.code != Some(0) {
            return Err(Failure::internal(&ran.said));
        }
        let text =
            std::fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, &error))?;
        let rows = text
            .lines()
            .filter_map(|line| row(&serde_json::from_str(line).ok()?));
        Ok(rows.filter(|row| row.agent == agent).collect())
    }

    /// Whether `verify` finds the record as it must be; what it says where it does not.
    pub(super) fn verified(&self) -> Result<Option<String>, Failure> {
        let ran = self.run(&self.data(), &["verify"])?;
        let good = ran.code == Some(0) && ran.value["ok"] == true;
        Ok((!good).then(|| format!("verify: {} {}", ran.value, ran.said)))
    }

    /// A command that reads the passphrase from descriptor 3, which a shell opens for it.
    fn unlocking(&self, args: &[&str]) -> Command {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "secret=$1; shift; exec \"$@\" --passphrase-fd 3 3<\"$secret\"",
            "sh",
        ]);
        shell.arg(&self.secret).arg(&self.exe);
        let mut command = self.command(shell, &self.data());
        command.args(args);
        command
    }

    fn command(&self, mut command: Command, data: &Path) -> Command {
        command
            .env("COUNTERFOIL_NO_KEYRING", "1")
            .env("XDG_RUNTIME_DIR", &self.folder);
        command.env_remove("DBUS_SESSION_BUS_ADDRESS");
        command.env("COUNTERFOIL_DATA_DIR", data);
        command
    }
}

impl Gateway {
    /// Ends it at once, as a crash would.
    pub(super) fn kill(mut self) {
        Self::end(&mut self.child);
    }

    fn end(child: &mut Child) {
        // It may be gone already, which is what was wanted.
        child.kill().unwrap_or_default();
        child.wait().map(|_| ()).unwrap_or_default();
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        Self::end(&mut self.child);
    }
}

/// One who asks to buy over HTTP.
#[derive(Clone)]
pub(super) struct Buyer {
    pub(super) address: SocketAddr,
    pub(super) token: String,
    /// Each test buys at a shop of its own: what is usual at one must not make another's prices odd.
    pub(super) shop: &'static str,
}

impl Buyer {
    /// Asks for one thing; nothing where the gateway did not answer.
    pub(super) fn ask(&self, key: &str, amount: &str) -> Option<Answer> {
        self.send(&Call::post("/v1/purchases", purchase(self.shop, amount)).with_key(key))
    }

    pub(super) fn send(&self, call: &Call) -> Option<Answer> {
        let call = call.clone().with_token(&self.token);
        call.send(self.address, Duration::from_secs(10)).ok()
    }
}

/// One item at a shop.
pub(super) fn purchase(shop: &str, amount: &str) -> Value {
    let domain = format!("{}.example", shop.to_lowercase().replace(' ', "-"));
    json!({
        "merchant": { "name": shop, "domain": domain },
        "items": [{ "title": "Field guide", "quantity": 1, "amount": amount }],
        "amount": amount, "currency": "EUR", "rail": "card",
    })
}

fn row(line: &Value) -> Option<Row> {
    let text = |name: &str| line[name].as_str().map(str::to_owned);
    if line["type"] != "purchase" {
        return None;
    }
    let euro = Currency::parse("EUR").ok()?;
    Some(Row {
        id: text("id")?,
        agent: text("agent")?,
        minor: Money::parse(&text("amount")?, euro).ok()?.minor(),
        status: text("status")?,
    })
}

fn ran(command: &mut Command) -> Result<Ran, Failure> {
    command.arg("--json").stdin(Stdio::null());
    let output = command
        .output()
        .map_err(|error| Failure::internal(&error))?;
    Ok(Ran {
        code: output.status.code(),
        value: serde_json::from_slice(&output.stdout).unwrap_or_default(),
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
