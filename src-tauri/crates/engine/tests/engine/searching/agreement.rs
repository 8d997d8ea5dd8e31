//! Thousands of queries, each answered a second time by holding every term against every purchase:
//! the same rows in the same order, page by page, the same count and the same sums.
//!
//! `COUNTERFOIL_QUERIES` sets how many for each state of the index.

use std::ops::Range;
use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::query::Query;
use counterfoil_domain::request::{Draft, DraftIntent, DraftItem, DraftMerchant, DraftRecurrence};
use counterfoil_engine::{
    ActivityQuery, AgentSession, Engine, Options, PurchaseAnswer, Reject, Settlement,
    SettlementKind,
};

use rusqlite::Connection;

use crate::searching::indexed;
use crate::support::{House, options, parsed, submission};
use naive::{Here, Known, sums};
use typed::{AMOUNTS, CARDS, Chance, REASONS, SHOPS, TITLES};

mod naive;
mod typed;

const PURCHASES: usize = 240;
/// Those that wait a while for what becomes of them.
const LATE: Range<usize> = 110..150;
/// 2026-11-14T09:20:00Z.
const BEGINNING: i64 = 1_794_648_000_000;
const STEP: Duration = Duration::from_mins(287);
const WIDE: &str = r#"{"name":"Wide","currency":"USD","always_ask":{"new_merchant":false,
    "repeats":false},"limits":{"auto_up_to":"25.00"}}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_query_of_thousands_finds_what_a_plain_look_at_each_purchase_finds() {
    let (house, all, earlier) = record().await;
    let zone = chrono_tz::Europe::Berlin;
    let berlin = Options {
        zone,
        ..options(&house.clock)
    };
    let engine = Engine::open(house.dir.path(), berlin).unwrap();
    let now = counterfoil_engine::Clock::now(&*house.clock).to_datetime();
    let today = now.with_timezone(&zone).date_naive();
    let here = Here { today, zone };
    let known = beginnings(&all);
    let raw = indexed(&house).await;
    let runs = std::env::var("COUNTERFOIL_QUERIES").ok();
    let runs: usize = runs.map_or(200, |runs| runs.parse().unwrap());
    let mut found = 0;
    for state in ["indexed", "half indexed"] {
        if state == "half indexed" {
            earlier.put_back(&raw);
        }
        let mut chance = Chance(0x005E_ED00 + u64::try_from(state.len()).unwrap());
        for _ in 0..runs {
            let text = typed::query(&mut chance, &known);
            let agreed = agree(&engine, &all, here, &text, &mut chance).await;
            found += usize::from(agreed.unwrap_or_else(|why| panic!("{text:?}, {state}: {why}")));
        }
    }
    assert!(found > runs / 5, "most queries found nothing: {found}");
    engine.close().await.unwrap();
}

/// Whether both agree; and then whether there was anything to find.
async fn agree(
    engine: &Engine,
    all: &[Known],
    here: Here,
    text: &str,
    chance: &mut Chance,
) -> Result<bool, String> {
    let query = Query::read(text);
    let expected: Vec<&Known> = all
        .iter()
        .filter(|known| known.fits(&query, here))
        .collect();
    let start = chance.below(expected.len() + 1);
    let after = start.checked_sub(1).map(|last| expected[last].stands.id);
    let limit = 1 + chance.below(20);
    let page = engine
        .local()
        .activity(ActivityQuery {
            text: text.to_owned(),
            after,
            limit: u32::try_from(limit).unwrap(),
        })
        .await
        .map_err(|error| error.to_string())?;
    let rows: Vec<PurchaseId> = page.rows.iter().map(|row| row.id).collect();
    let rest = expected[start..].iter().map(|known| known.stands.id);
    let wanted: Vec<PurchaseId> = rest.clone().take(limit).collect();
    if rows != wanted {
        return Err(format!("page is {rows:?} and should be {wanted:?}"));
    }
    let next = (rest.len() > limit).then(|| wanted[limit - 1]);
    if page.next != next {
        return Err(format!("next is {:?} and should be {next:?}", page.next));
    }
    let totals = engine.local().totals(text.to_owned()).await;
    let totals = totals.map_err(|error| error.to_string())?;
    let (play, real): (Vec<&Known>, Vec<&Known>) =
        expected.iter().partition(|known| known.stands.sandbox);
    let wanted = (
        u64::try_from(expected.len()).unwrap(),
        sums(real.into_iter()),
        sums(play.into_iter()),
    );
    if (totals.count, &totals.paid, &totals.played) != (wanted.0, &wanted.1, &wanted.2) {
        return Err(format!("totals are {totals:?} and should be {wanted:?}"));
    }
    Ok(!expected.is_empty())
}

/// What was asked for, and the hash of what was shown of it.
type Asked = (PurchaseId, Draft, Option<[u8; 32]>);

/// What the search had written when there was less to find.
struct Earlier {
    mark: String,
    cells: Vec<(i64, Vec<u8>)>,
}

impl Earlier {
    async fn of(house: &House) -> Self {
        let raw = indexed(house).await;
        let sql = "SELECT value FROM setting WHERE name = 'search.mark'";
        let mark = raw.query_row(sql, [], |row| row.get(0)).unwrap();
        let mut cells = raw.prepare("SELECT place, bytes FROM cells").unwrap();
        let cells = cells.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let cells: Vec<_> = cells.unwrap().map(Result::unwrap).collect();
        assert!(!cells.is_empty(), "no block is full");
        Self { mark, cells }
    }

    fn put_back(&self, raw: &Connection) {
        let sql = "UPDATE setting SET value = ?1 WHERE name = 'search.mark'";
        raw.execute(sql, [&self.mark]).unwrap();
        raw.execute("DELETE FROM cells", []).unwrap();
        for cell in &self.cells {
            raw.execute("INSERT INTO cells VALUES (?1, ?2)", (cell.0, &cell.1))
                .unwrap();
        }
    }
}

/// Purchases of every kind and state, newest first. Some are decided and settled only after the
/// search has written down how they stood before.
async fn record() -> (House, Vec<Known>, Earlier) {
    let mut house = House::new().await;
    house.duties = None;
    let raw = indexed(&house).await;
    raw.execute("INSERT INTO setting VALUES ('search.block', '16')", [])
        .unwrap();
    house.mandate(WIDE).await;
    let (_, travel) = house.another("Travel agent").await;
    let toy = house.toy().await;
    let agents = [house.agent.clone(), travel, toy];
    let mut chance = Chance(0x00C0_FFEE);
    let mut asked: Vec<Asked> = Vec::new();
    let mut late: Vec<(usize, usize, PurchaseAnswer)> = Vec::new();
    let mut earlier = None;
    let mut at = Timestamp::from_millis(BEGINNING);
    for number in 0..PURCHASES {
        if number == LATE.end {
            earlier = Some(Earlier::of(&house).await);
            for (place, agent, answer) in std::mem::take(&mut late) {
                let hash = go_on(&house, &agents[agent], &answer, &mut chance).await;
                asked[place].2 = hash;
            }
        }
        if !LATE.contains(&number) {
            at = at.plus(STEP);
            house.clock.set(at);
        }
        let turn = chance.below(3);
        let agent = &agents[turn];
        let draft = any_draft(&mut chance);
        let request = submission(&format!("k{number}"), parsed(draft.clone()));
        let answer = agent.submit(request).await.unwrap().answer;
        let mut hash = None;
        let id = answer.id;
        if LATE.contains(&number) {
            late.push((number, turn, answer));
        } else {
            hash = go_on(&house, agent, &answer, &mut chance).await;
        }
        asked.push((id, draft, hash));
    }
    indexed(&house).await;
    let all = known(&house, &raw, &asked).await;
    (house, all, earlier.unwrap())
}

/// What is there in the end, newest first, and what stands beside it.
async fn known(house: &House, raw: &Connection, asked: &[Asked]) -> Vec<Known> {
    let everything = ActivityQuery {
        text: String::new(),
        after: None,
        limit: 500,
    };
    let mut all = Vec::new();
    for row in house.owner.activity(everything).await.unwrap().rows {
        let place = asked.iter().position(|(id, ..)| *id == row.id).unwrap();
        let (_, draft, shown) = asked[place].clone();
        let n = u32::try_from(place + 1).unwrap();
        let (answered, quoted) = (n % 9 == 0, n % 11 == 0);
        let mut hashes: Vec<String> = shown.map(hex::encode).into_iter().collect();
        if answered {
            let hash = format!("{:016x}{n:048x}", n.wrapping_mul(0x9E37_79B9));
            let sql = "INSERT INTO response (purchase, hash, bytes) VALUES (?1, unhex(?2), x'72')";
            raw.execute(sql, (n, &hash)).unwrap();
            hashes.push(hash);
        }
        if quoted {
            let sql = "INSERT INTO quote (purchase, revision, bytes) VALUES (?1, 1, x'71')";
            raw.execute(sql, [n]).unwrap();
        }
        all.push(Known {
            asked: draft,
            stands: row,
            hashes,
            answered,
            quoted,
        });
    }
    assert_eq!(all.len(), PURCHASES);
    all
}

/// Some are decided, settled, given back or withdrawn; the hash of what was shown, if anything was.
async fn go_on(
    house: &House,
    agent: &AgentSession,
    answer: &PurchaseAnswer,
    chance: &mut Chance,
) -> Option<[u8; 32]> {
    let mut hash = None;
    let id = answer.id;
    match (answer.status, chance.below(6)) {
        (Status::Pending, 0) => {
            agent.cancel(id).await.unwrap();
            return None;
        }
        (Status::Pending, 1) => {
            let reject = Reject {
                purchase: id,
                note: None,
                counter_offer: None,
            };
            house.owner.reject(reject).await.unwrap();
            return None;
        }
        (Status::Pending, 2 | 3) => {
            let card = house.read_card(id).await.unwrap();
            hash = Some(card.hash);
            let approval = house.approval(&card).await;
            house.owner.approve(approval).await.unwrap();
            house.owner.send_now(id).await.unwrap();
        }
        (Status::Approved, _) => house.owner.send_now(id).await.map(drop).unwrap(),
        (Status::Authorized, _) => {}
        _ => return None,
    }
    let settle = async |kind| {
        let settlement = Settlement {
            kind,
            amount: None,
            currency: None,
            receipt: None,
        };
        agent.settle(id, settlement).await.map(drop).unwrap();
    };
    match chance.below(6) {
        0 => {}
        1 => settle(SettlementKind::Void).await,
        2 => {
            settle(SettlementKind::Capture).await;
            settle(SettlementKind::Refund).await;
        }
        _ => settle(SettlementKind::Capture).await,
    }
    hash
}

fn any_draft(chance: &mut Chance) -> Draft {
    let (name, domain, category) = SHOPS[chance.below(SHOPS.len())];
    let (amount, currency) = AMOUNTS[chance.below(AMOUNTS.len())];
    let item = |title: &str, amount: &str| DraftItem {
        title: title.into(),
        amount: amount.into(),
        ..DraftItem::default()
    };
    let mut items = vec![item(chance.one(&TITLES), amount)];
    if (amount, currency) == ("35.00", "EUR") {
        items = vec![
            item(chance.one(&TITLES), "30.00"),
            item(chance.one(&TITLES), "5.00"),
        ];
    }
    let mut sometimes = |list: &[&str]| {
        let text = chance.one(list).to_owned();
        (chance.below(2) == 0).then_some(text)
    };
    let (reason, instrument) = (sometimes(&REASONS), sometimes(&CARDS));
    let intent = sometimes(&["tea, needed by Friday", "a map of the night train"]);
    let note = sometimes(&["weekly", "for the 東京 project"]);
    let category = sometimes(&[category]);
    let repeats = sometimes(&["month"]).filter(|_| amount == "5.00");
    Draft {
        merchant: DraftMerchant {
            name: name.into(),
            domain: Some(domain.into()),
            country: None,
            category,
        },
        items,
        amount: amount.into(),
        currency: currency.into(),
        intent: intent.map(|text| DraftIntent {
            text,
            ..DraftIntent::default()
        }),
        reason,
        rail: Some("card".into()),
        instrument,
        recurrence: repeats.map(|interval| DraftRecurrence {
            interval,
            ..DraftRecurrence::default()
        }),
        metadata: note
            .map(|note| ("note".to_owned(), note))
            .into_iter()
            .collect(),
        ..Draft::default()
    }
}

/// What the beginnings of some ids and hashes are searched with.
fn beginnings(all: &[Known]) -> Vec<String> {
    let mut texts = Vec::new();
    for (place, known) in all.iter().enumerate() {
        let id = known.stands.id.to_string();
        texts.push(format!("id:{}", &id[..6 + place % 31]));
        let hashes = known.hashes.iter();
        texts.extend(hashes.map(|hash| format!("hash:{}", &hash[..4 + place % 20])));
    }
    texts
}
