//! News for the owner: what changed, what waits, and what the owner did about it outside the window.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::assess::Warning;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::{AgentId, PurchaseId, Reason};
use counterfoil_engine::{Event, Reject};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::{Controller, Desktop, Phase};
use crate::error::IpcError;
use crate::events::Tag;
use crate::notifications::{Act, Answer, Choice, Key, Notice, Used, blocked, damaged, used_up};
use crate::translate;
use crate::tray::{Pause, Picked, Situation, face};
use crate::views::{LedgerState, VerifyView};

/// What is left of each request's time is drawn again this often.
const TICK: Duration = Duration::from_secs(20);
/// A flood of events is told to the window at most this often.
const REST: Duration = Duration::from_millis(60);

impl<D: Desktop> Controller<D> {
    /// Follows the engine until the app ends.
    pub(super) async fn watch(self: Arc<Self>, mut events: Receiver<Event>) {
        let ended = self.ended.clone();
        loop {
            let first = tokio::select! {
                () = ended.cancelled() => return,
                () = tokio::time::sleep(TICK) => None,
                event = events.recv() => Some(event),
            };
            let mut tags = BTreeSet::new();
            match first {
                None => self.keep_up_duties().await,
                Some(Ok(event)) => self.note(&event, &mut tags).await,
                Some(Err(RecvError::Lagged(_))) => tags.extend(Tag::ALL),
                Some(Err(RecvError::Closed)) => return,
            }
            loop {
                match events.try_recv() {
                    Ok(event) => self.note(&event, &mut tags).await,
                    Err(TryRecvError::Lagged(_)) => tags.extend(Tag::ALL),
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                }
            }
            self.refresh(tags.into_iter().collect()).await;
            tokio::time::sleep(REST).await;
        }
    }

    /// Draws notifications and tray anew and tells the window what to ask for again.
    pub async fn refresh(&self, tags: Vec<Tag>) {
        if !tags.is_empty() {
            self.desktop.changed(tags);
        }
        if let Err(error) = self.redraw().await {
            tracing::warn!(%error, "notifications and tray are out of date");
        }
    }

    /// The owner has this purchase on the screen.
    pub fn seen(&self, purchase: &str) {
        self.news().attention.answered(purchase);
    }

    /// The owner answered a notification.
    pub async fn answered(&self, notice: Notice, answer: Answer) {
        match (answer, &notice.key) {
            (Answer::Ignored, key) => self.news().attention.ignored(key, self.now()),
            (Answer::Chose(Choice::Review), key) => {
                match key {
                    Key::Request(id) => self.seen(id),
                    Key::Summary => self.news().attention.summary_answered(),
                    Key::Blocked(_) | Key::Ledger | Key::Budget(_) | Key::Found(_) => {}
                }
                self.desktop.open(&notice.opens);
            }
            (Answer::Chose(Choice::Reject), Key::Request(id)) => {
                self.seen(id);
                if let Err(error) = self.reject_from_notification(id).await {
                    tracing::warn!(purchase.id = id, %error, "a purchase could not be rejected");
                    self.desktop.open(&notice.opens);
                }
            }
            (
                Answer::Chose(Choice::Reject),
                Key::Summary | Key::Blocked(_) | Key::Ledger | Key::Budget(_) | Key::Found(_),
            ) => {}
        }
    }

    /// The owner chose from the tray.
    pub async fn picked(&self, picked: Picked) {
        match picked {
            Picked::Open(to) => self.desktop.open(&to),
            Picked::Quit => self.desktop.quit(),
            Picked::Pause(pause) => {
                let until = match pause {
                    Pause::For(time) => Some(self.now().plus(time)),
                    Pause::UntilResumed => None,
                };
                let paused = match self.local().await {
                    Ok(local) => local.pause_all(until).await.map_err(IpcError::from),
                    Err(error) => Err(error),
                };
                if let Err(error) = paused {
                    tracing::error!(%error, "agents could not be paused");
                    self.desktop.open("agents");
                }
            }
        }
    }

    /// Keeps the finding of a check.
    pub fn verified(&self, found: &VerifyView) {
        let before = self.news().verified.replace(found.clone());
        let told = before.is_some_and(|before| !before.ok);
        if let Some(problem) = &found.problem
            && !told
        {
            self.desktop.act(Act::Show(damaged(&problem.text)));
        }
    }

    /// Checks the whole record once, while the app is in use already.
    pub(super) async fn verify_at_start(self: Arc<Self>) {
        match self.verify().await {
            Ok(_) => self.refresh(vec![Tag::Status]).await,
            Err(error) => tracing::warn!(%error, "the record could not be checked"),
        }
    }

    async fn reject_from_notification(&self, id: &str) -> Result<(), IpcError> {
        let purchase = translate::purchase_id(id)?;
        let local = self.local().await?;
        local
            .reject(Reject {
                purchase,
                note: None,
                counter_offer: None,
            })
            .await?;
        Ok(())
    }

    async fn keep_up_duties(&self) {
        match self.phase().await {
            Phase::Ready(open) => self.take_duties(&open.engine).await,
            Phase::Locked(engine) => self.take_duties(&engine).await,
            Phase::Starting | Phase::FirstRun | Phase::Damaged(_) => {}
        }
    }

    async fn note(&self, event: &Event, tags: &mut BTreeSet<Tag>) {
        match event {
            Event::Purchase { id, status, agent } => {
                tags.extend([
                    Tag::Status,
                    Tag::Inbox,
                    Tag::Activity,
                    Tag::Budgets,
                    Tag::Agents,
                ]);
                if *status == Status::Denied
                    && let Err(error) = self.tell_blocked(*id, *agent).await
                {
                    tracing::warn!(%error, "a blocked purchase was not shown");
                }
                if let Err(error) = self.tell_found(*id).await {
                    tracing::warn!(%error, "what a kept search finds was not shown");
                }
            }
            Event::Agents => tags.extend([Tag::Agents, Tag::Budgets, Tag::Inbox]),
            Event::Mandates => tags.extend([
                Tag::Budgets,
                Tag::Agents,
                Tag::Inbox,
                Tag::Activity,
                Tag::Settings,
            ]),
            Event::Budget(warning) => {
                tags.insert(Tag::Budgets);
                if let Err(error) = self.tell_used_up(warning).await {
                    tracing::warn!(%error, "a budget that is nearly used up was not shown");
                }
            }
            Event::Freeze => tags.extend([Tag::Status, Tag::Agents, Tag::Inbox]),
            Event::Ledger => tags.extend([Tag::Status, Tag::Settings]),
            Event::Elsewhere => tags.extend(Tag::ALL),
        }
    }

    /// Says quietly that a part of a limit is used.
    async fn tell_used_up(&self, warning: &Warning) -> Result<(), IpcError> {
        let rows = self.local().await?.mandates().await?;
        let row = rows.iter().find(|row| row.mandate.id == warning.mandate);
        let Some(budget) = row.map(translate::budget) else {
            return Ok(());
        };
        let window = warning.window.as_str();
        let period = budget.periods.iter().find(|one| one.window == window);
        let Some(period) = period else { return Ok(()) };
        let notice = used_up(
            &Used {
                id: &budget.id,
                name: &budget.name,
                percent: warning.percent,
                left: &period.left,
                until: row.and_then(|row| translate::last_day(row, warning.window)),
            },
            self.style().await,
        );
        self.desktop.act(Act::Show(notice));
        Ok(())
    }

    /// Says that a rule blocked something, unless the owner's own pause did.
    async fn tell_blocked(&self, id: PurchaseId, agent: AgentId) -> Result<(), IpcError> {
        let summary = self.local().await?.purchase(id).await?.summary;
        let Some(why) = summary.reasons.first() else {
            return Ok(());
        };
        if matches!(why, Reason::Paused { .. }) {
            return Ok(());
        }
        let style = self.style().await;
        if self
            .news()
            .attention
            .admit_blocked(&agent.to_string(), self.now())
        {
            let notice = blocked(&translate::told(&summary), &why.text(), style);
            self.desktop.act(Act::Show(notice));
        }
        Ok(())
    }

    async fn redraw(&self) -> Result<(), IpcError> {
        let phase = self.phase().await;
        let local = match &phase {
            Phase::Ready(open) => open.engine.local(),
            Phase::Locked(engine) => engine.local(),
            Phase::Starting | Phase::FirstRun | Phase::Damaged(_) => {
                self.draw_tray(&Situation::closed(self.now()));
                return Ok(());
            }
        };
        let waiting = translate::waiting(&local.inbox().await?);
        let status = self.status().await?;
        let style = self.style().await;
        let open = matches!(phase, Phase::Ready(_));
        // While the keys are locked nothing can be approved, so nothing is asked.
        let acts = if open {
            self.news().attention.update(&waiting, self.now(), style)
        } else {
            Vec::new()
        };
        for act in acts {
            self.desktop.act(act);
        }
        self.draw_tray(&Situation {
            open,
            damaged: status.ledger.state == LedgerState::Damaged,
            paused: status.paused.is_some(),
            waiting: &waiting,
            spent_today: &status.spent_today,
            privacy: style.privacy,
            now: self.now(),
        });
        Ok(())
    }

    fn draw_tray(&self, situation: &Situation<'_>) {
        let face = face(situation);
        let mut news = self.news();
        if news.face.as_ref() != Some(&face) {
            news.face = Some(face.clone());
            drop(news);
            self.desktop.tray(face);
        }
    }
}
