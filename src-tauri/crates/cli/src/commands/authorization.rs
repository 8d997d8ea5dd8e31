//! `counterfoil authorization verify`: what a shop checks, on the command line.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use counterfoil_domain::Timestamp;
use counterfoil_engine::Engine;
use counterfoil_ledger::{VerifierKey, open_checkpoint};
use counterfoil_protocols::authorization::{AuthorizationError, Claims, open_by_set};
use serde_json::{Value, json};

use crate::args::{AuthorizationCommand, VerifyAuthorization};
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::shown;

/// More than any authorization, or any answer with one.
const LONGEST: u64 = 64 * 1024;

/// What it is held against.
struct Keys {
    jwks: String,
    /// Only of the own data folder.
    ledger: Option<VerifierKey>,
}

pub(super) async fn run(context: &Context, command: AuthorizationCommand) -> Result<(), Failure> {
    let AuthorizationCommand::Verify(asked) = command;
    let token = token(&asked.file)?;
    let keys = match &asked.keys {
        Some(path) => Keys {
            jwks: read(path)?,
            ledger: None,
        },
        None => own(context).await?,
    };
    let claims = open_by_set(&token, &keys.jwks).map_err(|error| refused(&error))?;
    let checkpoint = checkpoint(&claims, keys.ledger.as_ref())?;
    terms(&claims, &asked)?;
    claims
        .require_time(context.now().as_millis().div_euclid(1000))
        .map_err(|error| refused(&error))?;
    say(context, &claims, checkpoint)
}

async fn own(context: &Context) -> Result<Keys, Failure> {
    let engine: Engine = context.open().await?;
    let jwks = engine.gate().jwks();
    let ledger = VerifierKey::parse(&engine.local().verifier_key());
    super::closing(engine, Ok(())).await?;
    let ledger = ledger.map_err(|error| Failure::internal(&error))?;
    Ok(Keys {
        jwks,
        ledger: Some(ledger),
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::file("read", path, &error);
    let mut text = String::new();
    if path == Path::new("-") {
        io::stdin().take(LONGEST).read_to_string(&mut text)
    } else {
        fs::File::open(path)
            .map_err(failed)?
            .take(LONGEST)
            .read_to_string(&mut text)
    }
    .map_err(failed)?;
    Ok(text)
}

/// The bare text, or the field of the agent's answer.
fn token(path: &Path) -> Result<String, Failure> {
    let text = read(path)?;
    let answer: Option<Value> = serde_json::from_str(&text).ok();
    let field = answer
        .as_ref()
        .map(|answer| answer["authorization"].as_str());
    match field {
        Some(Some(token)) => Ok(token.to_owned()),
        Some(None) => Err(Failure::refused(
            "not_authorized",
            "There is no authorization in this answer",
            "A purchase has one once its status is authorized.",
        )),
        None => Ok(text.trim().to_owned()),
    }
}

fn refused(error: &AuthorizationError) -> Failure {
    match error {
        AuthorizationError::Signature | AuthorizationError::Header => Failure::damaged(
            error,
            "Do not deliver: it was changed, or signed by somebody else.",
        ),
        AuthorizationError::Form => Failure::refused(
            "not_an_authorization",
            error,
            "Save the field authorization of the agent's answer to the file.",
        ),
        AuthorizationError::Keys => Failure::refused(
            "no_keys",
            error,
            "Name the file that /.well-known/jwks.json gave.",
        ),
        AuthorizationError::Time => Failure::refused(
            "expired",
            error,
            "Do not deliver: the agent must ask again.",
        ),
    }
}

/// The ledger's head that is named must be one that the ledger signed.
fn checkpoint(claims: &Claims, key: Option<&VerifierKey>) -> Result<Option<u64>, Failure> {
    let Some(key) = key else {
        return Ok(None);
    };
    let opened = open_checkpoint(&claims.ledger.checkpoint, key).map_err(|error| {
        Failure::damaged(
            format!("The checkpoint in the authorization is not this ledger's: {error}"),
            "Do not rely on it; run `counterfoil verify`.",
        )
    })?;
    Ok(Some(opened.size))
}

fn terms(claims: &Claims, asked: &VerifyAuthorization) -> Result<(), Failure> {
    let purchase = &claims.purchase;
    let said = [
        ("merchant", &claims.aud, &asked.merchant),
        ("amount", &purchase.amount, &asked.amount),
        ("currency", &purchase.currency, &asked.currency),
    ];
    for (what, says, wanted) in said {
        if let Some(wanted) = wanted.as_ref().filter(|wanted| *wanted != says) {
            return Err(Failure::refused(
                "other_terms",
                format!("The {what} is {}, not {}", shown(says), shown(wanted)),
                "Do not deliver: it authorizes something else.",
            ));
        }
    }
    Ok(())
}

fn say(context: &Context, claims: &Claims, checkpoint: Option<u64>) -> Result<(), Failure> {
    let purchase = &claims.purchase;
    let until = Timestamp::from_millis(claims.exp.saturating_mul(1000));
    context.output.say(
        || {
            json!({
                "valid": true,
                "id": claims.jti,
                "merchant": claims.aud,
                "amount": purchase.amount,
                "currency": purchase.currency,
                "agent": claims.sub,
                "ledger": claims.iss,
                "until": until,
                "sandbox": purchase.sandbox,
                "checkpoint_size": checkpoint,
            })
        },
        |page| {
            page.title(format!(
                "Authorized: {} {} for {}",
                purchase.amount,
                purchase.currency,
                shown(&claims.aud)
            ));
            if purchase.sandbox {
                page.line("It is play money: deliver nothing for it.");
            }
            page.line(format!("Valid until {until}, once: {}", claims.jti));
            if let Some(size) = checkpoint {
                page.line(format!("Recorded in this ledger before entry {size}."));
            }
        },
    )
}
