//! The merchants that were bought from, arranged so that an imitation of one is found without
//! looking at all of them.

mod fold;

use std::collections::BTreeMap;

pub(crate) use fold::is_legal_form;
use fold::{Parts, looks};
pub use fold::{folded_name, label_of};

use crate::merchant::MerchantIdentity;

/// One merchant that was bought from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMerchant {
    /// Its registrable domain; absent when only a name was ever given.
    pub domain: Option<String>,
    /// What it called itself last.
    pub name: String,
    /// The first label of its domain, in the letters it stands for.
    pub label: Option<String>,
}

/// The merchants that were bought from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownMerchants {
    all: Vec<KnownMerchant>,
    by_identity: BTreeMap<MerchantIdentity, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_looks: BTreeMap<String, Vec<usize>>,
    by_part: BTreeMap<u64, Vec<usize>>,
}

impl KnownMerchants {
    /// How many are kept; beyond that the oldest still count as known, but imitations of further
    /// ones are not looked for.
    pub const KEPT: usize = 50_000;

    /// How many labels that share a part are compared letter by letter.
    const COMPARED: usize = 64;

    /// Takes in that something was bought from a merchant, under this name.
    pub fn learn(&mut self, identity: &MerchantIdentity, name: &str) {
        if let Some(place) = self.by_identity.get(identity).copied() {
            self.rename(place, name);
            return;
        }
        if self.all.len() >= Self::KEPT || identity.is_in_play() {
            return;
        }
        let place = self.all.len();
        let domain = identity.as_str().strip_prefix("domain:");
        let label = domain.map(label_of);
        if let Some(label) = &label {
            self.by_looks.entry(looks(label)).or_default().push(place);
            for part in Parts::of(label) {
                self.by_part.entry(part).or_default().push(place);
            }
        }
        self.by_identity.insert(identity.clone(), place);
        self.all.push(KnownMerchant {
            domain: domain.map(str::to_owned),
            name: name.to_owned(),
            label,
        });
        self.name(place, name);
    }

    /// Whether something was bought from it.
    pub fn contains(&self, identity: &MerchantIdentity) -> bool {
        self.by_identity.contains_key(identity)
    }

    /// Those that go by this name, whatever its case, punctuation and legal form.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &KnownMerchant> {
        self.places(self.by_name.get(&folded_name(name)))
    }

    /// Those whose label looks like this one.
    pub fn looking_like(&self, label: &str) -> impl Iterator<Item = &KnownMerchant> {
        self.places(self.by_looks.get(&looks(label)))
    }

    /// Those whose label may differ from this one by two letters at most, and some more.
    pub fn near(&self, label: &str) -> Vec<&KnownMerchant> {
        let mut found: Vec<usize> = Vec::new();
        for part in Parts::near(label) {
            let sharing = self.by_part.get(&part).into_iter().flatten().copied();
            for place in sharing.take(Self::COMPARED) {
                if !found.contains(&place) {
                    found.push(place);
                }
            }
            if found.len() >= Self::COMPARED {
                break;
            }
        }
        let known = found.into_iter().filter_map(|place| self.all.get(place));
        known.collect()
    }

    fn places(&self, places: Option<&Vec<usize>>) -> impl Iterator<Item = &KnownMerchant> {
        let places = places.into_iter().flatten();
        places.filter_map(|place| self.all.get(*place))
    }

    fn rename(&mut self, place: usize, name: &str) {
        let Some(known) = self.all.get_mut(place) else {
            return;
        };
        if known.name == name {
            return;
        }
        name.clone_into(&mut known.name);
        self.name(place, name);
    }

    fn name(&mut self, place: usize, name: &str) {
        let folded = folded_name(name);
        if folded.is_empty() {
            return;
        }
        let places = self.by_name.entry(folded).or_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
}
