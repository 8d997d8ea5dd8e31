//! `counterfoil mcp`: the Model Context Protocol over standard input and output, for one agent.
//!
//! It decides nothing and keeps nothing: every message is handed to the gateway that runs, with the
//! agent's token, and the answer handed back. So a client that ends it, or starts a new one for
//! every call, loses nothing. It starts no gateway; while none runs, it says so in every answer.

use std::path::Path;
use std::sync::Arc;

use counterfoil_gateway::mcp::MOST_BYTES;
use hyper::body::Bytes;
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use crate::args::Mcp;
use crate::context::Context;
use crate::failure::Failure;

use self::cancelled::Cancelled;
use self::lines::Line;
use self::link::Link;
use self::outline::Outline;

mod cancelled;
mod lines;
mod link;
mod outline;

/// How many calls may wait for the gateway at once; then standard input waits too.
const MOST_AT_ONCE: usize = 32;
const ENVIRONMENT: &str = "COUNTERFOIL_TOKEN";

pub(super) async fn run(context: &Context, asked: Mcp) -> Result<(), Failure> {
    let token = match &asked.token_file {
        Some(path) => from_file(path)?,
        None => from_environment()?,
    };
    let link = Arc::new(Link::new(context.dir.clone(), &token)?);
    let cancelled = Arc::new(Cancelled::default());
    let seats = Arc::new(Semaphore::new(MOST_AT_ONCE));
    let mut input = lines::read(MOST_BYTES);
    let (output, written) = lines::write();
    let mut calls = JoinSet::new();
    while let Some(line) = input.recv().await {
        let message = match line {
            Line::Whole(message) => message,
            Line::TooLong => {
                output.send(too_long()).await.ok();
                continue;
            }
        };
        let outline = Outline::of(&message);
        if let Some(id) = outline.cancels() {
            cancelled.add(&id);
        }
        while calls.try_join_next().is_some() {}
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else {
            break;
        };
        let (link, cancelled) = (Arc::clone(&link), Arc::clone(&cancelled));
        let output: mpsc::Sender<Bytes> = output.clone();
        calls.spawn(async move {
            let answer = link.exchange(&outline, message).await;
            if let Some(answer) = answer.filter(|_| !cancelled.take(outline.id())) {
                output.send(answer).await.ok();
            }
            drop(seat);
        });
    }
    // The client is done asking; what it asked for is finished and answered if it still listens.
    while calls.join_next().await.is_some() {}
    drop(output);
    written.await.map_err(|error| Failure::internal(&error))?
}

fn from_file(path: &Path) -> Result<String, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
    Ok(text.trim().to_owned())
}

fn from_environment() -> Result<String, Failure> {
    std::env::var(ENVIRONMENT).map_err(|_| {
        Failure::wrong_usage(
            "There is no token to connect with",
            format!(
                "Set {ENVIRONMENT} or name a file with --token-file; `counterfoil agent add NAME` \
                 gives a new agent its token."
            ),
        )
    })
}

fn too_long() -> Bytes {
    let error = json!({
        "jsonrpc": "2.0",
        "id": null,
        "error": {
            "code": -32600,
            "message": format!("The message is larger than {} KiB.", MOST_BYTES / 1024),
        },
    });
    Bytes::from(error.to_string())
}
