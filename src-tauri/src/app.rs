//! Puts the parts together and runs Tauri's loop.

use std::sync::{Arc, Weak};

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, RunEvent, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::bindings;
use crate::controller::Controller;
use crate::desktop::{self, MAIN, TauriDesktop};
use crate::launch::Launch;
use crate::notifications::Board;
use crate::tray::Picked;

/// What commands are given.
pub type App = Arc<Controller<TauriDesktop>>;

/// Runs until the owner quits.
pub fn run(launch: Launch) -> tauri::Result<()> {
    let bindings = bindings::builder();
    let app = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            desktop::show(app);
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::all() & !StateFlags::VISIBLE)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(bindings.invoke_handler())
        .on_window_event(|window, event| {
            // The app goes on in the tray; only Quit ends it.
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                if let Err(error) = window.hide() {
                    tracing::warn!(%error, "the window could not be hidden");
                }
            }
        })
        .on_menu_event(|app, event| picked(app, event.id().as_ref()))
        .setup(move |app| {
            bindings.mount_events(app);
            setup(app.handle(), launch)?;
            Ok(())
        })
        .build(context())?;
    app.run(|app, event| {
        // Without a code it is only that the last window is gone.
        if let RunEvent::ExitRequested {
            code: None, api, ..
        } = &event
        {
            api.prevent_exit();
        }
        if matches!(event, RunEvent::Exit) {
            let controller = Arc::clone(app.state::<App>().inner());
            tauri::async_runtime::block_on(controller.close());
        }
    });
    Ok(())
}

/// The configuration, the permissions and the window's files, as they were when this was built.
#[expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "what Tauri's macro writes"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn setup(app: &AppHandle, launch: Launch) -> tauri::Result<()> {
    let hidden = launch.hidden;
    let controller: App = Arc::new_cyclic(|weak: &Weak<Controller<TauriDesktop>>| {
        let board = start_board(weak.clone());
        let desktop = TauriDesktop::new(app.clone(), board, &launch.data_dir);
        Controller::new(desktop, launch)
    });
    app.manage(Arc::clone(&controller));
    open_window(app, hidden)?;
    tauri::async_runtime::spawn(Arc::clone(&controller).start());
    quit_on_signal(app.clone());
    Ok(())
}

fn start_board(controller: Weak<Controller<TauriDesktop>>) -> Board {
    let answered = move |notice, answer| {
        if let Some(controller) = controller.upgrade() {
            tauri::async_runtime::spawn(async move { controller.answered(notice, answer).await });
        }
    };
    tauri::async_runtime::block_on(async { Board::start(answered) })
}

fn open_window(app: &AppHandle, hidden: bool) -> tauri::Result<()> {
    let Some(config) = app
        .config()
        .app
        .windows
        .iter()
        .find(|one| one.label == MAIN)
    else {
        return Err(tauri::Error::WindowNotFound);
    };
    WebviewWindowBuilder::from_config(app, config)?
        // The window shows the app and nothing else, whatever a page might ask for.
        .on_navigation(is_own)
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished && !hidden {
                desktop::raise(&window);
            }
        })
        .build()?;
    Ok(())
}

fn is_own(url: &tauri::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "tauri" => host == "localhost",
        // Windows serves the app's files under this name; development serves them from a port.
        "http" | "https" => host == "tauri.localhost" || (tauri::is_dev() && host == "localhost"),
        _ => url.as_str() == "about:blank",
    }
}

fn picked(app: &AppHandle, id: &str) {
    let Some(picked) = Picked::from_id(id) else {
        return;
    };
    let controller = Arc::clone(app.state::<App>().inner());
    tauri::async_runtime::spawn(async move { controller.picked(picked).await });
}

/// A session that ends, or a test, must leave the folder as Quit does.
#[cfg(unix)]
fn quit_on_signal(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    tauri::async_runtime::spawn(async move {
        let (Ok(mut end), Ok(mut interrupt)) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
        ) else {
            return;
        };
        tokio::select! {
            _ = end.recv() => {}
            _ = interrupt.recv() => {}
        }
        app.exit(0);
    });
}

#[cfg(not(unix))]
fn quit_on_signal(_: AppHandle) {}
