//! The charts in the window's words.

use std::collections::BTreeSet;

use counterfoil_domain::Money as Amount;
use counterfoil_domain::charts::{self as drawn, By, Chosen, Part, Step, change_percent};
use counterfoil_domain::period::Window;
use counterfoil_engine as engine;

use super::parse;
use super::values::{count, money};
use crate::error::IpcError;
use crate::views::{
    BurnDown, BurnForecast, BurnWarning, ChartBar, ChartCounts, ChartDot, ChartGroup, ChartLayer,
    ChartLooks, ChartPart, ChartPeriod, ChartShop, ChartStep, ChartTotal, Charts, ChartsOrder,
    IdleBudget,
};

/// What the window asks for.
pub fn charts_order(order: &ChartsOrder) -> Result<engine::ChartsOrder, IpcError> {
    let currency = order.currency.as_deref();
    Ok(engine::ChartsOrder {
        period: period(order.period),
        step: match order.step {
            ChartStep::Day => Step::Day,
            ChartStep::Week => Step::Week,
            ChartStep::Month => Step::Month,
        },
        by: match order.by {
            ChartGroup::Agent => By::Agent,
            ChartGroup::Category => By::Category,
            ChartGroup::Budget => By::Budget,
        },
        currency: currency
            .map(|code| parse::currency(code, "currency"))
            .transpose()?,
        play: order.play,
    })
}

/// The charts of a period.
pub fn charts(answer: &engine::ChartsAnswer) -> Charts {
    let drawn = &answer.charts;
    let bars = drawn.bars.iter().map(|bar| ChartBar {
        first: bar.first.to_string(),
        last: bar.last.to_string(),
        ended: counts(&bar.ended),
    });
    let totals = drawn.totals.iter().map(|total| ChartTotal {
        spent: money(total.spent),
        before: money(total.before),
        change: change(total.spent, total.before),
        count: count(total.count),
    });
    let hours = |day: &[u64; 24]| day.iter().map(|asked| count(*asked)).collect();
    Charts {
        first: answer.days.0.to_string(),
        last: answer.days.1.to_string(),
        before_first: answer.before.0.to_string(),
        before_last: answer.before.1.to_string(),
        currency: drawn.currency.map(|currency| currency.code().to_owned()),
        totals: totals.collect(),
        ended: counts(&drawn.ended),
        bars: bars.collect(),
        layers: layers(answer),
        asked: drawn.asked.iter().map(hours).collect(),
        looks: drawn.looks.iter().map(|one| looks(answer, one)).collect(),
        shops: answer.shops.iter().map(shop).collect(),
        idle: answer.idle.iter().map(idle).collect(),
    }
}

/// How a budget's period is used up.
pub fn burn_down(answer: &engine::BurnDownAnswer) -> BurnDown {
    let line = |left: &Vec<Amount>| left.iter().copied().map(money).collect();
    let down = &answer.down;
    BurnDown {
        window: answer.window.as_str().to_owned(),
        first: down.first.to_string(),
        last: down.last.to_string(),
        limit: money(down.limit),
        left: line(&down.left),
        forecast: down.forecast.map(|forecast| BurnForecast {
            likely: money(forecast.likely),
            low: money(forecast.low),
            high: money(forecast.high),
        }),
        past: down.past.iter().map(line).collect(),
        warnings: answer
            .warn
            .iter()
            .map(|(percent, left)| BurnWarning {
                percent: *percent,
                left: money(*left),
            })
            .collect(),
    }
}

const fn period(period: ChartPeriod) -> Chosen {
    match period {
        ChartPeriod::ThisWeek => Chosen::This(Window::Week),
        ChartPeriod::ThisMonth => Chosen::This(Window::Month),
        ChartPeriod::LastMonth => Chosen::Last(Window::Month),
        ChartPeriod::ThisQuarter => Chosen::This(Window::Quarter),
        ChartPeriod::ThisYear => Chosen::This(Window::Year),
        ChartPeriod::LastYear => Chosen::Last(Window::Year),
        ChartPeriod::TwelveMonths => Chosen::TwelveMonths,
    }
}

fn counts(counts: &drawn::Counts) -> ChartCounts {
    ChartCounts {
        automatic: count(counts.automatic),
        approved: count(counts.approved),
        rejected: count(counts.rejected),
        denied: count(counts.denied),
        undecided: count(counts.undecided),
        waiting: count(counts.waiting),
        asked: count(counts.asked()),
        all: count(counts.all()),
    }
}

fn layers(answer: &engine::ChartsAnswer) -> Vec<ChartLayer> {
    let mut colours = Colours::default();
    let mut layers: Vec<(&drawn::Layer, Option<u8>)> = answer
        .charts
        .layers
        .iter()
        .map(|layer| (layer, None))
        .collect();
    // In the order of the numbers, so that who came first keeps a colour that others would share.
    let mut order: Vec<&mut (&drawn::Layer, Option<u8>)> = layers.iter_mut().collect();
    order.sort_by(|left, right| left.0.part.cmp(&right.0.part));
    for (layer, colour) in order {
        *colour = colours.of(&layer.part);
    }
    layers
        .into_iter()
        .map(|(layer, colour)| {
            let (part, name) = named(answer, &layer.part);
            ChartLayer {
                part,
                name,
                colour,
                spent: layer.spent.iter().copied().map(money).collect(),
                total: money(layer.total),
                before: money(layer.before),
            }
        })
        .collect()
}

fn named(answer: &engine::ChartsAnswer, part: &Part) -> (ChartPart, String) {
    let name = match part {
        Part::Agent(n) => answer.agents.get(n).map(|(_, name)| name.as_str()),
        Part::Budget(n) => answer.budgets.get(n).map(|(_, name)| name.as_str()),
        Part::Category(word) => Some(word.as_str()).filter(|word| !word.is_empty()),
        Part::Other => return (ChartPart::Other, String::new()),
    };
    match name {
        Some(name) => (ChartPart::Named, name.to_owned()),
        None => (ChartPart::Without, String::new()),
    }
}

/// A colour follows whom it stands for: the same one on every screen, unless two of those shown
/// would share it.
#[derive(Default)]
struct Colours(BTreeSet<u8>);

impl Colours {
    fn of(&mut self, part: &Part) -> Option<u8> {
        let wanted = match part {
            Part::Agent(n) | Part::Budget(n) if *n > 0 => n.saturating_sub(1).rem_euclid(5),
            Part::Category(word) if !word.is_empty() => {
                let sum: i64 = word.bytes().map(i64::from).sum();
                sum.rem_euclid(5)
            }
            Part::Agent(_) | Part::Budget(_) | Part::Category(_) | Part::Other => return None,
        };
        let wanted = u8::try_from(wanted).ok()?;
        let all = (0..5).map(|step: u8| wanted.saturating_add(step) % 5);
        let free = all.into_iter().find(|colour| !self.0.contains(colour))?;
        self.0.insert(free);
        Some(free)
    }
}

fn looks(answer: &engine::ChartsAnswer, looks: &drawn::Looks) -> ChartLooks {
    let name = |n: i64| answer.agents.get(&n).map(|(_, name)| name.clone());
    ChartLooks {
        agent: looks.agent.map(|n| name(n).unwrap_or_default()),
        count: count(looks.count),
        fast: count(looks.fast),
        median_millis: looks.median_millis,
        dots: looks
            .dots
            .iter()
            .map(|dot| ChartDot {
                millis: dot.millis,
                count: count(dot.count),
            })
            .collect(),
    }
}

fn shop(shop: &engine::Shop) -> ChartShop {
    let total = &shop.total;
    ChartShop {
        name: shop.name.clone(),
        by_domain: shop.by_domain,
        spent: money(total.spent),
        before: money(total.before),
        change: change(total.spent, total.before),
        count: count(total.count),
        is_new: shop.is_new,
    }
}

fn idle(idle: &engine::Idle) -> IdleBudget {
    IdleBudget {
        id: idle.mandate.to_string(),
        name: idle.name.clone(),
        covered: count(idle.covered),
        rules: idle.rules.iter().map(|rule| (*rule).to_owned()).collect(),
    }
}

fn change(now: Amount, before: Amount) -> Option<i32> {
    let percent = change_percent(now, before)?;
    Some(i32::try_from(percent).unwrap_or(i32::MAX))
}
