//! Lines of statements, and the settlements that they are.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use counterfoil_domain::rates::{Quote, Rate, RateTable, Source};
use counterfoil_domain::statement::{
    Kind, Line, LineId, Original, Question, Reconciliation, Ruling, Settlement, Unseen, Verdict,
    Why, reconcile,
};
use counterfoil_domain::{Currency, Money, PurchaseId, StatementId};
use proptest::prelude::*;

fn day(day: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    first.checked_add_days(Days::new(day - 1)).unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn line(on: u64, charged: i64, descriptor: &str) -> Line {
    Line {
        booked: day(on),
        charged,
        currency: currency("EUR"),
        descriptor: descriptor.to_owned(),
        original: None,
        paid: None,
        reference: None,
        row: 1,
    }
}

fn captured(seq: u64, on: u64, minor: i64, merchant: &str, domain: Option<&str>) -> Settlement {
    Settlement {
        seq,
        purchase: PurchaseId::from_bytes([u8::try_from(seq % 256).unwrap(); 16]),
        kind: Kind::Captured,
        amount: Money::new(minor, currency("EUR")),
        day: day(on),
        merchant: merchant.to_owned(),
        domain: domain.map(str::to_owned),
        late: false,
    }
}

fn books(seq: u64, on: u64, minor: i64) -> Settlement {
    let domain = Some("nordlicht-books.example");
    captured(seq, on, minor, "Nordlicht Books GmbH", domain)
}

fn id(line: usize) -> LineId {
    LineId {
        statement: StatementId::from_bytes([1; 16]),
        line: u32::try_from(line).unwrap(),
    }
}

#[derive(Default)]
struct Case {
    lines: Vec<Line>,
    settlements: Vec<Settlement>,
    rulings: BTreeMap<LineId, Ruling>,
    rates: RateTable,
}

impl Case {
    fn of(lines: &[Line], settlements: &[Settlement]) -> Self {
        Self {
            lines: lines.to_vec(),
            settlements: settlements.to_vec(),
            ..Self::default()
        }
    }

    fn heaps(&self) -> Reconciliation {
        let lines: Vec<(LineId, Line)> = self
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| (id(at), line.clone()))
            .collect();
        reconcile(&Question {
            lines: &lines,
            settlements: &self.settlements,
            rulings: &self.rulings,
            rates: &self.rates,
            today: day(60),
        })
    }

    fn rule(&mut self, line: usize, verdict: Verdict, settlement: Option<u64>) {
        let ruling = Ruling {
            verdict,
            settlement,
        };
        self.rulings.insert(id(line), ruling);
    }
}

#[test]
fn a_charge_of_the_same_amount_and_name_is_the_purchase_and_says_why() {
    let descriptors = [
        ("NORDLICHT-BOOKS.EXAMPLE 12345678 BERLIN", Why::Domain),
        ("SumUp *Nordlicht Books Berlin", Why::Name),
        ("VISA DEBIT NORDLICHTBOOKS", Why::Name),
        ("NORDLICHT BO", Why::Alike),
    ];
    for (descriptor, why) in descriptors {
        let heaps = Case::of(&[line(5, 8490, descriptor)], &[books(1, 3, 8490)]).heaps();
        let [pair] = heaps.matched.as_slice() else {
            panic!("{descriptor}: {heaps:?}");
        };
        assert_eq!(pair.reasons, [Why::SameAmount, why, Why::Days(2)]);
    }
}

#[test]
fn umlauts_are_the_same_however_a_bank_spells_them() {
    let bakery = captured(1, 3, 450, "Bäckerei Müßig & Söhne", None);
    for descriptor in ["BAECKEREI MUESSIG SOEHNE", "BACKEREI MUSSIG U SOHNE"] {
        let heaps = Case::of(&[line(3, 450, descriptor)], std::slice::from_ref(&bakery)).heaps();
        assert_eq!(heaps.matched.len(), 1, "{descriptor}");
    }
}

#[test]
fn what_nobody_approved_and_what_was_never_charged_stand_alone() {
    let lines = [line(5, 1999, "STREAMFLIX.COM"), line(40, 100, "KIOSK")];
    let heaps = Case::of(&lines, &[books(1, 6, 8490), books(2, 39, 500)]).heaps();
    assert_eq!((heaps.matched.len(), heaps.differs.len()), (0, 0));
    assert_eq!(heaps.unapproved, [0, 1]);
    // The second is too young: its line may be on the next statement.
    let later = Unseen::Expected(day(53));
    assert_eq!(heaps.uncharged, [(0, Unseen::Missing), (1, later)]);
}

#[test]
fn an_approval_that_had_ended_is_missed_by_nobody_but_known_when_it_is_charged() {
    let ended = Settlement {
        kind: Kind::Ended,
        late: true,
        ..books(1, 3, 8490)
    };
    let none = Case::of(&[line(9, 1, "KIOSK")], std::slice::from_ref(&ended)).heaps();
    assert_eq!(none.uncharged, [(0, Unseen::NotDue)]);
    let heaps = Case::of(&[line(9, 8490, "NORDLICHT BOOKS")], &[ended]).heaps();
    assert!(heaps.matched[0].reasons.contains(&Why::Late));
    assert!(heaps.matched[0].reasons.contains(&Why::Unreported));
}

#[test]
fn what_an_earlier_statement_may_have_is_not_missed_on_this_one() {
    let lines = [line(10, 1, "KIOSK"), line(40, 1, "KIOSK")];
    let heaps = Case::of(&lines, &[books(1, 6, 8490), books(2, 7, 8490)]).heaps();
    assert_eq!(heaps.uncharged, [(0, Unseen::Before), (1, Unseen::Missing)]);
}

#[test]
fn another_amount_at_the_same_shop_is_told_with_the_difference() {
    let lines = [line(5, 9290, "NORDLICHT BOOKS"), line(5, 1500, "TEEHAUS")];
    let tea = captured(2, 4, 1800, "Teehaus", None);
    let heaps = Case::of(&lines, &[books(1, 3, 8490), tea]).heaps();
    let euro = |minor| Money::new(minor, currency("EUR"));
    let told: Vec<&Why> = heaps.differs.iter().map(|pair| &pair.reasons[0]).collect();
    assert_eq!(told, [&Why::Less(euro(300)), &Why::More(euro(800))]);
    assert!(heaps.matched.is_empty());
}

#[test]
fn money_that_comes_back_is_a_refund_and_never_a_charge() {
    let refund = Settlement {
        kind: Kind::Refunded,
        ..books(2, 6, 995)
    };
    let lines = [
        line(5, 995, "NORDLICHT BOOKS"),
        line(9, -995, "NORDLICHT BOOKS"),
    ];
    let heaps = Case::of(&lines, &[refund, books(3, 4, 995)]).heaps();
    let pairs: Vec<(usize, usize)> = heaps
        .matched
        .iter()
        .map(|pair| (pair.line, pair.settlement))
        .collect();
    assert_eq!(pairs, [(0, 1), (1, 0)]);
}

#[test]
fn a_foreign_charge_is_known_by_the_bank_s_word_or_by_a_recorded_rate() {
    let cloud = Settlement {
        amount: Money::new(1900, currency("USD")),
        ..captured(1, 3, 0, "Cloudhost", Some("cloudhost.example"))
    };
    let mut named = line(5, 1768, "CLOUDHOST");
    named.original = Some(Original {
        currency: currency("USD"),
        minor: 1900,
    });
    let heaps = Case::of(&[named], std::slice::from_ref(&cloud)).heaps();
    assert!(matches!(heaps.matched[0].reasons[0], Why::SameOriginal(_)));

    let silent = line(5, 1768, "CLOUDHOST");
    let mut case = Case::of(&[silent], std::slice::from_ref(&cloud));
    assert_eq!(case.heaps().differs[0].reasons[0], Why::NoRate);
    case.rates.set(Rate {
        date: day(2),
        from: currency("EUR"),
        rate: Quote::parse("1.0841").unwrap(),
        source: Source::Ecb,
        to: currency("USD"),
    });
    let heaps = case.heaps();
    let Why::Converted { by_rate, .. } = &heaps.matched[0].reasons[0] else {
        panic!("{heaps:?}");
    };
    assert_eq!(by_rate.to_string(), "17.53 EUR");
    // Ten percent more is no exchange.
    case.lines[0].charged = 1960;
    assert!(matches!(case.heaps().differs[0].reasons[0], Why::More(_)));
}

#[test]
fn a_line_that_names_nobody_is_taken_only_if_nothing_else_fits() {
    let nameless = line(4, 8490, "PAYPAL 4029357733");
    let heaps = Case::of(std::slice::from_ref(&nameless), &[books(1, 3, 8490)]).heaps();
    assert!(heaps.matched[0].reasons.contains(&Why::OnlyOne));
    let two = [books(1, 3, 8490), captured(2, 3, 8490, "Teehaus", None)];
    let heaps = Case::of(&[nameless], &two).heaps();
    assert_eq!((heaps.matched.len(), heaps.unapproved.len()), (0, 1));
}

#[test]
fn the_nearest_of_several_equal_charges_is_taken_and_each_only_once() {
    let lines = [
        line(4, 999, "TEEHAUS"),
        line(11, 999, "TEEHAUS"),
        line(12, 999, "TEEHAUS"),
    ];
    let tea = |seq, on| captured(seq, on, 999, "Teehaus", None);
    let heaps = Case::of(&lines, &[tea(1, 11), tea(2, 4)]).heaps();
    let pairs: Vec<(usize, usize)> = heaps
        .matched
        .iter()
        .map(|pair| (pair.line, pair.settlement))
        .collect();
    assert_eq!(pairs, [(0, 1), (1, 0)]);
    assert_eq!(heaps.unapproved, [2]);
}

#[test]
fn the_owner_s_word_counts_more_than_what_fits() {
    let lines = [line(5, 8490, "NORDLICHT BOOKS"), line(30, 1, "KIOSK")];
    let mut case = Case::of(&lines, &[books(1, 4, 8490), books(2, 20, 8490)]);
    assert_eq!(case.heaps().matched[0].settlement, 0);
    case.rule(0, Verdict::Unmatched, Some(1));
    assert_eq!(case.heaps().unapproved, [0, 1]);
    case.rule(0, Verdict::Matched, Some(2));
    let heaps = case.heaps();
    assert_eq!(heaps.matched[0].settlement, 1);
    assert_eq!(heaps.matched[0].reasons[0], Why::Owner);
    case.rule(0, Verdict::Known, None);
    assert_eq!(case.heaps().unapproved, [0, 1]);
    case.rule(0, Verdict::Open, None);
    assert_eq!(case.heaps().matched[0].settlement, 0);
}

fn any_line() -> impl Strategy<Value = Line> {
    let shops = [
        "NORDLICHT BOOKS",
        "TEEHAUS 12 BERLIN",
        "PAYPAL 1234",
        "KIOSK",
        "",
        "Ωmega",
    ];
    let name = proptest::sample::select(shops.to_vec());
    let minor = proptest::sample::select(vec![100_i64, 999, 1000, 8490, -999, -100]);
    (1..40_u64, minor, name, 1..9_u32).prop_map(|(on, charged, name, row)| Line {
        row,
        ..line(on, charged, name)
    })
}

fn any_settlement() -> impl Strategy<Value = Settlement> {
    let kinds = vec![Kind::Captured, Kind::Approved, Kind::Refunded, Kind::Ended];
    let minor = proptest::sample::select(vec![100_i64, 999, 1000, 8490]);
    let shop = proptest::sample::select(vec!["Nordlicht Books GmbH", "Teehaus", "Omega"]);
    (1..40_u64, minor, shop, proptest::sample::select(kinds)).prop_map(|(on, minor, shop, kind)| {
        Settlement {
            kind,
            ..captured(0, on, minor, shop, None)
        }
    })
}

/// What the heaps say, without places: the content of each pair and of each that is alone.
fn content(case: &Case, heaps: &Reconciliation) -> Vec<String> {
    let pairs = heaps.matched.iter().chain(&heaps.differs);
    let pairs = pairs.map(|pair| {
        let (line, settlement) = (&case.lines[pair.line], &case.settlements[pair.settlement]);
        let known = (&line.descriptor, line.charged, line.booked);
        format!("{known:?} = {} because {:?}", settlement.seq, pair.reasons)
    });
    let alone = heaps.unapproved.iter().map(|at| {
        let line = &case.lines[*at];
        format!("{:?}", (&line.descriptor, line.charged, line.booked))
    });
    let missing = heaps
        .uncharged
        .iter()
        .map(|(at, unseen)| format!("{} {unseen:?}", case.settlements[*at].seq));
    let mut all: Vec<String> = pairs.chain(alone).chain(missing).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn each_line_and_each_settlement_is_in_exactly_one_heap(
        lines in proptest::collection::vec(any_line(), 0..12),
        settlements in proptest::collection::vec(any_settlement(), 0..12),
        turn in 0..12_usize,
    ) {
        let mut case = Case::of(&lines, &settlements);
        for (at, settlement) in case.settlements.iter_mut().enumerate() {
            settlement.seq = u64::try_from(at).unwrap();
        }
        let heaps = case.heaps();
        let pairs = || heaps.matched.iter().chain(&heaps.differs);
        let mut placed: Vec<usize> = pairs().map(|pair| pair.line).collect();
        placed.extend(&heaps.unapproved);
        placed.sort_unstable();
        prop_assert_eq!(placed, (0..case.lines.len()).collect::<Vec<_>>());
        let mut placed: Vec<usize> = pairs().map(|pair| pair.settlement).collect();
        placed.extend(heaps.uncharged.iter().map(|(at, _)| *at));
        placed.sort_unstable();
        prop_assert_eq!(placed, (0..case.settlements.len()).collect::<Vec<_>>());

        let before = content(&case, &heaps);
        let turned = if case.lines.is_empty() { 0 } else { turn % case.lines.len() };
        case.lines.rotate_left(turned);
        case.lines.reverse();
        case.settlements.reverse();
        let after = content(&case, &case.heaps());
        prop_assert_eq!(before, after);
    }
}
