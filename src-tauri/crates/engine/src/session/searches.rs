//! The searches that the owner keeps.

use counterfoil_domain::ids::PurchaseId;

use super::activity::ActivityQuery;
use super::{LocalSession, OwnerSession};
use crate::error::EngineError;
use crate::search::Completion;
use crate::search::complete::complete;
use crate::searches::{self, SavedSearch, Searches};
use crate::writer::Desk;

impl LocalSession {
    /// What is kept of searches.
    pub async fn searches(&self) -> Result<Searches, EngineError> {
        self.read(|conn, _| searches::load(conn)).await
    }

    /// How a query could go on.
    pub async fn complete(&self, text: String) -> Result<Vec<Completion>, EngineError> {
        self.read(move |conn, registry| complete(conn, registry, &text))
            .await
    }

    /// Whether a purchase is among what a search finds.
    pub async fn is_found(&self, id: PurchaseId, query: &str) -> Result<bool, EngineError> {
        let query = ActivityQuery {
            text: format!("id:{id} {query}"),
            after: None,
            limit: 1,
        };
        Ok(!self.activity(query).await?.rows.is_empty())
    }
}

impl OwnerSession {
    /// Keeps these searches and no others.
    pub async fn keep_searches(&self, saved: Vec<SavedSearch>) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| searches::keep(desk.conn(), &saved);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// A search was made.
    pub async fn searched(&self, query: String) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| searches::made(desk.conn(), &query);
        self.local.writer.run(work).await?;
        Ok(())
    }
}
