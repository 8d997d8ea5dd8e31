//! The notification server of a Linux or BSD desktop.
//!
//! Answers are listened for before the first notification is shown and only from the server that
//! shows them, so none is missed and no other program's is taken for one.

use futures_lite::StreamExt;
use notify_rust::{Hint, Notification, NotificationHandle, Timeout};
use zbus::proxy::SignalStream;
use zbus::{Connection, Proxy};

use super::{Response, words};
use crate::notifications::notice::{Key, Notice, Urgency};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// The app's name in its desktop entry.
const DESKTOP_ENTRY: &str = "dev.counterfoil.desktop";

/// The server's numbers for why a notification went away.
const EXPIRED: u32 = 1;
const DISMISSED: u32 = 2;

/// The server, once it is needed and there.
#[derive(Default)]
pub(super) struct Server {
    line: Option<Line>,
}

struct Line {
    signals: SignalStream<'static>,
    markup: bool,
}

/// One notification on the screen.
pub(super) struct Shown(NotificationHandle);

impl Shown {
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Server {
    pub async fn show(&mut self, notice: &Notice, replaced: Option<Shown>) -> Option<Shown> {
        let mut words = words(notice, self.reads_markup().await);
        style(&mut words, notice);
        if let Some(old) = &replaced {
            words.id(old.id());
        }
        match words.show_async().await {
            Ok(handle) => Some(Shown(handle)),
            Err(error) => {
                tracing::warn!(%error, "no notification could be shown");
                None
            }
        }
    }

    pub async fn close(&self, shown: Shown) {
        shown.0.close_async().await;
    }

    /// The next answer; never, while there is no server.
    pub async fn next(&mut self) -> (u32, Response) {
        loop {
            let Some(line) = self.line.as_mut() else {
                return std::future::pending().await;
            };
            match line.signals.next().await {
                Some(signal) => {
                    if let Some(response) = read(&signal) {
                        return response;
                    }
                }
                None => self.line = None,
            }
        }
    }

    /// Whether bodies are read as markup. Unknown counts as yes: an entity shown as it stands is
    /// ugly, a tag that is obeyed is a forgery.
    async fn reads_markup(&mut self) -> bool {
        if self.line.is_none() {
            match listen().await {
                Ok(line) => self.line = Some(line),
                Err(error) => tracing::warn!(%error, "notifications cannot be answered"),
            }
        }
        self.line.as_ref().is_none_or(|line| line.markup)
    }
}

async fn listen() -> zbus::Result<Line> {
    let connection = Connection::session().await?;
    let proxy = Proxy::new(&connection, NAME, PATH, NAME).await?;
    let signals = proxy.receive_all_signals().await?;
    let capabilities: zbus::Result<Vec<String>> = proxy.call("GetCapabilities", &()).await;
    let markup = capabilities.map_or(true, |found| found.iter().any(|one| one == "body-markup"));
    Ok(Line { signals, markup })
}

fn read(signal: &zbus::Message) -> Option<(u32, Response)> {
    let header = signal.header();
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (id, name): (u32, String) = signal.body().deserialize().ok()?;
            Some((id, Response::Action(name)))
        }
        "NotificationClosed" => {
            let (id, why): (u32, u32) = signal.body().deserialize().ok()?;
            let by_owner = matches!(why, EXPIRED | DISMISSED);
            Some((
                id,
                if by_owner {
                    Response::Gone
                } else {
                    Response::TakenAway
                },
            ))
        }
        _ => None,
    }
}

fn style(words: &mut Notification, notice: &Notice) {
    words
        .hint(Hint::DesktopEntry(DESKTOP_ENTRY.to_owned()))
        .hint(Hint::SuppressSound(true));
    words.urgency(match notice.urgency {
        Urgency::Low => notify_rust::Urgency::Low,
        Urgency::Normal => notify_rust::Urgency::Normal,
        Urgency::Critical => notify_rust::Urgency::Critical,
    });
    words.timeout(match notice.key {
        // It goes when the request is decided or expires, not before.
        Key::Request(_) | Key::Summary => Timeout::Never,
        Key::Blocked(_) | Key::Ledger | Key::Budget(_) | Key::Found(_) => Timeout::Default,
    });
}
