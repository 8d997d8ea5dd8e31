//! Looks at the raw head of each request for what an HTTP parser forgives: line ends without CR,
//! and more than one statement of the body's length.
//!
//! Such requests can be read in two ways, and two readers that disagree can be played against each
//! other. The screen spoils the line end at fault with a NUL, so that the parser behind it answers
//! 400 by itself. It follows the framing exactly; after a chunked body it goes blind, and the desk
//! ends such connections after the answer.

/// How much of one header line is remembered; more than the headers of interest need.
const MOST_REMEMBERED: usize = 96;

/// The state of one connection's incoming bytes.
#[derive(Debug, Default)]
pub(super) struct Screen {
    at: At,
    line: Vec<u8>,
    last: u8,
    head: Head,
}

#[derive(Clone, Copy, Debug, Default)]
enum At {
    #[default]
    Head,
    Body(u64),
    Blind,
}

/// What the head has said so far.
#[derive(Debug, Default)]
struct Head {
    begun: bool,
    length: Option<u64>,
    chunked: bool,
}

impl Screen {
    /// Takes note of bytes that came in, and spoils them where they are ambiguous.
    pub(super) fn pass(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            match self.at {
                At::Blind => return,
                At::Body(left) => bytes = self.pass_body(left, bytes),
                At::Head => match bytes.iter().position(|byte| *byte == b'\n') {
                    None => return self.remember(bytes),
                    Some(end) => {
                        let (line, rest) = bytes.split_at_mut(end.saturating_add(1));
                        self.remember(line.split_last().map_or(&[], |(_, before)| before));
                        if !self.end_line() {
                            if let Some(line_feed) = line.last_mut() {
                                *line_feed = 0;
                            }
                            self.at = At::Blind;
                        }
                        bytes = rest;
                    }
                },
            }
        }
    }

    fn pass_body<'a>(&mut self, left: u64, bytes: &'a mut [u8]) -> &'a mut [u8] {
        let here = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let left = left.saturating_sub(u64::try_from(here).unwrap_or(u64::MAX));
        self.at = if left == 0 { At::Head } else { At::Body(left) };
        bytes.get_mut(here..).unwrap_or_default()
    }

    fn remember(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            self.last = *last;
        }
        let room = MOST_REMEMBERED.saturating_sub(self.line.len());
        self.line
            .extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
    }

    /// Judges the line that ended; `false` when it is ambiguous.
    fn end_line(&mut self) -> bool {
        let ended_by_cr = std::mem::take(&mut self.last) == b'\r';
        let line = std::mem::take(&mut self.line);
        let fine = ended_by_cr && self.judge(line.strip_suffix(b"\r").unwrap_or(&line));
        self.line = line;
        self.line.clear();
        fine
    }

    fn judge(&mut self, line: &[u8]) -> bool {
        if !self.head.begun {
            // Empty lines before a request line are allowed.
            self.head.begun = !line.is_empty();
            return true;
        }
        if line.is_empty() {
            let head = std::mem::take(&mut self.head);
            self.at = match head {
                Head { chunked: true, .. } => At::Blind,
                Head {
                    length: Some(length),
                    ..
                } if length > 0 => At::Body(length),
                Head { .. } => At::Head,
            };
            return true;
        }
        if let Some(value) = value_of(line, b"content-length:") {
            let said_before = self.head.chunked || self.head.length.is_some();
            self.head.length = length(value);
            // A line that fills the memory may go on beyond it.
            return !said_before && self.head.length.is_some() && line.len() < MOST_REMEMBERED;
        }
        if value_of(line, b"transfer-encoding:").is_some() {
            let said_before = self.head.chunked || self.head.length.is_some();
            self.head.chunked = true;
            return !said_before;
        }
        true
    }
}

fn length(value: &[u8]) -> Option<u64> {
    let digits = value.trim_ascii();
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    plain.then(|| std::str::from_utf8(digits).ok()?.parse().ok())?
}

fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoiled(wire: &[u8], step: usize) -> bool {
        let mut screen = Screen::default();
        let mut all = wire.to_vec();
        for part in all.chunks_mut(step) {
            screen.pass(part);
        }
        all != wire
    }

    fn spoiled_at_any_step(wire: &[u8]) -> Option<bool> {
        let all: Vec<bool> = (1..=wire.len()).map(|step| spoiled(wire, step)).collect();
        let first = *all.first()?;
        all.iter().all(|one| *one == first).then_some(first)
    }

    #[test]
    fn ordinary_requests_pass_untouched_however_they_are_cut() {
        let wire = b"\r\nPOST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{\"a\":\n\n1}\
            GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
        assert_eq!(spoiled_at_any_step(wire), Some(false));
    }

    #[test]
    fn a_bare_line_feed_in_a_head_is_spoiled() {
        assert_eq!(
            spoiled_at_any_step(b"GET / HTTP/1.1\nHost: h\n\n"),
            Some(true)
        );
        assert_eq!(
            spoiled_at_any_step(b"GET / HTTP/1.1\r\nHost: h\nA: b\r\n\r\n"),
            Some(true)
        );
    }

    #[test]
    fn a_bare_line_feed_in_the_head_after_a_body_is_spoiled() {
        let wire = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\n\n";
        assert_eq!(spoiled_at_any_step(wire), Some(true));
    }

    #[test]
    fn two_statements_of_length_are_spoiled() {
        for pair in [
            "Content-Length: 2\r\nContent-Length: 2",
            "content-length: 2\r\nCONTENT-LENGTH: 3",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Content-Length: 2, 2",
            "Content-Length: +2",
            &format!("Content-Length: {}2", "0".repeat(200)),
        ] {
            let wire = format!("POST / HTTP/1.1\r\nHost: h\r\n{pair}\r\n\r\n{{}}");
            assert_eq!(spoiled_at_any_step(wire.as_bytes()), Some(true), "{pair}");
        }
    }
}
