//! A shop for clients to buy in, and ways to run programs that do.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

pub use crate::peers::{node, python, text};
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
