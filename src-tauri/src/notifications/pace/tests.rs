use super::*;
use crate::views::{Privacy, Tier};

const START: i64 = 1_700_000_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(START + seconds * 1000)
}

fn style() -> Style {
    Style {
        privacy: Privacy::Standard,
        time_of_day: |at| at.to_string(),
    }
}

fn from(agent: &str, id: &str) -> Waiting {
    Waiting {
        id: id.into(),
        agent_id: agent.into(),
        agent: format!("Agent {agent}"),
        sandbox: false,
        merchant: "Nordlicht Books".into(),
        amount: Money {
            amount: "10.00".into(),
            currency: "EUR".into(),
            exponent: 2,
        },
        tier: Tier::T1,
        reasons: vec![],
        requested: at(0),
        expires: None,
        first_item: None,
        item_count: 1,
        line: None,
    }
}

fn shown(acts: &[Act]) -> Vec<Key> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Show(notice) => Some(notice.key.clone()),
            Act::Withdraw(_) => None,
        })
        .collect()
}

fn withdrawn(acts: &[Act]) -> Vec<Key> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Withdraw(key) => Some(key.clone()),
            Act::Show(_) => None,
        })
        .collect()
}

fn request(id: &str) -> Key {
    Key::Request(id.into())
}

#[test]
fn a_new_request_is_shown_once() {
    let mut attention = Attention::default();
    let waiting = [from("a", "1")];
    assert_eq!(
        shown(&attention.update(&waiting, at(0), style())),
        [request("1")]
    );
    assert_eq!(attention.update(&waiting, at(1), style()), []);
}

#[test]
fn a_decided_request_loses_its_notification() {
    let mut attention = Attention::default();
    attention.update(&[from("a", "1")], at(0), style());
    assert_eq!(
        withdrawn(&attention.update(&[], at(5), style())),
        [request("1")]
    );
    assert_eq!(attention.update(&[], at(6), style()), []);
}

#[test]
fn four_requests_in_a_minute_become_one_summary() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3", "4"].map(|id| from("a", id)).to_vec();
    attention.update(&all[..1], at(0), style());
    attention.update(&all[..2], at(10), style());
    let third = attention.update(&all[..3], at(20), style());
    assert_eq!(withdrawn(&third), [request("1"), request("2")]);
    assert_eq!(shown(&third), [Key::Summary]);
    let fourth = attention.update(&all, at(30), style());
    assert_eq!(shown(&fourth), [Key::Summary]);
    let Some(Act::Show(notice)) = fourth.last() else {
        panic!("no summary")
    };
    assert_eq!(notice.title, "4 purchases need a decision");
    assert_eq!(
        notice.urgency,
        Urgency::Low,
        "a growing summary does not pop up again"
    );
}

#[test]
fn requests_that_arrive_together_are_summed_up_too() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3", "4"].map(|id| from("a", id)).to_vec();
    let acts = attention.update(&all, at(0), style());
    assert_eq!(shown(&acts).last(), Some(&Key::Summary));
    let left: Vec<Key> = shown(&acts)
        .into_iter()
        .filter(|key| !withdrawn(&acts).contains(key))
        .collect();
    assert_eq!(left, [Key::Summary]);
}

#[test]
fn a_summary_shrinks_and_goes_with_its_members() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3"].map(|id| from("a", id)).to_vec();
    attention.update(&all, at(0), style());
    let fewer = attention.update(&all[..1], at(5), style());
    assert_eq!(shown(&fewer), [Key::Summary]);
    assert_eq!(
        withdrawn(&attention.update(&[], at(6), style())),
        [Key::Summary]
    );
}

#[test]
fn the_fourth_pop_up_of_an_agent_in_ten_minutes_is_left_out() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3", "4", "5"].map(|id| from("a", id)).to_vec();
    for (index, seconds) in [(1, 0), (2, 100), (3, 200)] {
        let acts = attention.update(&all[..index], at(seconds), style());
        assert_eq!(shown(&acts).len(), 1, "pop-up {index}");
    }
    assert_eq!(shown(&attention.update(&all[..4], at(300), style())), []);
    let other: Vec<Waiting> = all[..4]
        .iter()
        .cloned()
        .chain([from("b", "other")])
        .collect();
    assert_eq!(
        shown(&attention.update(&other, at(400), style())),
        [request("other")]
    );
    assert_eq!(
        shown(&attention.update(&all, at(701), style())),
        [request("5")]
    );
}

#[test]
fn two_unanswered_pop_ups_silence_an_agent_for_ten_minutes() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3", "4"].map(|id| from("a", id)).to_vec();
    attention.update(&all[..1], at(0), style());
    attention.ignored(&request("1"), at(20));
    attention.update(&all[..2], at(100), style());
    attention.ignored(&request("2"), at(120));
    assert_eq!(shown(&attention.update(&all[..3], at(200), style())), []);
    assert_eq!(
        shown(&attention.update(&all, at(721), style())),
        [request("4")]
    );
}

#[test]
fn an_answer_ends_the_silence() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3"].map(|id| from("a", id)).to_vec();
    attention.update(&all[..1], at(0), style());
    attention.ignored(&request("1"), at(20));
    attention.update(&all[..2], at(100), style());
    attention.ignored(&request("2"), at(120));
    attention.answered("1");
    assert_eq!(
        shown(&attention.update(&all, at(200), style())),
        [request("3")]
    );
}

#[test]
fn a_request_that_nobody_looked_at_is_mentioned_once_before_it_expires() {
    let mut attention = Attention::default();
    let waiting = [Waiting {
        expires: Some(at(1800)),
        ..from("a", "1")
    }];
    attention.update(&waiting, at(0), style());
    assert_eq!(attention.update(&waiting, at(1499), style()), []);
    assert_eq!(
        shown(&attention.update(&waiting, at(1501), style())),
        [request("1")]
    );
    assert_eq!(attention.update(&waiting, at(1600), style()), []);
}

#[test]
fn a_request_that_was_looked_at_is_not_mentioned_again() {
    let mut attention = Attention::default();
    let waiting = [Waiting {
        expires: Some(at(1800)),
        ..from("a", "1")
    }];
    attention.update(&waiting, at(0), style());
    attention.answered("1");
    assert_eq!(attention.update(&waiting, at(1501), style()), []);
}

#[test]
fn a_changed_price_replaces_the_words() {
    let mut attention = Attention::default();
    let old = from("a", "1");
    attention.update(std::slice::from_ref(&old), at(0), style());
    let amount = Money {
        amount: "99.00".into(),
        ..old.amount.clone()
    };
    let acts = attention.update(&[Waiting { amount, ..old }], at(1), style());
    let [Act::Show(notice)] = acts.as_slice() else {
        panic!("{acts:?}")
    };
    assert!(notice.title.contains("99.00"));
}

#[test]
fn blocked_purchases_count_as_pop_ups() {
    let mut attention = Attention::default();
    let admitted = (0..5)
        .filter(|_| attention.admit_blocked("a", at(0)))
        .count();
    assert_eq!(admitted, POP_UPS);
}

#[test]
fn a_burst_beyond_the_limit_only_replaces_what_is_shown() {
    let mut attention = Attention::default();
    let all: Vec<Waiting> = ["1", "2", "3", "4", "5"].map(|id| from("a", id)).to_vec();
    for (count, seconds) in [(1, 0), (2, 100), (3, 200)] {
        attention.update(&all[..count], at(seconds), style());
    }
    attention.update(&all[..4], at(210), style());
    let acts = attention.update(&all, at(220), style());
    assert_eq!(withdrawn(&acts), [request("3")]);
    let Some(Act::Show(notice)) = acts.last() else {
        panic!("no summary")
    };
    assert_eq!((&notice.key, notice.urgency), (&Key::Summary, Urgency::Low));
}

#[test]
fn what_the_owner_took_back_is_no_news() {
    let mut attention = Attention::default();
    let waiting = [from("a", "1")];
    attention.update(&waiting, at(0), style());
    attention.answered("1");
    attention.update(&[], at(5), style());
    assert_eq!(attention.update(&waiting, at(8), style()), []);
}
