//! `counterfoil reject`

use counterfoil_engine as engine;

use crate::args::Reject;
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::purchase;

pub(super) async fn run(context: &Context, reject: Reject) -> Result<(), Failure> {
    let engine = context.open().await?;
    let asked = engine::Reject {
        purchase: reject.id,
        note: reject.reason,
        counter_offer: reject.counter_offer,
    };
    let done = engine
        .local()
        .reject(asked)
        .await
        .map_err(Failure::from)
        .and_then(|row| {
            context.output.say(
                || purchase::value(&row),
                |page| {
                    page.line(format!(
                        "Rejected {} to {}. The agent is told.",
                        row.amount,
                        purchase::shop(&row)
                    ));
                },
            )
        });
    super::closing(engine, done).await
}
