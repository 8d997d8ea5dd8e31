//! Telling the owner of what a kept search finds.

use counterfoil_domain::ids::PurchaseId;

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::notifications::{Act, found};
use crate::translate;

/// So many are remembered as told; after that a purchase may be told of again.
const REMEMBERED: usize = 10_000;

impl<D: Desktop> Controller<D> {
    /// Tells of a purchase that a kept search finds, once for each search.
    pub(super) async fn tell_found(&self, id: PurchaseId) -> Result<(), IpcError> {
        let local = self.local().await?;
        let searches = local.searches().await?.saved;
        for search in searches.into_iter().filter(|search| search.alert) {
            let told = (id, search.name.clone());
            if self.news().told.contains(&told) || !local.is_found(id, &search.query).await? {
                continue;
            }
            self.remember_told(told);
            let summary = local.purchase(id).await?.summary;
            let style = self.style().await;
            let notice = found(&translate::told(&summary), &search.name, style);
            self.desktop.act(Act::Show(notice));
        }
        Ok(())
    }

    fn remember_told(&self, told: (PurchaseId, String)) {
        let mut news = self.news();
        if news.told.len() >= REMEMBERED {
            news.told.clear();
        }
        news.told.insert(told);
    }
}
