//! Making untrusted words safe for a notification or a menu.

use unicode_segmentation::UnicodeSegmentation;

use crate::views::Money;

/// The longest untrusted text in a notification, in characters as a reader counts them.
const MAX_GRAPHEMES: usize = 60;

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';

/// Untrusted words, cut to what fits and unable to reorder the words around them.
pub fn isolate(words: &str) -> String {
    isolate_to(words, MAX_GRAPHEMES)
}

/// As [`isolate`], with another length.
pub fn isolate_to(words: &str, max: usize) -> String {
    let clean: String = words
        .chars()
        .filter(|c| !is_bidi_control(*c) && !c.is_control())
        .collect();
    format!(
        "{FIRST_STRONG_ISOLATE}{}{POP_DIRECTIONAL_ISOLATE}",
        cut(&clean, max)
    )
}

/// For a title, which by the specification holds no markup but which some servers parse anyway:
/// angle brackets become look-alikes that no parser takes for a tag.
pub fn disarm(title: &str) -> String {
    title.replace('<', "\u{2039}").replace('>', "\u{203a}")
}

/// For a body that the server reads as markup.
pub fn escape(body: &str) -> String {
    let mut escaped = String::with_capacity(body.len());
    for c in body.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An amount with its currency: a symbol where it belongs to one currency only, else the code.
pub fn money(money: &Money) -> String {
    let amount = group(&money.amount);
    match money.currency.as_str() {
        "EUR" => format!("€{amount}"),
        "GBP" => format!("£{amount}"),
        "INR" => format!("₹{amount}"),
        code => format!("{amount}\u{a0}{code}"),
    }
}

/// Several amounts, never added across currencies.
pub fn sums(sums: &[Money]) -> String {
    sums.iter().map(money).collect::<Vec<_>>().join(" · ")
}

fn cut(text: &str, max: usize) -> String {
    let mut graphemes = text.graphemes(true);
    let kept: String = graphemes.by_ref().take(max).collect();
    if graphemes.next().is_none() {
        return kept;
    }
    let shorter: String = text.graphemes(true).take(max.saturating_sub(1)).collect();
    format!("{}…", shorter.trim_end())
}

fn group(amount: &str) -> String {
    let (whole, fraction) = match amount.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (amount, None),
    };
    let digits = whole.chars().count();
    let mut grouped = String::with_capacity(amount.len());
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && digits.saturating_sub(at).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(amount: &str) -> Money {
        Money {
            amount: amount.into(),
            currency: "EUR".into(),
            exponent: 2,
        }
    }

    #[test]
    fn markup_is_escaped_in_a_body_and_disarmed_in_a_title() {
        assert_eq!(
            escape("<b>A & \"B\"</b>"),
            "&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt;"
        );
        assert_eq!(disarm("<a href='x'>"), "‹a href='x'›");
    }

    #[test]
    fn a_name_cannot_reorder_the_words_around_it() {
        let isolated = isolate("shop\u{202e}moc.elgoog\u{2069}");
        assert_eq!(isolated, "\u{2068}shopmoc.elgoog\u{2069}");
    }

    #[test]
    fn a_long_name_is_cut_between_characters_as_a_reader_sees_them() {
        let family = "👨‍👩‍👧";
        let isolated = isolate(&family.repeat(80));
        assert_eq!(
            isolated.graphemes(true).filter(|g| *g == family).count(),
            59
        );
        assert!(isolated.contains('…'));
        assert_eq!(isolate_to("exactly", 7), "\u{2068}exactly\u{2069}");
    }

    #[test]
    fn a_control_character_does_not_reach_the_server() {
        assert_eq!(isolate("a\u{7}b\nc"), "\u{2068}abc\u{2069}");
    }

    #[test]
    fn a_shared_symbol_is_not_used() {
        let dollars = Money {
            amount: "19.00".into(),
            currency: "USD".into(),
            exponent: 2,
        };
        let yen = Money {
            amount: "1200".into(),
            currency: "JPY".into(),
            exponent: 0,
        };
        assert_eq!(money(&dollars), "19.00\u{a0}USD");
        assert_eq!(money(&yen), "1\u{a0}200\u{a0}JPY");
        assert_eq!(money(&eur("84.90")), "€84.90");
        assert_eq!(money(&eur("1234567.05")), "€1\u{a0}234\u{a0}567.05");
        assert_eq!(sums(&[eur("1.00"), dollars]), "€1.00 · 19.00\u{a0}USD");
    }
}
