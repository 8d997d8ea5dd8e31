//! Why a call came to nothing: one code, one sentence, one remedy each.

use std::borrow::Cow;

use counterfoil_engine::RailProblem;
use hyper::StatusCode;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// The answer of a call that was paid for is not here any more.
    AnswerGone,
    /// The other side ended the connection or does not speak HTTP.
    BrokeOff,
    /// Plain HTTP over the internet.
    Insecure,
    /// The host has no address.
    NoAddress,
    /// Nobody took the connection.
    NotReached,
    /// The seller wants to be paid in a way that is not paid here.
    OtherRail,
    /// It asked for money again after it was paid.
    PaidRefused,
    /// An address of this machine or its network.
    PrivateAddress,
    /// A redirect that is not followed.
    Redirect,
    /// No answer in time.
    Stalled,
    /// The encrypted connection could not be made.
    Tls,
}

impl Fault {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::AnswerGone => "fetch_answer_gone",
            Self::BrokeOff => "fetch_broke_off",
            Self::Insecure => "fetch_insecure",
            Self::NoAddress => "fetch_no_address",
            Self::NotReached => "fetch_not_reached",
            Self::OtherRail => "fetch_other_rail",
            Self::PaidRefused => "fetch_paid_refused",
            Self::PrivateAddress => "fetch_private_address",
            Self::Redirect => "fetch_redirect",
            Self::Stalled => "fetch_stalled",
            Self::Tls => "fetch_tls",
        }
    }

    const fn detail(self) -> &'static str {
        match self {
            Self::AnswerGone => {
                "The call was made and paid for, and its answer is not here any more."
            }
            Self::BrokeOff => "The server ended the connection, or does not speak HTTP.",
            Self::Insecure => {
                "The address is not encrypted, so anybody on the way could change what is paid."
            }
            Self::NoAddress => "The host has no address.",
            Self::NotReached => "Nobody at the host took the connection.",
            Self::OtherRail => {
                "The server wants to be paid in a way that Counterfoil does not pay itself."
            }
            Self::PaidRefused => {
                "The server was sent the payment and asks for money again. Nothing more is paid."
            }
            Self::PrivateAddress => {
                "The host is on this machine or its network, where no budget lets calls go."
            }
            Self::Redirect => "The server sends the call elsewhere, where it may not go.",
            Self::Stalled => "The server did not answer in time.",
            Self::Tls => {
                "The encrypted connection could not be made, or the server did not prove its name."
            }
        }
    }

    const fn hint(self) -> &'static str {
        match self {
            Self::AnswerGone => {
                "Look at the purchase with get_purchase; use another idempotency_key to buy again."
            }
            Self::BrokeOff | Self::NotReached | Self::Stalled | Self::Tls => {
                "Try again later with the same idempotency_key."
            }
            Self::Insecure => "Use an https address.",
            Self::NoAddress => "Check the address.",
            Self::OtherRail => "Call the server yourself and use pay_x402 with what it asks.",
            Self::PaidRefused => {
                "Do not pay again. What was held becomes free when the payment ends; tell the owner if the server took the money."
            }
            Self::PrivateAddress => {
                "Ask the owner to set private_addresses under fetch in a budget."
            }
            Self::Redirect => "Call the address it leads to, if it is the right one.",
        }
    }

    /// As it is recorded and told when nothing was paid.
    pub(super) fn rail_problem(self) -> RailProblem {
        RailProblem {
            code: self.code(),
            text: Cow::Borrowed(self.detail()),
            hint: Cow::Borrowed(self.hint()),
        }
    }

    /// As it is told after the payment left: money may have moved.
    pub(super) fn after_payment(self) -> Problem {
        let hint = match self {
            Self::PaidRefused | Self::AnswerGone => self.hint(),
            Self::BrokeOff
            | Self::Insecure
            | Self::NoAddress
            | Self::NotReached
            | Self::OtherRail
            | Self::PrivateAddress
            | Self::Redirect
            | Self::Stalled
            | Self::Tls => {
                "The payment was sent and is not sent again. Look at the purchase with get_purchase, and tell the owner."
            }
        };
        Problem::new(StatusCode::BAD_GATEWAY, self.code(), self.detail(), hint)
    }
}
