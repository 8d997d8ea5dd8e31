//! What a notification says, for each privacy setting.

use counterfoil_domain::time::Timestamp;

use super::Waiting;
use super::text;
use crate::views::{Money, Privacy, Tier};

pub use found::found;

mod found;

/// What a notification is about; a new one with the same key replaces the old one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// One waiting purchase, by its id.
    Request(String),
    /// Several waiting purchases at once.
    Summary,
    /// A purchase that was blocked, by its id.
    Blocked(String),
    /// The record is damaged.
    Ledger,
    /// A budget is nearly used up, by its id.
    Budget(String),
    /// A kept search found something, by its name.
    Found(String),
}

/// How loudly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Without a pop-up, where the server allows that.
    Low,
    /// As a pop-up.
    Normal,
    /// Stays until it is answered.
    Critical,
}

/// What the owner can press. There is no way to approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Look at it in the window.
    Review,
    /// Reject it at once.
    Reject,
}

/// One notification, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub key: Key,
    /// First line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// How loudly.
    pub urgency: Urgency,
    /// The buttons, with their labels.
    pub choices: Vec<(Choice, &'static str)>,
    /// Where Review leads.
    pub opens: String,
}

/// What the owner's settings and place mean for the words.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// How much is told.
    pub privacy: Privacy,
    /// The time of day, as the owner reads it.
    pub time_of_day: fn(Timestamp) -> String,
}

/// One waiting purchase.
pub fn request(waiting: &Waiting, style: Style) -> Notice {
    let confirm = waiting.tier >= Tier::T3;
    let (title, body) = match style.privacy {
        Privacy::Private => private(),
        Privacy::Standard => (question(waiting, confirm), details(waiting, confirm, style)),
        Privacy::Full => {
            let mut body = details(waiting, confirm, style);
            if let Some(items) = items(waiting) {
                body = format!("{body}\n{items}");
            }
            (question(waiting, confirm), body)
        }
    };
    Notice {
        key: Key::Request(waiting.id.clone()),
        title: marked(text::disarm(&title), waiting.sandbox),
        body,
        urgency: if confirm {
            Urgency::Critical
        } else {
            Urgency::Normal
        },
        choices: vec![(Choice::Review, "Review"), (Choice::Reject, "Reject")],
        opens: format!("inbox/{}", waiting.id),
    }
}

/// One waiting purchase whose time is nearly over and that nobody looked at.
pub fn expiring(waiting: &Waiting, style: Style) -> Notice {
    let (title, body) = match style.privacy {
        Privacy::Private => (
            "A request expires in 5 min".to_owned(),
            "Open Counterfoil to decide.".to_owned(),
        ),
        Privacy::Standard | Privacy::Full => (
            format!("Expires in 5 min: {}", text::money(&waiting.amount)),
            format!(
                "{} · {}",
                text::isolate(&waiting.merchant),
                text::isolate(&waiting.agent)
            ),
        ),
    };
    Notice {
        key: Key::Request(waiting.id.clone()),
        title: marked(title, waiting.sandbox),
        body,
        urgency: Urgency::Normal,
        choices: vec![(Choice::Review, "Review"), (Choice::Reject, "Reject")],
        opens: format!("inbox/{}", waiting.id),
    }
}

/// Several waiting purchases in one.
pub fn summary(members: &[&Waiting], urgency: Urgency, style: Style) -> Notice {
    let count = members.len();
    if let Some(notice) = one_line(members, urgency, style) {
        return notice;
    }
    let title = match (count, style.privacy) {
        (1, Privacy::Private) => "A request needs a decision".to_owned(),
        (_, Privacy::Private) => format!("{count} requests need a decision"),
        (1, Privacy::Standard | Privacy::Full) => "1 purchase needs a decision".to_owned(),
        (_, Privacy::Standard | Privacy::Full) => format!("{count} purchases need a decision"),
    };
    let body = match style.privacy {
        Privacy::Private => "Open Counterfoil to decide.".to_owned(),
        Privacy::Standard | Privacy::Full => {
            format!(
                "{} · {} in total",
                agents(members),
                text::sums(&totals(members))
            )
        }
    };
    to_inbox(title, body, urgency)
}

/// Several that are nothing but one line of small payments, with its count and sum.
fn one_line(members: &[&Waiting], urgency: Urgency, style: Style) -> Option<Notice> {
    let first = members.first()?;
    let line = first.line.as_ref()?;
    let whole = line.count == members.len();
    if !whole
        || members
            .iter()
            .any(|other| other.line.as_ref() != Some(line))
    {
        return None;
    }
    let title = format!("{} small payments need a decision", line.count);
    let body = match style.privacy {
        Privacy::Private => return None,
        Privacy::Standard | Privacy::Full => format!(
            "{} · {} in total to {}",
            text::isolate(&first.agent),
            text::money(&line.sum),
            text::isolate(&first.merchant)
        ),
    };
    Some(to_inbox(marked(title, first.sandbox), body, urgency))
}

fn to_inbox(title: String, body: String, urgency: Urgency) -> Notice {
    Notice {
        key: Key::Summary,
        title,
        body,
        urgency,
        choices: vec![(Choice::Review, "Open inbox")],
        opens: "inbox".to_owned(),
    }
}

/// A purchase that a rule blocked.
pub fn blocked(purchase: &Waiting, why: &str, style: Style) -> Notice {
    let (title, body) = match style.privacy {
        Privacy::Private => (
            "A purchase was blocked".to_owned(),
            "Nothing was paid.".to_owned(),
        ),
        Privacy::Standard | Privacy::Full => (
            format!("Blocked a purchase from {}", text::isolate(&purchase.agent)),
            format!("{} Nothing was paid.", sentence(why)),
        ),
    };
    Notice {
        key: Key::Blocked(purchase.id.clone()),
        title: marked(text::disarm(&title), purchase.sandbox),
        body,
        urgency: Urgency::Critical,
        choices: vec![(Choice::Review, "See why")],
        opens: format!("activity/{}", purchase.id),
    }
}

/// What is known of a budget that is nearly used up.
#[derive(Clone, Debug)]
pub struct Used<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How much of a limit is used.
    pub percent: u8,
    /// What is left of it.
    pub left: &'a Money,
    /// The day its period ends.
    pub until: Option<String>,
}

/// A budget of which a part is used that the owner wants to know of. It asks for nothing, so it
/// neither pops up nor looks like a request.
pub fn used_up(budget: &Used<'_>, style: Style) -> Notice {
    let name = text::isolate(budget.name);
    let (title, body) = match style.privacy {
        Privacy::Private => (
            "A budget is nearly used up".to_owned(),
            "Open Counterfoil to look at it.".to_owned(),
        ),
        Privacy::Standard | Privacy::Full => {
            let title = if budget.percent >= 100 {
                format!("{name} is used up")
            } else {
                format!("{name} is {} % used", budget.percent)
            };
            let left = format!("{} left", text::money(budget.left));
            let body = match &budget.until {
                Some(day) => format!("{left} until {day}"),
                None => left,
            };
            (title, body)
        }
    };
    Notice {
        key: Key::Budget(budget.id.to_owned()),
        title: text::disarm(&title),
        body,
        urgency: Urgency::Low,
        choices: vec![(Choice::Review, "Open budget")],
        opens: format!("budgets/{}", budget.id),
    }
}

/// The record is not as it was written.
pub fn damaged(problem: &str) -> Notice {
    Notice {
        key: Key::Ledger,
        title: "The record is damaged".to_owned(),
        body: sentence(problem),
        urgency: Urgency::Critical,
        choices: vec![(Choice::Review, "See why")],
        opens: "settings".to_owned(),
    }
}

fn private() -> (String, String) {
    (
        "An agent wants to buy something".to_owned(),
        "Open Counterfoil to decide.".to_owned(),
    )
}

fn question(waiting: &Waiting, confirm: bool) -> String {
    let verb = if confirm { "Confirm" } else { "Approve" };
    format!(
        "{verb} {} to {}?",
        text::money(&waiting.amount),
        text::isolate(&waiting.merchant)
    )
}

fn details(waiting: &Waiting, confirm: bool, style: Style) -> String {
    let mut parts = vec![text::isolate(&waiting.agent)];
    if confirm {
        parts.push("needs your passphrase".to_owned());
    } else if let Some(words) = waiting.reasons.iter().find_map(|code| short_reason(code)) {
        parts.push(words.to_owned());
    }
    if let Some(expires) = waiting.expires {
        parts.push(format!("expires {}", (style.time_of_day)(expires)));
    }
    parts.join(" · ")
}

fn items(waiting: &Waiting) -> Option<String> {
    let first = text::isolate(waiting.first_item.as_deref()?);
    Some(match waiting.item_count {
        0 | 1 => first,
        count => format!("{first} and {} more", count.saturating_sub(1)),
    })
}

fn short_reason(code: &str) -> Option<&'static str> {
    Some(match code {
        "new_merchant" => "new merchant",
        "unverified" => "merchant not verified",
        "mixed_script" | "lookalike" => "look-alike address",
        "hidden_text" => "hidden characters",
        "over_auto" => "over your automatic limit",
        "over_period" | "period_used_up" => "over budget",
        "recurring" => "repeats",
        "no_budget" => "no budget covers it",
        "price_changed" => "price changed",
        _ => return None,
    })
}

fn agents(members: &[&Waiting]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for waiting in members {
        if !names.contains(&waiting.agent.as_str()) {
            names.push(&waiting.agent);
        }
    }
    match names.as_slice() {
        [one] => text::isolate(one),
        several => format!("{} agents", several.len()),
    }
}

fn totals(members: &[&Waiting]) -> Vec<Money> {
    let mut sums: Vec<(Money, i128)> = Vec::new();
    for waiting in members {
        let minor = minor(&waiting.amount);
        match sums
            .iter_mut()
            .find(|(sum, _)| sum.currency == waiting.amount.currency)
        {
            Some((_, total)) => *total = total.saturating_add(minor),
            None => sums.push((waiting.amount.clone(), minor)),
        }
    }
    sums.into_iter()
        .map(|(money, total)| with_minor(money, total))
        .collect()
}

fn minor(money: &Money) -> i128 {
    let digits: String = money.amount.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn with_minor(money: Money, minor: i128) -> Money {
    let exponent = usize::from(money.exponent);
    let width = exponent.saturating_add(1);
    let digits = format!("{minor:0width$}");
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(exponent));
    let amount = if exponent == 0 {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    };
    Money { amount, ..money }
}

fn sentence(words: &str) -> String {
    let words = text::isolate_to(words, 160);
    if words.trim_end_matches('\u{2069}').ends_with(['.', '…']) {
        words
    } else {
        format!("{words}.")
    }
}

fn marked(title: String, sandbox: bool) -> String {
    if sandbox {
        format!("[SANDBOX] {title}")
    } else {
        title
    }
}

#[cfg(test)]
mod tests;
