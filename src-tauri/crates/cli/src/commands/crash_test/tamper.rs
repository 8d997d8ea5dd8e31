//! The files of the record are changed behind the program's back, each time in a copy.

use std::fs;
use std::path::Path;

use super::program::Program;
use super::verdict::Verdict;
use crate::failure::Failure;

const DATABASE: &str = "counterfoil.db";

/// What is done to the files.
const CHANGES: [&str; 4] = ["edit", "delete", "truncate", "roll back"];

/// `verify` ends with 3 after each change, and with 0 without one.
pub(super) fn changed(program: &Program) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::of("the record is edited, deleted from or truncated");
    let begun = program.folder.join("begun");
    copied(&program.data(), &begun)?;
    for more in ["one", "two"] {
        // Each is an entry, so the copy is older than the record.
        program.owner(&["agent", "add", more])?;
    }
    verdict.faults(program.verified()?);
    let mut found: usize = 0;
    for change in CHANGES {
        let copy = program.folder.join("changed");
        copied(&program.data(), &copy)?;
        let file = |name: &str| Ok::<_, Failure>((copy.join(name), read(&copy.join(name))?));
        let (path, bytes) = match change {
            "roll back" => (copy.join(DATABASE), read(&begun.join(DATABASE))?),
            "truncate" => {
                let (path, mut bytes) = file(DATABASE)?;
                bytes.truncate(bytes.len().checked_div(2).unwrap_or(0));
                (path, bytes)
            }
            how => {
                let (path, mut bytes) = file(DATABASE)?;
                if !marred(&mut bytes, how == "delete") {
                    verdict.fault("there is no entry to change");
                }
                (path, bytes)
            }
        };
        fs::write(&path, bytes).map_err(|error| Failure::file("written", &path, &error))?;
        let ran = program.run(&copy, &["verify"])?;
        if ran.code == Some(3) {
            found = found.saturating_add(1);
        } else {
            verdict.fault(format!(
                "{change}: verify ended with {:?} and said {}",
                ran.code, ran.value
            ));
        }
        remove(&copy)?;
    }
    verdict.some("changes found", found);
    Ok(verdict)
}

/// Another amount in the last entry that has one, or zeros in its place.
fn marred(bytes: &mut [u8], away: bool) -> bool {
    const MARK: &[u8] = b"\"amount\":\"";
    let places = bytes.windows(MARK.len()).rposition(|window| window == MARK);
    let Some(entry) = places.and_then(|at| bytes.get_mut(at.saturating_add(MARK.len())..)) else {
        return false;
    };
    if away {
        entry.iter_mut().take(64).for_each(|byte| *byte = 0);
    } else if let Some(digit) = entry.first_mut() {
        *digit = if *digit == b'9' { b'8' } else { b'9' };
    }
    true
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::file("read", path, &error))
}

/// Copies the files of a folder that no process has open.
fn copied(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::file("copied", from, &error);
    fs::create_dir_all(to).map_err(failed)?;
    private(to)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        fs::copy(entry.path(), to.join(entry.file_name())).map_err(failed)?;
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), Failure> {
    fs::remove_dir_all(folder).map_err(|error| Failure::file("removed", folder, &error))
}

#[cfg(unix)]
fn private(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let only_mine = fs::Permissions::from_mode(0o700);
    fs::set_permissions(folder, only_mine)
        .map_err(|error| Failure::file("made private", folder, &error))
}

#[cfg(not(unix))]
fn private(_folder: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_amount_becomes_another_one() {
        let mut bytes = br#"{"amount":"1.00"} {"amount":"2.00"}"#.to_vec();
        assert!(marred(&mut bytes, false));
        assert_eq!(bytes, br#"{"amount":"1.00"} {"amount":"9.00"}"#);
        assert!(!marred(&mut b"nothing".to_vec(), false));
    }
}
