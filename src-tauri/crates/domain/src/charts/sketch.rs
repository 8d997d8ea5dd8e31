//! Tallies, one after the other, into charts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::stretch::{Days, date, weekday};
use super::{Bar, By, Charts, Counts, LAYERS, Layer, Looks, Order, Part, SHOPS, ShopTotal, Total};
use crate::currency::Currency;
use crate::money::Money;
use crate::period::Calendar;
use crate::tally::{Sum, Tally};

/// Charts under way.
#[derive(Debug)]
pub struct Sketch {
    order: Order,
    bars: Vec<(Days, Counts)>,
    /// The bar of each day of the period.
    bar_of: Vec<usize>,
    ended: Counts,
    asked: Vec<[u64; 24]>,
    money: Vec<(String, InOne)>,
    looks: BTreeMap<i64, Vec<u32>>,
    fired: BTreeMap<String, BTreeMap<String, u64>>,
}

/// What was paid in one currency.
#[derive(Debug, Default)]
struct InOne {
    now: Sum,
    before: i64,
    layers: BTreeMap<Part, Stack>,
    /// By the merchant's number, which are small and without gaps.
    shops: Vec<(Sum, i64)>,
}

#[derive(Debug, Default)]
struct Stack {
    bars: Vec<i64>,
    total: i64,
    before: i64,
}

/// When something was, as seen from the period.
#[derive(Clone, Copy)]
enum When {
    /// In the period, in that bar.
    Now(usize),
    Before,
}

impl Sketch {
    /// Nothing is drawn yet.
    pub fn new(order: Order, calendar: Calendar) -> Self {
        let bars = order.step.bars(order.stretch.days, calendar);
        let mut bar_of = Vec::new();
        for (number, bar) in bars.iter().enumerate() {
            let days = usize::try_from(bar.count()).unwrap_or(0);
            bar_of.extend(std::iter::repeat_n(number, days));
        }
        Self {
            order,
            bars: bars
                .into_iter()
                .map(|bar| (bar, Counts::default()))
                .collect(),
            bar_of,
            ended: Counts::default(),
            asked: vec![[0; 24]; 7],
            money: Vec::new(),
            looks: BTreeMap::new(),
            fired: BTreeMap::new(),
        }
    }

    /// Whether anything of those days is drawn.
    pub fn needs(&self, first: i32, last: i32) -> bool {
        let Order { stretch, .. } = &self.order;
        let apart = |days: Days| last < days.from || days.to <= first;
        !(apart(stretch.days) && apart(stretch.before))
    }

    /// Draws one more tally.
    pub fn add(&mut self, tally: &Tally) {
        self.pay(tally);
        self.pay_shops(tally);
        let play = self.order.play;
        for (key, count) in tally.ended.iter().filter(|(key, _)| key.play == play) {
            if let Some(When::Now(bar)) = self.when(key.day) {
                self.ended.add(key.outcome, *count);
                if let Some((_, counts)) = self.bars.get_mut(bar) {
                    counts.add(key.outcome, *count);
                }
            }
        }
        for (key, count) in tally.asked.iter().filter(|(key, _)| key.play == play) {
            if let Some(When::Now(_)) = self.when(key.day) {
                let hours = self.asked.get_mut(weekday(key.day));
                let hour = hours.and_then(|hours| hours.get_mut(usize::from(key.hour)));
                if let Some(sum) = hour {
                    *sum = sum.saturating_add(*count);
                }
            }
        }
        for look in tally.looks.iter().filter(|look| look.play == play) {
            if let Some(When::Now(_)) = self.when(look.day) {
                self.looks.entry(look.agent).or_default().push(look.millis);
            }
        }
        for (key, count) in tally.fired.iter().filter(|(key, _)| key.play == play) {
            if let Some(When::Now(_)) = self.when(key.day) {
                let rules = self
                    .fired
                    .entry(tally.word(key.mandate).to_owned())
                    .or_default();
                let rule = rules.entry(tally.word(key.reason).to_owned()).or_default();
                *rule = rule.saturating_add(*count);
            }
        }
    }

    /// The charts of all that was added.
    pub fn charts(self) -> Charts {
        let money = self.money.into_iter().filter_map(|(code, one)| {
            let currency = Currency::parse(&code).ok()?;
            Some((currency, one))
        });
        let mut money: Vec<(Currency, InOne)> = money.collect();
        money.sort_by_key(|(currency, one)| (Reverse(one.now.count), *currency));
        let totals = money.iter().map(|(currency, one)| Total {
            spent: Money::new(one.now.spent, *currency),
            before: Money::new(one.before, *currency),
            count: one.now.count,
        });
        let totals: Vec<Total> = totals.collect();
        let wanted = self.order.currency;
        let chosen = match wanted {
            Some(wanted) => money.iter().find(|(currency, _)| *currency == wanted),
            None => money.first(),
        };
        let bars = self.bars.iter().map(|(days, ended)| Bar {
            first: date(days.from),
            last: date(days.to.saturating_sub(1)),
            ended: *ended,
        });
        let all: Vec<u32> = self.looks.values().flatten().copied().collect();
        let mut looks: Vec<Looks> = Looks::of(None, all).into_iter().collect();
        let each = self.looks.into_iter();
        looks.extend(each.filter_map(|(agent, millis)| Looks::of(Some(agent), millis)));
        Charts {
            currency: chosen.map(|(currency, _)| *currency).or(wanted),
            layers: chosen.map_or_else(Vec::new, |(currency, one)| one.layers(*currency)),
            shops: chosen.map_or_else(Vec::new, |(currency, one)| one.shops(*currency)),
            bars: bars.collect(),
            ended: self.ended,
            asked: self.asked,
            fired: self.fired,
            totals,
            looks,
        }
    }

    fn pay(&mut self, tally: &Tally) {
        for (key, sum) in &tally.spend {
            let Some(when) = self.when(key.day).filter(|_| key.play == self.order.play) else {
                continue;
            };
            let part = match self.order.by {
                By::Agent => Part::Agent(key.agent),
                By::Budget => Part::Budget(key.mandate),
                By::Category => Part::Category(tally.word(key.category).to_owned()),
            };
            let bars = self.bars.len();
            let Some(one) = in_one(&mut self.money, tally.word(key.currency)) else {
                continue;
            };
            let stack = one.layers.entry(part).or_default();
            match when {
                When::Now(bar) => {
                    one.now.count = one.now.count.saturating_add(sum.count);
                    one.now.spent = one.now.spent.saturating_add(sum.spent);
                    stack.total = stack.total.saturating_add(sum.spent);
                    stack.bars.resize(bars, 0);
                    if let Some(paid) = stack.bars.get_mut(bar) {
                        *paid = paid.saturating_add(sum.spent);
                    }
                }
                When::Before => {
                    one.before = one.before.saturating_add(sum.spent);
                    stack.before = stack.before.saturating_add(sum.spent);
                }
            }
        }
    }

    fn pay_shops(&mut self, tally: &Tally) {
        for (key, sum) in &tally.shops {
            let Some(when) = self.when(key.day).filter(|_| key.play == self.order.play) else {
                continue;
            };
            let Ok(place) = usize::try_from(key.merchant) else {
                continue;
            };
            let Some(one) = in_one(&mut self.money, tally.word(key.currency)) else {
                continue;
            };
            if one.shops.len() <= place {
                one.shops
                    .resize(place.saturating_add(1), Default::default());
            }
            let Some((now, before)) = one.shops.get_mut(place) else {
                continue;
            };
            match when {
                When::Now(_) => {
                    now.count = now.count.saturating_add(sum.count);
                    now.spent = now.spent.saturating_add(sum.spent);
                }
                When::Before => *before = before.saturating_add(sum.spent),
            }
        }
    }

    fn when(&self, day: i32) -> Option<When> {
        let Order { stretch, .. } = &self.order;
        if stretch.before.contains(day) {
            return Some(When::Before);
        }
        let place = usize::try_from(day.checked_sub(stretch.days.from)?).ok()?;
        self.bar_of.get(place).copied().map(When::Now)
    }
}

impl InOne {
    /// The largest few, the largest first, and the rest as one.
    fn layers(&self, currency: Currency) -> Vec<Layer> {
        let money = |minor: i64| Money::new(minor, currency);
        let mut parts: Vec<(&Part, &Stack)> = self.layers.iter().collect();
        parts.retain(|(_, stack)| stack.total > 0);
        parts.sort_by_key(|(part, stack)| (Reverse(stack.total), *part));
        let rest = parts.split_off(LAYERS.min(parts.len()));
        let layer = |part: Part, stack: &Stack| Layer {
            part,
            spent: stack.bars.iter().copied().map(money).collect(),
            total: money(stack.total),
            before: money(stack.before),
        };
        let mut layers: Vec<Layer> = parts
            .into_iter()
            .map(|(part, stack)| layer(part.clone(), stack))
            .collect();
        if let Some(((_, first), others)) = rest.split_first() {
            let mut sum = Stack {
                bars: first.bars.clone(),
                ..**first
            };
            for (_, other) in others {
                for (all, more) in sum.bars.iter_mut().zip(&other.bars) {
                    *all = all.saturating_add(*more);
                }
                sum.total = sum.total.saturating_add(other.total);
                sum.before = sum.before.saturating_add(other.before);
            }
            layers.push(layer(Part::Other, &sum));
        }
        layers
    }

    fn shops(&self, currency: Currency) -> Vec<ShopTotal> {
        let all = self.shops.iter().enumerate();
        let mut paid: Vec<ShopTotal> = all
            .filter(|(_, (now, _))| now.spent > 0)
            .map(|(place, (now, before))| ShopTotal {
                merchant: i64::try_from(place).unwrap_or(i64::MAX),
                spent: Money::new(now.spent, currency),
                before: Money::new(*before, currency),
                count: now.count,
            })
            .collect();
        paid.sort_by_key(|shop| (Reverse(shop.spent.minor()), shop.merchant));
        paid.truncate(SHOPS);
        paid
    }
}

/// What was paid in that currency so far.
fn in_one<'a>(money: &'a mut Vec<(String, InOne)>, code: &str) -> Option<&'a mut InOne> {
    let place = money.iter().position(|(known, _)| known == code);
    let place = place.unwrap_or(money.len());
    if place == money.len() {
        money.push((code.to_owned(), InOne::default()));
    }
    money.get_mut(place).map(|(_, one)| one)
}
