//! A term as text that reads as the same term.

use core::fmt::{self, Display, Formatter};

use super::term::{Decider, Has, Is, StatusIs, Worded};
use super::{AmountIs, DateIs, Term, Wants, read};

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        match &self.wants {
            Wants::Words(text) => words(f, text),
            Wants::Text(field, any) => {
                write!(f, "{}:", field.word())?;
                list(f, any, |f, text| atom(f, text))
            }
            Wants::Status(any) => worded::<StatusIs>(f, "status", any),
            Wants::By(any) => worded::<Decider>(f, "by", any),
            Wants::Is(any) => worded::<Is>(f, "is", any),
            Wants::Has(any) => worded::<Has>(f, "has", any),
            Wants::Currency(any) => {
                f.write_str("currency:")?;
                list(f, any, |f, currency| f.write_str(currency.code()))
            }
            Wants::Amount(is, currency) => {
                f.write_str("amount")?;
                amount(f, is)?;
                currency.map_or(Ok(()), |currency| f.write_str(currency.code()))
            }
            Wants::Date(is) => {
                f.write_str("date")?;
                date(f, *is)
            }
            Wants::Unread(unread) => f.write_str(&unread.text),
        }
    }
}

fn amount(f: &mut Formatter<'_>, is: &AmountIs) -> fmt::Result {
    match is {
        AmountIs::Exactly(number) => write!(f, "={number}"),
        AmountIs::Above(number) => write!(f, ">{number}"),
        AmountIs::AtLeast(number) => write!(f, ">={number}"),
        AmountIs::Below(number) => write!(f, "<{number}"),
        AmountIs::AtMost(number) => write!(f, "<={number}"),
        AmountIs::Between(low, high) => write!(f, ":{low}..{high}"),
    }
}

fn date(f: &mut Formatter<'_>, is: DateIs) -> fmt::Result {
    match is {
        DateIs::In(days) => write!(f, ":{days}"),
        DateIs::After(days) => write!(f, ">{days}"),
        DateIs::From(days) => write!(f, ">={days}"),
        DateIs::Before(days) => write!(f, "<{days}"),
        DateIs::Until(days) => write!(f, "<={days}"),
        DateIs::Between(low, high) => write!(f, ":{low}..{high}"),
    }
}

fn worded<T: Worded + PartialEq>(f: &mut Formatter<'_>, field: &str, any: &[T]) -> fmt::Result {
    write!(f, "{field}:")?;
    list(f, any, |f, value| {
        let word = T::words().find(|(_, known)| known == value);
        f.write_str(word.map_or("", |(word, _)| word))
    })
}

fn list<T>(
    f: &mut Formatter<'_>,
    any: &[T],
    one: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, value) in any.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        one(f, value)?;
    }
    Ok(())
}

/// Words stand bare unless they would then be read as something else.
fn words(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    if read::is_bare_word(text) {
        f.write_str(text)
    } else {
        write!(f, "\"{text}\"")
    }
}

fn atom(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    let parted = text.contains(|c: char| c.is_whitespace() || c == ',');
    // An address after a field would be read as a word.
    let bare = !parted && !text.starts_with("//");
    if bare {
        f.write_str(text)
    } else {
        write!(f, "\"{text}\"")
    }
}
