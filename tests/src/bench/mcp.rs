//! The same purchase through `counterfoil mcp`, over a pipe, as through a socket.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::Sample;
use super::clients::{Load, purchase, sample};
use super::house::House;

/// As many agents as the promise is about.
const AGENTS: usize = 16;

/// What the rounds saw: one client each way, and many over pipes.
pub(super) fn run(house: &House, one: Load, rounds: usize) -> Result<Value> {
    let Some(program) = program() else {
        return Ok(json!({ "skipped": "the program counterfoil is not beside this one" }));
    };
    house.announce()?;
    let many = Load {
        clients: AGENTS,
        ..one
    };
    let mut rows: Vec<[Sample; 3]> = Vec::new();
    for _ in 0..rounds {
        let socket = house.measure(one)?;
        let pipe = measure(&program, house, one)?;
        rows.push([socket, pipe, measure(&program, house, many)?]);
    }
    let median = |value: &dyn Fn(&[Sample; 3]) -> f64| {
        let mut all: Vec<f64> = rows.iter().map(value).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    Ok(json!({
        "rest_1_p50_ms": median(&|row| row[0].p50_ms),
        "stdio_1_p50_ms": median(&|row| row[1].p50_ms),
        "stdio_over_rest_p50": median(&|row| row[1].p50_ms / row[0].p50_ms),
        "stdio_16_per_second": median(&|row| row[2].per_second),
        "stdio_16_p99_ms": median(&|row| row[2].p99_ms),
    }))
}

fn program() -> Option<PathBuf> {
    let name = format!("counterfoil{}", std::env::consts::EXE_SUFFIX);
    let program = std::env::current_exe().ok()?.with_file_name(name);
    program.exists().then_some(program)
}

fn measure(program: &Path, house: &House, load: Load) -> Result<Sample> {
    let mut pipes = Vec::new();
    for token in house.tokens().iter().cycle().take(load.clients) {
        pipes.push(Pipe::open(program, house.folder(), token)?);
    }
    let begin = Instant::now();
    let asking: Vec<_> = pipes
        .into_iter()
        .map(|mut pipe| {
            std::thread::spawn(move || {
                let mut latencies = Vec::new();
                while begin.elapsed() < load.time {
                    let asked = Instant::now();
                    pipe.buy()?;
                    latencies.push(asked.elapsed());
                }
                anyhow::Ok(latencies)
            })
        })
        .collect();
    let mut all = Vec::new();
    for thread in asking {
        let latencies = thread
            .join()
            .map_err(|_| anyhow::anyhow!("a client panicked"))?;
        all.extend(latencies?);
    }
    Ok(sample(&mut all, begin.elapsed()))
}

/// One client's program.
struct Pipe {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().ok();
    }
}

impl Pipe {
    fn open(program: &Path, folder: &Path, token: &str) -> Result<Self> {
        let mut child = Command::new(program)
            .arg("mcp")
            .env("COUNTERFOIL_DATA_DIR", folder)
            .env("COUNTERFOIL_TOKEN", token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().context("no standard input")?;
        let output = BufReader::new(child.stdout.take().context("no standard output")?);
        let mut pipe = Self {
            child,
            input,
            output,
        };
        pipe.exchange(
            &json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "bench", "version": "1"}}}),
        )?;
        pipe.buy()?;
        Ok(pipe)
    }

    fn buy(&mut self) -> Result<()> {
        let (key, body) = purchase("4.20");
        let mut arguments: Value = serde_json::from_str(&body)?;
        arguments["idempotency_key"] = json!(key);
        let answer = self.exchange(&json!({"jsonrpc": "2.0", "id": key, "method": "tools/call",
            "params": {"name": "request_purchase", "arguments": arguments}}))?;
        ensure!(answer.contains("authorized"), "not authorized: {answer}");
        Ok(())
    }

    fn exchange(&mut self, message: &Value) -> Result<String> {
        self.input.write_all(format!("{message}\n").as_bytes())?;
        let mut answer = String::new();
        ensure!(self.output.read_line(&mut answer)? > 0, "the program ended");
        Ok(answer)
    }
}
