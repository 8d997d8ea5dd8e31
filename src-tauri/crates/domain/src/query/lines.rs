//! Where one term ends and the next begins.

use core::iter;
use core::str::Chars;

/// The terms of a query as they were written: parted by white space outside quotation marks.
pub(super) fn pieces(text: &str, most: usize) -> impl Iterator<Item = String> + '_ {
    let mut rest = text.chars();
    let mut left = most;
    iter::from_fn(move || {
        loop {
            let piece = next(&mut rest, &mut left)?;
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    })
}

/// The parts of a list: parted by commas outside quotation marks, without these.
pub(super) fn atoms(value: &str) -> Vec<String> {
    let mut atoms = vec![String::new()];
    let mut quoted = false;
    for c in value.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => atoms.push(String::new()),
            c => {
                if let Some(atom) = atoms.last_mut() {
                    atom.push(c);
                }
            }
        }
    }
    let trimmed = atoms.iter().map(|atom| atom.trim().to_owned());
    trimmed.filter(|atom| !atom.is_empty()).collect()
}

fn next(rest: &mut Chars<'_>, left: &mut usize) -> Option<String> {
    let mut piece = String::new();
    let mut quoted = false;
    let mut any = false;
    while *left > 0 {
        let Some(c) = rest.next() else { break };
        *left = left.saturating_sub(1);
        any = true;
        match c {
            '"' => {
                quoted = !quoted;
                piece.push(c);
            }
            '\0' => {}
            c if c.is_whitespace() && !quoted => return Some(piece),
            c => piece.push(c),
        }
    }
    any.then_some(piece)
}
