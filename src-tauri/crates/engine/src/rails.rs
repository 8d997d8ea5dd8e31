//! Rails that the engine speaks itself: what their sellers ask is read and judged here, becomes an
//! ordinary purchase, and is kept as received beside the ledger.
//!
//! A rail only makes requests. Budgets, holds, decisions and the record are those of every
//! purchase; what is paid is recorded with the authorization, before anything is signed.

use std::sync::Arc;

use counterfoil_domain::ids::PurchaseId;

use crate::answer::{PurchaseAnswer, answer_asked};
use crate::error::EngineError;
use crate::ops;
use crate::ops::submit::{Asking, Submission, SubmitRequest};
use crate::session::{AgentSession, Submitted};
use crate::writer::{Desk, SignedHead};

/// What an agent passes on to the seller, as its rail has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentAnswer {
    /// One header of the repeated call.
    Header {
        /// Its name.
        name: &'static str,
        /// Its value; money for whoever holds it.
        value: String,
    },
}

impl AgentSession {
    /// Asks to buy. What was asked on a rail, if anything was, comes with it as received.
    pub(crate) async fn submit_received(
        &self,
        request: SubmitRequest,
        received: Option<Vec<u8>>,
    ) -> Result<Submitted, EngineError> {
        let caller = self.caller.clone();
        let work = move |desk: &mut Desk<'_>| {
            let asking = Asking {
                submitted: &request,
                received: received.as_deref(),
            };
            ops::submit::submit(desk, &caller, asking)
        };
        let shared = Arc::clone(&self.shared);
        let finish = move |submission: &Submission, head: Option<&SignedHead>| match submission {
            Submission::New(asked) => answer_asked(&shared, asked, head).map(Ok),
            Submission::Again(row) => Ok(Err(row.clone())),
            Submission::Reused => Err(EngineError::KeyReused),
        };
        let (answer, replayed) = match self.writer.run_and(work, finish).await? {
            Ok(answer) => (answer, false),
            Err(row) => (self.first_answer(*row).await?, true),
        };
        Ok(Submitted { answer, replayed })
    }

    /// Changes what is asked for, with what is asked on a rail now.
    pub(crate) async fn amend_received(
        &self,
        id: PurchaseId,
        request: SubmitRequest,
        received: Option<Vec<u8>>,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.change(move |desk, caller| {
            let asking = Asking {
                submitted: &request,
                received: received.as_deref(),
            };
            ops::amend::amend(desk, caller, id, asking)
        })
        .await
    }
}
