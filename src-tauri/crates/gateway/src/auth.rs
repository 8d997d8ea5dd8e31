//! The bearer token of an agent. It is read from the `Authorization` header only, never from the
//! address, where logs and histories would keep it.

use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, HeaderMap};

use crate::problem::Problem;

const LONGEST_TOKEN: usize = 128;

/// The token as sent; whether any agent has it is the engine's business.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return Err(unauthorized());
    };
    let text = value.to_str().map_err(|_| unauthorized())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(unauthorized)?;
    let well_formed = scheme.eq_ignore_ascii_case("Bearer")
        && token.len() <= LONGEST_TOKEN
        && token.starts_with("cfa_")
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if well_formed {
        Ok(token)
    } else {
        Err(unauthorized())
    }
}

/// One and the same answer for a missing, malformed, unknown or revoked token.
pub(crate) fn unauthorized() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "No agent is known by this token.",
        "Send exactly one header Authorization: Bearer cfa_…; the owner can issue a new token.",
    )
    .challenging()
}
