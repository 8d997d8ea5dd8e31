//! `counterfoil crash-test`: seven tests of what Counterfoil promises, against the real program in a
//! folder of its own. `docs/crash-test.md` says what each of them shows.
//!
//! The gateway, the owner's commands and some of the agents are other processes of this very program;
//! what is judged is what they answered, and what `export` and `verify` say afterwards.

#![expect(
    clippy::indexing_slicing,
    reason = "looking into JSON by name never panics, and what is put in goes into an object"
)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::args::CrashTest;
use crate::context::{Context, blocking};
use crate::failure::Failure;
use crate::output::Cell;

use self::program::Program;
use self::verdict::Verdict;

mod buyers;
mod cheat;
mod crashes;
mod limits;
mod program;
mod tamper;
mod verdict;

/// Where the tests play.
pub(super) async fn run(context: &Context, asked: CrashTest) -> Result<(), Failure> {
    let temporary = tempfile::Builder::new()
        .prefix("counterfoil-crash-")
        .tempdir();
    let temporary =
        temporary.map_err(|error| Failure::file("created", &std::env::temp_dir(), &error))?;
    let folder = temporary.path().to_owned();
    let budget = Duration::from_secs(asked.seconds.into());
    let begun = Instant::now();
    let verdicts = blocking(move || all(&Program::new(&folder)?, budget)).await??;
    say(context, &verdicts, begun.elapsed())?;
    drop(temporary);
    let broken: Vec<&str> = verdicts
        .iter()
        .filter(|one| !one.holds())
        .map(|one| one.name)
        .collect();
    if broken.is_empty() {
        return Ok(());
    }
    Err(Failure::damaged(
        format!("A promise was broken: {}", broken.join("; ")),
        "Report it with the output of --json.",
    ))
}

fn all(program: &Program, budget: Duration) -> Result<Vec<Verdict>, Failure> {
    let part = budget.checked_div(4).unwrap_or_default();
    Ok(vec![
        buyers::approved_by_rules(program, part)?,
        limits::threads(program)?,
        limits::processes(program)?,
        limits::waiting(program)?,
        crashes::killed(program, part.saturating_mul(2))?,
        cheat::decided_by_an_agent(program)?,
        tamper::changed(program)?,
    ])
}

fn say(context: &Context, verdicts: &[Verdict], took: Duration) -> Result<(), Failure> {
    context.output.say(
        || {
            json!({
                "ok": verdicts.iter().all(Verdict::holds),
                "version": env!("CARGO_PKG_VERSION"),
                "took_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                "tests": verdicts.iter().map(Verdict::value).collect::<Vec<Value>>(),
            })
        },
        |page| {
            let rows = verdicts.iter().map(|one| {
                let holds = if one.holds() { "holds" } else { "BROKEN" };
                vec![
                    Cell::left(one.name),
                    Cell::left(holds),
                    Cell::left(one.counted()),
                ]
            });
            page.table(&["Test", "Promise", "Counted"], &rows.collect::<Vec<_>>());
            for fault in verdicts.iter().flat_map(|one| &one.faults) {
                page.line(format!("  {fault}"));
            }
        },
    )
}
