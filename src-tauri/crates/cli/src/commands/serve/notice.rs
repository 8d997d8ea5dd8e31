//! One notification that says how many purchases wait, where a session bus exists. It names neither
//! shop nor amount: whoever looks over the owner's shoulder learns nothing from it.

#[cfg(target_os = "linux")]
pub(super) use linux::Notice;
#[cfg(not(target_os = "linux"))]
pub(super) use none::Notice;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use zbus::Variant;

    const SERVER: &str = "org.freedesktop.Notifications";
    const OBJECT: &str = "/org/freedesktop/Notifications";
    /// A server that hangs must not hold up the lines on standard error.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// The notification, if one can be shown.
    #[derive(Debug)]
    pub(in super::super) struct Notice {
        bus: Option<zbus::Connection>,
        /// The server's number for what is on screen; 0 for nothing.
        id: u32,
    }

    impl Notice {
        pub(in super::super) async fn connect() -> Self {
            let bus = tokio::time::timeout(PATIENCE, zbus::Connection::session()).await;
            Self {
                bus: bus.ok().and_then(Result::ok),
                id: 0,
            }
        }

        /// Shows how many wait, in the place of what was shown before; takes it away for none.
        pub(in super::super) async fn show(&mut self, waiting: usize) {
            if waiting == 0 {
                return self.close().await;
            }
            let Some(bus) = &self.bus else { return };
            let needs = if waiting == 1 {
                "1 purchase needs you"
            } else {
                "Purchases need you"
            };
            let body = format!("{waiting} waiting. `counterfoil inbox` shows what is asked.");
            let hints: BTreeMap<&str, Variant<'_>> = BTreeMap::from([("urgency", Variant::U8(1))]);
            let actions: &[&str] = &[];
            let call = (
                "Counterfoil",
                self.id,
                "counterfoil",
                needs,
                body,
                actions,
                hints,
                -1_i32,
            );
            let shown = bus.call_method(Some(SERVER), OBJECT, Some(SERVER), "Notify", &call);
            match tokio::time::timeout(PATIENCE, shown).await {
                Ok(Ok(answer)) => self.id = answer.body().deserialize().unwrap_or_default(),
                Ok(Err(error)) => tracing::info!(%error, "nobody shows notifications"),
                Err(_) => tracing::info!("the notification server did not answer"),
            }
        }

        pub(in super::super) async fn close(&mut self) {
            let Some(bus) = self.bus.as_ref().filter(|_| self.id != 0) else {
                return;
            };
            let call = (self.id,);
            let closed = bus.call_method(
                Some(SERVER),
                OBJECT,
                Some(SERVER),
                "CloseNotification",
                &call,
            );
            if !matches!(tokio::time::timeout(PATIENCE, closed).await, Ok(Ok(_))) {
                tracing::debug!("the notification was gone already");
            }
            self.id = 0;
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod none {
    /// Without the app, nothing shows notifications here.
    #[derive(Debug)]
    pub(in super::super) struct Notice;

    impl Notice {
        pub(in super::super) async fn connect() -> Self {
            Self
        }

        pub(in super::super) async fn show(&mut self, _waiting: usize) {}

        pub(in super::super) async fn close(&mut self) {}
    }
}
