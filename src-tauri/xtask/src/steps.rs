//! One step after the other: timed, logged, and counted.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::count::Count;
use crate::shell;

/// The steps so far.
pub struct Steps {
    logs: PathBuf,
    done: Vec<Done>,
}

struct Done {
    name: &'static str,
    took: Duration,
    count: Option<Count>,
}

impl Steps {
    /// Starts with an empty folder for the logs.
    pub fn new(logs: PathBuf) -> Result<Self> {
        if logs.is_dir() {
            fs::remove_dir_all(&logs)?;
        }
        fs::create_dir_all(&logs)?;
        Ok(Self {
            logs,
            done: Vec::new(),
        })
    }

    /// Where the log of this step, or a report beside it, belongs.
    pub fn file(&self, name: &str, extension: &str) -> PathBuf {
        let name = name.to_lowercase().replace(' ', "-");
        self.logs.join(name).with_extension(extension)
    }

    /// Runs a step that has nothing to count.
    pub fn run(&mut self, name: &'static str, command: Command) -> Result<()> {
        self.step(name, command, |_| None)
    }

    /// Runs a step of tests; `count` reads its log, or the report that it left.
    pub fn tests(
        &mut self,
        name: &'static str,
        command: Command,
        count: impl FnOnce(&str) -> Count,
    ) -> Result<()> {
        self.step(name, command, |log| Some(count(log)))
    }

    /// The table of all steps and, as the last line alone, the sum of their tests.
    pub fn report(&self) {
        println!();
        for step in &self.done {
            let count = step
                .count
                .map(|count| count.to_string())
                .unwrap_or_default();
            println!(
                "{:>7.1} s  {:<22} {count}",
                step.took.as_secs_f32(),
                step.name
            );
        }
        let took: Duration = self.done.iter().map(|step| step.took).sum();
        println!("{:>7.1} s  all", took.as_secs_f32());
        let sum = self.sum();
        if sum.skipped > 0 {
            println!(
                "\nSKIPPED: {} tests did not run; see the table above",
                sum.skipped
            );
        }
        println!("\n{sum}");
    }

    fn step(
        &mut self,
        name: &'static str,
        mut command: Command,
        count: impl FnOnce(&str) -> Option<Count>,
    ) -> Result<()> {
        let path = self.file(name, "log");
        println!("▸ {name}: {}", shell::display(&command));
        let started = Instant::now();
        let mut outcome = run_into(&mut command, &path);
        let took = started.elapsed();
        let log = fs::read(&path).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let mut count = count(&log);
        if outcome.is_ok() && count.is_some_and(|count| count.passed == 0) {
            outcome = Err(anyhow!("no test ran, which proves nothing"));
        }
        if outcome.is_err() && count.is_none_or(|count| count.failed == 0) {
            // A step that fails without a failed test must not leave "0 failed" behind.
            count.get_or_insert_default().failed += 1;
        }
        self.done.push(Done { name, took, count });
        match outcome {
            Ok(()) => {
                let count = count.map(|count| format!(", {count}")).unwrap_or_default();
                println!("  {:.1} s{count}", took.as_secs_f32());
                Ok(())
            }
            Err(problem) => {
                println!("{log}");
                Err(problem.context(format!("{name} (log: {})", path.display())))
            }
        }
    }

    fn sum(&self) -> Count {
        let mut sum = Count::default();
        for step in &self.done {
            sum += step.count.unwrap_or_default();
        }
        sum
    }
}

fn run_into(command: &mut Command, path: &Path) -> Result<()> {
    let log = File::create(path)?;
    let status = command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .with_context(|| format!("could not start `{}`", shell::display(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shell::display(command));
    }
    Ok(())
}
