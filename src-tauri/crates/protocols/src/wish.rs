//! What an agent adds to a rail's message in its own words: the wish, the reason, where to tell it.

use counterfoil_domain::Draft;
use counterfoil_domain::request::{DraftIntent, DraftTurn};

use crate::json::{Fields, Json, JsonError, wrong};

/// The names under which a wish stands beside a rail's message.
pub(crate) const NAMES: [&str; 3] = ["intent", "reason", "callback"];

/// The agent's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    intent: Option<DraftIntent>,
    reason: Option<String>,
    callback: Option<String>,
}

impl Wish {
    /// Reads what stands beside a rail's message, as a purchase request writes it.
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, JsonError> {
        Ok(Self {
            intent: fields.optional_object("intent")?.map(intent).transpose()?,
            reason: owned(fields, "reason")?,
            callback: owned(fields, "callback")?,
        })
    }

    /// Adds the words to the purchase that the message is.
    pub(crate) fn add_to(&self, draft: Draft) -> Draft {
        Draft {
            intent: self.intent.clone(),
            reason: self.reason.clone(),
            callback: self.callback.clone(),
            ..draft
        }
    }
}

pub(crate) fn owned(fields: &Fields<'_>, name: &str) -> Result<Option<String>, JsonError> {
    Ok(fields.optional_text(name)?.map(str::to_owned))
}

fn intent(fields: &Fields<'_>) -> Result<DraftIntent, JsonError> {
    fields.only(&[
        "text",
        "max_amount",
        "merchant",
        "quantity",
        "recurring",
        "conversation",
    ])?;
    let quantity = fields.optional_integer("quantity")?;
    let quantity = quantity.map(|count| {
        u64::try_from(count).map_err(|_| wrong("intent.quantity", "a whole number above zero"))
    });
    let conversation = fields.optional_list("conversation")?.iter().map(turn);
    Ok(DraftIntent {
        text: fields.text("text")?.to_owned(),
        max_amount: owned(fields, "max_amount")?,
        merchant: owned(fields, "merchant")?,
        quantity: quantity.transpose()?,
        recurring: fields.optional_bool("recurring")?,
        conversation: conversation.collect::<Result<_, _>>()?,
    })
}

fn turn(json: &Json<'_>) -> Result<DraftTurn, JsonError> {
    let fields = json.as_object();
    let fields = fields.ok_or_else(|| wrong("intent.conversation", "a list of objects"))?;
    fields.only(&["role", "text", "at"])?;
    Ok(DraftTurn {
        role: fields.text("role")?.to_owned(),
        text: fields.text("text")?.to_owned(),
        at: owned(fields, "at")?,
    })
}
