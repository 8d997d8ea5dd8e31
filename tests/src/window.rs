//! The window as its owner uses it: what can be read, clicked and typed.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::{By, Key, WebDriver, WebElement};

use crate::until::until;

const LISTEN: &str = "window.complaints = [];
    const keep = words => window.complaints.push(words.map(String).join(' ').slice(0, 600));
    const plain = console.error;
    console.error = (...words) => { keep(words); plain(...words); };
    addEventListener('error', event => keep([event.message, event.filename, event.lineno]));
    addEventListener('unhandledrejection', event => keep(['rejected', event.reason]));";

/// One window.
#[derive(Debug)]
pub struct Window {
    session: WebDriver,
}

impl Window {
    /// Around a session of `WebDriver`.
    pub fn new(session: WebDriver) -> Self {
        Self { session }
    }

    /// Keeps what the page complains of, for the message of a failure.
    pub async fn listen(&self) -> Result<()> {
        self.script(LISTEN, vec![]).await?;
        Ok(())
    }

    /// Waits for a part by its `data-testid` until it can be seen.
    pub async fn part(&self, id: &str) -> Result<WebElement> {
        let found = until(&format!("the part {id}"), async || {
            for element in self.session.find_all(by(id)).await? {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        match found {
            Ok(element) => Ok(element),
            Err(problem) => Err(problem.context(self.evidence().await)),
        }
    }

    /// Whether a part is there right now.
    pub async fn has(&self, id: &str) -> Result<bool> {
        Ok(!self.session.find_all(by(id)).await?.is_empty())
    }

    /// Waits until a part has gone.
    pub async fn wait_until_gone(&self, id: &str) -> Result<()> {
        until(&format!("the part {id} to go"), async || {
            Ok((!self.has(id).await?).then_some(()))
        })
        .await
    }

    /// Clicks a part.
    pub async fn click(&self, id: &str) -> Result<()> {
        // What has just been drawn again is not the part that was found.
        until(&format!("a click on {id}"), async || {
            let part = self.part(id).await?;
            part.scroll_into_view().await?;
            part.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Clicks what bears exactly these words: a choice, a tab, a button.
    pub async fn choose(&self, words: &str) -> Result<()> {
        let by = || By::XPath(format!("//*[normalize-space(text())=\"{words}\"]"));
        until(&format!("a click on \"{words}\""), async || {
            for element in self.session.find_all(by()).await? {
                if element.is_displayed().await? {
                    element.scroll_into_view().await?;
                    element.click().await?;
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Goes to an address inside the window, as a notification or the palette does.
    pub async fn go_to(&self, address: &str) -> Result<()> {
        let script = "location.hash = '#/' + arguments[0]";
        self.script(script, vec![address.into()]).await?;
        Ok(())
    }

    /// Waits until a button would do something.
    pub async fn wait_until_ready(&self, id: &str) -> Result<()> {
        until(&format!("{id} to be ready"), async || {
            let waiting = self.part(id).await?.attr("aria-disabled").await?;
            Ok((waiting.as_deref() != Some("true")).then_some(()))
        })
        .await
    }

    /// Types into a part, in place of what was there.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let part = self.part(id).await?;
        part.click().await?;
        part.send_keys(Key::Control + "a").await?;
        part.send_keys(text).await?;
        Ok(())
    }

    /// Presses one key, with Control held down if asked.
    pub async fn press(&self, chord: Chord) -> Result<()> {
        let keys = self.session.action_chain();
        let keys = match chord {
            Chord::Plain(key) => keys.send_keys(key),
            Chord::Control(key) => keys
                .key_down(Key::Control)
                .send_keys(key)
                .key_up(Key::Control),
        };
        keys.perform().await.context("pressing keys")?;
        Ok(())
    }

    /// Holds a part and moves it sideways, step by step.
    pub async fn drag(&self, id: &str, shifts: &[i64]) -> Result<()> {
        let part = self.part(id).await?;
        part.scroll_into_view().await?;
        let held = self.session.action_chain().click_and_hold_element(&part);
        let moved = shifts
            .iter()
            .fold(held, |moved, shift| moved.move_by_offset(*shift, 0));
        moved.release().perform().await.context("dragging")?;
        Ok(())
    }

    /// Everything that can be read in the window.
    pub async fn text(&self) -> Result<String> {
        self.text_of("body").await
    }

    /// Everything that can be read in a part.
    pub async fn text_in(&self, id: &str) -> Result<String> {
        self.text_of(&format!("[data-testid=\"{id}\"]")).await
    }

    /// `WebDriver`'s own text leaves out what is cut short with an ellipsis.
    async fn text_of(&self, selector: &str) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let text = self.script(script, vec![selector.into()]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the window, or the part of it, says this.
    pub async fn wait_for_text(&self, id: Option<&str>, words: &str) -> Result<()> {
        let seen = until(&format!("\"{words}\""), async || {
            let text = match id {
                Some(id) => self.text_in(id).await?,
                None => self.text().await?,
            };
            Ok(text.contains(words).then_some(()))
        })
        .await;
        match seen {
            Ok(()) => Ok(()),
            Err(problem) => Err(problem.context(self.evidence().await)),
        }
    }

    /// Chooses a theme in the settings and waits until the window has it.
    pub async fn set_theme(&self, theme: Theme) -> Result<()> {
        self.click("nav-settings").await?;
        let label = match theme {
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        };
        self.choose(label).await?;
        until("the theme", async || {
            let script = "return document.documentElement.dataset.theme";
            let now = self.script(script, vec![]).await?;
            Ok((now.as_str() == Some(theme.name())).then_some(()))
        })
        .await?;
        self.settle().await
    }

    /// Waits until nothing changes its looks any more.
    pub async fn settle(&self) -> Result<()> {
        let script = "return new Promise(done => requestAnimationFrame(() => done(
            document.getAnimations().filter(one => one.playState === 'running'
                && one.effect.getComputedTiming().endTime !== Infinity).length)))";
        until("the window to settle", async || {
            let moving = self.script(script, vec![]).await?;
            Ok((moving.as_u64() == Some(0)).then_some(()))
        })
        .await
    }

    /// The value that a script returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self
            .session
            .execute(script, arguments)
            .await?
            .json()
            .clone())
    }

    /// The value that a script hands to its last argument.
    pub async fn script_later(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let answer = self.session.execute_async(script, arguments).await?;
        Ok(answer.json().clone())
    }

    /// Gives the window a size.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.session.set_window_rect(0, 0, width, height).await?;
        Ok(())
    }

    /// Writes what can be seen into a file.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        self.session.screenshot(path).await?;
        Ok(())
    }

    /// What the window shows, in words and as a picture, for the message of a failure.
    async fn evidence(&self) -> String {
        let words = self
            .text()
            .await
            .unwrap_or_else(|problem| problem.to_string());
        let name = format!("window-{}.png", std::process::id());
        let picture = crate::process::target().join(name);
        let seen = match self.screenshot(&picture).await {
            Ok(()) => picture.display().to_string(),
            Err(problem) => problem.to_string(),
        };
        let complaints = self.script("return window.complaints", vec![]).await;
        format!("the window says:\n{words}\nlooks like {seen} and complains of {complaints:?}")
    }

    /// Ends the session, whether or not there is still somebody to tell.
    pub(crate) fn forget(self) {
        self.session.leak().ok();
    }
}

/// The colours of the window.
#[derive(Clone, Copy, Debug)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// What the window calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A key, alone or with Control.
#[derive(Clone, Debug)]
pub enum Chord {
    /// Alone.
    Plain(Key),
    /// With Control held down.
    Control(Key),
}

fn by(id: &str) -> By {
    By::Css(format!("[data-testid=\"{id}\"]"))
}
