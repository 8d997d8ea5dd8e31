//! The clients that keep their configuration in a file, and where that file is.

use std::path::{Path, PathBuf};

/// A client with a configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// Claude Desktop.
    ClaudeDesktop,
    /// Claude Code.
    ClaudeCode,
    /// Cursor.
    Cursor,
    /// Visual Studio Code.
    VsCode,
    /// Codex CLI.
    Codex,
    /// Gemini CLI.
    Gemini,
    /// `OpenClaw`.
    OpenClaw,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ClaudeDesktop,
        Self::ClaudeCode,
        Self::Cursor,
        Self::VsCode,
        Self::Codex,
        Self::Gemini,
        Self::OpenClaw,
    ];

    /// Stable word.
    pub const fn id(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "claude-desktop",
            Self::ClaudeCode => "claude-code",
            Self::Cursor => "cursor",
            Self::VsCode => "vscode",
            Self::Codex => "codex",
            Self::Gemini => "gemini",
            Self::OpenClaw => "openclaw",
        }
    }

    /// The client of that word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|client| client.id() == id)
    }

    /// The client's name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "Claude Desktop",
            Self::ClaudeCode => "Claude Code",
            Self::Cursor => "Cursor",
            Self::VsCode => "VS Code",
            Self::Codex => "Codex CLI",
            Self::Gemini => "Gemini CLI",
            Self::OpenClaw => "OpenClaw",
        }
    }

    pub(super) const fn language(self) -> &'static str {
        match self {
            Self::ClaudeCode => "sh",
            Self::Codex => "toml",
            Self::ClaudeDesktop | Self::Cursor | Self::VsCode | Self::Gemini | Self::OpenClaw => {
                "json"
            }
        }
    }

    /// Its file. `home` is the owner's home folder, `settings` where programs keep their settings:
    /// `~/.config`, `~/Library/Application Support` or `%APPDATA%`.
    pub fn file(self, home: &Path, settings: &Path) -> PathBuf {
        match self {
            Self::ClaudeDesktop => settings.join("Claude").join("claude_desktop_config.json"),
            Self::ClaudeCode => home.join(".claude.json"),
            Self::Cursor => home.join(".cursor").join("mcp.json"),
            Self::VsCode => settings.join("Code").join("User").join("mcp.json"),
            Self::Codex => home.join(".codex").join("config.toml"),
            Self::Gemini => home.join(".gemini").join("settings.json"),
            Self::OpenClaw => home.join(".openclaw").join("openclaw.json"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_is_found_by_its_word() {
        for client in Client::ALL {
            assert_eq!(Client::from_id(client.id()), Some(client));
        }
        assert_eq!(Client::from_id("netscape"), None);
    }
}
