//! Other processes: this very program, started again to play one part.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use counterfoil_domain::Timestamp;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{AgentSession, Engine, ManualClock};

use crate::support::{NOON, SHOP, options, passphrase, request, submission};

/// Starts the part; it reads what it needs from its environment.
pub fn start(part: &str, dir: &Path, token: &str, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            &format!("children::{part}"),
            "--nocapture",
        ])
        .env("PART_DIR", dir)
        .env("PART_TOKEN", token)
        .env("PART_NAME", name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The lines that the part says to us, among those of the test harness.
pub fn said(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lines = lines.map_while(Result::ok);
    lines.filter_map(|line| line.split_once("PART ").map(|(_, said)| said.to_owned()))
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    // The harness may have begun a line of its own.
    writeln!(out, "\nPART {what}").unwrap();
    out.flush().unwrap();
}

fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name}: this is a part of another test"))
}

async fn join() -> (Engine, AgentSession, String) {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
    let engine = Engine::open(Path::new(&told("PART_DIR")), options(&clock)).unwrap();
    engine.unlock(&passphrase()).await.unwrap();
    let agent = engine.gate().authenticate(&told("PART_TOKEN")).unwrap();
    (engine, agent, told("PART_NAME"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of `two_processes_racing_for_one_budget_never_overspend_it`"]
async fn racer() {
    let (engine, agent, name) = join().await;
    say("ready");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for nth in 0..16 {
        let agent = agent.clone();
        let key = format!("{name}-{nth}");
        tasks.spawn(async move { agent.submit(submission(&key, request("9.00", SHOP))).await });
    }
    for answer in tasks.join_all().await {
        let answer = answer.unwrap().answer;
        if answer.status == Status::Authorized {
            say(&format!("authorized {}", answer.id));
        }
    }
    engine.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of `what_was_acknowledged_survives_a_kill`"]
async fn submitter() {
    let (_engine, agent, name) = join().await;
    for round in 0..100_000 {
        let mut tasks = tokio::task::JoinSet::new();
        for nth in 0..4 {
            let (agent, key) = (agent.clone(), format!("{name}-{round}-{nth}"));
            tasks.spawn(async move {
                let submitted = agent.submit(submission(&key, request("0.01", SHOP))).await;
                say(&format!("{} {key}", submitted.unwrap().answer.id));
            });
        }
        tasks.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of `sixty_four_agents_in_two_processes_never_overspend_several_budgets`"]
async fn crowd() {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
    let engine = Engine::open(Path::new(&told("PART_DIR")), options(&clock)).unwrap();
    engine.unlock(&passphrase()).await.unwrap();
    let gate = engine.gate();
    let tokens = told("PART_TOKEN");
    let agents: Vec<AgentSession> = tokens
        .split(' ')
        .map(|token| gate.authenticate(token).unwrap())
        .collect();
    say("ready");
    for (round, line) in std::io::stdin().lines().enumerate() {
        let now = line.unwrap().parse().unwrap();
        clock.set(Timestamp::from_millis(now));
        crate::crowd::rush(&agents, &format!("theirs-{round}")).await;
        say("done");
    }
    engine.close().await.unwrap();
}
