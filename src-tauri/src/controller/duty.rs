//! Standing duties: while this process holds the lock, it serves the gateway.

use std::io::Write;
use std::path::Path;

use counterfoil_engine::{Duties, Engine, write_private};
use counterfoil_gateway::{Gateway, GatewayConfig};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Controller, Desktop};
use crate::error::IpcError;

const FILE: &str = "gateway.json";

/// The lock, and the gateway that runs under it.
#[derive(Debug)]
pub(super) struct Duty {
    // Dropped last: the engine's own duties end with it.
    gateway: Option<Serving>,
    duties: Duties,
}

#[derive(Debug)]
struct Serving {
    url: String,
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl Duty {
    /// Where agents connect.
    pub fn url(&self) -> Option<&str> {
        self.gateway.as_ref().map(|serving| serving.url.as_str())
    }

    /// Finishes what agents have begun, then lets go of the lock.
    pub async fn end(self, data_dir: &Path) {
        if let Some(serving) = self.gateway {
            serving.shutdown.cancel();
            if let Err(error) = serving.task.await {
                tracing::error!(%error, "the gateway did not end well");
            }
            if let Err(error) = std::fs::remove_file(data_dir.join(FILE)) {
                tracing::debug!(%error, "the gateway's file was gone already");
            }
        }
        drop(self.duties);
    }
}

impl<D: Desktop> Controller<D> {
    /// Takes the lock if it is free, and serves the gateway; tries the gateway's port again if it
    /// was taken before.
    pub(super) async fn take_duties(&self, engine: &Engine) {
        let mut held = self.duty.lock().await;
        if held.is_none() {
            match engine.take_duties() {
                Ok(Some(duties)) => {
                    let gateway = None;
                    *held = Some(Duty { gateway, duties });
                }
                Ok(None) => tracing::debug!("another process does the standing duties"),
                Err(error) => tracing::error!(%error, "the standing duties could not be taken"),
            }
        }
        if let Some(duty) = held.as_mut()
            && duty.gateway.is_none()
        {
            match self.serve(engine).await {
                Ok(serving) => duty.gateway = Some(serving),
                Err(error) => tracing::error!(%error, "agents cannot connect"),
            }
        }
    }

    /// Where agents connect: here, or at the process that does the duties.
    pub(super) async fn gateway_url(&self) -> Option<String> {
        match self.duty.lock().await.as_ref() {
            Some(duty) => duty.url().map(str::to_owned),
            None => announced(&self.launch.data_dir),
        }
    }

    async fn serve(&self, engine: &Engine) -> Result<Serving, IpcError> {
        let gateway = Gateway::bind(GatewayConfig::at(self.launch.listen))
            .await
            .map_err(|error| IpcError::internal(&error))?;
        let url = gateway.url();
        announce(&self.launch.data_dir, &url).map_err(|error| IpcError::internal(&error))?;
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(gateway.serve(engine.gate(), shutdown.clone()));
        tracing::info!(gateway.url = url, "agents can connect");
        Ok(Serving {
            url,
            shutdown,
            task,
        })
    }
}

fn announce(data_dir: &Path, url: &str) -> std::io::Result<()> {
    let text = serde_json::json!({ "url": url, "pid": std::process::id() }).to_string();
    write_private(&data_dir.join(FILE), |file| file.write_all(text.as_bytes()))
}

fn announced(data_dir: &Path) -> Option<String> {
    let text = std::fs::read_to_string(data_dir.join(FILE)).ok()?;
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(value.get("url")?.as_str()?.to_owned())
}
