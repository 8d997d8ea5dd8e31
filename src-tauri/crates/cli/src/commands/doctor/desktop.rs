//! What shows the owner that something waits: notifications and a tray. Neither is needed to run.

use super::Check;

#[cfg(target_os = "linux")]
pub(super) async fn checks() -> Vec<Check> {
    use std::time::Duration;
    const PATIENCE: Duration = Duration::from_secs(3);
    let asked = tokio::time::timeout(PATIENCE, on_session_bus());
    let Ok(Ok((notifications, tray))) = asked.await else {
        let remedy = "On a desktop, run this inside the session; on a server, `counterfoil inbox` \
                      and the lines of `serve` say what waits.";
        return vec![Check::mind(
            "notifications",
            "There is no session bus here.",
            remedy,
        )];
    };
    let notifications = if notifications {
        Check::fine("notifications", "A notification server runs")
    } else {
        let remedy = "Install or start one, such as dunst or mako.";
        Check::mind("notifications", "No notification server runs.", remedy)
    };
    let tray = if tray {
        Check::fine("tray", "A tray is there")
    } else {
        let remedy = "On GNOME, the AppIndicator extension brings one; the app works without.";
        Check::mind("tray", "Nothing shows tray icons.", remedy)
    };
    vec![notifications, tray]
}

/// Whether somebody shows notifications, and tray icons.
#[cfg(target_os = "linux")]
async fn on_session_bus() -> zbus::Result<(bool, bool)> {
    let bus = zbus::Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    let notifications = "org.freedesktop.Notifications";
    let running = names.name_has_owner(notifications.try_into()?).await?;
    // Desktops start it when it is first used.
    let startable = names.list_activatable_names().await?;
    let startable = startable.iter().any(|name| name.as_str() == notifications);
    let tray = names
        .name_has_owner("org.kde.StatusNotifierWatcher".try_into()?)
        .await?;
    Ok((running || startable, tray))
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn checks() -> Vec<Check> {
    vec![Check::fine(
        "notifications",
        "This system shows them itself",
    )]
}
