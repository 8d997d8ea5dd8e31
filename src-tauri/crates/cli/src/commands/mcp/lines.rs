//! Standard input and output, one message a line, on threads of their own: reading them blocks.

use std::io::{self, BufRead, Write};

use hyper::body::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::failure::Failure;

/// A line of standard input.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A message.
    Whole(Bytes),
    /// More than is accepted; what it was is gone.
    TooLong,
}

/// Reads until the end of standard input.
pub(super) fn read(most: usize) -> mpsc::Receiver<Line> {
    let (lines, read) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(line)) = next(&mut input, most) {
            let empty = matches!(&line, Line::Whole(text) if text.trim_ascii().is_empty());
            if !empty && lines.blocking_send(line).is_err() {
                return;
            }
        }
    });
    read
}

/// Writes what is sent, until the last sender is gone.
pub(super) fn write() -> (mpsc::Sender<Bytes>, JoinHandle<Result<(), Failure>>) {
    let (lines, mut written) = mpsc::channel::<Bytes>(64);
    let writing = tokio::task::spawn_blocking(move || {
        let mut output = io::stdout().lock();
        while let Some(line) = written.blocking_recv() {
            output.write_all(&line)?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
        Ok(())
    });
    (lines, writing)
}

/// The next line, without its end; what is too long is skipped, never kept.
fn next(input: &mut impl BufRead, most: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            let nothing = line.is_empty() && !too_long;
            return Ok(if nothing {
                None
            } else {
                Some(finish(line, too_long))
            });
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        too_long |= line.len().saturating_add(part.len()) > most;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = end.map_or(chunk.len(), |end| end.saturating_add(1));
        input.consume(used);
        if end.is_some() {
            return Ok(Some(finish(line, too_long)));
        }
    }
}

fn finish(line: Vec<u8>, too_long: bool) -> Line {
    if too_long {
        Line::TooLong
    } else {
        Line::Whole(Bytes::from(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, buffer: usize) -> Vec<Line> {
        let mut input = io::BufReader::with_capacity(buffer, text.as_bytes());
        std::iter::from_fn(|| next(&mut input, 4).unwrap()).collect()
    }

    #[test]
    fn a_line_that_is_too_long_takes_nothing_else_with_it() {
        let whole = |text: &'static str| Line::Whole(Bytes::from_static(text.as_bytes()));
        for buffer in 1..12 {
            assert_eq!(
                all("abcd\nabcde\n\nxy\nabcdefghijklmnop\nz", buffer),
                [
                    whole("abcd"),
                    Line::TooLong,
                    whole(""),
                    whole("xy"),
                    Line::TooLong,
                    whole("z")
                ],
            );
            assert_eq!(all("", buffer), []);
            assert_eq!(all("abcde", buffer), [Line::TooLong]);
        }
    }
}
