//! The lines about a payment: who vouches for the offer, what approving sends out, until when.
//!
//! Each rail has its own few sentences. They follow from the stored quote, the owner's rates and
//! the keys of now; what the seller says stands in them only as a name, never as a sentence.

use std::collections::BTreeMap;

use counterfoil_domain::checkout::{Checkout, Rail};
use counterfoil_domain::entry::Requested;
use counterfoil_domain::money::Money;
use counterfoil_domain::percent::Percent;
use counterfoil_domain::purchase::AUTHORIZATION_LIFE;
use counterfoil_domain::rates::{ChargeRate, Quote as Rate, RateTable, Source};
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::x402::Network;

use crate::view::{Tone, ViewAbout, ViewLine, ViewPayment};

/// Older rates say nothing about what a token is worth.
const RATE_DAYS: u64 = 7;

/// What there is to say about a payment on a rail; nothing where the agent only named one.
pub(crate) fn payment(
    rates: &RateTable,
    requested: &Requested,
    now: Timestamp,
) -> Option<ViewPayment> {
    let checkout = &requested.request.checkout;
    let facts = &checkout.quote.as_ref()?.facts;
    let mut lines = Lines {
        facts,
        all: Vec::new(),
    };
    match checkout.rail {
        Rail::X402 => lines.x402(),
        Rail::Ap2 => lines.ap2(checkout),
        Rail::Acp => lines.acp(),
        Rail::A402 => lines.elsewhere("Alipay"),
        Rail::Clawtip => lines.elsewhere("JD"),
        Rail::Card | Rail::Bank | Rail::Other => return None,
    }
    if checkout.rail != Rail::X402 {
        lines.end(requested.request.expires_at);
    }
    Some(ViewPayment {
        about: about(rates, checkout.amount, now),
        at_most: lines.fact("x402.scheme") == "upto",
        network: network(facts).map(|network| network.label.to_owned()),
        lines: lines.all,
    })
}

struct Lines<'a> {
    facts: &'a BTreeMap<String, String>,
    all: Vec<ViewLine>,
}

impl Lines<'_> {
    fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map_or("", String::as_str)
    }

    fn say(&mut self, tone: Tone, code: &str, params: &[(&str, &str)], text: String) {
        let named = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.all.push(ViewLine {
            code: code.to_owned(),
            params: named.collect(),
            text,
            tone,
        });
    }

    fn x402(&mut self) {
        let payee = short(self.fact("x402.pay_to"));
        match self.fact("x402.signed_offer") {
            "payee" => {
                let text = format!("The offer is signed by the account that is paid, {payee}.");
                self.say(Tone::Verified, "offer_signed", &[("key", &payee)], text);
            }
            "no" => {
                let text = "The seller did not sign this offer.".to_owned();
                self.say(Tone::Plain, "offer_unsigned", &[], text);
            }
            "unchecked" => {
                let text = "The offer has a signature that cannot be checked here.".to_owned();
                self.say(Tone::Warn, "offer_unchecked", &[], text);
            }
            signer => {
                let signer = short(signer);
                let text = format!("The offer is signed by {signer}, but {payee} is paid.");
                let params = [("key", signer.as_str()), ("payee", &payee)];
                self.say(Tone::Warn, "offer_signed_other", &params, text);
            }
        }
        if let Some(network) = network(self.facts).filter(|network| !network.real_money) {
            let label = network.label;
            let text = format!("{label}: money of a test network, worth nothing.");
            self.say(Tone::Plain, "test_network", &[("network", label)], text);
        }
        let seconds: u64 = self.fact("x402.seconds").parse().unwrap_or_default();
        let minutes = seconds.div_ceil(60).max(1).to_string();
        let text = format!(
            "Once approved, the seller can take the money for {minutes} minutes. If its offer is \
             more than a minute old by then, it is asked again, and only the same terms are paid."
        );
        self.say(Tone::Plain, "x402_end", &[("minutes", &minutes)], text);
    }

    fn ap2(&mut self, checkout: &Checkout) {
        let domain = checkout.merchant.domain.as_ref();
        let domain = domain.map_or("this shop", |domain| domain.registrable());
        let legacy = !self.facts.contains_key("ap2.checkout_hash");
        let key = short(self.fact("ap2.key"));
        if legacy {
            let text = "Not verified: version 0.1 of AP2 says too little to check.".to_owned();
            self.say(Tone::Warn, "ap2_legacy", &[], text);
            let text = "Nothing is signed for the shop; only your agent gets an answer.".to_owned();
            self.say(Tone::Plain, "ap2_unsigned", &[], text);
            return;
        }
        let params = [("domain", domain), ("key", &key)];
        if self.fact("ap2.verified") == "true" {
            let text = format!("Signed by {domain} with key {key}, which you trust.");
            self.say(Tone::Verified, "merchant_signed", &params, text);
        } else {
            let text = format!("Not verified: you trust no key of {domain} yet.");
            self.say(Tone::Warn, "merchant_unverified", &params, text);
        }
        let minutes = minutes();
        let text = format!(
            "Once approved, two mandates over exactly this are signed for the shop and for \
             whoever charges you; they hold for {minutes} minutes."
        );
        self.say(Tone::Plain, "ap2_end", &[("minutes", &minutes)], text);
    }

    fn acp(&mut self) {
        let text =
            "Not signed: these are the shop's words as your agent passed them on.".to_owned();
        self.say(Tone::Plain, "acp_unsigned", &[], text);
        let (merchant, minutes) = (short(self.fact("acp.merchant")), minutes());
        let text = format!(
            "Once approved, your agent may have one payment made of at most this amount, for \
             {merchant} and within {minutes} minutes."
        );
        let params = [("merchant", merchant.as_str()), ("minutes", &minutes)];
        self.say(Tone::Plain, "acp_end", &params, text);
    }

    fn elsewhere(&mut self, who: &str) {
        let text = "Not verified: nothing of this can be checked here.".to_owned();
        self.say(Tone::Warn, "settled_unchecked", &[], text);
        let text = format!(
            "{who} makes this payment. Nothing is signed for it here, and that it was paid is \
             {who}'s word."
        );
        self.say(Tone::Plain, "settled_elsewhere", &[("who", who)], text);
    }

    fn end(&mut self, end: Option<Timestamp>) {
        if let Some(end) = end {
            let end = end.to_string();
            let text = format!("The shop keeps this offer until {end}.");
            self.say(Tone::Plain, "offer_end", &[("until", &end)], text);
        } else {
            let text = "The shop names no end of this offer.".to_owned();
            self.say(Tone::Plain, "offer_open", &[], text);
        }
    }
}

/// What a token is worth: by the owner's rate where there is one, else by what its issuer promises.
/// Ordinary money needs no translation here; a budget in another currency says what it counts.
fn about(rates: &RateTable, amount: Money, now: Timestamp) -> Option<ViewAbout> {
    let promised = amount.currency().promised()?;
    let today = now.to_datetime().date_naive();
    let oldest = today.checked_sub_days(chrono::Days::new(RATE_DAYS))?;
    let none = Percent::of_hundredths(0);
    let known = rates.charge_rate(amount.currency(), promised, none, oldest);
    let rate = known.unwrap_or(ChargeRate {
        currency: promised,
        date: today,
        margin: none,
        rate: Rate::ONE,
        source: Source::Owner,
    });
    let worth = rate.convert(amount).ok()?;
    let coin = rate.most(worth, amount.currency()).ok()?;
    Some(ViewAbout {
        amount: worth,
        less: worth.minor() == 1 && coin.minor() > amount.minor(),
        rate: known,
    })
}

fn network(facts: &BTreeMap<String, String>) -> Option<Network> {
    Network::parse(facts.get("x402.network")?)
}

fn minutes() -> String {
    AUTHORIZATION_LIFE.as_secs().div_ceil(60).to_string()
}

/// The ends of an account or a key, enough to compare; all of it stands in the details.
fn short(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    match (letters.first_chunk::<6>(), letters.last_chunk::<4>()) {
        (Some(head), Some(tail)) if letters.len() > 16 => {
            head.iter().chain(&['…']).chain(tail).collect()
        }
        _ => text.to_owned(),
    }
}
