//! What the command line and the environment ask of this start.
//!
//! Both are parameters, so that every rule here can be tested without touching the process.

use std::ffi::{OsStr, OsString};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// Where agents reach the gateway when nobody says otherwise.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7402);

const HELP: &str = "\
Counterfoil: agents ask to buy, you decide.

Usage: counterfoil-desktop [OPTIONS]

Options:
      --hidden           Start in the tray, without a window
      --data-dir DIR     Keep the data in DIR [env: COUNTERFOIL_DATA_DIR]
      --listen ADDR      Where agents connect [default: 127.0.0.1:7402] [env: COUNTERFOIL_LISTEN]
  -h, --help             Print this
  -V, --version          Print the version

Without a display, use `counterfoil serve`.
";

/// One start of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The folder with everything in it.
    pub data_dir: PathBuf,
    /// The loopback address of the gateway; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Start without showing the window.
    pub hidden: bool,
    /// Whether the operating system's keyring may hold the keys.
    pub keyring: bool,
    /// Exports go here without a save dialog.
    pub export_dir: Option<PathBuf>,
}

/// What a command line comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Start the app.
    Run(Box<Launch>),
    /// Print this and end.
    Say(String),
}

/// The command line cannot be understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}\nRun `counterfoil-desktop --help` for the options.")]
pub struct UsageError {
    what: String,
}

/// Reads a command line (without the program's name) and an environment.
pub fn parse<A, E>(args: A, env: E) -> Result<Asked, UsageError>
where
    A: IntoIterator<Item = OsString>,
    E: Fn(&str) -> Option<OsString>,
{
    let mut args = args.into_iter();
    let mut data_dir = env("COUNTERFOIL_DATA_DIR").map(PathBuf::from);
    let mut listen = env("COUNTERFOIL_LISTEN");
    let mut hidden = false;
    while let Some(arg) = args.next() {
        let (name, inline) = split_flag(&arg);
        let mut value = || {
            inline
                .clone()
                .or_else(|| args.next())
                .ok_or_else(|| usage(format!("`{name}` needs a value.")))
        };
        match name.as_str() {
            "-h" | "--help" => return Ok(Asked::Say(HELP.to_owned())),
            "-V" | "--version" => {
                return Ok(Asked::Say(format!(
                    "counterfoil-desktop {}\n",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            "--hidden" => hidden = true,
            "--data-dir" => data_dir = Some(PathBuf::from(value()?)),
            "--listen" => listen = Some(value()?),
            _ => {
                return Err(usage(format!(
                    "There is no option `{}`.",
                    arg.to_string_lossy()
                )));
            }
        }
    }
    let data_dir = match data_dir.filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => dir,
        None => default_data_dir(&env)?,
    };
    Ok(Asked::Run(Box::new(Launch {
        data_dir,
        listen: listen.as_deref().map_or(Ok(DEFAULT_LISTEN), parse_listen)?,
        hidden,
        keyring: !is_set(env("COUNTERFOIL_NO_KEYRING")),
        export_dir: env("COUNTERFOIL_EXPORT_DIR").map(PathBuf::from),
    })))
}

/// Whether there is a screen to draw on.
pub fn has_display<E>(env: E) -> bool
where
    E: Fn(&str) -> Option<OsString>,
{
    let needs_one = cfg!(all(unix, not(target_os = "macos")));
    !needs_one || is_set(env("DISPLAY")) || is_set(env("WAYLAND_DISPLAY"))
}

fn split_flag(arg: &OsStr) -> (String, Option<OsString>) {
    let text = arg.to_string_lossy().into_owned();
    match text.split_once('=') {
        Some((name, value)) if name.starts_with("--") => {
            (name.to_owned(), Some(OsString::from(value)))
        }
        _ => (text, None),
    }
}

fn parse_listen(value: &OsStr) -> Result<SocketAddr, UsageError> {
    let text = value.to_string_lossy();
    let address: SocketAddr = text.parse().map_err(|_| {
        usage(format!(
            "`{text}` is not an address such as 127.0.0.1:7402."
        ))
    })?;
    if !address.ip().is_loopback() {
        return Err(usage(format!(
            "`{text}` can be reached from outside; use 127.0.0.1 or [::1]."
        )));
    }
    Ok(address)
}

fn default_data_dir<E>(env: E) -> Result<PathBuf, UsageError>
where
    E: Fn(&str) -> Option<OsString>,
{
    let absolute = |name: &str| env(name).map(PathBuf::from).filter(|dir| dir.is_absolute());
    let base = if cfg!(target_os = "windows") {
        absolute("APPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))
    };
    base.map(|base| base.join("counterfoil"))
        .ok_or_else(|| usage("There is no home folder; say where with --data-dir.".to_owned()))
}

fn is_set(value: Option<OsString>) -> bool {
    value.is_some_and(|value| !value.is_empty() && value != "0")
}

fn usage(what: String) -> UsageError {
    UsageError { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(args: &[&str], env: &[(&str, &str)]) -> Result<Launch, String> {
        let asked = parse(args.iter().map(OsString::from), |name| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        });
        match asked.map_err(|error| error.to_string())? {
            Asked::Run(launch) => Ok(*launch),
            Asked::Say(text) => Err(text),
        }
    }

    #[test]
    fn a_flag_wins_over_the_environment() {
        let env = [
            ("COUNTERFOIL_DATA_DIR", "/a"),
            ("COUNTERFOIL_LISTEN", "127.0.0.1:1"),
        ];
        let launch = run(
            &["--data-dir", "/b", "--listen=127.0.0.1:0", "--hidden"],
            &env,
        )
        .unwrap();
        assert_eq!(launch.data_dir, PathBuf::from("/b"));
        assert_eq!(launch.listen.port(), 0);
        assert!(launch.hidden);
    }

    #[test]
    fn without_flags_the_platforms_folder_and_the_usual_port_are_taken() {
        let launch = run(&[], &[("HOME", "/home/o"), ("APPDATA", "/home/o")]).unwrap();
        assert!(launch.data_dir.ends_with("counterfoil"));
        assert_eq!(launch.listen, DEFAULT_LISTEN);
        assert!(launch.keyring);
        assert_eq!(launch.export_dir, None);
    }

    #[test]
    fn an_address_that_others_can_reach_is_refused() {
        let refused = run(&["--data-dir", "/b", "--listen", "0.0.0.0:7402"], &[]).unwrap_err();
        assert!(refused.contains("reached from outside"), "{refused}");
    }

    #[test]
    fn an_unknown_option_is_named() {
        assert!(run(&["--aprove"], &[]).unwrap_err().contains("--aprove"));
        assert!(
            run(&["--data-dir"], &[])
                .unwrap_err()
                .contains("needs a value")
        );
    }

    #[test]
    fn a_screen_is_needed_only_where_there_can_be_none() {
        let none = has_display(|_| None);
        assert_eq!(none, cfg!(any(target_os = "macos", target_os = "windows")));
        assert!(has_display(
            |name| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".into())
        ));
    }
}
