//! The server as clients write it down: the program, its arguments, its environment.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Access, NAME, Token};

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    command: &'a str,
    args: Vec<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    env: BTreeMap<&'static str, &'a str>,
}

/// As JSON; some clients want to be told that it is a program.
pub(super) fn entry(access: &Access<'_>, typed: bool) -> String {
    let entry = Entry {
        kind: typed.then_some("stdio"),
        command: access.program,
        args: arguments(access),
        env: variables(access),
    };
    serde_json::to_string_pretty(&entry).unwrap_or_default()
}

/// As a table of TOML. A JSON string is a TOML string too.
pub(super) fn toml(access: &Access<'_>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let arguments: Vec<String> = arguments(access).into_iter().map(text).collect();
    let variables: Vec<String> = variables(access)
        .into_iter()
        .map(|(name, value)| format!("{name} = {}", text(value)))
        .collect();
    let mut table = format!(
        "[mcp_servers.{NAME}]\ncommand = {}\nargs = [{}]\n",
        text(access.program),
        arguments.join(", ")
    );
    if !variables.is_empty() {
        table.extend(["env = { ", &variables.join(", "), " }\n"]);
    }
    table
}

/// As Python's keyword arguments of a parameters object.
pub(super) fn python(access: &Access<'_>) -> String {
    let entry = Entry {
        kind: None,
        command: access.program,
        args: arguments(access),
        env: variables(access),
    };
    serde_json::to_string(&entry)
        .unwrap_or_default()
        .replace("\":", "\": ")
        .replace("\",\"", "\", \"")
        .replace("],\"", "], \"")
}

/// For `claude mcp add`: variables, the name, and the command after two dashes.
pub(super) fn command_line(access: &Access<'_>) -> String {
    let mut words = Vec::new();
    for (name, value) in variables(access) {
        words.push(format!("--env {name}={}", quoted(value)));
    }
    words.push(format!("{NAME} -- {}", quoted(access.program)));
    words.extend(arguments(access).into_iter().map(quoted));
    words.join(" ")
}

/// One word for a shell.
pub(super) fn quoted(text: &str) -> String {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_./=:".contains(&byte));
    if plain && !text.is_empty() {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn arguments<'a>(access: &Access<'a>) -> Vec<&'a str> {
    let mut arguments = vec!["mcp"];
    if let Token::InFile(path) = access.token {
        arguments.extend(["--token-file", path]);
    }
    if let Some(dir) = access.data_dir {
        arguments.extend(["--data-dir", dir]);
    }
    arguments
}

fn variables<'a>(access: &Access<'a>) -> BTreeMap<&'static str, &'a str> {
    match access.token {
        Token::Is(token) => BTreeMap::from([("COUNTERFOIL_TOKEN", token)]),
        Token::InFile(_) => BTreeMap::new(),
    }
}
