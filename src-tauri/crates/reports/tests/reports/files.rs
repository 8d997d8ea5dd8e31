//! A file is there whole, or not at all.

use std::fs;
use std::io::{self, Write};

use counterfoil_reports::{Part, Present};

#[test]
fn a_file_appears_only_when_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    let part = Part::beside(&path).unwrap();
    let mut out = part.writer().unwrap();
    out.write_all(b"half").unwrap();
    out.flush().unwrap();
    assert!(!path.exists());
    drop((part, out));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let part = Part::beside(&path).unwrap();
    part.writer().unwrap().write_all(b"whole").unwrap();
    part.keep(Present::Stays).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"whole");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_of_the_same_name_stays_unless_it_is_to_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    fs::write(&path, "mine").unwrap();
    let refused = Part::beside(&path).unwrap().keep(Present::Stays);
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    Part::beside(&path)
        .unwrap()
        .keep(Present::Replaced)
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"");
}
