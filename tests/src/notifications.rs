//! A notification server that writes down what it is asked to show and presses its buttons.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use zbus::Connection;
use zbus::OwnedVariant;

use crate::bus::Bus;
use crate::until::until;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Why a notification went away: the owner dismissed it, or the program closed it.
const DISMISSED: u32 = 2;
const CLOSED: u32 = 3;

/// What a program asked to show.
#[derive(Clone, Debug)]
pub struct Notification {
    /// The number that this server gave it.
    pub id: u32,
    /// The first line.
    pub summary: String,
    /// The text, with whatever markup it carries.
    pub body: String,
    /// Pairs of a key and a label.
    pub actions: Vec<(String, String)>,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: u8,
    /// Whether the program, or a pressed button, has taken it away.
    pub closed: bool,
}

impl Notification {
    /// Everything that can be read on it.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.summary, self.body)
    }

    /// The labels of its buttons; the action of a click on the text itself is none of them.
    pub fn buttons(&self) -> Vec<&str> {
        self.actions
            .iter()
            .filter(|(key, _)| key != "default")
            .map(|(_, label)| label.as_str())
            .collect()
    }
}

/// The server, and the record of what it was asked.
#[derive(Debug)]
pub struct Notifications {
    connection: Connection,
    shown: Shown,
}

type Shown = Arc<Mutex<Vec<Notification>>>;

impl Notifications {
    /// Serves on this bus.
    pub async fn serve(bus: &Bus) -> Result<Self> {
        let shown = Shown::default();
        let server = Server {
            shown: Arc::clone(&shown),
        };
        let connection = bus
            .connection()
            .serve_at(PATH, server)
            .name(NAME)
            .build()
            .await?;
        Ok(Self { connection, shown })
    }

    /// Everything so far, oldest first.
    pub fn all(&self) -> Vec<Notification> {
        lock(&self.shown).clone()
    }

    /// What is still on the screen.
    pub fn open(&self) -> Vec<Notification> {
        let mut all = self.all();
        all.retain(|notification| !notification.closed);
        all
    }

    /// Waits for one whose text contains these words.
    pub async fn wait_for(&self, words: &str) -> Result<Notification> {
        until(&format!("a notification with \"{words}\""), async || {
            let mut all = self.open();
            all.retain(|notification| notification.text().contains(words));
            Ok(all.pop())
        })
        .await
        .map_err(|problem| problem.context(format!("shown so far: {:#?}", self.all())))
    }

    /// Waits until this one is no longer on the screen.
    pub async fn wait_until_closed(&self, id: u32) -> Result<()> {
        until("the notification to be removed", async || {
            let open = self.open().iter().any(|notification| notification.id == id);
            Ok((!open).then_some(()))
        })
        .await
    }

    /// Presses the button with this label, as a person would.
    pub async fn press(&self, notification: &Notification, label: &str) -> Result<()> {
        let action = notification
            .actions
            .iter()
            .find(|(_, found)| found == label);
        let Some((key, _)) = action else {
            anyhow::bail!("no button \"{label}\" on {notification:#?}");
        };
        self.invoke(notification.id, key).await
    }

    /// Clicks on the text itself.
    pub async fn click(&self, notification: &Notification) -> Result<()> {
        self.invoke(notification.id, "default").await
    }

    async fn invoke(&self, id: u32, key: &str) -> Result<()> {
        self.emit("ActionInvoked", &(id, key)).await?;
        close(&self.shown, id);
        self.emit("NotificationClosed", &(id, DISMISSED)).await
    }

    async fn emit<B>(&self, signal: &str, body: &B) -> Result<()>
    where
        B: zbus::export::serde::ser::Serialize + zbus::zvariant::DynamicType,
    {
        let nobody = None::<zbus::names::BusName<'_>>;
        self.connection
            .emit_signal(nobody, PATH, NAME, signal, body)
            .await?;
        Ok(())
    }
}

struct Server {
    shown: Shown,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the method of the specification")]
    fn notify(
        &self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: std::collections::BTreeMap<String, OwnedVariant>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = lock(&self.shown);
        let next = u32::try_from(shown.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let id = if replaces_id == 0 { next } else { replaces_id };
        for earlier in shown.iter_mut().filter(|earlier| earlier.id == id) {
            earlier.closed = true;
        }
        let actions = actions
            .chunks(2)
            .filter_map(|pair| match pair {
                [key, label] => Some((key.clone(), label.clone())),
                _ => None,
            })
            .collect();
        let urgency = hints
            .get("urgency")
            .and_then(|value| u8::try_from(value).ok())
            .unwrap_or(1);
        shown.push(Notification {
            id,
            summary,
            body,
            actions,
            urgency,
            closed: false,
        });
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: zbus::object_server::SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        close(&self.shown, id);
        Self::notification_closed(&emitter, id, CLOSED).await?;
        Ok(())
    }

    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["actions", "body", "body-markup", "persistence"]
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("counterfoil-e2e", "counterfoil", "1", "1.2")
    }

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &zbus::object_server::SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(
        emitter: &zbus::object_server::SignalEmitter<'_>,
        id: u32,
        action_key: &str,
    ) -> zbus::Result<()>;
}

fn close(shown: &Shown, id: u32) {
    for notification in lock(shown).iter_mut().filter(|found| found.id == id) {
        notification.closed = true;
    }
}

fn lock(shown: &Shown) -> std::sync::MutexGuard<'_, Vec<Notification>> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}
