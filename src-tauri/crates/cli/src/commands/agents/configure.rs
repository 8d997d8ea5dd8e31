//! `counterfoil agent configure`: writes a client's file for the owner, who asked for it. What was
//! there is kept beside it, and everything that is not ours stays as it was written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use counterfoil_engine::write_private;
use counterfoil_gateway::connect::{Access, Token, configured};
use serde_json::json;

use crate::address;
use crate::args::ConfigureClient;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder;

pub(super) fn run(context: &Context, asked: &ConfigureClient) -> Result<(), Failure> {
    let token = absolute(&asked.token_file);
    if let Err(error) = fs::File::open(&asked.token_file) {
        return Err(Failure::file("read", &asked.token_file, &error));
    }
    let path = match &asked.config {
        Some(path) => path.clone(),
        None => asked.client.file(&folder::home()?, &folder::settings()?),
    };
    // A link is followed, so that it stays one.
    let path = fs::canonicalize(&path).unwrap_or(path);
    let before = existing(&path)?;
    let (program, data_dir) = (program(), data_dir(context));
    let access = Access {
        url: address::USUAL,
        program: &program,
        data_dir: data_dir.as_deref(),
        token: Token::InFile(&token),
    };
    let after = configured(asked.client, before.as_deref(), &access).map_err(|error| {
        let message = format!("{} was left as it is: {error}", path.display());
        let hint = "Add the server by hand; `docs/agents` has the text to copy.";
        Failure::refused(error.code(), message, hint)
    })?;
    let changed = before.as_deref() != Some(after.as_str());
    let kept = match (&before, changed) {
        (Some(_), true) => Some(keep(context, &path)?),
        (None, _) | (_, false) => None,
    };
    if changed {
        write(&path, &after)?;
    }
    say(context, asked, &path, kept.as_deref(), changed)
}

/// The program as clients start it, from whatever folder they are in.
pub(super) fn program() -> String {
    std::env::current_exe().map_or_else(
        |_| "counterfoil".to_owned(),
        |path| path.display().to_string(),
    )
}

/// The data folder, if a program started without it would look elsewhere.
pub(super) fn data_dir(context: &Context) -> Option<String> {
    let elsewhere = folder::data(None).ok().as_ref() != Some(&context.dir);
    elsewhere.then(|| absolute(&context.dir))
}

fn absolute(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.display().to_string()
}

fn existing(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file("read", path, &error)),
    }
}

/// A copy beside it, named by the time.
fn keep(context: &Context, path: &Path) -> Result<PathBuf, Failure> {
    let stamp = context.now().to_datetime().format("%Y%m%dT%H%M%S%3fZ");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kept = path.with_file_name(format!("{name}.before-counterfoil-{stamp}"));
    fs::copy(path, &kept).map_err(|error| Failure::file("written", &kept, &error))?;
    Ok(kept)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::file("written", path, &error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    write_private(path, |file| file.write_all(text.as_bytes())).map_err(failed)
}

fn say(
    context: &Context,
    asked: &ConfigureClient,
    path: &Path,
    kept: Option<&Path>,
    changed: bool,
) -> Result<(), Failure> {
    let label = asked.client.label();
    context.output.say(
        || {
            json!({
                "client": asked.client.id(),
                "file": path.display().to_string(),
                "changed": changed,
                "backup": kept.map(|kept| kept.display().to_string()),
            })
        },
        |page| {
            if changed {
                page.line(format!(
                    "{label} will find Counterfoil in {}.",
                    path.display()
                ));
                if let Some(kept) = kept {
                    page.line(format!("What was there before is in {}.", kept.display()));
                }
                page.line(format!("Start {label} again, so that it reads its file."));
            } else {
                page.line(format!("{} says so already.", path.display()));
            }
        },
    )
}
