//! Queries on the command line: `-status:denied` is a filter, not an option.

use std::ffi::OsString;

/// No argument can hold this, so nothing that was typed is taken for it.
const HIDDEN: char = '\0';

/// The arguments, with filters that exclude hidden from the parser of options.
pub(crate) fn given(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let args: Vec<OsString> = args.collect();
    if !args.iter().any(|arg| arg == "activity" || arg == "export") {
        return args;
    }
    let hidden = |arg: OsString| match arg.to_str() {
        Some(text) if is_filter(text) => OsString::from(format!("{HIDDEN}{text}")),
        Some(_) | None => arg,
    };
    args.into_iter().map(hidden).collect()
}

/// The words of a query as one text.
pub(crate) fn text(words: &[String]) -> String {
    let shown: Vec<&str> = words
        .iter()
        .map(|word| word.strip_prefix(HIDDEN).unwrap_or(word))
        .collect();
    shown.join(" ")
}

/// `-field:…`, `-field>…` and the like; options of one letter are none.
fn is_filter(text: &str) -> bool {
    let Some(body) = text.strip_prefix('-') else {
        return false;
    };
    let letters = body.chars().take_while(char::is_ascii_lowercase).count();
    letters > 1
        && body
            .chars()
            .nth(letters)
            .is_some_and(|c| matches!(c, ':' | '<' | '>' | '='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(args: &[&str]) -> Vec<bool> {
        let args = given(args.iter().map(OsString::from));
        args.iter()
            .map(|arg| arg.to_str().unwrap().starts_with(HIDDEN))
            .collect()
    }

    #[test]
    fn a_filter_that_excludes_is_not_taken_for_an_option() {
        let args = [
            "activity",
            "-status:denied",
            "-amount>50",
            "-o",
            "-o=x",
            "--limit=5",
            "-word",
        ];
        assert_eq!(
            hidden(&args),
            [false, true, true, false, false, false, false]
        );
        assert_eq!(hidden(&["inbox", "-status:denied"]), [false, false]);
    }

    #[test]
    fn the_query_is_what_was_typed() {
        let args = given(
            ["activity", "-status:denied", "moss"]
                .iter()
                .map(OsString::from),
        );
        let words: Vec<String> = args
            .into_iter()
            .skip(1)
            .map(|arg| arg.into_string().unwrap())
            .collect();
        assert_eq!(text(&words), "-status:denied moss");
    }
}
