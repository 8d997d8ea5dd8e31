use std::time::Duration;

use counterfoil_domain::evaluate::{Balance, Covering};
use counterfoil_domain::request::DraftRecurrence;
use counterfoil_domain::subscription::{Renewal, doubts};
use counterfoil_domain::{
    AgentFacts, Draft, Mandate, Outcome, Percent, PurchaseRequest, Question, Reason, Tier, Verdict,
    evaluate,
};

use crate::fixtures::{agent, covering, eur, mandate, now, numbered_mandate, request, simple};

const BOOKS: &str = r#"{"name":"Books","currency":"EUR","limits":{"auto_up_to":"50.00","deny_above":"200.00",
 "periods":[{"window":"month","max":"400.00"},{"window":"day","max":"150.00","when_used_up":"deny"}]},
 "confirm_above":"120.00"}"#;

/// A question about a known merchant under the given mandates, to be varied.
struct Case {
    agent: AgentFacts,
    request: PurchaseRequest,
    known: bool,
    all_paused: bool,
    mandates: Vec<Mandate>,
    balance: Balance,
}

impl Case {
    fn of(draft: Draft) -> Self {
        Self {
            agent: agent(),
            request: request(draft),
            known: true,
            all_paused: false,
            mandates: vec![mandate(BOOKS)],
            balance: Balance::default(),
        }
    }

    fn evaluate(&self) -> Outcome {
        let covering: Vec<Covering<'_>> = self
            .mandates
            .iter()
            .map(|mandate| covering(mandate, self.request.checkout.amount, self.balance))
            .collect();
        let renewal = doubts(&Renewal {
            agent: self.agent.id,
            checkout: &self.request.checkout,
            known: None,
            ask_new: true,
            price_rise: Percent::ZERO,
            today: now().to_datetime().date_naive(),
        });
        evaluate(&Question {
            agent: &self.agent,
            checkout: &self.request.checkout,
            hidden_characters: self.request.hidden_characters,
            merchant_known: self.known,
            all_paused: self.all_paused,
            covering: &covering,
            overall: None,
            renewal: &renewal,
            signals: &[],
            agreed: None,
            now: now(),
        })
    }

    fn codes(&self) -> Vec<&'static str> {
        self.evaluate().reasons.iter().map(Reason::code).collect()
    }
}

fn texts(outcome: &Outcome) -> Vec<String> {
    outcome.reasons.iter().map(Reason::text).collect()
}

#[test]
fn a_purchase_inside_the_automatic_limit_is_within() {
    let case = Case::of(simple("50.00"));
    let outcome = case.evaluate();
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Within, Tier::T0));
    assert_eq!(outcome.reasons, []);
    assert_eq!(outcome.charged, Some(case.mandates[0].id));
    assert_eq!(outcome.left_after, Some(eur("100.00")));
    assert_eq!(outcome.over, None);
}

#[test]
fn a_purchase_over_the_automatic_limit_is_asked_with_one_key() {
    let outcome = Case::of(simple("84.90")).evaluate();
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Ask, Tier::T1));
    assert_eq!(
        texts(&outcome),
        ["34.90 EUR over the automatic limit of 50.00 EUR in Books"]
    );
}

#[test]
fn a_mandate_without_an_automatic_limit_asks_about_everything() {
    let mut case = Case::of(simple("0.01"));
    case.mandates = vec![mandate(r#"{"name":"Books","currency":"EUR"}"#)];
    assert_eq!(texts(&case.evaluate()), ["Books asks about every purchase"]);
}

#[test]
fn a_purchase_above_the_highest_amount_is_refused_and_nothing_is_asked() {
    let mut case = Case::of(simple("200.01"));
    case.known = false;
    case.mandates[0].limits.periods.clear();
    let outcome = case.evaluate();
    assert_eq!(outcome.verdict, Verdict::Refuse);
    assert_eq!(
        texts(&outcome),
        ["0.01 EUR above the highest amount of 200.00 EUR in Books"]
    );
    assert_eq!(outcome.left_after, None);
}

#[test]
fn a_period_that_is_used_up_asks_or_denies_as_its_mandate_says() {
    let mut case = Case::of(simple("10.00"));
    case.balance = Balance {
        held: 10_000,
        spent: 4_500,
        raised: 0,
        count: 0,
    };
    assert_eq!(case.codes(), ["period_used_up"]);
    assert_eq!(
        texts(&case.evaluate()),
        ["5.00 EUR more than the 5.00 EUR left today in Books"]
    );
    case.mandates[0].limits.periods.pop();
    assert_eq!(case.evaluate().verdict, Verdict::Within);
    case.balance.held = 35_000;
    let outcome = case.evaluate();
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Ask, Tier::T2));
    assert_eq!(
        texts(&outcome),
        ["5.00 EUR more than the 5.00 EUR left this month in Books"]
    );
    assert_eq!(
        (outcome.over, outcome.left_after),
        (Some(eur("5.00")), Some(eur("0.00")))
    );
}

#[test]
fn a_raised_period_has_more_left() {
    let mut case = Case::of(simple("10.00"));
    case.balance = Balance {
        held: 0,
        spent: 15_000,
        raised: 1_000,
        count: 0,
    };
    assert_eq!(case.evaluate().verdict, Verdict::Within);
    case.balance.raised = 999;
    assert_eq!(case.evaluate().verdict, Verdict::Refuse);
}

#[test]
fn a_period_whose_balance_is_not_known_has_nothing_left() {
    let case = Case::of(simple("10.00"));
    let unknown = [Covering {
        periods: vec![],
        ..covering(&case.mandates[0], eur("10.00"), case.balance)
    }];
    let question = Question {
        agent: &case.agent,
        checkout: &case.request.checkout,
        hidden_characters: 0,
        merchant_known: true,
        all_paused: false,
        covering: &unknown,
        overall: None,
        renewal: &[],
        signals: &[],
        agreed: None,
        now: now(),
    };
    assert_eq!(evaluate(&question).verdict, Verdict::Refuse);
}

#[test]
fn balances_at_the_end_of_the_number_range_do_not_wrap() {
    let mut case = Case::of(simple("10.00"));
    case.balance = Balance {
        held: i64::MAX,
        spent: i64::MAX,
        raised: 0,
        count: 0,
    };
    assert_eq!(case.evaluate().verdict, Verdict::Refuse);
    case.balance = Balance {
        held: 0,
        spent: 0,
        raised: i64::MAX,
        count: 0,
    };
    assert_eq!(case.evaluate().verdict, Verdict::Within);
}

#[test]
fn without_a_mandate_the_owner_is_asked_and_nothing_is_charged() {
    let mut case = Case::of(simple("10.00"));
    case.mandates.clear();
    let outcome = case.evaluate();
    assert_eq!(
        (outcome.verdict, outcome.tier, outcome.charged),
        (Verdict::Ask, Tier::T2, None)
    );
    assert_eq!(outcome.undo, Duration::from_secs(10));
    assert_eq!(case.codes(), ["no_budget"]);
    case.known = false;
    assert_eq!(case.codes(), ["new_merchant", "no_budget"]);
}

#[test]
fn a_new_merchant_is_asked_unless_the_mandate_says_otherwise() {
    let mut case = Case::of(simple("10.00"));
    case.known = false;
    let outcome = case.evaluate();
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Ask, Tier::T2));
    assert_eq!(
        texts(&outcome),
        ["First purchase from nordlicht-books.example"]
    );
    case.mandates[0].ask_new_merchant = false;
    assert_eq!(case.evaluate().verdict, Verdict::Within);
}

#[test]
fn a_merchant_without_a_domain_is_not_verified() {
    let mut draft = simple("10.00");
    draft.merchant.domain = None;
    let case = Case::of(draft);
    assert_eq!(case.codes(), ["unverified"]);
    assert_eq!(case.evaluate().tier, Tier::T2);
}

#[test]
fn look_alike_letters_need_the_owner_in_person() {
    let mut draft = simple("10.00");
    draft.merchant.domain = Some("аmazon.com".into());
    let case = Case::of(draft);
    let outcome = case.evaluate();
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Ask, Tier::T3));
    assert_eq!(
        texts(&outcome),
        ["аmazon.com is spelled with look-alike letters; its real address is xn--mazon-3ve.com"]
    );
}

#[test]
fn hidden_characters_are_told() {
    let mut draft = simple("10.00");
    draft.reason = Some("because\u{200B}\u{202E}".into());
    let outcome = Case::of(draft).evaluate();
    assert_eq!(outcome.tier, Tier::T2);
    assert_eq!(texts(&outcome), ["2 hidden characters were removed"]);
}

#[test]
fn a_purchase_that_repeats_is_asked_with_what_it_costs_in_a_year() {
    let repeating = |interval: &str, count| {
        let mut draft = simple("9.99");
        draft.recurrence = Some(DraftRecurrence {
            interval: interval.into(),
            count,
            trial_ends: None,
        });
        texts(&Case::of(draft).evaluate())
    };
    assert_eq!(
        repeating("month", None),
        ["Repeats every month until cancelled: 119.88 EUR in the first year"]
    );
    assert_eq!(
        repeating("week", Some(3)),
        ["Repeats every week, 3 times: 29.97 EUR in the first year"]
    );
    assert_eq!(
        repeating("year", Some(5)),
        ["Repeats every year, 5 times: 9.99 EUR in the first year"]
    );
}

#[test]
fn above_the_confirmation_amount_the_owner_proves_presence() {
    let case = Case::of(simple("120.01"));
    assert_eq!(case.codes(), ["over_auto", "confirm_above"]);
    assert_eq!(case.evaluate().tier, Tier::T3);
    assert_eq!(Case::of(simple("120.00")).evaluate().tier, Tier::T1);
}

#[test]
fn an_agent_that_controls_the_desktop_never_buys_by_itself() {
    let mut case = Case::of(simple("10.00"));
    case.agent.controls_desktop = true;
    let outcome = case.evaluate();
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Ask, Tier::T3));
    assert_eq!(case.codes(), ["controls_desktop"]);
}

#[test]
fn a_paused_agent_is_refused_and_so_is_everyone_when_all_are_paused() {
    let mut case = Case::of(simple("10.00"));
    case.agent.paused = true;
    let outcome = case.evaluate();
    assert_eq!(
        (outcome.verdict, &outcome.reasons[..]),
        (Verdict::Refuse, &[Reason::Paused { whole: false }][..])
    );
    case.all_paused = true;
    assert_eq!(case.evaluate().reasons, [Reason::Paused { whole: true }]);
}

#[test]
fn a_blocked_merchant_is_refused_even_where_another_mandate_would_allow_it() {
    let mut case = Case::of(simple("10.00"));
    let blocking = r#"{"name":"Strict","currency":"EUR","scope":{"merchants_blocked":["nordlicht-books.example"]}}"#;
    case.mandates.push(numbered_mandate(2, blocking));
    let outcome = case.evaluate();
    assert_eq!(outcome.verdict, Verdict::Refuse);
    assert_eq!(
        texts(&outcome),
        ["nordlicht-books.example is blocked in Strict"]
    );
}

#[test]
fn of_several_mandates_every_limit_holds_and_the_most_specific_is_charged() {
    let mut case = Case::of(simple("40.00"));
    let named = r#"{"name":"Agent","currency":"EUR","agents":["X"],"limits":{"auto_up_to":"30.00"},"undo_seconds":30}"#;
    case.mandates.push(numbered_mandate(2, named));
    let outcome = case.evaluate();
    assert_eq!(
        texts(&outcome),
        ["10.00 EUR over the automatic limit of 30.00 EUR in Agent"]
    );
    assert_eq!(outcome.charged, Some(case.mandates[1].id));
    assert_eq!(outcome.mandates, [case.mandates[0].id, case.mandates[1].id]);
    assert_eq!(outcome.undo, Duration::from_secs(30));
    assert_eq!(outcome.left_after, None);
}

#[test]
fn the_facts_to_tick_come_in_their_order() {
    let mut draft = simple("10.00");
    draft.merchant.domain = None;
    draft.reason = Some("a\u{200B}b".into());
    draft.recurrence = Some(DraftRecurrence {
        interval: "month".into(),
        ..DraftRecurrence::default()
    });
    let mut case = Case::of(draft);
    case.known = false;
    case.mandates.clear();
    let mut reasons = case.evaluate().reasons;
    reasons.sort_by_key(Reason::tick_rank);
    let codes: Vec<_> = reasons.iter().map(Reason::code).collect();
    assert_eq!(
        codes,
        [
            "new_merchant",
            "unverified",
            "recurring",
            "hidden_text",
            "no_budget"
        ]
    );
}
