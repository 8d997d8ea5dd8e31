//! The domain's behaviour, seen from outside.

#[cfg(test)]
mod bad_requests;
#[cfg(test)]
mod charts;
#[cfg(test)]
mod entries;
#[cfg(test)]
mod evaluation;
#[cfg(test)]
mod evaluation_properties;
#[cfg(test)]
mod fetching;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod mandate_documents;
#[cfg(test)]
mod mandate_width;
#[cfg(test)]
mod mandate_width_properties;
#[cfg(test)]
mod mandates;
#[cfg(test)]
mod merchants;
#[cfg(test)]
mod money;
#[cfg(test)]
mod percents;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod reasons;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod standings;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod sums;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod times_and_ids;
#[cfg(test)]
mod words;
#[cfg(test)]
mod world;
