//! How things look: the window, the tray and the notifications, through Tauri.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tauri::image::Image;
use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, WebviewWindow, Wry};
use tauri_plugin_dialog::DialogExt;
use tauri_specta::Event;

use crate::controller::Desktop;
use crate::error::IpcError;
use crate::events::{Changed, Exporting, Navigate, Tag};
use crate::notifications::{Act, Board};
use crate::tray::{Entry, Face, Shape};

/// The only window.
pub const MAIN: &str = "main";
const TRAY: &str = "counterfoil";

/// The owner's desktop.
#[derive(Clone, Debug)]
pub struct TauriDesktop {
    app: AppHandle,
    board: Board,
    has_tray: bool,
    /// The picture in the tray; each new one is a file, so it is only changed when it differs.
    shape: Arc<Mutex<Shape>>,
}

impl TauriDesktop {
    /// Puts up the tray, where there can be one.
    pub fn new(app: AppHandle, board: Board, data_dir: &Path) -> Self {
        let has_tray = put_up_tray(&app, data_dir);
        Self {
            app,
            board,
            has_tray,
            shape: Arc::new(Mutex::new(Shape::Stopped)),
        }
    }
}

impl Desktop for TauriDesktop {
    fn changed(&self, tags: Vec<Tag>) {
        if let Err(error) = (Changed { tags }).emit_to(&self.app, MAIN) {
            tracing::warn!(%error, "the window was not told of a change");
        }
    }

    fn exporting(&self, progress: Exporting) {
        if let Err(error) = progress.emit_to(&self.app, MAIN) {
            tracing::debug!(%error, "the window was not told how far the export is");
        }
    }

    fn open(&self, to: &str) {
        show(&self.app);
        if let Err(error) = (Navigate { to: to.to_owned() }).emit_to(&self.app, MAIN) {
            tracing::warn!(%error, "the window was not told where to go");
        }
    }

    fn tray(&self, face: Face) {
        if !self.has_tray {
            return;
        }
        let app = self.app.clone();
        let shape = Arc::clone(&self.shape);
        let queued = self.app.run_on_main_thread(move || {
            if let Err(error) = draw_tray(&app, &face, &shape) {
                tracing::warn!(%error, "the tray could not be drawn");
            }
        });
        if let Err(error) = queued {
            tracing::debug!(%error, "the app is ending; the tray stays as it was");
        }
    }

    fn act(&self, act: Act) {
        self.board.act(act);
    }

    fn quit(&self) {
        self.app.exit(0);
    }
}

/// Brings the window to the front.
pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        raise(&window);
    }
}

/// Brings this window to the front.
pub fn raise(window: &WebviewWindow) {
    let raised = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = raised {
        tracing::warn!(%error, "the window could not be shown");
    }
}

fn put_up_tray(app: &AppHandle, data_dir: &Path) -> bool {
    if !tray_library_exists() {
        tracing::warn!("there is no tray: libayatana-appindicator3 is not installed");
        return false;
    }
    let mut builder = TrayIconBuilder::with_id(TRAY)
        .icon(picture(Shape::Stopped))
        .tooltip("Counterfoil")
        .show_menu_on_left_click(true);
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        // The picture would otherwise be written where every user of the machine can write.
        builder = builder.temp_dir_path(data_dir.join("tray"));
    }
    match builder.build(app) {
        Ok(_) => true,
        Err(error) => {
            tracing::warn!(%error, "there is no tray");
            false
        }
    }
}

/// The tray's library is loaded at run time, and its binding panics where it is missing.
#[cfg(target_os = "linux")]
fn tray_library_exists() -> bool {
    const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    let fixed = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"];
    let mut folders: Vec<std::path::PathBuf> = fixed.iter().map(Into::into).collect();
    if let Some(paths) = std::env::var_os("LD_LIBRARY_PATH") {
        folders.extend(std::env::split_paths(&paths));
    }
    let multiarch = format!("{}-linux-gnu", std::env::consts::ARCH);
    let nested: Vec<_> = folders
        .iter()
        .map(|folder| folder.join(&multiarch))
        .collect();
    folders.extend(nested);
    folders
        .iter()
        .any(|folder| NAMES.iter().any(|name| folder.join(name).exists()))
}

#[cfg(not(target_os = "linux"))]
fn tray_library_exists() -> bool {
    true
}

fn draw_tray(app: &AppHandle, face: &Face, shape: &Mutex<Shape>) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(TRAY) else {
        return Ok(());
    };
    let items = items(app, &face.entries)?;
    let items: Vec<&dyn IsMenuItem<Wry>> = items.iter().map(AsRef::as_ref).collect();
    tray.set_menu(Some(Menu::with_items(app, &items)?))?;
    let mut drawn = shape.lock().unwrap_or_else(PoisonError::into_inner);
    if *drawn != face.shape {
        tray.set_icon(Some(picture(face.shape)))?;
        *drawn = face.shape;
    }
    drop(drawn);
    tray.set_tooltip(Some(&face.tooltip))?;
    Ok(())
}

fn items(app: &AppHandle, entries: &[Entry]) -> tauri::Result<Vec<Box<dyn IsMenuItem<Wry>>>> {
    entries.iter().map(|entry| item(app, entry)).collect()
}

fn item(app: &AppHandle, entry: &Entry) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
    let no_key = None::<&str>;
    Ok(match entry {
        Entry::Item { id, text } => {
            Box::new(MenuItem::with_id(app, id, literal(text), true, no_key)?)
        }
        Entry::Label { id, text } => {
            Box::new(MenuItem::with_id(app, id, literal(text), false, no_key)?)
        }
        Entry::Menu { id, text, entries } => {
            let inner = items(app, entries)?;
            let inner: Vec<&dyn IsMenuItem<Wry>> = inner.iter().map(AsRef::as_ref).collect();
            Box::new(Submenu::with_id_and_items(
                app,
                id,
                literal(text),
                true,
                &inner,
            )?)
        }
        Entry::Line => Box::new(PredefinedMenuItem::separator(app)?),
    })
}

/// An ampersand would otherwise underline the letter after it.
fn literal(text: &str) -> String {
    text.replace('&', "&&")
}

fn picture(shape: Shape) -> Image<'static> {
    match shape {
        Shape::Idle => tauri::include_image!("../icons/tray/idle.png"),
        Shape::Waiting => tauri::include_image!("../icons/tray/waiting.png"),
        Shape::Paused => tauri::include_image!("../icons/tray/paused.png"),
        Shape::Attention => tauri::include_image!("../icons/tray/attention.png"),
        Shape::Stopped => tauri::include_image!("../icons/tray/stopped.png"),
    }
}

/// Shows a folder in the file manager.
pub fn open_folder(folder: &Path) -> std::io::Result<()> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut child = tokio::process::Command::new(program).arg(folder).spawn()?;
    // Somebody has to wait for it, or it stays behind as a zombie.
    tauri::async_runtime::spawn(async move { child.wait().await });
    Ok(())
}

/// What to say when none opened.
pub fn no_file_manager(error: &std::io::Error, wanted: &Path) -> IpcError {
    let message = format!("No file manager opened: {error}.");
    let hint = format!("It is at {}.", wanted.display());
    IpcError::new("no_file_manager", message, hint)
}

/// The file of exchange rates that the owner chooses; none when the owner chooses none.
pub async fn rates_path(app: &AppHandle) -> Option<PathBuf> {
    picked(app, "Import exchange rates", &["csv", "xml"]).await
}

/// The statement of a bank or card that the owner chooses.
pub async fn statement_path(app: &AppHandle) -> Option<PathBuf> {
    let kinds = ["csv", "txt", "ofx", "qfx", "xml"];
    picked(app, "Import a statement", &kinds).await
}

async fn picked(app: &AppHandle, title: &str, endings: &[&str]) -> Option<PathBuf> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let kinds = endings.join(", ").to_uppercase();
    let mut dialog = app
        .dialog()
        .file()
        .add_filter(kinds, endings)
        .set_title(title);
    if let Some(window) = app.get_webview_window(MAIN) {
        dialog = dialog.set_parent(&window);
    }
    dialog.pick_file(move |path| {
        answer.send(path).ok();
    });
    chosen.await.ok().flatten()?.into_path().ok()
}

/// Where an export goes: the given folder, or where the owner says.
pub async fn export_path(app: &AppHandle, fixed: Option<&Path>, name: &str) -> Option<PathBuf> {
    if let Some(folder) = fixed {
        return Some(folder.join(name));
    }
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let mut dialog = app
        .dialog()
        .file()
        .set_file_name(name)
        .set_title("Export activity");
    if let Some(window) = app.get_webview_window(MAIN) {
        dialog = dialog.set_parent(&window);
    }
    dialog.save_file(move |path| {
        answer.send(path).ok();
    });
    chosen.await.ok().flatten()?.into_path().ok()
}
