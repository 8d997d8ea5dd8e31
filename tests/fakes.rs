//! The fakes themselves: a journey proves nothing when what stands around it does not work.
#![expect(
    clippy::disallowed_types,
    clippy::unnecessary_literal_bound,
    clippy::unused_self,
    clippy::unwrap_used,
    clippy::used_underscore_binding,
    reason = "methods of D-Bus look as the specification and the macro that serves them want"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_engine::{Engine, Options, Passphrase};
use e2e::authorization;
use e2e::bus::Bus;
use e2e::folder::{self, Kind};
use e2e::notifications::Notifications;
use e2e::tray::Tray;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use zbus::export::ordered_stream::OrderedStreamExt as _;
use zbus::{ObjectPath, OwnedObjectPath, Proxy, Variant};

const NAME: &str = "org.freedesktop.Notifications";
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/org/freedesktop/Notifications";

#[tokio::test]
async fn the_notification_server_shows_replaces_and_closes() -> Result<()> {
    let bus = Bus::start()?;
    let server = Notifications::serve(&bus).await?;
    let client = bus.connect().await?;
    let proxy = Proxy::new(&client, NAME, PATH, NAME).await?;

    let first = notify(&proxy, 0, "Approve €84.90 to <b>Nordlicht</b>?").await?;
    let second = notify(&proxy, first, "4 purchases need a decision").await?;

    assert_eq!(first, second);
    let open = server.open();
    assert_eq!(open.len(), 1);
    let notification = server.wait_for("4 purchases").await?;
    assert_eq!(notification.buttons(), ["Review", "Reject"]);
    assert_eq!(notification.urgency, 2);
    let () = proxy.call("CloseNotification", &(second,)).await?;
    server.wait_until_closed(second).await
}

#[tokio::test]
async fn a_pressed_button_reaches_the_program_that_showed_it() -> Result<()> {
    let bus = Bus::start()?;
    let server = Notifications::serve(&bus).await?;
    let client = bus.connect().await?;
    let proxy = Proxy::new(&client, NAME, PATH, NAME).await?;
    let mut actions = proxy.receive_signal("ActionInvoked").await?;
    let id = notify(&proxy, 0, "Approve €84.90 to Nordlicht Books?").await?;

    let notification = server.wait_for("Approve").await?;
    server.press(&notification, "Reject").await?;

    let signal = actions.next().await.context("the bus went away")?;
    let action: (u32, String) = signal.body().deserialize()?;
    assert_eq!(action, (id, "reject".to_owned()));
    assert!(server.open().is_empty());
    Ok(())
}

#[tokio::test]
async fn the_tray_reads_a_menu_and_clicks_in_it() -> Result<()> {
    let bus = Bus::start()?;
    let tray = Tray::serve(&bus).await?;
    let menu = Menu::default();
    let clicked = Arc::clone(&menu.clicked);
    let client = bus.connection();
    let client = client.serve_at("/icon", Icon).serve_at("/menu", menu);
    let client = client.build().await?;
    let watcher = Proxy::new(&client, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;

    let host: bool = watcher
        .get_property("IsStatusNotifierHostRegistered")
        .await?;
    assert!(host);
    let () = watcher
        .call("RegisterStatusNotifierItem", &("/icon",))
        .await?;

    let labels: Vec<String> = tray
        .menu()
        .await?
        .into_iter()
        .map(|item| item.label)
        .collect();
    assert_eq!(labels, ["Open inbox", "Pause"]);
    assert_eq!(tray.icon().await?, "idle");
    tray.click("For 1 hour").await?;
    assert_eq!(*clicked.lock().unwrap(), [(12, "clicked".to_owned())]);
    Ok(())
}

#[test]
fn a_shop_takes_only_what_the_published_key_has_signed() -> Result<()> {
    let key = SigningKey::from_slice(&[7; 32])?;
    let point = key.verifying_key().to_sec1_point(false);
    let (x, y) = point.as_bytes()[1..].split_at(32);
    let base64 = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwks = json!({"keys": [{"kid": "k1", "kty": "EC", "x": base64(x), "y": base64(y)}]});
    let token = |head: &Value, claims: &Value| {
        let text = format!(
            "{}.{}",
            base64(head.to_string().as_bytes()),
            base64(claims.to_string().as_bytes())
        );
        let signature: Signature = key.sign(text.as_bytes());
        format!("{text}.{}", base64(&signature.to_bytes()))
    };
    let head = json!({"alg": "ES256", "kid": "k1"});
    let claims = json!({"purchase": {"amount": "84.90"}});

    let good = token(&head, &claims);
    assert_eq!(authorization::verify(&good, &jwks)?, claims);

    let (_, signature) = good.rsplit_once('.').unwrap();
    let dearer = token(&head, &json!({"purchase": {"amount": "849.00"}}));
    let (text, _) = dearer.rsplit_once('.').unwrap();
    assert!(authorization::verify(&format!("{text}.{signature}"), &jwks).is_err());
    let unsigned = json!({"alg": "none", "kid": "k1"});
    assert!(authorization::verify(&token(&unsigned, &claims), &jwks).is_err());
    let stranger = json!({"alg": "ES256", "kid": "k2"});
    assert!(authorization::verify(&token(&stranger, &claims), &jwks).is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_folder_can_be_opened_by_its_owner() -> Result<()> {
    let home = tempfile::tempdir()?;
    let path = home.path().join("data");
    let mandate = folder::mandate("Books", "Shopping agent", 3);
    let agents = [("Shopping agent", Kind::Real)];

    let prepared = folder::prepare(&path, folder::PASSPHRASE, &agents, &[mandate]).await?;

    let engine = Engine::open(&prepared.path, Options::default())?;
    assert!(!engine.is_unlocked());
    let owner = engine
        .unlock(&Passphrase::new(&prepared.passphrase)?)
        .await?;
    assert_eq!(owner.mandates().await?.len(), 1);
    let session = engine.gate().authenticate(&prepared.agents[0].token)?;
    assert_eq!(session.name(), "Shopping agent");
    Ok(())
}

struct Icon;

#[zbus::interface(name = "org.kde.StatusNotifierItem")]
impl Icon {
    #[zbus(property)]
    fn menu(&self) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked("/menu").into()
    }

    #[zbus(property)]
    fn icon_name(&self) -> &str {
        "idle"
    }
}

#[derive(Default)]
struct Menu {
    clicked: Arc<Mutex<Vec<(i32, String)>>>,
}

type Properties = BTreeMap<String, Variant<'static>>;
type Node = (i32, Properties, Vec<Variant<'static>>);

#[zbus::interface(name = "com.canonical.dbusmenu")]
impl Menu {
    fn get_layout(&self, parent: i32, depth: i32, _names: Vec<String>) -> (u32, Node) {
        assert_eq!((parent, depth), (0, -1));
        let later = vec![line(12, &[("label", "For 1 _hour".into())], vec![])];
        let lines = vec![
            line(1, &[("label", "_Open inbox".into())], vec![]),
            line(2, &[("type", "separator".into())], vec![]),
            line(
                3,
                &[("label", "Hidden".into()), ("visible", false.into())],
                vec![],
            ),
            line(4, &[("label", "Pause".into())], later),
        ];
        (7, (0, Properties::new(), lines))
    }

    fn event(&self, id: i32, event: String, _data: Variant<'_>, _at: u32) {
        self.clicked.lock().unwrap().push((id, event));
    }
}

fn line(
    id: i32,
    properties: &[(&str, Variant<'static>)],
    children: Vec<Variant<'static>>,
) -> Variant<'static> {
    let named = properties
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()));
    Variant::from((id, named.collect::<Properties>(), children))
}

async fn notify(proxy: &Proxy<'_>, replaces: u32, summary: &str) -> Result<u32> {
    let actions = ["default", "Review", "review", "Review", "reject", "Reject"];
    let hints = BTreeMap::from([("urgency", Variant::from(2_u8))]);
    let arguments = (
        "test",
        replaces,
        "",
        summary,
        "Shopping agent",
        &actions[..],
        hints,
        -1,
    );
    Ok(proxy.call("Notify", &arguments).await?)
}
