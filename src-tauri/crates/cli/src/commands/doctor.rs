//! `counterfoil doctor`: everything Counterfoil needs of this computer, each with a remedy.

use std::net::SocketAddr;

use counterfoil_engine::EngineError;
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Page;
use crate::terminal::padded;

mod desktop;
mod files;
mod gateway;
mod record;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Fine,
    /// It works, but less well than it could.
    Mind,
    /// It does not work.
    Bad,
    /// The record cannot be relied on.
    Damaged,
}

/// One check.
#[derive(Clone, Debug)]
struct Check {
    name: &'static str,
    mark: Mark,
    found: String,
    remedy: Option<String>,
}

impl Check {
    fn fine(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            mark: Mark::Fine,
            found: found.into(),
            remedy: None,
        }
    }

    fn mind(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            name,
            mark: Mark::Mind,
            found: found.into(),
            remedy: Some(remedy.into()),
        }
    }

    fn bad(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            mark: Mark::Bad,
            ..Self::mind(name, found, remedy)
        }
    }

    fn damaged(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            mark: Mark::Damaged,
            ..Self::mind(name, found, remedy)
        }
    }

    fn value(&self) -> Value {
        json!({
            "name": self.name,
            "result": match self.mark {
                Mark::Fine => "ok",
                Mark::Mind => "warning",
                Mark::Bad | Mark::Damaged => "failed",
            },
            "found": self.found,
            "remedy": self.remedy,
        })
    }

    fn lines(&self, page: &mut Page) {
        let mark = match self.mark {
            Mark::Fine => "ok",
            Mark::Mind => "mind",
            Mark::Bad | Mark::Damaged => "FAILED",
        };
        page.line(format!(
            "{}  {}  {}",
            padded(mark, 6),
            padded(self.name, 13),
            self.found
        ));
        if let Some(remedy) = &self.remedy {
            page.line(format!("{}  {}  → {remedy}", padded("", 6), padded("", 13)));
        }
    }
}

pub(super) async fn run(context: &Context, listen: SocketAddr) -> Result<(), Failure> {
    let mut checks = files::checks(&context.dir);
    match context.open_with(Context::keyring()).await {
        Ok(engine) => {
            checks.extend(record::checks(context, &engine).await);
            engine.close().await?;
        }
        Err(failure) if failure.code == "no_data" => checks.push(no_data()),
        Err(failure) => {
            checks.push(Check::damaged("record", failure.message, failure.hint));
        }
    }
    checks.extend(desktop::checks().await);
    checks.push(gateway::check(&context.dir, listen).await);
    context.output.list(
        &checks.iter().map(Check::value).collect::<Vec<_>>(),
        |page| {
            for check in &checks {
                check.lines(page);
            }
        },
    )?;
    verdict(&checks)
}

fn no_data() -> Check {
    let error = EngineError::NoData(String::new());
    Check::mind("record", "There is none in this folder yet.", error.hint())
}

/// Everything was said already; this is for scripts, and for the exit code.
fn verdict(checks: &[Check]) -> Result<(), Failure> {
    let names = |mark: Mark| -> Vec<&str> {
        checks
            .iter()
            .filter(|check| check.mark == mark)
            .map(|check| check.name)
            .collect()
    };
    let (bad, damaged) = (names(Mark::Bad), names(Mark::Damaged));
    if !damaged.is_empty() {
        let hint = "Run `counterfoil verify` to see from where on.";
        return Err(Failure::damaged(
            "The record is damaged or cannot be read",
            hint,
        ));
    }
    if bad.is_empty() {
        return Ok(());
    }
    let message = format!("Something is wrong: {}", bad.join(", "));
    Err(Failure::refused(
        "unhealthy",
        message,
        "Each line marked FAILED says what to do.",
    ))
}
