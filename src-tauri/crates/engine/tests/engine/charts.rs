//! What charts show of a record, and that it does not matter what of it was counted before.

use std::time::Duration;

use counterfoil_domain::charts::{By, Chosen, Counts, Part, Step};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::period::Window;
use counterfoil_engine::{ChartsAnswer, ChartsOrder, Reject, SettlementKind};

use crate::support::{House, SHOP, books, request, submission};

const MONTH: ChartsOrder = ChartsOrder {
    period: Chosen::This(Window::Month),
    step: Step::Day,
    by: By::Agent,
    currency: None,
    play: false,
};

async fn this_month(house: &House) -> ChartsAnswer {
    house.owner.charts(MONTH).await.unwrap()
}

async fn bought(house: &House, key: &str, amount: &str) {
    let id = house.ask(key, amount).await.id;
    let paid = house.settle(id, SettlementKind::Capture, None, None).await;
    paid.unwrap();
}

async fn play(house: &House, amount: &str) {
    let toy = house.toy().await;
    let asked = toy.submit(submission("play", request(amount, SHOP))).await;
    asked.unwrap();
}

/// Approves after the card was on screen for so long.
async fn approved_after(house: &House, id: PurchaseId, time: Duration) {
    let card = house.owner.card(id).await.unwrap();
    house.owner.presented(id, card.hash).await.unwrap();
    house.clock.advance(time);
    let approval = house.approval(&card).await;
    house.owner.approve(approval).await.unwrap();
}

async fn until_kept(house: &House) {
    for _ in 0..500 {
        if house.owner.charts_behind().await.unwrap() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the sums behind the charts were not kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_shows_what_was_paid_and_how_requests_ended() {
    let house = House::new().await;
    bought(&house, "k1", "12.00").await;
    house.clock.advance(Duration::from_hours(24));
    bought(&house, "k2", "30.50").await;
    house.ask("k3", "70.00").await;
    house.ask("k4", "201.00").await;
    let answer = this_month(&house).await;
    let charts = &answer.charts;
    assert_eq!(charts.totals[0].spent.decimal(), "42.50");
    assert_eq!(charts.totals.len(), 1);
    let counts = Counts {
        automatic: 2,
        waiting: 1,
        denied: 1,
        ..Counts::default()
    };
    assert_eq!(charts.ended, counts);
    assert_eq!(charts.bars.len(), 30);
    let layer = &charts.layers[0];
    let Part::Agent(agent) = layer.part else {
        panic!("stacked by {:?}", layer.part)
    };
    assert_eq!(answer.agents[&agent].1, "Shopping agent");
    let days: Vec<String> = layer.spent[20..24]
        .iter()
        .map(|sum| sum.decimal())
        .collect();
    assert_eq!(days, ["0.00", "12.00", "30.50", "0.00"]);
    // The 23rd of November 2026 is a Monday, and it is noon.
    assert_eq!(charts.asked[0][12], 1);
    assert_eq!(answer.shops[0].name, SHOP);
    assert!(answer.shops[0].is_new && answer.shops[0].by_domain);
    assert_eq!(charts.fired.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_month_before_is_compared_up_to_the_same_day() {
    let house = House::new().await;
    bought(&house, "k1", "10.00").await;
    // The 30th of November, then the 2nd of December.
    house.clock.advance(Duration::from_hours(8 * 24));
    bought(&house, "k2", "5.00").await;
    house.clock.advance(Duration::from_hours(2 * 24));
    bought(&house, "k3", "20.00").await;
    let answer = this_month(&house).await;
    assert_eq!(answer.charts.totals[0].spent.decimal(), "20.00");
    assert_eq!(answer.charts.totals[0].before.decimal(), "0.00");
    assert_eq!(answer.before.1.to_string(), "2026-11-02");
    assert!(!answer.shops[0].is_new);
    let last = ChartsOrder {
        period: Chosen::Last(Window::Month),
        ..MONTH
    };
    let last = house.owner.charts(last).await.unwrap();
    assert_eq!(last.charts.totals[0].spent.decimal(), "15.00");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn play_money_has_charts_of_its_own() {
    let house = House::new().await;
    bought(&house, "k1", "10.00").await;
    play(&house, "7.00").await;
    let play = ChartsOrder {
        play: true,
        ..MONTH
    };
    let play = house.owner.charts(play).await.unwrap();
    let real = this_month(&house).await;
    assert_eq!(real.charts.totals[0].spent.decimal(), "10.00");
    assert_eq!(real.charts.ended.all(), 1);
    assert_eq!(play.charts.ended.all(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_quality_of_approvals_is_what_the_record_says_of_each_look() {
    let house = House::with_mandate(Some(&books("1.00", "200.00", "400.00"))).await;
    for (key, millis) in [("k1", 900), ("k2", 4000), ("k3", 1500)] {
        let id = house.ask(key, "20.00").await.id;
        approved_after(&house, id, Duration::from_millis(millis)).await;
    }
    let refused = house.ask("k4", "20.00").await.id;
    let reject = Reject {
        purchase: refused,
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    let answer = this_month(&house).await;
    let looks = &answer.charts.looks;
    assert_eq!(looks.len(), 2, "over all agents, and of the one");
    assert_eq!(
        (looks[0].count, looks[0].fast, looks[0].median_millis),
        (3, 2, 1500)
    );
    assert_eq!(looks[1].dots.len(), 3);
    assert_eq!(answer.charts.ended.rejected, 1);
    assert_eq!(answer.charts.ended.asked(), 4);
    // It never refused by itself, and no month was used up.
    let idle = &answer.idle[0];
    assert_eq!(idle.covered, 4);
    assert!(idle.rules.contains(&"above_deny") && idle.rules.contains(&"over_period"));
    assert!(!idle.rules.contains(&"over_auto"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_sums_show_what_counting_everything_again_shows() {
    let house = House::with_mandate(Some(&books("50.00", "200.00", "900000.00"))).await;
    let first = house.ask("first", "1.00").await.id;
    // More than a block.
    for day in 0..7 {
        let mut asked = tokio::task::JoinSet::new();
        for n in 0..300 {
            let agent = house.agent.clone();
            let asking = submission(&format!("k{day}-{n}"), request("1.00", SHOP));
            asked.spawn(async move { agent.submit(asking).await });
        }
        for submitted in asked.join_all().await {
            submitted.unwrap();
        }
        house.clock.advance(Duration::from_hours(3));
    }
    let settle = |kind, amount| house.settle(first, kind, amount, None);
    settle(SettlementKind::Capture, None).await.unwrap();
    let fresh = this_month(&house).await;
    until_kept(&house).await;
    let kept = this_month(&house).await;
    assert_eq!(fresh.charts, kept.charts);
    assert_eq!(kept.charts.ended.automatic, 2101);
    // What changes in a kept block is seen at once, and after the block was counted again.
    settle(SettlementKind::Refund, Some("0.40")).await.unwrap();
    let seen = this_month(&house).await;
    assert_eq!(seen.charts.totals[0].spent.decimal(), "0.60");
    until_kept(&house).await;
    assert_eq!(this_month(&house).await.charts, seen.charts);
    let sql = "UPDATE tally SET first_day = first_day - 1";
    let found = house.finding_after(sql).await;
    assert_eq!(
        found,
        "What the charts are drawn from differs from the ledger."
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_budget_burns_down_to_what_its_period_has_left() {
    let house = House::new().await;
    bought(&house, "k1", "12.00").await;
    house.clock.advance(Duration::from_hours(24));
    bought(&house, "k2", "28.00").await;
    let mandate = house.owner.mandates().await.unwrap()[0].mandate.id;
    let answer = house.owner.burn_down(mandate).await.unwrap().unwrap();
    let down = &answer.down;
    assert_eq!(down.first.to_string(), "2026-11-01");
    assert_eq!(down.last.to_string(), "2026-11-30");
    assert_eq!(down.left.len(), 23);
    assert_eq!(down.left[20].decimal(), "400.00");
    assert_eq!(down.left[22].decimal(), "360.00");
    // 40.00 in 23 days is 12.17 more in the 7 to come.
    assert_eq!(down.forecast.unwrap().likely.decimal(), "347.83");
    assert_eq!(answer.warn[0].1.decimal(), "80.00");
}
