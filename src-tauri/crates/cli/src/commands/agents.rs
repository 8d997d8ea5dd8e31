//! `counterfoil agent …`

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use counterfoil_domain::AgentId;
use counterfoil_engine::{AgentRow, Engine, EngineError, LocalSession, NewAgent};
use counterfoil_gateway::connect::{Access, Snippet, Token, snippets};
use serde_json::{Value, json};

use crate::address;
use crate::args::{AddAgent, AgentCommand, AgentName, Choice, ListAgents, RotateAgent};
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::{agent, shown};

mod configure;

pub(super) async fn run(context: &Context, command: AgentCommand) -> Result<(), Failure> {
    if let AgentCommand::Configure(client) = &command {
        return configure::run(context, client);
    }
    let engine = context.open().await?;
    let done = match command {
        AgentCommand::Add(add_agent) => add(context, &engine, add_agent).await,
        AgentCommand::List(which) => list(context, &engine, &which).await,
        AgentCommand::Show(one) => show(context, &engine, &one.agent).await,
        AgentCommand::Configure(client) => configure::run(context, &client),
        AgentCommand::Rotate(rotated) => rotate(context, &engine, rotated).await,
        AgentCommand::Remove(one) => remove(context, &engine, &one.agent).await,
        AgentCommand::Pause(pause) => {
            let until = pause.stretch.map(|stretch| stretch.from(context.now()));
            super::pause::stop(context, &engine, Some(pause.agent), until).await
        }
        AgentCommand::Resume(one) => super::pause::go_on(context, &engine, Some(one.agent)).await,
    };
    super::closing(engine, done).await
}

/// The agent of that id or name; a name finds only connected ones.
pub(super) async fn find(local: &LocalSession, name: &AgentName) -> Result<AgentRow, Failure> {
    let fits = |row: &AgentRow| match name {
        AgentName::Id(id) => row.id == *id,
        AgentName::Name(name) => row.name == *name && !row.removed,
    };
    let found = local.agents().await?.into_iter().find(fits);
    found.ok_or_else(|| match name {
        AgentName::Id(_) => EngineError::NotFound { what: "agent" }.into(),
        AgentName::Name(name) => Failure::refused(
            "not_found",
            format!("There is no agent named {name:?}"),
            "`counterfoil agent list` shows the ones there are.",
        ),
    })
}

async fn add(context: &Context, engine: &Engine, new: AddAgent) -> Result<(), Failure> {
    if let Some(path) = &new.token.path {
        refuse_existing(path)?;
    }
    let owner = context.unlock(engine).await?;
    let agent = NewAgent {
        name: new.name,
        controls_desktop: new.controls_desktop == Choice::Yes,
        sandbox: new.sandbox,
    };
    let (id, token) = owner
        .session
        .add_agent(agent, owner.presence().await?)
        .await?;
    connected(context, engine, id, &token, new.token.path.as_deref()).await
}

async fn rotate(context: &Context, engine: &Engine, rotated: RotateAgent) -> Result<(), Failure> {
    if let Some(path) = &rotated.token.path {
        refuse_existing(path)?;
    }
    let row = find(&engine.local(), &rotated.agent).await?;
    let owner = context.unlock(engine).await?;
    let token = owner
        .session
        .rotate_agent(row.id, owner.presence().await?)
        .await?;
    connected(
        context,
        engine,
        row.id,
        &token,
        rotated.token.path.as_deref(),
    )
    .await
}

/// Says the token once: here, or into a file.
async fn connected(
    context: &Context,
    engine: &Engine,
    id: AgentId,
    token: &str,
    file: Option<&Path>,
) -> Result<(), Failure> {
    let row = find(&engine.local(), &AgentName::Id(id)).await?;
    let mut kept = None;
    if let Some(path) = file {
        write_token(path, token)?;
        kept = Some(
            std::path::absolute(path)
                .unwrap_or_else(|_| path.to_owned())
                .display()
                .to_string(),
        );
    }
    let url =
        address::running(&context.dir).map_or_else(|| address::USUAL.to_owned(), |found| found.url);
    let source = kept.as_deref().map_or(Token::Is(token), Token::InFile);
    let (program, data_dir) = (configure::program(), configure::data_dir(context));
    let configuration = snippets(&Access {
        url: &url,
        program: &program,
        data_dir: data_dir.as_deref(),
        token: source,
    });
    context.output.say(
        || {
            let mut value = agent::value(&row);
            if let Value::Object(fields) = &mut value {
                match &kept {
                    Some(path) => fields.insert("token_file".to_owned(), json!(path)),
                    None => fields.insert("token".to_owned(), json!(token)),
                };
                fields.insert("url".to_owned(), json!(url));
                let all: Vec<Value> = configuration.iter().map(snippet).collect();
                fields.insert("snippets".to_owned(), json!(all));
            }
            value
        },
        |page| {
            page.title(format!("{} is connected: {}", shown(&row.name), row.id));
            if let Some(path) = &kept {
                page.line(format!("Its token is in {path}, readable only by you."));
            } else {
                page.line("Its token, which is shown only this once:");
                page.gap();
                page.line(format!("  {token}"));
            }
            page.gap();
            page.line(format!(
                "Compare: an agent that got this token says the code {}. Ask it for its limits.",
                agent::code(&row)
            ));
            // The others would print the token again and again.
            let brief = ["env", "curl", "python", "http"];
            for snippet in configuration.iter().filter(|one| brief.contains(&one.id)) {
                page.gap();
                page.title(format!("# {}", snippet.label));
                page.line(&snippet.text);
            }
            page.gap();
            page.title("# Claude, Cursor, VS Code, Codex, Gemini, OpenClaw");
            page.line(
                "Keep the token in a file, and run: \
                 counterfoil agent configure CLIENT --token-file FILE",
            );
        },
    )
}

fn snippet(snippet: &Snippet) -> Value {
    let Snippet {
        id,
        label,
        language,
        text,
    } = snippet;
    json!({ "id": id, "label": label, "language": language, "text": text })
}

async fn list(context: &Context, engine: &Engine, which: &ListAgents) -> Result<(), Failure> {
    let mut rows = engine.local().agents().await?;
    rows.retain(|row| which.all || !row.removed);
    context
        .output
        .list(&rows.iter().map(agent::value).collect::<Vec<_>>(), |page| {
            if rows.is_empty() {
                page.line("No agent is connected. Connect one: counterfoil agent add NAME");
            } else {
                agent::table(page, &rows);
            }
        })
}

async fn show(context: &Context, engine: &Engine, name: &AgentName) -> Result<(), Failure> {
    let row = find(&engine.local(), name).await?;
    context
        .output
        .say(|| agent::value(&row), |page| agent::page(page, &row))
}

async fn remove(context: &Context, engine: &Engine, name: &AgentName) -> Result<(), Failure> {
    let row = find(&engine.local(), name).await?;
    let owner = context.unlock(engine).await?;
    owner
        .session
        .remove_agent(row.id, owner.presence().await?)
        .await?;
    let row = find(&engine.local(), &AgentName::Id(row.id)).await?;
    context.output.say(
        || agent::value(&row),
        |page| {
            page.line(format!(
                "{} is disconnected; its token works no more.",
                shown(&row.name)
            ));
        },
    )
}

/// Before anything is recorded: a token that cannot be written would be lost.
fn refuse_existing(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::refused(
            "file",
            format!("{} is there already", path.display()),
            "Name a new file for the token.",
        ));
    }
    Ok(())
}

fn write_token(path: &Path, token: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(format!("{token}\n").as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        let mut failure = Failure::file("written", path, &error);
        "The agent is connected, its token is lost: make a new one with \
                        `counterfoil agent rotate`."
            .clone_into(&mut failure.hint);
        failure
    })
}
