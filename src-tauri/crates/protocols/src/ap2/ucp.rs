//! UCP's `merchant_authorization` (`dev.ucp.shopping.ap2_mandate`): a detached signature over the
//! canonical JSON (RFC 8785) of a checkout without its `ap2` member. It must be verified before
//! the checkout is shown.

use crate::encoding::to_base64_url;
use crate::json::{Json, JsonError};
use crate::jws::{self, Jws, KeySet};

use super::Ap2Error;

/// Checks the merchant's signature over a checkout answer, and gives the checkout as a token whose
/// payload is attached: the form that AP2's `checkout_jwt` has.
pub fn verify_authorization(checkout: &[u8], keys: &KeySet) -> Result<String, Ap2Error> {
    let token = attached(checkout)?;
    Jws::parse(&token)?.verify_with(keys)?;
    Ok(token)
}

/// The same token without a look at who signed it.
pub fn attached(checkout: &[u8]) -> Result<String, Ap2Error> {
    let fields = Json::parse_object(checkout, jws::MAX_BYTES)?;
    let authorization = fields.object("ap2")?.text("merchant_authorization")?;
    let canonical = canonical(checkout)?;
    Jws::parse_detached(authorization, &canonical)?;
    let (header, signature) = authorization.split_once("..").unwrap_or_default();
    Ok(format!(
        "{header}.{}.{signature}",
        to_base64_url(&canonical)
    ))
}

/// The canonical JSON of the checkout without `ap2`. Numbers that not every reader holds exactly
/// are refused, since signer and verifier might hash different ones.
pub fn canonical(checkout: &[u8]) -> Result<Vec<u8>, Ap2Error> {
    let fields = Json::parse_object(checkout, jws::MAX_BYTES)?;
    for (_, value) in fields.iter() {
        require_exact(value)?;
    }
    let syntax = |_| Ap2Error::Json(JsonError::Syntax);
    let mut value: serde_json::Value =
        serde_json::from_slice(checkout).map_err(|_| Ap2Error::Json(JsonError::Syntax))?;
    if let Some(members) = value.as_object_mut() {
        members.remove("ap2");
    }
    serde_json_canonicalizer::to_vec(&value).map_err(syntax)
}

fn require_exact(json: &Json<'_>) -> Result<(), Ap2Error> {
    use crate::json::Node;
    const LARGEST: u128 = (1 << 53) - 1;
    match json.node() {
        Node::Number(_) => {
            let exact = json
                .as_integer()
                .is_some_and(|number| number.unsigned_abs() <= LARGEST);
            if exact {
                Ok(())
            } else {
                Err(Ap2Error::Json(crate::json::wrong(
                    "number",
                    "a whole number of at most 53 bits",
                )))
            }
        }
        Node::List(elements) => elements.iter().try_for_each(require_exact),
        Node::Object(fields) => fields
            .iter()
            .try_for_each(|(_, value)| require_exact(value)),
        Node::Null | Node::Bool(_) | Node::Text(_) => Ok(()),
    }
}
