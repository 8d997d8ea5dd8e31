//! Clients from `PyPI` and npm, installed once, and ways to run programs with them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::{BOOKS, Home, PROGRAM, Serving};

/// A home with a gateway, a budget and an agent whose token is in a file.
pub struct Shop {
    pub home: Home,
    pub serving: Serving,
    pub token_file: String,
}

impl Shop {
    pub fn open() -> Self {
        let home = Home::made();
        home.mandate(BOOKS);
        let token_file = home.path("shopping.token");
        home.owner(&["agent", "add", "Shopping", "--token-file", &token_file])
            .ok();
        let serving = home.serve();
        Self {
            home,
            serving,
            token_file,
        }
    }

    pub fn token(&self) -> String {
        fs::read_to_string(&self.token_file)
            .unwrap()
            .trim()
            .to_owned()
    }

    /// An example of the documentation, with this home's paths in place of the reader's.
    pub fn localized(&self, text: &str) -> String {
        let arguments = format!(
            "\"{}\", \"--data-dir\", \"{}\"",
            self.token_file,
            self.home.data().display()
        );
        text.replace("/usr/local/bin/counterfoil", PROGRAM)
            .replace("\"/home/you/shopping.token\"", &arguments)
    }

    /// Runs a program with everything it needs in its environment.
    pub fn run(&self, program: &Path, args: &[&str]) -> Output {
        let mut command = Command::new(program);
        command
            .args(args)
            .env("COUNTERFOIL_URL", &self.serving.url)
            .env("COUNTERFOIL_TOKEN", self.token())
            .env("COUNTERFOIL_PROGRAM", PROGRAM)
            .env("COUNTERFOIL_TOKEN_FILE", &self.token_file)
            .env("COUNTERFOIL_DATA_DIR", self.home.data())
            // Nothing of a test is anybody else's business.
            .env("CREWAI_DISABLE_TELEMETRY", "true")
            .env("OTEL_SDK_DISABLED", "true")
            // Python would leave compiled copies beside the programs.
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null());
        command.output().unwrap()
    }

    /// What a program printed, which must have worked.
    pub fn prints(&self, program: &Path, args: &[&str]) -> String {
        let output = self.run(program, args);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{args:?}\n{out}\n{err}");
        out
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Where the programs of these tests are.
pub fn program(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/programs");
    folder.join(name).display().to_string()
}

/// A page of the documentation.
pub fn page(name: &str) -> String {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs");
    fs::read_to_string(docs.join(name)).unwrap()
}

/// The first block of code in that language.
pub fn block(page: &str, language: &str) -> String {
    let begin = format!("```{language}\n");
    let (_, rest) = page.split_once(&begin).expect("a block of code");
    rest.split_once("\n```").expect("its end").0.to_owned()
}

/// Python with these packages; `None` where they cannot be installed.
pub fn python(packages: &[&str]) -> Option<PathBuf> {
    if packages.is_empty() {
        return Some(PathBuf::from("python3"));
    }
    let folder = folder("python", packages);
    let python = folder.join("bin/python");
    let made = once(&folder, || {
        run("python3", &["-m", "venv", folder.to_str().unwrap()], None)?;
        let mut args = vec![
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        args.extend(packages);
        run(python.to_str().unwrap(), &args, None)
    });
    found(made, packages).then_some(python)
}

/// A folder in which node finds these packages; `None` where they cannot be installed.
pub fn node(packages: &[&str]) -> Option<PathBuf> {
    let folder = folder("node", packages);
    let made = once(&folder, || {
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        fs::write(
            folder.join("package.json"),
            r#"{"type":"module","private":true}"#,
        )
        .map_err(|error| error.to_string())?;
        let mut args = vec!["install", "--no-audit", "--no-fund", "--silent"];
        args.extend(packages);
        run("npm", &args, Some(&folder))
    });
    found(made, packages).then_some(folder)
}

fn folder(kind: &str, packages: &[&str]) -> PathBuf {
    let name: String = packages
        .join("_")
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '.' {
                letter
            } else {
                '-'
            }
        })
        .collect();
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clients-{kind}-{name}"))
}

/// Runs `make` unless it succeeded before; tests in other processes wait for it.
fn once(folder: &Path, make: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let lock = File::create(folder.with_extension("lock")).map_err(said)?;
    lock.lock().map_err(said)?;
    let done = folder.with_extension("done");
    if done.exists() {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(said)?;
    }
    make()?;
    fs::write(done, "").map_err(said)
}

fn run(program: &str, args: &[&str], within: Option<&Path>) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null());
    if let Some(folder) = within {
        command.current_dir(folder);
    }
    let output = command
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program} {}: {}",
        args.join(" "),
        text(&output.stderr)
    ))
}

/// Loud, because a test that did nothing looks like one that passed.
fn found(made: Result<(), String>, packages: &[&str]) -> bool {
    let Err(why) = made else {
        return true;
    };
    let why = format!("{packages:?} cannot be installed here: {why}");
    assert!(std::env::var_os("CI").is_none(), "{why}");
    eprintln!("SKIPPED: {why}");
    false
}
