//! What a new agent needs to connect: its token and ready-made configuration.

use std::path::Path;

use counterfoil_domain::AgentId;
use counterfoil_gateway::connect::{self, Access, Token};

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::translate;
use crate::views::{Connected, Snippet};

/// Where agents connect when the gateway is not running at the moment.
const USUAL_URL: &str = "http://127.0.0.1:7402";

impl<D: Desktop> Controller<D> {
    /// A connected agent with its token and what to copy.
    pub async fn connected(&self, id: AgentId, token: String) -> Result<Connected, IpcError> {
        let id = id.to_string();
        let rows = self.local().await?.agents().await?;
        let agent = rows
            .iter()
            .map(translate::agent)
            .find(|agent| agent.id == id)
            .ok_or_else(|| IpcError::internal(&"a connected agent is not in the list"))?;
        let url = self
            .gateway_url()
            .await
            .unwrap_or_else(|| USUAL_URL.to_owned());
        Ok(Connected {
            snippets: snippets(&url, self.data_dir(), &token),
            agent,
            token,
        })
    }
}

/// The texts to copy, with the program that lies beside this one.
fn snippets(url: &str, data_dir: &Path, token: &str) -> Vec<Snippet> {
    let data_dir = data_dir.display().to_string();
    let access = Access {
        url,
        program: &program(),
        data_dir: Some(&data_dir),
        token: Token::Is(token),
    };
    connect::snippets(&access)
        .into_iter()
        .map(|snippet| Snippet {
            id: snippet.id.to_owned(),
            label: snippet.label.to_owned(),
            language: snippet.language.to_owned(),
            text: snippet.text,
        })
        .collect()
}

fn program() -> String {
    let name = format!("counterfoil{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe()
        .ok()
        .map(|path| path.with_file_name(&name))
        .filter(|path| path.exists());
    beside.map_or(name, |path| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_starts_the_program_is_told_where_and_with_which_token() {
        let all = snippets("http://127.0.0.1:7402", Path::new("/data"), "cfa_secret");
        let text = |id: &str| &all.iter().find(|one| one.id == id).unwrap().text;
        for part in ["counterfoil", "cfa_secret", "--data-dir", "/data"] {
            assert!(text("cursor").contains(part), "{part}");
        }
        assert!(text("env").contains("http://127.0.0.1:7402"));
    }
}
