//! Rust source as the rules of the house read it: code without comments, text apart from code,
//! and without the tests.

/// What a file says, taken apart. Lines keep their numbers.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The code; comments and the insides of string literals are blank.
    pub code: String,
    /// The string literals, each with the line where it starts.
    pub strings: Vec<(usize, String)>,
}

impl Source {
    /// Takes a file apart and leaves out its modules of tests.
    pub fn of_product(text: &str) -> Self {
        let mut source = Reader::new(text).read();
        source.remove_tests();
        source
    }

    /// The names used in the code, each with its line.
    pub fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().flat_map(|(number, line)| {
            line.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .filter(|name| !name.is_empty())
                .map(move |name| (number + 1, name))
        })
    }

    /// The lines of code that contain these words, spaces aside.
    pub fn lines_with(&self, words: &str) -> Vec<usize> {
        let lines = self.code.lines().enumerate();
        lines
            .filter(|(_, line)| line.replace(' ', "").contains(words))
            .map(|(number, _)| number + 1)
            .collect()
    }

    fn remove_tests(&mut self) {
        while let Some(start) = self.code.find("#[cfg(test)]") {
            let end = end_of_item(&self.code, start);
            let (before, rest) = self.code.split_at(start);
            let (item, after) = rest.split_at(end - start);
            let first = before.lines().count();
            let last = first + item.lines().count();
            self.strings
                .retain(|(line, _)| *line < first || *line > last);
            let blank: String = item.chars().map(blanked).collect();
            self.code = format!("{before}{blank}{after}");
        }
    }
}

/// The byte after the item that starts here: after its semicolon, or its closing brace.
fn end_of_item(code: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, letter) in code.bytes().enumerate().skip(start) {
        match letter {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return offset + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return offset + 1,
            _ => {}
        }
    }
    code.len()
}

fn blanked(letter: char) -> char {
    if letter == '\n' { '\n' } else { ' ' }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    out: Source,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            line: 1,
            out: Source::default(),
        }
    }

    fn read(mut self) -> Source {
        while let Some(letter) = self.rest.chars().next() {
            if self.rest.starts_with("//") {
                self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.blank(end_of_comment(self.rest));
            } else if let Some(hashes) = raw_string(self.rest) {
                let open = self.rest.find('"').map_or(0, |quote| quote + 1);
                let close = format!("\"{}", "#".repeat(hashes));
                self.string(open, &close);
            } else if letter == '"' {
                self.string(1, "\"");
            } else if let Some(length) = char_literal(self.rest) {
                self.blank(length);
            } else {
                self.keep(letter);
            }
        }
        self.out
    }

    fn keep(&mut self, letter: char) {
        self.line += usize::from(letter == '\n');
        self.out.code.push(letter);
        self.rest = self.rest.get(letter.len_utf8()..).unwrap_or_default();
        // `r` and `b` start a raw string only where no name is being spelled.
        if letter.is_alphanumeric() || letter == '_' {
            let name = self
                .rest
                .find(|next: char| !next.is_alphanumeric() && next != '_')
                .unwrap_or(self.rest.len());
            let prefix = matches!(letter, 'r' | 'b' | 'c') && name <= 1;
            if !prefix {
                let (name, rest) = self.rest.split_at(name);
                self.out.code.push_str(name);
                self.rest = rest;
            }
        }
    }

    fn blank(&mut self, length: usize) {
        let (gone, rest) = self.rest.split_at(length);
        self.out.code.extend(gone.chars().map(blanked));
        self.line += gone.matches('\n').count();
        self.rest = rest;
    }

    fn string(&mut self, open: usize, close: &str) {
        let inside = self.rest.get(open..).unwrap_or_default();
        let length = if close == "\"" {
            end_of_string(inside)
        } else {
            inside.find(close).unwrap_or(inside.len())
        };
        let text = inside.get(..length).unwrap_or_default().to_owned();
        self.out.strings.push((self.line, text));
        self.blank((open + length + close.len()).min(self.rest.len()));
    }
}

fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let text = after.trim_start_matches('#');
    text.starts_with('"').then(|| after.len() - text.len())
}

fn end_of_string(inside: &str) -> usize {
    let mut escaped = false;
    for (offset, letter) in inside.char_indices() {
        match letter {
            '"' if !escaped => return offset,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    inside.len()
}

fn end_of_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut offset = 0;
    while let Some(here) = rest.get(offset..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            offset += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            offset += 2;
            if depth == 0 {
                return offset;
            }
        } else {
            offset += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of `'x'` or `'\n'`; a lifetime is none.
fn char_literal(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let end = escape
            .char_indices()
            .skip(1)
            .find(|(_, letter)| *letter == '\'')?;
        return Some(end.0 + 3);
    }
    let first = inside.chars().next()?;
    let after = inside.get(first.len_utf8()..)?;
    after.starts_with('\'').then(|| first.len_utf8() + 2)
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn comments_and_text_are_no_code() {
        let source = Source::of_product(
            "// f64 here\nlet a = \"f64 \\\" there\"; /* f64 /* deep */ f64 */ let b = '\"'; b: u8",
        );
        assert!(source.names().all(|(_, name)| name != "f64"), "{source:?}");
        assert!(source.names().any(|(line, name)| (line, name) == (2, "u8")));
        assert_eq!(source.strings, vec![(2, "f64 \\\" there".to_owned())]);
    }

    #[test]
    fn raw_text_is_read_to_its_own_end() {
        let source = Source::of_product("let sql = r#\"SELECT \"a\" FROM b\"#; let user = x;");
        assert_eq!(source.strings, vec![(1, "SELECT \"a\" FROM b".to_owned())]);
        assert!(source.names().any(|(_, name)| name == "user"));
    }

    #[test]
    fn lifetimes_are_not_taken_for_letters() {
        let source = Source::of_product("fn f<'a>(x: &'a str) -> &'a str { x } // 'z'");
        assert!(
            source
                .code
                .contains("fn f<'a>(x: &'a str) -> &'a str { x }")
        );
    }

    #[test]
    fn tests_are_left_out() {
        let source = Source::of_product(
            "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { let c = \"d\"; }\n}\nfn e() {}\n#[cfg(test)]\nmod more;\nfn g() {}",
        );
        let names: Vec<&str> = source.names().map(|(_, name)| name).collect();
        assert_eq!(names, ["fn", "a", "fn", "e", "fn", "g"]);
        assert!(source.strings.is_empty());
    }
}
