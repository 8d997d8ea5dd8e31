//! What the owner asked for, as the agent tells it. Where the purchase contradicts it the owner is
//! asked, with each deviation in words; see [`crate::risk`].

use super::draft::{DraftIntent, DraftTurn};
use super::parse::{Cleaner, NOTE, positive, quantity};
use super::problems::time_error;
use super::{FieldError, Intent, MAX_TURNS, Role, Turn};
use crate::currency::Currency;
use crate::merchant::NAME_RULE;
use crate::time::Timestamp;

pub(super) fn intent(
    cleaner: &mut Cleaner,
    draft: &DraftIntent,
    currency: Currency,
) -> Result<Intent, FieldError> {
    if draft.conversation.len() > MAX_TURNS {
        return Err(FieldError::new(
            "intent.conversation",
            "too_many_turns",
            format!("The conversation has more than {MAX_TURNS} turns"),
            "Send only the turns that led to this purchase.",
        ));
    }
    let turns = draft.conversation.iter().enumerate();
    let max_amount = draft
        .max_amount
        .as_deref()
        .map(|text| positive(|| "intent.max_amount".to_owned(), text, currency));
    let quantity = draft
        .quantity
        .map(|count| quantity(|| "intent.quantity".to_owned(), count));
    Ok(Intent {
        conversation: turns
            .map(|(index, draft)| turn(cleaner, index, draft))
            .collect::<Result<_, _>>()?,
        max_amount: max_amount.transpose()?,
        merchant: cleaner.optional("intent.merchant", draft.merchant.as_deref(), NAME_RULE)?,
        quantity: quantity.transpose()?,
        recurring: draft.recurring,
        text: cleaner.text(|| "intent.text".to_owned(), &draft.text, NOTE)?,
    })
}

fn turn(cleaner: &mut Cleaner, index: usize, draft: &DraftTurn) -> Result<Turn, FieldError> {
    let field = |name: &str| format!("intent.conversation[{index}].{name}");
    let role = match draft.role.as_str() {
        "user" => Role::User,
        "assistant" | "agent" => Role::Assistant,
        "system" => Role::System,
        "tool" => Role::Tool,
        _ => {
            let hint = "Send one of user, assistant, system, tool.";
            return Err(FieldError::new(
                field("role"),
                "role_unknown",
                "The role is not known",
                hint,
            ));
        }
    };
    let at = draft
        .at
        .as_deref()
        .map(|text| Timestamp::parse(text).map_err(|error| time_error(field("at"), error)));
    Ok(Turn {
        at: at.transpose()?,
        role,
        text: cleaner.text(|| field("text"), &draft.text, NOTE)?,
    })
}
