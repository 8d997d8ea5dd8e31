//! A client's configuration with this server in it, everything else left as it was written.

use std::fmt::Write as _;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Access, Client, NAME, nested};

/// Why a configuration is left alone.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It has comments, or is damaged, or keeps servers in a way that is not known.
    #[error("the configuration cannot be changed without losing something: {0}")]
    Unreadable(String),
}

impl ConfigError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "config_unreadable",
        }
    }
}

/// The whole new text of the client's file. What was there about this server before is replaced;
/// the same again changes nothing.
pub fn configured(
    client: Client,
    existing: Option<&str>,
    access: &Access<'_>,
) -> Result<String, ConfigError> {
    let existing = existing.unwrap_or_default();
    let (path, entry) = nested(client, access);
    if path.is_empty() {
        return table(existing, &entry);
    }
    let object = if existing.trim().is_empty() {
        "{}"
    } else {
        existing
    };
    let mut text = put(object, path, &entry, 0)?;
    if !existing.is_empty() {
        text.push('\n');
    }
    Ok(text)
}

fn unreadable(error: &dyn std::fmt::Display) -> ConfigError {
    ConfigError::Unreadable(error.to_string())
}

/// `object` with `entry` at `path`.
fn put(object: &str, path: &[&str], entry: &str, depth: usize) -> Result<String, ConfigError> {
    let Some((name, rest)) = path.split_first() else {
        return Ok(entry.replace('\n', &format!("\n{}", "  ".repeat(depth))));
    };
    let Members(members) = serde_json::from_str(object).map_err(|error| unreadable(&error))?;
    let there = members.iter().find(|(key, _)| key == name);
    let inner = match (there, rest) {
        (Some((_, value)), [_, ..]) => value.get(),
        _ => "{}",
    };
    let value = put(inner, rest, entry, depth.saturating_add(1))?;
    let mut lines: Vec<String> = members
        .iter()
        .map(|(key, old)| {
            let value = if key == name { &value } else { old.get() };
            format!("{}: {value}", serde_json::Value::from(key.as_str()))
        })
        .collect();
    if there.is_none() {
        lines.push(format!("\"{name}\": {value}"));
    }
    let indent = "  ".repeat(depth);
    let lines = lines.join(&format!(",\n{indent}  "));
    Ok(format!("{{\n{indent}  {lines}\n{indent}}}"))
}

/// The document with this server's table at its end.
fn table(existing: &str, entry: &str) -> Result<String, ConfigError> {
    toml::from_str::<toml::Table>(existing).map_err(|error| unreadable(&error.message()))?;
    let mut text = String::new();
    let mut ours = false;
    for line in existing.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            let own = format!("[mcp_servers.{NAME}");
            ours = trimmed
                .strip_prefix(&own)
                .is_some_and(|rest| rest.starts_with(']') || rest.starts_with('.'));
        }
        if !ours && writeln!(text, "{line}").is_err() {
            break;
        }
    }
    let kept = text.trim_end();
    let text = if kept.is_empty() {
        entry.to_owned()
    } else {
        format!("{kept}\n\n{entry}")
    };
    toml::from_str::<toml::Table>(&text).map_err(|error| unreadable(&error.message()))?;
    Ok(text)
}

/// The members of an object in their order, each as it was written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members: Vec<(String, &RawValue)> = Vec::new();
                while let Some((key, value)) = map.next_entry()? {
                    if members.iter().any(|(known, _)| *known == key) {
                        return Err(A::Error::custom(format_args!("`{key}` is there twice")));
                    }
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Token;
    use super::*;

    fn with(client: Client, existing: &str) -> Result<String, ConfigError> {
        let access = Access {
            url: "http://127.0.0.1:7402",
            program: "/bin/counterfoil",
            data_dir: None,
            token: Token::InFile("/t"),
        };
        configured(client, Some(existing), &access)
    }

    #[test]
    fn everything_else_stays_as_it_was_written() {
        let before = "{\n  \"theme\": \"d\\u00e4rk\",\n  \"mcpServers\": {\n    \"other\": {\"command\":   \"x\"}\n  },\n  \"n\": 1.50\n}\n";
        let after = with(Client::Cursor, before).unwrap();
        let expected = "{\n  \"theme\": \"d\\u00e4rk\",\n  \"mcpServers\": {\n    \"other\": {\"command\":   \"x\"},\n    \"counterfoil\": {\n      \"command\": \"/bin/counterfoil\",\n      \"args\": [\n        \"mcp\",\n        \"--token-file\",\n        \"/t\"\n      ]\n    }\n  },\n  \"n\": 1.50\n}\n";
        assert_eq!(after, expected);
        assert_eq!(
            with(Client::Cursor, &after).unwrap(),
            after,
            "again changes nothing"
        );
    }

    #[test]
    fn an_old_entry_is_replaced() {
        let before = r#"{"mcpServers":{"counterfoil":{"command":"/old"},"z":{}}}"#;
        let after = with(Client::ClaudeDesktop, before).unwrap();
        assert!(
            !after.contains("/old") && after.contains("\"z\": {}"),
            "{after}"
        );
    }

    #[test]
    fn a_table_is_replaced_with_its_parts_and_the_others_kept() {
        let before = "model = \"o\" # mine\n\n[mcp_servers.counterfoil]\ncommand = \"/old\"\n\
            [mcp_servers.counterfoil.env]\nA = \"b\"\n\n[mcp_servers.other]\ncommand = \"y\"\n";
        let after = with(Client::Codex, before).unwrap();
        assert!(
            !after.contains("/old") && !after.contains("A = "),
            "{after}"
        );
        assert!(
            after.contains("# mine") && after.contains("[mcp_servers.other]"),
            "{after}"
        );
        assert!(
            after.ends_with("args = [\"mcp\", \"--token-file\", \"/t\"]\n"),
            "{after}"
        );
        assert_eq!(
            with(Client::Codex, &after).unwrap(),
            after,
            "again changes nothing"
        );
    }

    #[test]
    fn what_would_lose_something_is_left_alone() {
        for (client, existing) in [
            (Client::VsCode, "{ // mine\n \"servers\": {} }"),
            (Client::Cursor, r#"{"mcpServers": [], "x": 1}"#),
            (Client::Cursor, r#"{"mcpServers": {}, "mcpServers": {}}"#),
            (Client::OpenClaw, "[]"),
            (Client::Codex, "model = "),
            (
                Client::Codex,
                "mcp_servers = { counterfoil = { command = \"x\" } }",
            ),
        ] {
            let error = with(client, existing).unwrap_err();
            assert_eq!(error.code(), "config_unreadable", "{existing}");
        }
    }
}
