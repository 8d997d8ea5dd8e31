//! What is written into the search box is read as it was meant, and written as it is read.

use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::currency::Currency;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::query::{
    AmountIs, DateIs, Days, Decider, Decimal, Has, Is, Query, StatusIs, Term, TextField, Wants,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn one(text: &str) -> Term {
    let query = Query::read(text);
    assert_eq!(query.terms.len(), 1, "{text}");
    query.terms.into_iter().next().unwrap()
}

fn wants(text: &str) -> Wants {
    one(text).wants
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn number(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn words_phrases_and_filters_stand_side_by_side() {
    let query = Query::read("lichen \"map case\" -status:rejected merchant:nordlicht,hofladen");
    assert_eq!(
        query.terms.iter().map(Term::field).collect::<Vec<_>>(),
        [None, None, Some("status"), Some("merchant")]
    );
    assert_eq!(query.terms[1].wants, Wants::Words("map case".to_owned()));
    assert!(query.terms[2].negated);
    let shops = vec!["nordlicht".to_owned(), "hofladen".to_owned()];
    assert_eq!(
        query.terms[3].wants,
        Wants::Text(TextField::Merchant, shops)
    );
}

#[test]
fn a_list_takes_phrases() {
    let any = vec!["map case".to_owned(), "tea".to_owned()];
    assert_eq!(
        wants("item:\"map case\",tea"),
        Wants::Text(TextField::Item, any)
    );
}

#[test]
fn amounts_are_compared_in_each_currency_or_in_one() {
    assert_eq!(
        wants("amount>50"),
        Wants::Amount(AmountIs::Above(number("50")), None)
    );
    let euros = Some(currency("EUR"));
    assert_eq!(
        wants("amount<=50.10eur"),
        Wants::Amount(AmountIs::AtMost(number("50.1")), euros)
    );
    let between = AmountIs::Between(number("20"), number("80"));
    assert_eq!(wants("amount:20..80"), Wants::Amount(between, None));
    assert_eq!(
        wants("amount:20.."),
        Wants::Amount(AmountIs::AtLeast(number("20")), None)
    );
}

#[test]
fn an_amount_finer_than_the_currency_is_rounded_the_way_that_keeps_the_question() {
    let yen = currency("JPY");
    let euro = currency("EUR");
    let at_least = AmountIs::AtLeast(number("20.5"));
    assert_eq!(at_least.bounds(yen), Some((21, i64::MAX)));
    assert_eq!(at_least.bounds(euro), Some((2050, i64::MAX)));
    assert_eq!(
        AmountIs::Above(number("20.5")).bounds(yen),
        Some((21, i64::MAX))
    );
    assert_eq!(AmountIs::Below(number("20.5")).bounds(yen), Some((0, 20)));
    assert_eq!(AmountIs::AtMost(number("20.5")).bounds(yen), Some((0, 20)));
    assert_eq!(AmountIs::Exactly(number("20.5")).bounds(yen), None);
    assert_eq!(
        AmountIs::Between(number("9"), number("3")).bounds(euro),
        None
    );
}

#[test]
fn dates_are_days_where_the_owner_lives() {
    let today = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
    let zone: Tz = "Europe/Berlin".parse().unwrap();
    let hours = |text: &str| {
        let Wants::Date(is) = wants(text) else {
            panic!("{text} is not a date");
        };
        let moments = is.moments(today, zone).unwrap();
        let (from, until) = (moments.from.unwrap(), moments.until.unwrap());
        (until.as_millis() - from.as_millis()) / 3_600_000
    };
    assert_eq!(hours("date:today"), 23, "the clocks go forward");
    assert_eq!(hours("date:yesterday"), 24);
    assert_eq!(hours("date:7d"), 7 * 24 - 1);
    assert_eq!(hours("date:2026-10-25"), 25, "and back");
    assert_eq!(hours("date:2026"), 365 * 24);
    assert_eq!(hours("date:2026-09-01..2026-09-14"), 14 * 24);
    assert_eq!(hours("date:last-month"), 28 * 24);
    assert_eq!(wants("before:2026-09"), wants("date<2026-09"));
    assert_eq!(wants("after:2026-09"), wants("date>2026-09"));
}

#[test]
fn an_unknown_field_is_text_and_says_so() {
    let term = one("mercant:nordlicht");
    assert_eq!(term.wants, Wants::Words("mercant:nordlicht".to_owned()));
    assert_eq!(
        term.problem().unwrap(),
        "No field \"mercant\". Did you mean \"merchant\"?"
    );
    let far = one("zzzzzzz:nordlicht").problem().unwrap();
    assert_eq!(far, "No field \"zzzzzzz\"; searched as text.");
}

#[test]
fn addresses_and_times_are_words() {
    for text in [
        "https://shop.example/a",
        "10:30",
        "a-b",
        "Visa:4242",
        "status:",
    ] {
        assert_eq!(wants(text), Wants::Words(text.to_owned()));
        assert_eq!(one(text).problem(), None);
    }
}

#[test]
fn what_is_wrong_says_what_to_write() {
    for (text, hint) in [
        ("status:nonsense", "there are waiting, paid"),
        ("is:nonsense", "recurring"),
        ("by:nobody", "you, rule"),
        ("amount:much", "amount>50"),
        ("amount>5ZZZ", "not a currency"),
        ("amount>20..30", "amount:20..80"),
        ("currency:euro", "not a currency"),
        ("date:2026-13", "2026-09"),
        ("date:0d", "7d"),
        ("date:2026-02-30", "2026-09-01"),
        ("merchant>a", "merchant:a"),
        ("merchant:,", "something to look for"),
        ("id:agt_1", "beginning of an id"),
        ("hash:xyz", "four digits"),
        ("\"\"", "something to look for"),
    ] {
        let term = one(text);
        assert!(matches!(term.wants, Wants::Unread(_)), "{text}");
        let problem = term.problem().unwrap();
        assert!(problem.contains(hint), "{text}: {problem}");
    }
}

#[test]
fn a_query_without_end_is_cut() {
    assert_eq!(Query::read(&"ab ".repeat(5000)).terms.len(), 24);
    let long = "x".repeat(100_000);
    let Wants::Words(words) = wants(&long) else {
        panic!("not words");
    };
    assert_eq!(words.len(), 1000);
}

fn text() -> impl Strategy<Value = String> {
    let any = "[a-zA-Z0-9äß茶店かЖ،€:=<>.,/&%'() -]{1,12}";
    any.prop_map(|text| text.trim().to_owned())
        .prop_filter("something to look for", |text| !text.is_empty())
}

fn decimal() -> impl Strategy<Value = Decimal> {
    "[0-9]{1,9}(\\.[0-9]{1,6})?".prop_map(|text| number(&text))
}

fn days() -> impl Strategy<Value = Days> {
    let day = (1970..=9998_i32, 1..=366_u32);
    let day = day.prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day));
    prop_oneof![
        select(vec![
            Days::Today,
            Days::Yesterday,
            Days::ThisMonth,
            Days::LastMonth
        ]),
        (1..=u16::MAX).prop_map(Days::Last),
        (1970..=9998_i32).prop_map(Days::Year),
        (1970..=9998_i32, 1..=12_u32).prop_map(|(year, month)| Days::Month(year, month)),
        day.prop_map(Days::Day),
    ]
}

fn status() -> impl Strategy<Value = StatusIs> {
    use StatusIs::{Failed, Held, Paid, Waiting, Withdrawn};
    prop_oneof![
        select(vec![Waiting, Paid, Held, Failed, Withdrawn]),
        select(Status::ALL.to_vec()).prop_map(StatusIs::Exactly),
    ]
}

fn amount() -> impl Strategy<Value = AmountIs> {
    prop_oneof![
        decimal().prop_map(AmountIs::Exactly),
        decimal().prop_map(AmountIs::Above),
        decimal().prop_map(AmountIs::AtLeast),
        decimal().prop_map(AmountIs::Below),
        decimal().prop_map(AmountIs::AtMost),
        (decimal(), decimal()).prop_map(|(low, high)| AmountIs::Between(low, high)),
    ]
}

fn date() -> impl Strategy<Value = DateIs> {
    prop_oneof![
        days().prop_map(DateIs::In),
        days().prop_map(DateIs::After),
        days().prop_map(DateIs::From),
        days().prop_map(DateIs::Before),
        days().prop_map(DateIs::Until),
        (days(), days()).prop_map(|(low, high)| DateIs::Between(low, high)),
    ]
}

fn any_wants() -> impl Strategy<Value = Wants> {
    let currencies: Vec<Currency> = Currency::all().collect();
    let exact = [TextField::Id, TextField::Hash];
    let fields = TextField::ALL
        .into_iter()
        .filter(|field| !exact.contains(field));
    let field = select(fields.collect::<Vec<_>>());
    let deciders = select(vec![Decider::You, Decider::Rule]);
    let is = vec![
        Is::Recurring,
        Is::Unverified,
        Is::Sandbox,
        Is::Flagged,
        Is::Again,
    ];
    let has = vec![Has::Note, Has::Receipt, Has::Proof];
    prop_oneof![
        text().prop_map(Wants::Words),
        (field, vec(text(), 1..4)).prop_map(|(field, any)| Wants::Text(field, any)),
        vec("(pur_)?[0-9a-f]{1,32}", 1..3).prop_map(|any| Wants::Text(TextField::Id, any)),
        vec("[0-9a-f]{4,64}", 1..3).prop_map(|any| Wants::Text(TextField::Hash, any)),
        vec(status(), 1..4).prop_map(Wants::Status),
        vec(deciders, 1..3).prop_map(Wants::By),
        vec(select(is), 1..3).prop_map(Wants::Is),
        vec(select(has), 1..3).prop_map(Wants::Has),
        vec(select(currencies.clone()), 1..4).prop_map(Wants::Currency),
        (amount(), option::of(select(currencies)))
            .prop_map(|(is, currency)| Wants::Amount(is, currency)),
        date().prop_map(Wants::Date),
    ]
}

fn query() -> impl Strategy<Value = Query> {
    let term = (any::<bool>(), any_wants()).prop_map(|(negated, wants)| Term { negated, wants });
    vec(term, 0..6).prop_map(|terms| Query { terms })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_query_that_is_written_reads_as_the_same_query(query in query()) {
        let written = query.to_string();
        prop_assert_eq!(Query::read(&written), query, "{}", written);
    }

    #[test]
    fn whatever_is_typed_reads_the_same_when_it_is_written_again(
        typed in "[a-z\":,.<>= \t€茶0-9-]{0,60}",
    ) {
        let read = Query::read(&typed);
        let written = read.to_string();
        prop_assert_eq!(Query::read(&written), read, "{:?} as {:?}", typed, written);
    }
}
