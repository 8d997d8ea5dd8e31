//! Why a rail does not pay: one code, one sentence, one remedy.

use std::borrow::Cow;

use counterfoil_domain::checkout::Rail;
use counterfoil_domain::{FieldError, PurchaseId};
use counterfoil_protocols::acp::AcpError;
use counterfoil_protocols::ap2::Ap2Error;
use counterfoil_protocols::local::LocalError;
use counterfoil_protocols::x402::{Dialect, QuoteError, Refusal, SettlementError, TransferError};

/// Why an offer is not paid, or a seller's answer not believed. Nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct RailProblem {
    /// Stable, for programs.
    pub code: &'static str,
    /// What is wrong, as a sentence.
    pub text: Cow<'static, str>,
    /// What to do about it.
    pub hint: Cow<'static, str>,
}

impl RailProblem {
    /// The seller may have changed its mind since it was asked.
    pub const STALE: Self = Self::of(
        "quote_stale",
        "What the seller asked is more than a minute old, so nothing was signed.",
        "Call the seller again and send its new answer with this purchase's id.",
    );
    pub(crate) const NO_PAYER: Self = Self::of(
        "x402_no_payer",
        "There is no account to pay from, or its key is not open here.",
        "Ask the owner to make one: Settings, Paying account, or `counterfoil payer new`.",
    );
    pub(crate) const NO_NONCE: Self = Self::of(
        "x402_nonce",
        "No random number could be drawn, so nothing was signed.",
        "Try again.",
    );
    pub(crate) const DAMAGED: Self = Self::of(
        "x402_quote_missing",
        "What the seller asked is not what was kept, so nothing is signed.",
        "Ask for the purchase again, and tell the owner to run `counterfoil verify`.",
    );
    pub(crate) const MAX_AMOUNT: Self = Self::of(
        "amount_syntax",
        "The maximum is not an amount of USDC.",
        "Send it as a decimal string, such as \"0.05\".",
    );
    pub(crate) const NOT_PAID: Self = Self::of(
        "x402_not_paid",
        "No x402 payment was signed for this purchase.",
        "Report what became of the money with capture, void or refund.",
    );

    pub(crate) const ENDED: Self = Self::of(
        "x402_payment_ended",
        "The payment that was signed is worth nothing any more, or not for long enough.",
        "Ask again with another idempotency key; what was held becomes free by itself.",
    );
    pub(crate) const NO_FETCH: Self = Self::of(
        "fetch_not_allowed",
        "No budget of the owner's lets Counterfoil call this host for you.",
        "Call it yourself and use pay_x402, or ask the owner to add the host under `fetch` in a budget.",
    );

    /// The same checkout or order may still be paid, or was, as another purchase.
    pub(crate) fn open(id: PurchaseId) -> Self {
        Self {
            code: "already_open",
            text: format!("This is purchase {id} already, and it may still be paid as it was.")
                .into(),
            hint: format!(
                "Read /v1/purchases/{id}; report it void and wait until nothing is held."
            )
            .into(),
        }
    }

    pub(crate) const NO_TASK: Self = Self {
        code: "ap2_no_task",
        text: Cow::Borrowed("There is no such task of this agent."),
        hint: Cow::Borrowed("Use a task that GET /v1/ap2/tasks lists."),
    };
    pub(crate) const TASK_ENDED: Self = Self {
        code: "ap2_task_ended",
        text: Cow::Borrowed("The owner has ended this task, or the budget behind it."),
        hint: Cow::Borrowed(
            "Ask for the purchase without the open mandates, so that the owner decides.",
        ),
    };

    /// A protocol that is known by name and not paid.
    pub(crate) fn not_paid(dialect: Dialect) -> Option<Self> {
        let code = match dialect {
            Dialect::Mpp | Dialect::L402 => dialect.refusal()?,
            Dialect::X402V1 | Dialect::X402V2 | Dialect::A402 | Dialect::Unknown => return None,
        };
        Some(Self {
            code,
            text: format!(
                "The seller wants {}, which is not paid here.",
                dialect.name()
            )
            .into(),
            hint: Cow::Borrowed("Ask the seller for another way to pay, such as x402."),
        })
    }

    /// What may be kept of a message that is refused. Of a body with a card number or with the
    /// owner's token not even the hash is: the rest of it may be known.
    pub(super) fn kept(&self, rail: Rail, body: Vec<u8>) -> Vec<u8> {
        if rail == Rail::Clawtip || self.code == AcpError::CardNumber.code() {
            Vec::new()
        } else {
            body
        }
    }

    const fn of(code: &'static str, text: &'static str, hint: &'static str) -> Self {
        Self {
            code,
            text: Cow::Borrowed(text),
            hint: Cow::Borrowed(hint),
        }
    }

    fn said(code: &'static str, said: &str, hint: impl Into<Cow<'static, str>>) -> Self {
        let mut letters = said.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        let text: String = first.into_iter().chain(letters).chain(['.']).collect();
        Self {
            code,
            text: text.into(),
            hint: hint.into(),
        }
    }
}

impl From<Refusal> for RailProblem {
    fn from(refusal: Refusal) -> Self {
        Self::said(refusal.code(), &refusal.to_string(), refusal.hint())
    }
}

impl From<QuoteError> for RailProblem {
    fn from(error: QuoteError) -> Self {
        Self::said(error.code(), &error.to_string(), error.hint())
    }
}

impl From<TransferError> for RailProblem {
    fn from(error: TransferError) -> Self {
        let hint = "Ask the owner whether the paying account was replaced.";
        Self::said(error.code(), &error.to_string(), hint)
    }
}

impl From<SettlementError> for RailProblem {
    fn from(error: SettlementError) -> Self {
        let hint = "Send the PAYMENT-RESPONSE of this very payment exactly as received.";
        Self::said(error.code(), &error.to_string(), hint)
    }
}

impl From<FieldError> for RailProblem {
    fn from(error: FieldError) -> Self {
        Self::said(error.code, &error.message, error.hint)
    }
}

impl From<AcpError> for RailProblem {
    fn from(error: AcpError) -> Self {
        Self::said(error.code(), &error.to_string(), error.hint())
    }
}

impl From<Ap2Error> for RailProblem {
    fn from(error: Ap2Error) -> Self {
        Self::said(error.code(), &error.to_string(), error.hint())
    }
}

impl From<LocalError> for RailProblem {
    fn from(error: LocalError) -> Self {
        Self::said(error.code(), &error.to_string(), error.hint())
    }
}
