//! `counterfoil activity`

use counterfoil_domain::{Money, PurchaseId};
use counterfoil_engine::{ActivityPage, ActivityQuery, Engine, Totals};
use serde_json::{Value, json};

use crate::args::{self, Activity};
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::{counted, purchase, sums, sums_line};
use crate::terminal::shown;

pub(super) async fn run(context: &Context, asked: Activity) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = search(context, &engine, asked).await;
    super::closing(engine, done).await
}

async fn search(context: &Context, engine: &Engine, asked: Activity) -> Result<(), Failure> {
    let after = asked.after.as_deref().map(cursor).transpose()?;
    let text = args::text(&asked.query);
    let query = ActivityQuery {
        text: text.clone(),
        after,
        limit: asked.limit,
    };
    let found = engine.local().activity(query).await?;
    let totals = engine.local().totals(text).await?;
    context.output.say(
        || value(&found, &totals),
        |page| {
            for problem in problems(&found) {
                page.line(problem);
            }
            if found.rows.is_empty() {
                page.line("No purchase matches.");
                return;
            }
            purchase::table(page, &found.rows);
            page.gap();
            let told = |word: &str, amounts: &[Money]| match amounts {
                [] => String::new(),
                amounts => format!(", {word} {}", sums_line(amounts)),
            };
            let paid = told("paid", &totals.paid);
            let played = told("play money", &totals.played);
            page.line(format!(
                "{}{paid}{played}",
                counted(totals.count, "purchase")
            ));
            if let Some(next) = found.next {
                page.line(format!("More: add --after {next}"));
            }
        },
    )
}

/// What of a query could not be used as it was meant.
fn problems(found: &ActivityPage) -> Vec<String> {
    let terms = found.terms.iter();
    let told = terms.filter_map(|term| Some((term, term.problem.as_ref()?)));
    told.map(|(term, problem)| format!("{}: {}", shown(&term.text), shown(problem)))
        .collect()
}

fn value(found: &ActivityPage, totals: &Totals) -> Value {
    let terms = found.terms.iter();
    let terms: Vec<Value> = terms
        .map(|term| json!({ "text": term.text, "field": term.field, "problem": term.problem }))
        .collect();
    json!({
        "items": found.rows.iter().map(purchase::value).collect::<Vec<Value>>(),
        "next": found.next,
        "count": totals.count,
        "paid": sums(&totals.paid),
        "played": sums(&totals.played),
        "terms": terms,
    })
}

fn cursor(text: &str) -> Result<PurchaseId, Failure> {
    text.parse().map_err(|_| {
        Failure::wrong_usage(
            format!("{text:?} is not a cursor"),
            "Use the `next` of the page before, unchanged.",
        )
    })
}
