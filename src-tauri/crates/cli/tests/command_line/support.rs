//! A data folder and ways to run the program on it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "correct horse battery";
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_counterfoil");

/// Budget for everybody: 20.00 by itself, never above 200.00, 150.00 a month.
pub const BOOKS: &str = r#"{"name":"Books","currency":"EUR","limits":{"auto_up_to":"20.00",
"deny_above":"200.00","periods":[{"window":"month","max":"150.00","when_used_up":"ask"}]},
"always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

/// A temporary folder with room for data and files beside it.
pub struct Home(TempDir);

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Home {
    /// A folder without data.
    pub fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with data.
    pub fn made() -> Self {
        let home = Self::empty();
        home.owner(&["init"]).ok();
        home
    }

    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.file(name), text).unwrap();
        self.path(name)
    }

    pub fn path(&self, name: &str) -> String {
        self.file(name).to_str().unwrap().to_owned()
    }

    /// Runs the program away from any terminal, with nothing on standard input.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(
            self.command("setsid", &["--wait", PROGRAM])
                .args(args)
                .stdin(Stdio::null())
                .output(),
        )
    }

    /// The same with a text on standard input.
    pub fn run_with_input(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.command("setsid", &["--wait", PROGRAM]);
        command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The program may end without reading it, which is what some tests are about.
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        Ran::of(child.wait_with_output())
    }

    /// Runs the program with the owner's passphrase on descriptor 3.
    pub fn owner(&self, args: &[&str]) -> Ran {
        self.owner_with(PASSPHRASE, args)
    }

    /// The same with another passphrase.
    pub fn owner_with(&self, passphrase: &str, args: &[&str]) -> Ran {
        let script = "passphrase=$1; shift; exec \"$@\" --passphrase-fd 3 3<<<\"$passphrase\"";
        let mut command = self.command("setsid", &["--wait", "bash", "-c", script, "bash"]);
        Ran::of(
            command
                .arg(passphrase)
                .arg(PROGRAM)
                .args(args)
                .stdin(Stdio::null())
                .output(),
        )
    }

    /// Runs the program on a terminal of its own and answers each prompt in turn.
    pub fn at_terminal(&self, args: &[&str], answers: &[(&str, &str)]) -> Ran {
        let words: Vec<String> = std::iter::once(&PROGRAM)
            .chain(args)
            .map(|word| format!("'{word}'"))
            .collect();
        let mut command = self.command("script", &["-qefc", &words.join(" "), "/dev/null"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut seen = Vec::new();
        for (prompt, answer) in answers {
            let from = seen.len();
            while !String::from_utf8_lossy(&seen[from..]).contains(prompt) {
                let mut byte = [0];
                assert_eq!(
                    screen.read(&mut byte).unwrap(),
                    1,
                    "{}",
                    String::from_utf8_lossy(&seen)
                );
                seen.push(byte[0]);
            }
            keys.write_all(format!("{answer}\n").as_bytes()).unwrap();
        }
        screen.read_to_end(&mut seen).unwrap();
        drop(keys);
        let code = child.wait().unwrap().code().unwrap();
        Ran {
            code,
            out: String::from_utf8_lossy(&seen).replace('\r', ""),
            err: String::new(),
        }
    }

    /// Connects an agent and returns its token.
    pub fn connect(&self, name: &str) -> String {
        let added = self.owner(&["--json", "agent", "add", name]).ok().json();
        added["token"].as_str().unwrap().to_owned()
    }

    /// Sets a mandate and returns its id.
    pub fn mandate(&self, document: &str) -> String {
        let file = self.write("mandate.json", document);
        let set = self
            .owner(&["--json", "mandate", "add", "--file", &file])
            .ok()
            .json();
        set["id"].as_str().unwrap().to_owned()
    }

    /// Starts the gateway.
    pub fn serve(&self) -> Serving {
        let script = "exec \"$@\" --passphrase-fd 3 3<<<\"$PASSPHRASE\"";
        let mut command = self.command("setsid", &["bash", "-c", script, "bash", PROGRAM]);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("PASSPHRASE", PASSPHRASE);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        out.read_line(&mut ready).unwrap();
        let Ok(ready) = serde_json::from_str::<Value>(&ready) else {
            let ended = child.wait_with_output().unwrap();
            panic!("{}", String::from_utf8_lossy(&ended.stderr));
        };
        assert_eq!(ready["ready"], true);
        let url = ready["url"].as_str().unwrap().to_owned();
        Serving {
            child: Some(child),
            out,
            url,
        }
    }

    pub fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        for name in [
            "COUNTERFOIL_LOG",
            "COUNTERFOIL_TOKEN",
            "NO_COLOR",
            "DBUS_SESSION_BUS_ADDRESS",
        ] {
            command.env_remove(name);
        }
        command
            .env("COUNTERFOIL_DATA_DIR", self.data())
            .env("COUNTERFOIL_NO_KEYRING", "1");
        command
            .env("XDG_RUNTIME_DIR", self.0.path())
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8");
        command.args(args);
        command
    }
}

impl Ran {
    pub fn of(output: std::io::Result<Output>) -> Self {
        let output = output.unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It was done.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:#?}");
        self
    }

    /// It was not done: nothing on standard output, and why, with a remedy, on standard error.
    #[track_caller]
    pub fn failed(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        assert_eq!(self.out, "", "{self:#?}");
        assert!(!self.err.is_empty(), "{self:#?}");
        self
    }

    /// Standard output as the one JSON value that it is.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The error object on standard error.
    #[track_caller]
    pub fn error(&self) -> Value {
        let value: Value =
            serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {self:#?}"));
        let error = &value["error"];
        for field in ["code", "message", "hint"] {
            assert!(
                error[field].as_str().is_some_and(|text| !text.is_empty()),
                "{self:#?}"
            );
        }
        error.clone()
    }

    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(
            self.out.contains(text) || self.err.contains(text),
            "{text:?} in {self:#?}"
        );
        self
    }
}

/// A gateway that runs.
pub struct Serving {
    child: Option<Child>,
    out: BufReader<ChildStdout>,
    pub url: String,
}

impl Serving {
    pub fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Asks to buy as an agent; returns status and body.
    pub fn buy(&self, token: &str, key: &str, amount: &str) -> (u16, Value) {
        self.post(token, key, "/v1/purchases", &purchase(amount))
    }

    /// The id of a new purchase that has this status.
    #[track_caller]
    pub fn bought(&self, token: &str, key: &str, amount: &str, status: &str) -> String {
        let (code, answer) = self.buy(token, key, amount);
        assert_eq!(
            (code, answer["status"].as_str()),
            (201, Some(status)),
            "{answer}"
        );
        answer["id"].as_str().unwrap().to_owned()
    }

    pub fn post(&self, token: &str, key: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.address(),
            body.len(),
        ))
    }

    /// Sends one message of the Model Context Protocol.
    pub fn call(&self, token: &str, message: &Value) -> (u16, Value) {
        let body = message.to_string();
        self.send(&format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address(),
            body.len(),
        ))
    }

    pub fn get(&self, token: &str, path: &str) -> (u16, Value) {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Connection: close\r\n\r\n",
            self.address(),
        ))
    }

    /// Sends a signal and returns the exit code and what was said on standard error.
    pub fn stop(mut self, signal: &str) -> (i32, String) {
        let child = self.child.take().unwrap();
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "standard output carries the ready line only");
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    fn send(&self, request: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let code = head.split(' ').nth(1).unwrap().parse().unwrap();
        (code, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// A purchase of one item.
pub fn purchase(amount: &str) -> Value {
    json!({
        "merchant": { "name": "Nordlicht Books", "domain": "shop.nordlicht-books.example" },
        "items": [{ "title": "Field guide", "quantity": 1, "amount": amount }],
        "amount": amount,
        "currency": "EUR",
        "rail": "card",
    })
}

/// The permission bits of a file.
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o777
}
