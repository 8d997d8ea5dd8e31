//! Six purchases through the real gateway, decided in the real window.
#![expect(clippy::print_stdout, reason = "the play is told on the terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::desktop::{Desktop, Surroundings};
use crate::request;
use crate::until::until;
use crate::window::Theme;

/// Long enough to take pictures of the inbox with it, short enough to wait for.
const EXPIRES_IN: Duration = Duration::from_secs(45);

/// The address, the name of its picture.
const SCREENS: [&str; 5] = ["inbox", "activity", "budgets", "agents", "settings"];

/// Plays on a fresh folder and returns the pictures that it took.
pub async fn play(folder: &Path, pictures: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(pictures)?;
    let mut album = Album::new(pictures);
    first_start(folder, &mut album).await?;

    let folder = super::prepare(folder).await?;
    println!("{}", super::welcome(&folder));
    let around = Surroundings::new(&folder.path).await?;
    let app = around.start().await?;
    album.take(&app, "unlock").await?;
    app.window
        .fill("unlock-passphrase", &folder.passphrase)
        .await?;
    app.window.click("unlock-submit").await?;
    app.window.part("nav-inbox").await?;
    println!("Unlocked the window.");

    let token = folder
        .agents
        .first()
        .map_or("", |agent| agent.token.as_str());
    let agent = Agent::new(&app.gateway().await?, token);
    let cast = Cast::enter(&agent, &around).await?;
    for notification in around.notifications.all() {
        println!("Notified: {}", notification.text().replace('\n', " · "));
    }
    let waiting = format!("request-{}", cast.approved);
    for theme in [Theme::Light, Theme::Dark] {
        app.window.set_theme(theme).await?;
        app.window.click("nav-inbox").await?;
        app.window.click(&waiting).await?;
        app.window.part("card-amount").await?;
        app.window.wait_until_ready("card-approve").await?;
        album.take(&app, &format!("card-{}", theme.name())).await?;
    }

    approve(&app, &agent, &cast.approved).await?;
    reject(&app, &agent, &cast.rejected).await?;
    agent.wait_for(&cast.approved, &["authorized"]).await?;
    capture(&agent, &cast.approved, "84.90").await?;
    agent.wait_for(&cast.expired, &["expired"]).await?;
    println!("Expired, not paid: the third.");
    for theme in [Theme::Light, Theme::Dark] {
        tour(&app, &mut album, theme).await?;
    }
    cast.check(&agent).await?;
    app.quit().await?;
    Ok(album.pictures)
}

/// The window of somebody who has just installed it.
async fn first_start(folder: &Path, album: &mut Album) -> Result<()> {
    let empty = tempfile::tempdir_in(folder.parent().unwrap_or(folder))?;
    let around = Surroundings::new(&empty.path().join("data")).await?;
    let app = around.start().await?;
    app.window.part("first-passphrase").await?;
    album.take(&app, "first-start").await
}

/// Six purchases, by what becomes of them.
struct Cast {
    automatic: String,
    approved: String,
    rejected: String,
    blocked: String,
    expired: String,
    refunded: String,
}

impl Cast {
    async fn enter(agent: &Agent, around: &Surroundings) -> Result<Self> {
        // Three at once would be announced as one.
        let approved = ask(agent, "approved", &request::lichens()).await?;
        around.notifications.wait_for("84.90").await?;
        let cast = Self {
            automatic: ask(agent, "automatic", &shop("Postcards", "12.00")).await?,
            refunded: ask(agent, "refunded", &shop("Rain jacket", "49.00")).await?,
            blocked: ask(agent, "blocked", &shop("Telescope", "1900.00")).await?,
            approved,
            rejected: ask(agent, "rejected", &shop("Gold-plated bookmark", "180.00")).await?,
            expired: ask(agent, "expired", &expiring()).await?,
        };
        capture(agent, &cast.automatic, "12.00").await?;
        capture(agent, &cast.refunded, "49.00").await?;
        settle(agent, &cast.refunded, "refund", "49.00").await?;
        Ok(cast)
    }

    async fn check(&self, agent: &Agent) -> Result<()> {
        println!();
        for (id, expected) in [
            (&self.automatic, "captured"),
            (&self.approved, "captured"),
            (&self.rejected, "rejected"),
            (&self.blocked, "denied"),
            (&self.expired, "expired"),
            (&self.refunded, "refunded"),
        ] {
            let answer = agent.get(&format!("/v1/purchases/{id}")).await?;
            let status = answer.text_at("/status")?;
            println!("{id}  {:>8} EUR  {status}", answer.text_at("/amount")?);
            anyhow::ensure!(status == expected, "{id} is {status}, not {expected}");
        }
        Ok(())
    }
}

struct Album {
    folder: PathBuf,
    pictures: Vec<PathBuf>,
}

impl Album {
    fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            pictures: Vec::new(),
        }
    }

    async fn take(&mut self, app: &Desktop, name: &str) -> Result<()> {
        // What was asked of the core is drawn a moment later.
        tokio::time::sleep(Duration::from_millis(400)).await;
        let path = self.folder.join(format!("{name}.png"));
        app.window.screenshot(&path).await?;
        self.pictures.push(path);
        Ok(())
    }
}

async fn tour(app: &Desktop, album: &mut Album, theme: Theme) -> Result<()> {
    app.window.set_theme(theme).await?;
    for screen in SCREENS {
        app.window.click(&format!("nav-{screen}")).await?;
        album
            .take(app, &format!("{screen}-{}", theme.name()))
            .await?;
        if screen == "activity" {
            app.window.fill("search", "lichens").await?;
            app.window
                .wait_for_text(Some("activity-row"), "Nordlicht")
                .await?;
            app.window.click("activity-row").await?;
            app.window.part("detail").await?;
            album.take(app, &format!("detail-{}", theme.name())).await?;
        }
    }
    Ok(())
}

async fn approve(app: &Desktop, agent: &Agent, id: &str) -> Result<()> {
    decide(app, agent, id, "card-approve").await?;
    println!("Approved in the window: €84.90.");
    Ok(())
}

async fn reject(app: &Desktop, agent: &Agent, id: &str) -> Result<()> {
    decide(app, agent, id, "card-reject").await?;
    println!("Rejected in the window: €180.00.");
    Ok(())
}

/// Opens the card and presses until the guard has passed and the press counts.
async fn decide(app: &Desktop, agent: &Agent, id: &str, button: &str) -> Result<()> {
    app.window.click("nav-inbox").await?;
    app.window.click(&format!("request-{id}")).await?;
    until("the decision", async || {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if app.window.has(button).await? {
            app.window.click(button).await?;
        }
        let answer = agent.get(&format!("/v1/purchases/{id}")).await?;
        Ok((answer.text_at("/status")? != "pending").then_some(()))
    })
    .await
}

async fn ask(agent: &Agent, key: &str, request: &Value) -> Result<String> {
    let answer = agent.ask(key, request).await?.expect_status(201)?;
    let id = answer.text_at("/id")?.to_owned();
    println!(
        "Asked for {:>8} EUR: {}",
        answer.text_at("/amount")?,
        answer.text_at("/status")?
    );
    Ok(id)
}

async fn capture(agent: &Agent, id: &str, amount: &str) -> Result<()> {
    agent.wait_for(id, &["authorized"]).await?;
    settle(agent, id, "capture", amount).await
}

async fn settle(agent: &Agent, id: &str, kind: &str, amount: &str) -> Result<()> {
    let receipt = json!({"amount": amount, "currency": "EUR", "receipt": format!("demo {kind}")});
    let path = format!("/v1/purchases/{id}/{kind}");
    agent.post(&path, &receipt).await?.expect_status(200)?;
    Ok(())
}

fn shop(title: &str, amount: &str) -> Value {
    request::one(
        "Fjord Outfitters",
        "fjord-outfitters.example",
        title,
        amount,
    )
}

fn expiring() -> Value {
    let ticket = request::one("Nordbahn", "nordbahn.example", "Night train", "96.00");
    request::expiring_in(ticket, EXPIRES_IN)
}
