//! `counterfoil subscription …`

use counterfoil_domain::PurchaseId;
use counterfoil_engine::{Engine, SubscriptionRow};
use serde_json::{Value, json};

use crate::args::SubscriptionCommand;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Page};
use crate::shown::shown;
use crate::terminal::cut;

pub(super) async fn run(context: &Context, command: SubscriptionCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        SubscriptionCommand::List => list(context, &engine).await,
        SubscriptionCommand::Cancel(one) => cancel(context, &engine, one.id).await,
        SubscriptionCommand::Allow(one) => allow(context, &engine, one.id).await,
    };
    super::closing(engine, done).await
}

async fn list(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let rows = engine.local().subscriptions().await?;
    let items: Vec<Value> = rows.iter().map(value).collect();
    context.output.list(&items, |page| {
        if rows.is_empty() {
            page.line("There are no subscriptions.");
            return;
        }
        let cells: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
        let heading = ["Subscription", "Price", "Every", "In a year", "Next", "Id"];
        page.table(&heading, &cells);
    })
}

async fn cancel(context: &Context, engine: &Engine, id: PurchaseId) -> Result<(), Failure> {
    engine.local().cancel_subscription(id).await?;
    say(context, engine, id, |page, whose| {
        page.line(format!("Renewals of {whose} are refused from now on."));
        page.line("Cancel it with the merchant too: Counterfoil does not tell them.");
    })
    .await
}

async fn allow(context: &Context, engine: &Engine, id: PurchaseId) -> Result<(), Failure> {
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    owner.session.allow_subscription(id, presence).await?;
    say(context, engine, id, |page, whose| {
        page.line(format!(
            "{whose} may be renewed again, as you agreed to it."
        ));
    })
    .await
}

async fn say(
    context: &Context,
    engine: &Engine,
    id: PurchaseId,
    words: impl FnOnce(&mut Page, &str),
) -> Result<(), Failure> {
    let rows = engine.local().subscriptions().await?;
    let row = rows.iter().find(|row| row.first == id);
    context.output.say(
        || row.map_or(Value::Null, value),
        |page| words(page, &row.map(name).unwrap_or_default()),
    )
}

fn value(row: &SubscriptionRow) -> Value {
    json!({
        "id": row.first,
        "last": row.last,
        "agent": row.agent,
        "agent_name": row.agent_name,
        "merchant": { "name": row.merchant_name, "domain": row.merchant_domain },
        "title": row.title,
        "interval": row.interval.as_str(),
        "currency": row.amount.currency().code(),
        "amount": row.amount.decimal(),
        "paid": row.paid.decimal(),
        "yearly": row.yearly.map(counterfoil_domain::Money::decimal),
        "next": row.next,
        "left": row.left,
        "trial_ends": row.trial_ends,
        "cancelled_at": row.cancelled_at,
    })
}

fn cells(row: &SubscriptionRow) -> Vec<Cell> {
    let next = match (row.next, row.cancelled_at) {
        (Some(day), _) => day.to_string(),
        (None, Some(_)) => "cancelled".to_owned(),
        (None, None) => "ended".to_owned(),
    };
    let yearly = row.yearly.map(|yearly| yearly.to_string());
    vec![
        Cell::left(name(row)),
        Cell::right(row.amount.to_string()),
        Cell::left(row.interval.as_str()),
        Cell::right(yearly.unwrap_or_default()),
        Cell::left(next),
        Cell::left(row.first.to_string()),
    ]
}

fn name(row: &SubscriptionRow) -> String {
    let domain = row.merchant_domain.as_deref();
    let merchant = shown(domain.unwrap_or(&row.merchant_name));
    match &row.title {
        Some(title) => format!("{} ({merchant})", cut(&shown(title), 40)),
        None => merchant,
    }
}
