//! A session as an agent hands it in: bare, as the shop answered it, or as the member `session`
//! beside what the agent adds.

use counterfoil_domain::{Draft, Timestamp};

use crate::json::Json;
use crate::wish::{self, Wish};

use super::session::require_no_card;
use super::{AcpError, Allowance, Approved, MAX_BYTES, Session};

/// The longest merchant's id; ACP has no longer ones.
const MAX_ID: usize = 255;

/// A session that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The session, byte for byte.
    pub received: String,
    /// What it says.
    pub session: Session,
    /// The one who is paid: as the session says, or the agent where it does not.
    pub merchant_id: String,
    shop: Option<String>,
    wish: Wish,
}

impl Asked {
    /// Reads what was handed in. That no card number is in it is looked at before anything else.
    pub fn read(body: &[u8], now: Timestamp) -> Result<Self, AcpError> {
        require_no_card(body)?;
        let fields = Json::parse_object(body, MAX_BYTES)?;
        let (received, shop, said, wish) = match fields.some("session") {
            None => (body, None, None, Wish::default()),
            Some(session) => {
                let known = ["session", "shop", "merchant_id"].into_iter();
                fields.only(&known.chain(wish::NAMES).collect::<Vec<_>>())?;
                let shop = wish::owned(&fields, "shop")?;
                let said = wish::owned(&fields, "merchant_id")?;
                (session.raw().as_bytes(), shop, said, Wish::read(&fields)?)
            }
        };
        let session = Session::read(received, now)?;
        let merchant_id = match (session.merchant_id.clone(), said) {
            (Some(found), Some(said)) if found != said => return Err(AcpError::Merchant),
            (Some(id), _) | (None, Some(id)) if (1..=MAX_ID).contains(&id.len()) => id,
            _ => return Err(AcpError::Merchant),
        };
        Ok(Self {
            received: String::from_utf8_lossy(received).into_owned(),
            session,
            merchant_id,
            shop,
            wish,
        })
    }

    /// The purchase this is.
    pub fn draft(&self, now: Timestamp) -> Draft {
        let mut draft = self
            .session
            .draft(self.shop.as_deref(), self.received.as_bytes(), now);
        if let Some(quote) = &mut draft.quote {
            let merchant = self.merchant_id.clone();
            quote.facts.insert("acp.merchant".to_owned(), merchant);
        }
        self.wish.add_to(draft)
    }
}

/// What is approved when a session as it was received is: its total, once, to the merchant's id
/// that was shown, until `until` or the session's own end. Refused if it has ended meanwhile.
pub fn approve(
    received: &[u8],
    merchant_id: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Approved, AcpError> {
    Session::read(received, now)?.approve(Some(merchant_id), until)
}

impl Allowance {
    /// The session it is for.
    pub fn session(&self) -> &str {
        &self.checkout_session_id
    }

    /// The merchant's id at the payment provider.
    pub fn merchant_id(&self) -> &str {
        &self.merchant_id
    }

    /// When it ends.
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}
