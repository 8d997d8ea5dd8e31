//! Queries and tags on the command line: `-status:denied` is a filter and `-private` a tag to take
//! away, neither is an option.

use std::ffi::OsString;

/// No argument can hold this, so nothing that was typed is taken for it.
const HIDDEN: char = '\0';

/// The arguments, with filters that exclude hidden from the parser of options.
pub(crate) fn given(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let args: Vec<OsString> = args.collect();
    let is_no_option = args.iter().find_map(|arg| no_option(arg.to_str()?));
    let Some(is_no_option) = is_no_option else {
        return args;
    };
    let hidden = |arg: OsString| match arg.to_str() {
        Some(text) if is_no_option(text) => OsString::from(format!("{HIDDEN}{text}")),
        Some(_) | None => arg,
    };
    args.into_iter().map(hidden).collect()
}

/// What looks like an option to that command and is none.
fn no_option(command: &str) -> Option<fn(&str) -> bool> {
    match command {
        "activity" | "export" => Some(is_filter),
        "tag" => Some(is_tag),
        _ => None,
    }
}

/// The words of a query as one text.
pub(crate) fn text(words: &[String]) -> String {
    let shown: Vec<&str> = words.iter().map(|word| typed(word)).collect();
    shown.join(" ")
}

/// An argument as it was typed.
pub(crate) fn typed(word: &str) -> &str {
    word.strip_prefix(HIDDEN).unwrap_or(word)
}

/// `-private`; options of one letter are none.
fn is_tag(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or_default();
    body.chars().nth(1).is_some() && !body.starts_with('-')
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
        let args = ["tag", "pur_1", "+travel", "-private", "-h", "--json"];
        let expected = [false, false, false, true, false, false];
        assert_eq!(hidden(&args), expected);
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
