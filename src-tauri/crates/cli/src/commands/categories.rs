//! `counterfoil category …`

use counterfoil_domain::MerchantDomain;
use counterfoil_domain::merchant::Category;
use counterfoil_engine::Engine;
use serde_json::{Value, json};

use crate::args::CategoryCommand;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;
use crate::shown::shown;

pub(super) async fn run(context: &Context, command: CategoryCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        CategoryCommand::Pin(pinned) => {
            pin(context, &engine, pinned.domain, Some(pinned.category)).await
        }
        CategoryCommand::Unpin(one) => pin(context, &engine, one.domain, None).await,
        CategoryCommand::List => list(context, &engine),
    };
    super::closing(engine, done).await
}

async fn pin(
    context: &Context,
    engine: &Engine,
    domain: MerchantDomain,
    category: Option<Category>,
) -> Result<(), Failure> {
    let merchant = domain.registrable().to_owned();
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    owner
        .session
        .pin_category(domain, category.clone(), presence)
        .await?;
    context.output.say(
        || json!({ "domain": merchant, "category": category }),
        |page| {
            page.line(match &category {
                Some(category) => {
                    let category = shown(category.as_str());
                    format!("{merchant} counts as {category}, whatever agents claim.")
                }
                None => format!("What agents claim about {merchant} counts again."),
            });
        },
    )
}

fn list(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let pinned = engine.local().pinned_categories();
    let item =
        |(domain, category): &(String, Category)| json!({ "domain": domain, "category": category });
    let items: Vec<Value> = pinned.iter().map(item).collect();
    context.output.list(&items, |page| {
        if pinned.is_empty() {
            page.line("No category is pinned: what agents claim counts.");
            return;
        }
        let row = |(domain, category): &(String, Category)| {
            vec![Cell::left(domain), Cell::left(shown(category.as_str()))]
        };
        let rows: Vec<Vec<Cell>> = pinned.iter().map(row).collect();
        page.table(&["Merchant", "Category"], &rows);
    })
}
