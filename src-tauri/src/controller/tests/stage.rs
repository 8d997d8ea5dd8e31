//! A data folder, a controller on it, an agent, and a desktop that only takes notes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use counterfoil_domain::PurchaseRequest;
use counterfoil_domain::request::{Draft, DraftMerchant};
use counterfoil_engine::{NewAgent, Passphrase, PurchaseAnswer, SubmitRequest};

use super::super::{Controller, Desktop, Phase};
use crate::events::{Exporting, Tag};
use crate::launch::Launch;
use crate::notifications::{Act, Key, Notice};
use crate::translate;
use crate::tray::Face;
use crate::views::{AppStatus, Privacy, Status};

pub const PASSPHRASE: &str = "four random words here";

/// What the controller asked of the desktop.
#[derive(Clone, Debug, Default)]
pub struct Notes(Arc<Mutex<Taken>>);

#[derive(Debug, Default)]
struct Taken {
    tags: Vec<Tag>,
    exporting: Vec<Exporting>,
    stop_exports: Option<Arc<AtomicBool>>,
    opened: Vec<String>,
    faces: Vec<Face>,
    acts: Vec<Act>,
    quit: bool,
}

impl Desktop for Notes {
    fn changed(&self, tags: Vec<Tag>) {
        self.0.lock().unwrap().tags.extend(tags);
    }

    fn exporting(&self, progress: Exporting) {
        let mut taken = self.0.lock().unwrap();
        taken.exporting.push(progress);
        if let Some(stop) = &taken.stop_exports {
            stop.store(true, Ordering::Relaxed);
        }
    }

    fn open(&self, to: &str) {
        self.0.lock().unwrap().opened.push(to.to_owned());
    }

    fn tray(&self, face: Face) {
        self.0.lock().unwrap().faces.push(face);
    }

    fn act(&self, act: Act) {
        self.0.lock().unwrap().acts.push(act);
    }

    fn quit(&self) {
        self.0.lock().unwrap().quit = true;
    }
}

impl Notes {
    /// Has exports stopped as soon as it is told of one.
    pub fn stop_exports(&self, stop: Option<Arc<AtomicBool>>) {
        self.0.lock().unwrap().stop_exports = stop;
    }

    pub fn exporting(&self) -> Vec<Exporting> {
        self.0.lock().unwrap().exporting.clone()
    }

    pub fn face(&self) -> Option<Face> {
        self.0.lock().unwrap().faces.last().cloned()
    }

    pub fn told(&self, tag: Tag) -> bool {
        self.0.lock().unwrap().tags.contains(&tag)
    }

    pub fn opened(&self) -> Vec<String> {
        self.0.lock().unwrap().opened.clone()
    }

    pub fn has_quit(&self) -> bool {
        self.0.lock().unwrap().quit
    }

    pub fn withdrew(&self, key: &Key) -> bool {
        self.0
            .lock()
            .unwrap()
            .acts
            .contains(&Act::Withdraw(key.clone()))
    }

    pub fn notices(&self) -> Vec<Notice> {
        let taken = self.0.lock().unwrap();
        taken
            .acts
            .iter()
            .filter_map(|act| match act {
                Act::Show(notice) => Some(notice.clone()),
                Act::Withdraw(_) => None,
            })
            .collect()
    }

    /// Waits for the notification of a purchase.
    pub async fn notice(&self, purchase: &str) -> Notice {
        let key = Key::Request(purchase.to_owned());
        let find = || self.notices().into_iter().find(|notice| notice.key == key);
        until(|| find().is_some()).await;
        find().unwrap()
    }
}

/// One app on one folder.
pub struct Stage {
    pub core: Arc<Controller<Notes>>,
    pub desktop: Notes,
    folder: Arc<tempfile::TempDir>,
    token: String,
    asked: Mutex<u32>,
}

impl Stage {
    /// Nothing is in the folder.
    pub async fn empty() -> Self {
        Self::on(Arc::new(tempfile::tempdir().unwrap()), String::new()).await
    }

    /// Unlocked, with one agent.
    pub async fn ready() -> Self {
        let mut stage = Self::empty().await;
        stage.core.initialise(passphrase(PASSPHRASE)).await.unwrap();
        let owner = stage.core.owner().await.unwrap();
        let presence = owner.present(&passphrase(PASSPHRASE)).await.unwrap();
        let agent = NewAgent {
            name: "Shopping agent".into(),
            controls_desktop: false,
            sandbox: false,
        };
        stage.token = owner.add_agent(agent, presence).await.unwrap().1;
        stage
    }

    /// The app ends and starts again.
    pub async fn restart(self) -> Self {
        self.core.close().await;
        Self::on(self.folder, self.token).await
    }

    /// A second app on the same folder.
    pub async fn beside(&self) -> Self {
        Self::on(Arc::clone(&self.folder), self.token.clone()).await
    }

    async fn on(folder: Arc<tempfile::TempDir>, token: String) -> Self {
        let launch = Launch {
            data_dir: folder.path().join("data"),
            listen: "127.0.0.1:0".parse().unwrap(),
            hidden: false,
            keyring: false,
            export_dir: None,
        };
        let desktop = Notes::default();
        let core = Arc::new(Controller::new(desktop.clone(), launch));
        Arc::clone(&core).start().await;
        Self {
            core,
            desktop,
            folder,
            token,
            asked: Mutex::new(0),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub async fn status(&self) -> AppStatus {
        self.core.status().await.unwrap()
    }

    /// What the gateway's file says.
    pub fn announced(&self) -> Option<String> {
        let path: PathBuf = self.folder().join("data").join("gateway.json");
        let text = std::fs::read_to_string(path).ok()?;
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        value["url"].as_str().map(str::to_owned)
    }

    /// The agent asks to buy one thing.
    pub async fn ask(&self, merchant: &str, amount: &str) -> String {
        let Phase::Ready(open) = self.core.phase().await else {
            panic!("not ready")
        };
        let agent = open.engine.gate().authenticate(&self.token).unwrap();
        let shop = DraftMerchant::at(merchant, "shop.nordlicht-books.example");
        let draft = Draft::of_one(shop, "Field guide", amount, "EUR");
        let number = {
            let mut asked = self.asked.lock().unwrap();
            *asked += 1;
            *asked
        };
        let request = SubmitRequest {
            key: format!("key-{number}"),
            body_hash: [u8::try_from(number).unwrap(); 32],
            request: PurchaseRequest::from_draft(draft, self.core.now()).unwrap(),
        };
        agent.submit(request).await.unwrap().answer.id.to_string()
    }

    /// What the agent is told of its purchase.
    pub async fn answer(&self, id: &str) -> PurchaseAnswer {
        let Phase::Ready(open) = self.core.phase().await else {
            panic!("not ready")
        };
        let agent = open.engine.gate().authenticate(&self.token).unwrap();
        agent
            .get(translate::purchase_id(id).unwrap())
            .await
            .unwrap()
    }

    /// Sets a mandate and returns its id.
    pub async fn mandate(&self, document: &str) -> String {
        let owner = self.core.owner().await.unwrap();
        let presence = owner.present(&passphrase(PASSPHRASE)).await.unwrap();
        let document = document.as_bytes().to_vec();
        let set = owner.add_mandate(document, presence).await.unwrap();
        set.to_string()
    }

    /// Where a purchase stands.
    pub async fn stands(&self, id: &str) -> Status {
        let id = translate::purchase_id(id).unwrap();
        self.core.detail(id).await.unwrap().row.status
    }

    pub async fn set_privacy(&self, privacy: Privacy) {
        let local = self.core.local().await.unwrap();
        let kept = local.settings().await.unwrap();
        let mut settings = translate::settings(kept, Duration::ZERO);
        settings.privacy = privacy;
        let owner = self.core.owner().await.unwrap();
        owner
            .save_settings(translate::settings_from(&settings))
            .await
            .unwrap();
    }
}

pub fn passphrase(words: &str) -> Passphrase {
    Passphrase::new(words).unwrap()
}

/// Waits for what other tasks do.
pub async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..250 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    panic!("waited in vain");
}
