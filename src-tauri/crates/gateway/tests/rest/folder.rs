//! A data folder with an owner and an agent, made once and copied for each test: a passphrase is
//! slow to turn into a key, on purpose.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use counterfoil_domain::ids::AgentId;
use counterfoil_engine::{Engine, Keyring, Options};
use tempfile::TempDir;

use crate::support::{add_agent, passphrase};

/// A copy of one test's own.
pub struct Folder {
    pub data: PathBuf,
    pub agent: AgentId,
    pub token: String,
    _temporary: TempDir,
}

impl Folder {
    pub async fn fresh() -> Self {
        let made = made_once().await;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        copy(&made.join("data"), &data);
        let credentials = fs::read_to_string(made.join("agent")).unwrap();
        let (agent, token) = credentials.split_once(' ').unwrap();
        Self {
            data,
            agent: agent.parse().unwrap(),
            token: token.to_owned(),
            _temporary: folder,
        }
    }
}

pub fn options() -> Options {
    Options {
        keyring: Keyring::Never,
        guard: Duration::ZERO,
        // Tests ask for more in a minute than an honest agent does.
        quarantine: false,
        ..Options::default()
    }
}

/// The folder for this very build of the tests; whoever is first makes it.
async fn made_once() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let built = tests.metadata().unwrap().modified().unwrap();
    let stamp = built.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = shared.join(format!("gateway-house-{}", stamp.as_nanos()));
    if made.exists() {
        return made;
    }
    let draft = tempfile::tempdir_in(shared).unwrap();
    let data = draft.path().join("data");
    let engine = tokio::task::spawn_blocking(move || {
        Engine::init(&data, &passphrase(), &options()).unwrap();
        Engine::open(&data, options()).unwrap()
    })
    .await
    .unwrap();
    let owner = engine.unlock(&passphrase()).await.unwrap();
    let (agent, token) = add_agent(&owner, "Shopping agent").await;
    drop(owner);
    engine.close().await.unwrap();
    fs::write(draft.path().join("agent"), format!("{agent} {token}")).unwrap();
    let draft = draft.keep();
    if fs::rename(&draft, &made).is_err() {
        // Another test was faster.
        fs::remove_dir_all(&draft).unwrap();
    }
    made
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, from.metadata().unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
