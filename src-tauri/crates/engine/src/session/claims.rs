//! What agents say of themselves besides their token. Nobody checks it and no rule looks at it: it is
//! kept, the newest in place of the older, so that the owner sees it as what it is.

use std::collections::BTreeMap;

use counterfoil_domain::ids::AgentId;
use counterfoil_domain::text::{Text, TextRule};

use super::AgentSession;
use crate::error::EngineError;
use crate::store::{self, Connection};
use crate::writer::Desk;

/// What is said, by the way in which it is said.
pub type Claims = BTreeMap<String, String>;

const WORDS: TextRule = TextRule {
    max_graphemes: 120,
    max_bytes: 480,
    multiline: false,
};

/// More ways than there are.
const MOST: usize = 8;

impl AgentSession {
    /// Keeps what this agent says of itself.
    pub async fn claim(&self, claims: &Claims) -> Result<(), EngineError> {
        let kept: Claims = claims
            .iter()
            .take(MOST)
            .filter_map(|(name, said)| Some((name.clone(), clean(said)?)))
            .collect();
        let text = serde_json::to_string(&kept)
            .map_err(|error| EngineError::Internal(error.to_string()))?;
        let caller = self.caller.clone();
        let work = move |desk: &mut Desk<'_>| {
            let agent = desk.agent(&caller)?.id;
            store::texts::put_setting(desk.conn(), &place(agent), &text)
        };
        self.writer.run(work).await?;
        Ok(())
    }
}

/// What an agent said last.
pub(crate) fn of(conn: &Connection, agent: AgentId) -> Result<Claims, EngineError> {
    let kept = store::texts::setting(conn, &place(agent))?;
    let read = |text: String| serde_json::from_str(&text).ok();
    Ok(kept.and_then(read).unwrap_or_default())
}

fn place(agent: AgentId) -> String {
    format!("claims.{agent}")
}

fn clean(said: &str) -> Option<String> {
    let short: String = said.chars().take(120).collect();
    let text = Text::clean(&short, WORDS).ok()?;
    Some(text.as_str().to_owned())
}
