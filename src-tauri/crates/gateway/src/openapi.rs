//! The `OpenAPI` document, made from the routes themselves.

use std::sync::LazyLock;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use crate::routes::{checkouts, limits, public, purchases, settlement, x402};

/// The document as it is served.
pub fn json() -> &'static str {
    static DOCUMENT: LazyLock<String> =
        LazyLock::new(|| Document::openapi().to_pretty_json().unwrap_or_default());
    &DOCUMENT
}

/// Why a request was refused (RFC 9457).
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what problem.rs writes")]
pub(crate) struct Problem {
    /// `urn:counterfoil:problem:` and the code.
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable, for programs.
    code: String,
    /// What is wrong.
    detail: String,
    /// What to do about it.
    hint: String,
    /// Which field, header or parameter, such as `items[0].amount`.
    #[schema(nullable = false)]
    field: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Counterfoil gateway",
        description = "For agents on this machine: ask to buy, follow the owner's decision, report the settlement. Amounts are decimal strings in major units; times are RFC 3339. Nothing can be approved here."
    ),
    servers((url = "http://127.0.0.1:7402")),
    paths(
        purchases::submit,
        purchases::list,
        purchases::show,
        purchases::amend,
        purchases::cancel,
        settlement::settle,
        checkouts::acp,
        checkouts::ap2,
        checkouts::receipt,
        checkouts::tasks,
        x402::pay,
        x402::settle,
        limits::limits,
        limits::pause,
        public::checkpoint,
        public::keys,
        public::health,
    ),
    modifiers(&BearerToken)
)]
struct Document;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The token that the owner gave this agent: `cfa_…`."))
            .build();
        if let Some(components) = openapi.components.as_mut() {
            components.add_security_scheme("token", SecurityScheme::Http(scheme));
        }
    }
}
