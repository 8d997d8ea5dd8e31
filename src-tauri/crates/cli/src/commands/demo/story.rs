//! What happens, told as it happens.

use std::path::Path;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::shown::shown;

/// The story so far.
#[derive(Debug)]
pub(super) struct Story {
    output: Output,
    steps: Vec<Value>,
    head: Value,
}

impl Story {
    pub(super) fn new(output: Output) -> Self {
        Self {
            output,
            steps: Vec::new(),
            head: Value::Null,
        }
    }

    pub(super) fn begin(&mut self, dir: &Path, url: &str) -> Result<(), Failure> {
        self.head = json!({ "data_dir": dir, "url": url });
        self.tell(&[
            "A sandbox agent goes shopping with play money.",
            &format!("Its gateway is {url}; its folder {}.", dir.display()),
            "Its budget: up to 20.00 EUR by itself, never above 200.00, 150.00 a month.",
        ])
    }

    /// One step; `came_true` says whether it went as it must.
    pub(super) fn step(
        &mut self,
        what: &str,
        came_of_it: &str,
        came_true: bool,
    ) -> Result<(), Failure> {
        self.steps
            .push(json!({ "step": what, "result": came_of_it, "ok": came_true }));
        let number = self.steps.len();
        self.tell(&[
            "",
            &format!("{number}. {what}"),
            &format!("   {}", shown(came_of_it)),
        ])?;
        if came_true {
            return Ok(());
        }
        Err(Failure::refused(
            "demo",
            format!("Step {number} did not go as it must: {came_of_it}"),
            "This is a fault in Counterfoil; please report it.",
        ))
    }

    pub(super) fn end(&self) -> Result<(), Failure> {
        if self.output.is_json() {
            let mut value = self.head.clone();
            if let Value::Object(fields) = &mut value {
                fields.insert("steps".to_owned(), json!(self.steps));
                fields.insert("ok".to_owned(), json!(true));
            }
            return self.output.say(|| value, |_| ());
        }
        self.tell(&[
            "",
            "That is all. Your own agents: counterfoil init, then counterfoil agent add NAME",
        ])
    }

    fn tell(&self, lines: &[&str]) -> Result<(), Failure> {
        if self.output.is_json() {
            return Ok(());
        }
        self.output.say(
            || Value::Null,
            |page| {
                for line in lines {
                    page.line(line);
                }
            },
        )
    }
}
