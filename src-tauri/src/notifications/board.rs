//! What is on the screen at the moment, and what the owner does with it.
//!
//! One task owns all of it, so that showing, replacing, taking away and answering happen in order.
//! Nothing here ever blocks a thread: a server that never answers must not hold up the app's end.

use std::collections::BTreeMap;
use std::sync::Arc;

use notify_rust::Notification;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::notice::{Choice, Key, Notice};
use super::pace::Act;
use super::text;

#[cfg(all(unix, not(target_os = "macos")))]
use bus::{Server, Shown};
#[cfg(not(all(unix, not(target_os = "macos"))))]
use elsewhere::{Server, Shown};

#[cfg(all(unix, not(target_os = "macos")))]
mod bus;
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod elsewhere;

/// What the owner did with a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Pressed a button, or the notification itself.
    Chose(Choice),
    /// Closed it, or let it go by.
    Ignored,
}

/// What a server says about one of its notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Response {
    /// An action was pressed.
    Action(String),
    /// It went away by itself or was closed by the owner.
    Gone,
    /// It was taken away by this app.
    TakenAway,
}

/// Where notifications are put up.
#[derive(Clone, Debug)]
pub struct Board {
    acts: UnboundedSender<Act>,
}

type Answered = Arc<dyn Fn(Notice, Answer) + Send + Sync>;

impl Board {
    /// A board that tells every answer to `answered`. Must be called inside the async runtime.
    pub fn start(answered: impl Fn(Notice, Answer) + Send + Sync + 'static) -> Self {
        let (acts, received) = mpsc::unbounded_channel();
        tokio::spawn(run(received, Arc::new(answered)));
        Self { acts }
    }

    /// Queues one change.
    pub fn act(&self, act: Act) {
        if self.acts.send(act).is_err() {
            tracing::debug!("the notification board has ended");
        }
    }
}

async fn run(mut acts: UnboundedReceiver<Act>, answered: Answered) {
    let mut server = Server::default();
    let mut shown: BTreeMap<Key, (Notice, Shown)> = BTreeMap::new();
    loop {
        tokio::select! {
            act = acts.recv() => match act {
                Some(act) => perform(act, &mut server, &mut shown).await,
                None => return,
            },
            (id, response) = server.next() => {
                if let Some((notice, answer)) = understand(id, &response, &server, &mut shown).await {
                    answered(notice, answer);
                }
            }
        }
    }
}

async fn perform(act: Act, server: &mut Server, shown: &mut BTreeMap<Key, (Notice, Shown)>) {
    match act {
        Act::Show(notice) => {
            let replaced = shown.remove(&notice.key).map(|(_, old)| old);
            if let Some(one) = server.show(&notice, replaced).await {
                shown.insert(notice.key.clone(), (notice, one));
            }
        }
        Act::Withdraw(key) => {
            if let Some((_, one)) = shown.remove(&key) {
                server.close(one).await;
            }
        }
    }
}

async fn understand(
    id: u32,
    response: &Response,
    server: &Server,
    shown: &mut BTreeMap<Key, (Notice, Shown)>,
) -> Option<(Notice, Answer)> {
    let key = shown
        .iter()
        .find(|(_, (_, one))| one.id() == id)
        .map(|(key, _)| key.clone())?;
    let answer = match response {
        Response::Action(name) => Some(Answer::Chose(chosen(name)?)),
        Response::Gone => Some(Answer::Ignored),
        Response::TakenAway => None,
    };
    let (notice, one) = shown.remove(&key)?;
    if matches!(response, Response::Action(_)) {
        // Some servers leave a notification on the screen after its button was pressed.
        server.close(one).await;
    }
    Some((notice, answer?))
}

fn words(notice: &Notice, markup: bool) -> Notification {
    let mut words = Notification::new();
    words
        .appname("Counterfoil")
        .summary(&notice.title)
        .icon("counterfoil-desktop");
    if markup {
        words.body(&text::escape(&notice.body));
    } else {
        words.body(&notice.body);
    }
    // The body itself, for servers where a click on it is an action; the buttons, for the others.
    words.action(DEFAULT, "Open");
    for (choice, label) in &notice.choices {
        words.action(action(*choice), label);
    }
    words
}

const DEFAULT: &str = "default";

fn chosen(name: &str) -> Option<Choice> {
    if name == DEFAULT {
        return Some(Choice::Review);
    }
    [Choice::Review, Choice::Reject]
        .into_iter()
        .find(|choice| action(*choice) == name)
}

fn action(choice: Choice) -> &'static str {
    match choice {
        Choice::Review => "review",
        Choice::Reject => "reject",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::notice::Urgency;

    fn notice() -> Notice {
        Notice {
            key: Key::Request("pur_1".into()),
            title: "Approve €1.00 to A?".into(),
            body: "<b>Agent</b> & co".into(),
            urgency: Urgency::Normal,
            choices: vec![(Choice::Review, "Review"), (Choice::Reject, "Reject")],
            opens: "inbox/pur_1".into(),
        }
    }

    #[test]
    fn the_actions_are_open_review_and_reject() {
        let words = words(&notice(), true);
        assert_eq!(
            words.actions,
            ["default", "Open", "review", "Review", "reject", "Reject"]
        );
    }

    #[test]
    fn a_server_that_reads_markup_gets_the_body_escaped() {
        assert_eq!(
            words(&notice(), true).body,
            "&lt;b&gt;Agent&lt;/b&gt; &amp; co"
        );
        assert_eq!(words(&notice(), false).body, "<b>Agent</b> & co");
    }

    #[test]
    fn an_action_that_was_not_offered_is_no_choice() {
        assert_eq!(chosen("approve"), None);
        assert_eq!(chosen("default"), Some(Choice::Review));
        assert_eq!(chosen("reject"), Some(Choice::Reject));
    }
}
