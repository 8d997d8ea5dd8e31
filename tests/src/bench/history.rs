//! A long history, written through the engine as fast as it goes.

use std::ops::Range;
use std::time::Instant;

use anyhow::Result;
use counterfoil_engine::{AgentSession, Clock as _, SystemClock};

use super::house::House;
use crate::past;

/// As many at once as one commit takes.
const LANES: usize = 256;

/// Writes `count` purchases, each lane from its number `first` on, and returns how many a second.
pub(super) async fn build(house: &House, first: u64, count: u64) -> Result<f64> {
    let sessions = house.sessions()?;
    let begin = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    let each = count.div_ceil(u64::try_from(LANES)?);
    for (lane, session) in sessions.iter().cycle().take(LANES).enumerate() {
        let session = session.clone();
        tasks.spawn(async move { write(&session, lane, first..first + each).await });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let written = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(f64::from(written) / begin.elapsed().as_secs_f64())
}

async fn write(session: &AgentSession, lane: usize, numbers: Range<u64>) -> Result<()> {
    for n in numbers {
        session
            .submit(past::request(lane, n, SystemClock.now())?)
            .await?;
    }
    Ok(())
}
