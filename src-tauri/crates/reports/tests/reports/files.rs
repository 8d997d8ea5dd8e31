//! A file is there whole, or not at all.

use std::fs;
use std::io::{self, Write};

use counterfoil_reports::{Export, Format, Part, Present, ReportError};

use crate::samples::{book, head};

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

/// The device takes nothing: every write to it fails for want of room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_every_format_and_leaves_no_file() {
    let rows = [book()];
    for format in Format::ALL {
        if format == Format::Bundle {
            // It needs a proof; its own tests write it.
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let part = Part::beside(&folder.path().join("export")).unwrap();
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let out = io::BufWriter::new(full);
        let written = Export::begin(out, format, &head(&rows)).and_then(|mut export| {
            export.row(&rows[0])?;
            export.finish()
        });
        let Err(ReportError::Write(error)) = written else {
            panic!("{format}: {written:?}");
        };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format}");
        drop(part);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{format}");
    }
}
