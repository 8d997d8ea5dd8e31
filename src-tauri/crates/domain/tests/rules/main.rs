//! The domain's behaviour, seen from outside.

mod bad_requests;
mod evaluation;
mod evaluation_properties;
mod fixtures;
mod mandate_documents;
mod mandates;
mod merchants;
mod money;
mod periods;
mod reasons;
mod requests;
mod texts;
mod times_and_ids;
