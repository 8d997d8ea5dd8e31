//! What the charts of a period are drawn from.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// Which period the charts show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChartPeriod {
    /// The week in which today lies.
    ThisWeek,
    /// The month in which today lies.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// The quarter in which today lies.
    ThisQuarter,
    /// The year in which today lies.
    ThisYear,
    /// The year before.
    LastYear,
    /// The last twelve months.
    TwelveMonths,
}

/// How long one bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ChartStep {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// By what spending is stacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ChartGroup {
    /// Who asked.
    Agent,
    /// The kind of shop.
    Category,
    /// The budget.
    Budget,
}

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartsOrder {
    /// Which period.
    pub period: ChartPeriod,
    /// How long one bar is.
    pub step: ChartStep,
    /// By what bars are stacked.
    pub by: ChartGroup,
    /// In which currency; absent: the one with the most purchases.
    pub currency: Option<String>,
    /// Play money instead of real money.
    pub play: bool,
}

/// How many requests ended how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartCounts {
    /// A rule approved them.
    pub automatic: u32,
    /// The owner approved them.
    pub approved: u32,
    /// The owner rejected them.
    pub rejected: u32,
    /// A rule refused them.
    pub denied: u32,
    /// Nobody decided in time, or the agent withdrew them.
    pub undecided: u32,
    /// They wait.
    pub waiting: u32,
    /// Those about which the owner was asked.
    pub asked: u32,
    /// All of them.
    pub all: u32,
}

/// What was paid in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartTotal {
    /// In the period.
    pub spent: Money,
    /// In the days it is compared with.
    pub before: Money,
    /// By how many percent it changed, where there was something before.
    pub change: Option<i32>,
    /// How many purchases the period has.
    pub count: u32,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartBar {
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// How the requests of these days ended.
    pub ended: ChartCounts,
}

/// What a layer of the bars is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ChartPart {
    /// It has a name.
    Named,
    /// What belongs to none: no budget, no category.
    Without,
    /// Everything beyond the largest few.
    Other,
}

/// One layer through all bars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartLayer {
    /// What it is.
    pub part: ChartPart,
    /// Its name, where it has one.
    pub name: String,
    /// Which of the colours it has, from 0; the others have none.
    pub colour: Option<u8>,
    /// What was paid, bar by bar.
    pub spent: Vec<Money>,
    /// In all bars.
    pub total: Money,
    /// In the days that the period is compared with.
    pub before: Money,
}

/// Looks of about the same length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartDot {
    /// How long.
    pub millis: u32,
    /// How many.
    pub count: u32,
}

/// How long the owner looked before approving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartLooks {
    /// Whose requests; absent: everybody's.
    pub agent: Option<String>,
    /// How many approvals.
    pub count: u32,
    /// How many of them took less than two seconds.
    pub fast: u32,
    /// The one in the middle.
    pub median_millis: u32,
    /// Them, shortest first.
    pub dots: Vec<ChartDot>,
}

/// One merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartShop {
    /// Its domain, or its name where it has none.
    pub name: String,
    /// Whether it is known by a domain.
    pub by_domain: bool,
    /// In the period.
    pub spent: Money,
    /// In the days it is compared with.
    pub before: Money,
    /// By how many percent it changed, where there was something before.
    pub change: Option<i32>,
    /// How many purchases.
    pub count: u32,
    /// Nothing was ever bought there before.
    pub is_new: bool,
}

/// A budget of which something was never used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IdleBudget {
    /// The budget.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many purchases it covered.
    pub covered: u32,
    /// Its rules that were never the reason.
    pub rules: Vec<String>,
}

/// Everything that the charts of a period show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Charts {
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// The first day of what it is compared with.
    pub before_first: String,
    /// The last one.
    pub before_last: String,
    /// The currency of the bars and merchants.
    pub currency: Option<String>,
    /// What was paid, by currency.
    pub totals: Vec<ChartTotal>,
    /// How all requests ended.
    pub ended: ChartCounts,
    /// The bars.
    pub bars: Vec<ChartBar>,
    /// Their layers.
    pub layers: Vec<ChartLayer>,
    /// How often the owner was asked, by weekday from Monday and by hour.
    pub asked: Vec<Vec<u32>>,
    /// How long the owner looked: everybody's first.
    pub looks: Vec<ChartLooks>,
    /// Who got the most.
    pub shops: Vec<ChartShop>,
    /// What was never used.
    pub idle: Vec<IdleBudget>,
}

/// Where a period will end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BurnForecast {
    /// As it goes now.
    pub likely: Money,
    /// The least.
    pub low: Money,
    /// The most.
    pub high: Money,
}

/// One line at which the owner is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BurnWarning {
    /// How many percent are used then.
    pub percent: u8,
    /// What is left then.
    pub left: Money,
}

/// How a budget's period is used up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BurnDown {
    /// The window of the period.
    pub window: String,
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// What may be used.
    pub limit: Money,
    /// What is left at the end of each day, up to today.
    pub left: Vec<Money>,
    /// Where it will end, if it is not over.
    pub forecast: Option<BurnForecast>,
    /// Earlier periods, the latest first.
    pub past: Vec<Vec<Money>>,
    /// When the owner is told.
    pub warnings: Vec<BurnWarning>,
}
