use super::*;
use crate::views::Tier;

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn waiting(id: &str, minutes: u64) -> Waiting {
    Waiting {
        id: id.into(),
        agent_id: "agt_1".into(),
        agent: "Shopping agent".into(),
        sandbox: false,
        merchant: "Nordlicht Books".into(),
        amount: Money {
            amount: "84.90".into(),
            currency: "EUR".into(),
            exponent: 2,
        },
        tier: Tier::T1,
        reasons: vec![],
        requested: NOW,
        expires: Some(NOW.plus(std::time::Duration::from_secs(minutes * 60))),
        first_item: None,
        item_count: 1,
        line: None,
    }
}

fn situation(waiting: &[Waiting]) -> Situation<'_> {
    Situation {
        open: true,
        damaged: false,
        paused: false,
        waiting,
        spent_today: &[],
        privacy: Privacy::Standard,
        now: NOW,
    }
}

fn ids(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .flat_map(|entry| match entry {
            Entry::Item { id, .. } | Entry::Label { id, .. } => vec![id.clone()],
            Entry::Menu { id, entries, .. } => [vec![id.clone()], ids(entries)].concat(),
            Entry::Line => vec![],
        })
        .collect()
}

fn texts(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .flat_map(|entry| match entry {
            Entry::Item { text, .. } | Entry::Label { text, .. } => vec![text.clone()],
            Entry::Menu { text, entries, .. } => [vec![text.clone()], texts(entries)].concat(),
            Entry::Line => vec![],
        })
        .map(|text| text.replace(['\u{2068}', '\u{2069}'], ""))
        .collect()
}

#[test]
fn the_first_item_opens_the_inbox_and_says_how_many_wait() {
    let two = [waiting("pur_1", 24), waiting("pur_2", 120)];
    let face = face(&situation(&two));
    assert_eq!(
        texts(&face.entries)[..3],
        [
            "Open inbox (2)",
            "€84.90 Nordlicht Books · 24 min",
            "€84.90 Nordlicht Books · 2 h"
        ]
    );
    assert_eq!(face.shape, Shape::Waiting);
}

#[test]
fn every_item_means_something_and_none_decides() {
    let one = [waiting("pur_1", 24)];
    for paused in [false, true] {
        for id in ids(&face(&Situation {
            paused,
            ..situation(&one)
        })
        .entries)
        {
            if id != "pause-all" && id != "more" {
                assert!(Picked::from_id(&id).is_some(), "{id}");
            }
            assert!(!id.contains("approve") && !id.contains("reject"), "{id}");
        }
    }
    assert_eq!(
        Picked::from_id("request-pur_1"),
        Some(Picked::Open("inbox/pur_1".into()))
    );
    assert_eq!(Picked::from_id("approve-pur_1"), None);
}

#[test]
fn the_picture_tells_the_gravest_thing() {
    let one = [waiting("pur_1", 24)];
    let mut now = situation(&[]);
    assert_eq!(face(&now).shape, Shape::Idle);
    now.waiting = &one;
    assert_eq!(face(&now).shape, Shape::Waiting);
    now.paused = true;
    assert_eq!(face(&now).shape, Shape::Paused);
    now.open = false;
    assert_eq!(face(&now).shape, Shape::Stopped);
    now.damaged = true;
    assert_eq!(face(&now).shape, Shape::Attention);
}

#[test]
fn a_paused_app_offers_to_resume_and_a_locked_one_offers_neither() {
    let paused = ids(&face(&Situation {
        paused: true,
        ..situation(&[])
    })
    .entries);
    assert!(paused.contains(&"resume".to_owned()) && !paused.contains(&"pause-all".to_owned()));
    let locked = ids(&face(&Situation {
        open: false,
        ..situation(&[])
    })
    .entries);
    assert_eq!(locked, ["inbox", "settings", "quit"]);
}

#[test]
fn private_menus_hold_no_merchant_or_amount() {
    let one = [waiting("pur_1", 24)];
    let spent = [one[0].amount.clone()];
    let private = Situation {
        privacy: Privacy::Private,
        spent_today: &spent,
        ..situation(&one)
    };
    let words = texts(&face(&private).entries).join(" ");
    assert!(words.contains("Request 1 · 24 min"), "{words}");
    assert!(
        !words.contains("Nordlicht") && !words.contains('€'),
        "{words}"
    );
}

#[test]
fn a_long_list_ends_in_the_inbox() {
    let many: Vec<Waiting> = (0..11).map(|at| waiting(&format!("pur_{at}"), 5)).collect();
    let words = texts(&face(&situation(&many)).entries);
    assert!(
        words.contains(&"3 more in the inbox".to_owned()),
        "{words:?}"
    );
}
