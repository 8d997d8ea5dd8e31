//! A panel that takes in the tray's icon, reads its menu and clicks in it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use zbus::Dict;
use zbus::message::Header;
use zbus::{Connection, Proxy};
use zbus::{OwnedObjectPath, OwnedVariant, Variant};

use crate::bus::Bus;
use crate::until::until;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// One line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What the menu calls it.
    pub id: i32,
    /// The words, without the marks for access keys.
    pub label: String,
    /// Whether it can be clicked.
    pub enabled: bool,
    /// The lines below it.
    pub children: Vec<MenuItem>,
}

/// The panel.
#[derive(Debug)]
pub struct Tray {
    connection: Connection,
    items: Items,
}

type Items = Arc<Mutex<Vec<Registered>>>;

#[derive(Clone, Debug)]
struct Registered {
    owner: String,
    path: String,
}

impl Tray {
    /// Serves on this bus.
    pub async fn serve(bus: &Bus) -> Result<Self> {
        let items = Items::default();
        let watcher = Watcher {
            items: Arc::clone(&items),
        };
        let connection = bus
            .connection()
            .serve_at("/StatusNotifierWatcher", watcher)
            .name(WATCHER)
            .build()
            .await?;
        Ok(Self { connection, items })
    }

    /// Waits until the app has put its icon into the panel, and reads the menu.
    pub async fn menu(&self) -> Result<Vec<MenuItem>> {
        until("the tray's menu", async || {
            let items = self.layout().await?;
            Ok((!items.is_empty()).then_some(items))
        })
        .await
    }

    /// Waits until a line contains these words, wherever it stands in the menu.
    pub async fn wait_for(&self, words: &str) -> Result<MenuItem> {
        until(&format!("\"{words}\" in the tray's menu"), async || {
            Ok(find(&self.layout().await?, words).cloned())
        })
        .await
    }

    /// Clicks the line that contains these words.
    pub async fn click(&self, words: &str) -> Result<()> {
        let item = self.wait_for(words).await?;
        anyhow::ensure!(item.enabled, "\"{}\" cannot be clicked", item.label);
        let menu = self.menu_proxy().await?;
        let nothing = Variant::from(0_i32);
        let () = menu
            .call("Event", &(item.id, "clicked", nothing, 0_u32))
            .await?;
        Ok(())
    }

    /// The name or the file of the icon that is shown.
    pub async fn icon(&self) -> Result<String> {
        let item = self.item().await?;
        Ok(item.get_property::<String>("IconName").await?)
    }

    async fn layout(&self) -> Result<Vec<MenuItem>> {
        let menu = self.menu_proxy().await?;
        let everything: (i32, i32, &[&str]) = (0, -1, &[]);
        let (_revision, top): (u32, Node) = menu.call("GetLayout", &everything).await?;
        Ok(top.2.iter().filter_map(|child| read(child)).collect())
    }

    async fn menu_proxy(&self) -> Result<Proxy<'static>> {
        let item = self.item().await?;
        let path: OwnedObjectPath = item.get_property("Menu").await?;
        let owner = item.destination().to_string();
        Ok(Proxy::new(&self.connection, owner, path, MENU).await?)
    }

    async fn item(&self) -> Result<Proxy<'static>> {
        let last = self
            .items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .cloned();
        let Registered { owner, path } = last.context("no icon is in the tray yet")?;
        let proxy = zbus::proxy::Builder::new(&self.connection)
            .destination(owner)
            .path(path)
            .interface(ITEM)
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()
            .await?;
        Ok(proxy)
    }
}

type Node = (
    i32,
    std::collections::BTreeMap<String, OwnedVariant>,
    Vec<OwnedVariant>,
);

/// A line of the menu; separators and hidden lines are none.
fn read(value: &Variant<'_>) -> Option<MenuItem> {
    let Variant::Structure(node) = value else {
        return None;
    };
    let [
        Variant::I32(id),
        Variant::Dict(properties),
        Variant::Array(children),
    ] = node.fields()
    else {
        return None;
    };
    let text = |key| property(properties, key).and_then(|value| <&str>::try_from(value).ok());
    let flag = |key| property(properties, key).and_then(|value| bool::try_from(value).ok());
    if text("type") == Some("separator") || flag("visible") == Some(false) {
        return None;
    }
    Some(MenuItem {
        id: *id,
        label: unmarked(text("label").unwrap_or_default()),
        enabled: flag("enabled").unwrap_or(true),
        children: children
            .iter()
            .filter_map(|child| read(unpacked(child)))
            .collect(),
    })
}

fn property<'a>(properties: &'a Dict<'_, '_>, key: &str) -> Option<&'a Variant<'a>> {
    let (_, value) = properties
        .iter()
        .find(|(found, _)| <&str>::try_from(*found).is_ok_and(|found| found == key))?;
    Some(unpacked(value))
}

/// A value that D-Bus sends inside another one, so that its type may vary.
fn unpacked<'a>(value: &'a Variant<'a>) -> &'a Variant<'a> {
    if let Variant::Variant(inner) = value {
        inner
    } else {
        value
    }
}

/// An underscore marks the access key that follows; two stand for one.
fn unmarked(label: &str) -> String {
    label
        .split("__")
        .map(|part| part.replace('_', ""))
        .collect::<Vec<_>>()
        .join("_")
}

fn find<'a>(items: &'a [MenuItem], words: &str) -> Option<&'a MenuItem> {
    items.iter().find_map(|item| {
        if item.label.contains(words) {
            Some(item)
        } else {
            find(&item.children, words)
        }
    })
}

struct Watcher {
    items: Items,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// Some programs send the path of the icon, some the name under which it is to be found.
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let (owner, path) = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        self.items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Registered { owner, path });
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items
            .iter()
            .map(|item| format!("{}{}", item.owner, item.path))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
