//! The port that agents connect to.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use super::Check;
use crate::address;
use crate::call::Call;
use crate::context::blocking;

const PATIENCE: Duration = Duration::from_secs(2);

pub(super) async fn check(dir: &Path, listen: SocketAddr) -> Check {
    let running = address::running(dir);
    let checked = blocking(move || match running {
        Some(running) => of_running(&running, listen),
        None => of_port(listen),
    });
    match checked.await {
        Ok(check) => check,
        Err(failure) => Check::bad(NAME, failure.message, failure.hint),
    }
}

const NAME: &str = "gateway";

fn of_running(running: &address::Running, listen: SocketAddr) -> Check {
    let address = running
        .url
        .strip_prefix("http://")
        .and_then(|text| text.parse().ok());
    let Some(address) = address else {
        return of_port(listen);
    };
    let answer = Call::get("/healthz").send(address, PATIENCE);
    let status = answer
        .ok()
        .and_then(|answer| Some(answer.body.get("status")?.as_str()?.to_owned()));
    match status.as_deref() {
        Some("ok") => Check::fine(
            NAME,
            format!("Process {} serves {}", running.pid, running.url),
        ),
        Some(status) => Check::mind(
            NAME,
            format!(
                "Process {} serves {} and is {status}",
                running.pid, running.url
            ),
            "Unlock it: agents get no answer from rules until then.",
        ),
        None => Check::mind(
            NAME,
            format!(
                "Process {} said it serves {} and does not answer",
                running.pid, running.url
            ),
            "Start the app or `counterfoil serve` again.",
        ),
    }
}

fn of_port(listen: SocketAddr) -> Check {
    match TcpListener::bind(listen) {
        Ok(_) => Check::fine(NAME, format!("Not running; {listen} is free for it")),
        Err(error) => Check::bad(
            NAME,
            format!("{listen} cannot be used: {error}"),
            "Stop what uses it, or choose another port with `serve --listen`.",
        ),
    }
}
