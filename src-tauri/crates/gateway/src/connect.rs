//! How each client connects: the texts that the owner copies, and the files that are written when the
//! owner asks for it. The one place where they are made, for the command line, the app and the pages
//! in `docs/agents`.

use self::entry::{command_line, entry};

pub use self::client::Client;
pub use self::file::{ConfigError, configured};

mod client;
mod code;
mod entry;
mod file;

/// What the server is called in the configuration of clients.
pub const NAME: &str = "counterfoil";

/// What a client needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// Where the gateway listens, for clients that speak HTTP.
    pub url: &'a str,
    /// The program `counterfoil`, for clients that start one.
    pub program: &'a str,
    /// The data folder, where it is not the usual one.
    pub data_dir: Option<&'a str>,
    /// The agent's token.
    pub token: Token<'a>,
}

/// Where an agent finds its token.
#[derive(Clone, Copy, Debug)]
pub enum Token<'a> {
    /// This is it.
    Is(&'a str),
    /// It is in this file.
    InFile(&'a str),
}

/// Configuration for one kind of client, ready to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Stable word.
    pub id: &'static str,
    /// The client's name, or what kind of client it is.
    pub label: &'static str,
    /// For highlighting.
    pub language: &'static str,
    /// What to copy.
    pub text: String,
}

/// Configuration for every kind of client.
pub fn snippets(access: &Access<'_>) -> Vec<Snippet> {
    let snippet = |id, label, language, text| Snippet {
        id,
        label,
        language,
        text,
    };
    let mut all = vec![
        snippet("env", "Environment", "sh", environment(access)),
        snippet("curl", "curl", "sh", code::curl(access.url)),
        snippet(
            "python",
            "Python, standard library",
            "python",
            code::python(),
        ),
        snippet("http", "Any HTTP client", "http", code::http(access.url)),
    ];
    all.extend(Client::ALL.map(|client| {
        snippet(
            client.id(),
            client.label(),
            client.language(),
            client.text(access),
        )
    }));
    all.extend([
        snippet(
            "openai-agents",
            "OpenAI Agents SDK",
            "python",
            code::openai_agents(access),
        ),
        snippet("langchain", "LangChain", "python", code::langchain(access)),
        snippet("crewai", "CrewAI", "python", code::crewai(access)),
        snippet(
            "mcp-python",
            "MCP, Python SDK",
            "python",
            code::mcp_python(access),
        ),
        snippet(
            "mcp-typescript",
            "MCP, TypeScript SDK",
            "js",
            code::mcp_typescript(access),
        ),
    ]);
    all
}

impl Client {
    /// What the owner copies: a command where the client has one, else its configuration.
    fn text(self, access: &Access<'_>) -> String {
        match self {
            Self::ClaudeCode => format!("claude mcp add --scope user {}", command_line(access)),
            Self::ClaudeDesktop
            | Self::Cursor
            | Self::VsCode
            | Self::Codex
            | Self::Gemini
            | Self::OpenClaw => configured(self, None, access).unwrap_or_default(),
        }
    }
}

fn environment(access: &Access<'_>) -> String {
    let token = match access.token {
        Token::Is(token) => token.to_owned(),
        Token::InFile(path) => format!("\"$(cat {})\"", entry::quoted(path)),
    };
    format!(
        "export COUNTERFOIL_URL={}\nexport COUNTERFOIL_TOKEN={token}",
        access.url
    )
}

/// The tables and objects below which clients keep their servers.
fn nested(client: Client, access: &Access<'_>) -> (&'static [&'static str], String) {
    match client {
        Client::ClaudeDesktop | Client::ClaudeCode | Client::Cursor | Client::Gemini => {
            (&["mcpServers", NAME], entry(access, false))
        }
        Client::VsCode => (&["servers", NAME], entry(access, true)),
        Client::OpenClaw => (&["mcp", "servers", NAME], entry(access, false)),
        Client::Codex => (&[], entry::toml(access)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn access(token: Token<'_>) -> Access<'_> {
        Access {
            url: "http://127.0.0.1:7402",
            program: "/usr/local/bin/counterfoil",
            data_dir: None,
            token,
        }
    }

    #[test]
    fn a_token_in_a_file_stands_in_no_text() {
        for snippet in snippets(&access(Token::InFile("/home/me/agent.token"))) {
            assert!(!snippet.text.contains("cfa_"), "{}", snippet.id);
            let reads = ["env", "curl", "python", "http"].contains(&snippet.id);
            let named = snippet.text.contains("/home/me/agent.token");
            assert!(named != (reads && snippet.id != "env"), "{}", snippet.id);
        }
    }

    #[test]
    fn clients_that_start_the_program_are_given_the_token_in_its_environment() {
        for snippet in snippets(&access(Token::Is("cfa_secret"))) {
            let reads = ["curl", "python", "http"].contains(&snippet.id);
            assert_eq!(
                snippet.text.contains("cfa_secret"),
                !reads,
                "{}",
                snippet.id
            );
            assert!(!snippet.text.contains("--token-file"), "{}", snippet.id);
        }
    }

    #[test]
    fn configurations_are_what_the_clients_read() {
        for (id, pointer) in [
            ("claude-desktop", "/mcpServers/counterfoil"),
            ("cursor", "/mcpServers/counterfoil"),
            ("gemini", "/mcpServers/counterfoil"),
            ("vscode", "/servers/counterfoil"),
            ("openclaw", "/mcp/servers/counterfoil"),
        ] {
            let all = snippets(&access(Token::InFile("/t")));
            let text = &all.iter().find(|one| one.id == id).unwrap().text;
            let value: Value = serde_json::from_str(text).unwrap();
            let server = value.pointer(pointer).unwrap();
            assert_eq!(server["command"], "/usr/local/bin/counterfoil", "{id}");
            assert_eq!(
                server["args"],
                serde_json::json!(["mcp", "--token-file", "/t"])
            );
        }
    }

    #[test]
    fn a_file_name_with_a_quote_stays_one_word() {
        let text = environment(&access(Token::InFile("/tmp/it's")));
        assert!(
            text.ends_with(r#"COUNTERFOIL_TOKEN="$(cat '/tmp/it'\''s')""#),
            "{text}"
        );
    }

    #[test]
    fn the_curl_body_is_a_purchase() {
        let text = code::curl("http://x");
        let body = text.split("-d '").nth(1).unwrap().trim_end_matches('\'');
        let value: Value = serde_json::from_str(body).unwrap();
        assert_eq!(value["amount"], "9.90");
    }
}
