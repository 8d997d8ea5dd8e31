//! `counterfoil show`

use counterfoil_domain::PurchaseId;
use counterfoil_engine::Check;

use crate::context::Context;
use crate::failure::Failure;
use crate::shown::detail;

pub(super) async fn run(context: &Context, id: PurchaseId) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match engine.local().purchase(id).await {
        Err(error) => Err(error.into()),
        Ok(found) => context
            .output
            .say(|| detail::value(&found), |page| detail::page(page, &found))
            .and_then(
                |()| match found.evidence.iter().find(|one| one.check == Check::Failed) {
                    None => Ok(()),
                    Some(failed) => Err(Failure::damaged(
                        format!(
                            "The {} of this purchase is not what the record says",
                            failed.name
                        ),
                        "Run `counterfoil verify` to see how far the record can be relied on.",
                    )),
                },
            ),
    };
    super::closing(engine, done).await
}
