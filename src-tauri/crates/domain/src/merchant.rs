//! Who sells: a name anyone can claim, and a domain that says who it really is.
//!
//! Only the domain identifies a merchant. Names look alike on purpose; a domain has exactly one
//! spelling (IDNA, lower case) and one owner (its registrable part by the Public Suffix List).

mod domain;
mod pattern;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use domain::{DomainError, MerchantDomain};
pub use pattern::MerchantPattern;

use crate::text::{Text, TextError, TextRule};

/// How long a merchant's name may be.
pub const NAME_RULE: TextRule = TextRule {
    max_graphemes: 120,
    max_bytes: 480,
    multiline: false,
};

/// How long a category may be.
pub const CATEGORY_RULE: TextRule = TextRule {
    max_graphemes: 40,
    max_bytes: 120,
    multiline: false,
};

/// Who sells and gets the money, as the agent says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    /// What kind of shop it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<Category>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<Country>,
    /// Where it sells; without one it cannot be told from another of the same name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub domain: Option<MerchantDomain>,
    /// What it calls itself.
    pub name: Text,
}

impl Merchant {
    /// By what a merchant is recognised: its registrable domain, else its folded name.
    pub fn identity(&self) -> MerchantIdentity {
        match &self.domain {
            Some(domain) => MerchantIdentity::recorded(format!("domain:{}", domain.registrable())),
            None => MerchantIdentity::recorded(format!("name:{}", fold(self.name.as_str()))),
        }
    }

    /// What to call it in a sentence: the registrable domain, else the name.
    pub fn label(&self) -> &str {
        self.domain
            .as_ref()
            .map_or(self.name.as_str(), MerchantDomain::registrable)
    }
}

const PLAY: &str = "sandbox:";

/// By what a merchant is recognised: `domain:example.com` or `name:example`, with `sandbox:` before
/// it for play money.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MerchantIdentity(Arc<str>);

impl MerchantIdentity {
    /// The identity as it was recorded, taken at its word.
    pub fn recorded(text: String) -> Self {
        Self(text.into())
    }

    /// The same merchant as purchases with play money know it: what they do there says nothing
    /// about what the owner bought.
    #[must_use]
    pub fn in_play(self) -> Self {
        Self(format!("{PLAY}{}", self.0).into())
    }

    /// Whether only play money was ever spent there.
    pub fn is_in_play(&self) -> bool {
        self.0.starts_with(PLAY)
    }

    /// The identity as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MerchantIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A country by its two letters of ISO 3166.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Country(String);

impl Country {
    /// Reads two upper-case letters of a country there is.
    pub fn parse(code: &str) -> Option<Self> {
        let upper = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        let known = upper && code.parse::<iso_currency::Country>().is_ok();
        known.then(|| Self(code.to_owned()))
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What kind of shop, as a lower-case word such as `books`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Category(String);

impl Category {
    /// Cleans a word and puts it into lower case.
    pub fn parse(word: &str) -> Result<Self, TextError> {
        Text::clean(word, CATEGORY_RULE).map(|word| Self::from_text(&word))
    }

    /// Puts a cleaned word into lower case.
    pub fn from_text(word: &Text) -> Self {
        Self(word.as_str().to_lowercase())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Folds away what makes two spellings of one name differ: compatibility forms and case.
pub(crate) fn fold(name: &str) -> String {
    name.nfkc()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}
