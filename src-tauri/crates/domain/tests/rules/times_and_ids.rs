use std::time::Duration;

use counterfoil_domain::ids::IdError;
use counterfoil_domain::time::TimeError;
use counterfoil_domain::{AgentId, MandateId, PurchaseId, Timestamp};
use proptest::prelude::*;

#[test]
fn a_time_is_printed_in_utc_with_milliseconds() {
    for (text, printed) in [
        ("2026-11-22T14:32:00Z", "2026-11-22T14:32:00.000Z"),
        ("2026-11-22T14:32:00.5+02:00", "2026-11-22T12:32:00.500Z"),
        (
            "2026-11-22T14:32:00.123456789-00:30",
            "2026-11-22T15:02:00.123Z",
        ),
    ] {
        assert_eq!(Timestamp::parse(text).unwrap().to_string(), printed);
    }
}

#[test]
fn bad_input_67_times_that_two_readers_may_understand_differently_are_refused() {
    for text in [
        "2026-11-22T14:32:00",
        "2026-11-22 14:32:00Z",
        "2026-11-22t14:32:00Z",
        "2026-11-22",
        "1795357920",
        "1795357920000",
        "2026-11-22T24:00:00Z",
        "2026-02-30T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "",
        "tomorrow",
        " 2026-11-22T14:32:00Z",
        "2026-11-22T14:32Z",
        "2026-11-22T14:32:00+2500",
    ] {
        assert_eq!(Timestamp::parse(text), Err(TimeError::Syntax), "{text}");
    }
    assert_eq!(
        Timestamp::parse("2016-12-31T23:59:60Z"),
        Err(TimeError::LeapSecond)
    );
    for text in [
        "0001-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
    ] {
        assert_eq!(Timestamp::parse(text), Err(TimeError::Year), "{text}");
    }
}

proptest! {
    #[test]
    fn a_recorded_time_is_read_like_the_same_time_written_by_others(
        millis in 946_684_800_000_i64..4_133_980_799_999,
    ) {
        let written = Timestamp::from_millis(millis).to_string();
        let by_others = written.replace('Z', "+00:00");
        prop_assert_eq!(Timestamp::parse(&written), Ok(Timestamp::from_millis(millis)));
        prop_assert_eq!(Timestamp::parse(&by_others), Ok(Timestamp::from_millis(millis)));
    }
}

#[test]
fn time_never_wraps() {
    let (first, last) = (
        Timestamp::from_millis(i64::MIN),
        Timestamp::from_millis(i64::MAX),
    );
    assert_eq!(last.plus(Duration::MAX), last);
    assert_eq!(first.minus(Duration::MAX), first);
    assert_eq!(first.since(last), Duration::ZERO);
    assert!(last.since(first) > Duration::ZERO);
    assert!(!last.to_string().is_empty() && !first.to_string().is_empty());
}

#[test]
fn an_id_says_what_kind_it_is_and_sorts_by_time() {
    let time = Timestamp::parse("2026-11-22T08:17:59Z").unwrap();
    let id = PurchaseId::from_parts(time, [0xFF; 10]);
    assert_eq!(id.to_string().len(), 36);
    assert!(id.to_string().starts_with("pur_01"));
    assert!(id < PurchaseId::from_parts(time.plus(Duration::from_millis(1)), [0; 10]));
    assert_eq!(id.as_bytes()[6] >> 4, 7);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
}

#[test]
fn an_id_of_another_kind_or_in_another_spelling_is_refused() {
    let id = MandateId::from_bytes([0xAB; 16]).to_string();
    assert_eq!(id.parse::<AgentId>(), Err(IdError::Prefix("agt_")));
    assert!(id.parse::<MandateId>().is_ok());
    for text in [
        id.replace("ab", "AB"),
        format!("{id}0"),
        id.replace("abab", "ab"),
        "man_".into(),
    ] {
        assert_eq!(text.parse::<MandateId>(), Err(IdError::Digits), "{text}");
    }
}

proptest! {
    #[test]
    fn ids_and_times_are_read_back_as_printed(bytes: [u8; 16], millis in 946_684_800_000_i64..4_133_980_799_999) {
        let id = PurchaseId::from_bytes(bytes);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        let time = Timestamp::from_millis(millis);
        prop_assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
        let json = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time);
    }
}
