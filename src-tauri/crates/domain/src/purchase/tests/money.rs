//! The sums that postings make are those of the purchase, in any order of steps.

use proptest::prelude::*;

use super::*;
use chrono::Datelike;

use crate::balances::{BalanceKey, Balances, Span, changes};
use crate::evaluate::Balance;

/// A purchase with the sums that its postings make.
struct Book {
    purchase: Purchase,
    sums: Balances,
}

impl Book {
    fn open(terms: Terms) -> Self {
        let (id, agent) = (
            PurchaseId::from_bytes([1; 16]),
            AgentId::from_bytes([2; 16]),
        );
        let (purchase, _) = Purchase::open(id, agent, terms, at(0));
        let mut sums = Balances::default();
        sums.apply(&changes(None, &purchase.footing()).unwrap())
            .unwrap();
        Self { purchase, sums }
    }

    fn take(&mut self, step: &Step) -> Result<(), IllegalStep> {
        let before = self.purchase.clone();
        match self.purchase.apply(step, at(1)) {
            Ok(postings) => {
                assert!(
                    postings.iter().all(|posting| posting.minor > 0),
                    "{step:?}: {postings:?}"
                );
                let settled = changes(Some(&before.footing()), &self.purchase.footing())
                    .and_then(|deltas| self.sums.apply(&deltas));
                assert!(settled.is_ok(), "{step:?}: {postings:?}");
                Ok(())
            }
            Err(error) => {
                assert_eq!(
                    self.purchase,
                    before,
                    "a refused {} changed something",
                    step.verb()
                );
                Err(error)
            }
        }
    }

    /// Every sum is that of the purchase where it is charged or counted, else nothing.
    fn check(&self) {
        let own = &self.purchase;
        for (key, balance) in self.sums.iter() {
            let sides = [
                (own.charge, &own.raised),
                (own.overall, &own.overall_raised),
            ];
            let mut expected = Balance::default();
            for (charge, raises) in sides {
                let Some(charge) = charge.filter(|charge| charge.mandate == key.mandate) else {
                    continue;
                };
                let here = match key.span {
                    Span::Hour => key.slot == charge.hour,
                    Span::Day => key.slot == Slot::of_day(charge.day),
                    Span::Month => key.slot == raise_slot(),
                    Span::Total => true,
                    Span::Raise(window) => {
                        let raise = raises.get(&window);
                        expected.raised = raise.map_or(0, |raise| raise.minor);
                        false
                    }
                };
                if here {
                    expected = counted(&charge, own);
                }
            }
            assert_eq!(balance, expected, "{key:?} of {own:?}");
        }
    }
}

/// By hand: what is spent is converted whole, and what is held is the rest.
fn counted(charge: &Charge, own: &Purchase) -> Balance {
    let convert = |minor| charge.counted(eur(minor)).unwrap();
    Balance {
        held: convert(own.held + own.captured) - convert(own.captured),
        spent: convert(own.captured),
        raised: 0,
        count: i64::from(own.held + own.captured > 0),
    }
}

fn raise_slot() -> Slot {
    Slot::of_day(chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap())
}

fn sum(book: &Book, span: Span, slot: Slot) -> Balance {
    book.sums.get(&BalanceKey {
        mandate: charge(22).mandate,
        span,
        slot,
    })
}

fn in_dollars(day: u32) -> Charge {
    let rate = ChargeRate {
        currency: crate::Currency::parse("USD").unwrap(),
        date: charge(day).day,
        margin: crate::Percent::parse("1.5").unwrap(),
        rate: crate::rates::Quote::parse("1.0834").unwrap(),
        source: crate::rates::Source::Ecb,
    };
    Charge {
        rate: Some(rate),
        mandate: MandateId::from_bytes([8; 16]),
        ..charge(day)
    }
}

#[test]
fn a_raise_counts_only_in_the_window_that_needs_it() {
    let mut book = Book::open(terms(Status::Pending, PRICE, 0));
    book.take(&approve(90)).unwrap();
    let raised = |window| sum(&book, Span::Raise(window), raise_slot()).raised;
    assert_eq!(raised(Window::Month), 90);
    assert_eq!(raised(Window::Day), 0);
    assert_eq!(raised(Window::Total), 0);
}

#[test]
fn captures_in_parts_add_up_to_the_whole_in_the_currency_of_the_budget() {
    let mut book = Book::open(Terms {
        charge: Some(in_dollars(22)),
        ..terms(Status::Approved, 1_000, 1_000)
    });
    let total = |book: &Book| {
        book.sums.get(&BalanceKey {
            mandate: in_dollars(22).mandate,
            span: Span::Total,
            slot: Slot::ONLY,
        })
    };
    // 10.00 EUR are 11.00 USD: 10.996 rounded up.
    assert_eq!((total(&book).held, total(&book).count), (1_100, 1));
    book.take(&authorize()).unwrap();
    for _ in 0..1_000 {
        book.take(&Step::Capture(1)).unwrap();
        assert_eq!(total(&book).held + total(&book).spent, 1_100);
    }
    assert_eq!((total(&book).held, total(&book).spent), (0, 1_100));
}

#[test]
fn an_undone_raise_leaves_the_budget_as_it_was() {
    let mut book = Book::open(terms(Status::Pending, PRICE, 0));
    book.take(&approve(90)).unwrap();
    book.take(&Step::Undo).unwrap();
    book.check();
    assert!(
        book.sums
            .iter()
            .all(|(_, balance)| balance == Balance::default())
    );
    assert_eq!(book.purchase.status, Status::Pending);
}

#[test]
fn a_raise_that_was_not_spent_ends_with_the_hold() {
    let mut book = Book::open(terms(Status::Pending, PRICE, 0));
    for step in [
        approve(500),
        authorize(),
        Step::Capture(PRICE - 200),
        Step::Release,
    ] {
        book.take(&step).unwrap();
        book.check();
    }
    assert_eq!(book.purchase.raised, raises(300));
}

#[test]
fn an_approval_on_another_day_moves_the_hold_there() {
    let mut book = Book::open(terms(Status::Pending, PRICE, PRICE));
    let approve = Step::Approve {
        authorize_at: at(10),
        charge: Some(charge(23)),
        overall: None,
        raises: Raises::new(),
        overall_raises: Raises::new(),
    };
    book.take(&approve).unwrap();
    book.check();
    let day = |day| sum(&book, Span::Day, Slot::of_day(charge(day).day));
    assert_eq!((day(22).held, day(23).held), (0, PRICE));
}

#[test]
fn a_late_capture_is_spent_though_nothing_was_held() {
    let mut book = Book::open(terms(Status::Pending, PRICE, PRICE));
    for step in [approve(0), authorize(), Step::Lapse, Step::Capture(PRICE)] {
        book.take(&step).unwrap();
        book.check();
    }
    assert_eq!(book.purchase.held, 0);
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let status = prop_oneof![
        4 => Just(Status::Pending),
        1 => Just(Status::Approved),
        1 => Just(Status::Denied),
    ];
    (status, 1_i64..10_000, any::<bool>(), 20_u32..25).prop_map(|(status, amount, fits, day)| {
        let held = if status == Status::Approved || (fits && status == Status::Pending) {
            amount
        } else {
            0
        };
        Terms {
            charge: (status != Status::Denied).then(|| charge(day)),
            overall: (status != Status::Denied && day % 2 == 0).then(|| in_dollars(day)),
            ..terms(status, amount, held)
        }
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let minor = || -5_i64..6_000;
    let charge = prop::option::weighted(0.8, (20_u32..25).prop_map(charge));
    let raise = prop_oneof![2 => Just(0_i64), 1 => 1_i64..5_000];
    prop_oneof![
        1 => any_terms().prop_map(Step::Amend),
        3 => (charge, raise).prop_map(|(charge, raise)| Step::Approve {
            authorize_at: at(10),
            charge,
            overall: charge.map(|charge| in_dollars(charge.day.day())),
            raises: if charge.is_some() { raises(raise) } else { Raises::new() },
            overall_raises: if charge.is_some() { raises(raise) } else { Raises::new() },
        }),
        1 => Just(Step::Reject),
        2 => Just(Step::Undo),
        1 => Just(Step::Expire),
        1 => Just(Step::Cancel),
        4 => Just(authorize()),
        4 => minor().prop_map(Step::Capture),
        1 => Just(Step::Void),
        3 => minor().prop_map(Step::Refund),
        1 => Just(Step::Dispute),
        1 => Just(Step::Lapse),
        1 => Just(Step::Release),
        1 => Just(Step::Report),
        1 => Just(Step::Annotate),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_order_of_steps_loses_or_invents_money(
        first in any_terms(),
        steps in prop::collection::vec(any_step(), 0..30),
    ) {
        let mut book = Book::open(first);
        for step in &steps {
            if book.take(step).is_err() {
                continue;
            }
            let own = &book.purchase;
            let price = own.amount.minor();
            prop_assert!(own.held >= 0 && own.captured >= 0 && own.refunded >= 0);
            prop_assert!(own.held + own.captured <= price, "{own:?}");
            prop_assert!(own.refunded <= own.captured, "{own:?}");
            let over = matches!(
                own.status,
                Status::Denied | Status::Rejected | Status::Expired | Status::Cancelled
                    | Status::Refunded | Status::Lapsed
            );
            prop_assert!(!over || own.held == 0, "{own:?}");
            prop_assert!(!over || own.due_at.is_none(), "{own:?}");
            prop_assert!(own.held == 0 || own.due_at.is_some(), "held for ever: {own:?}");
            book.check();
        }
    }
}
