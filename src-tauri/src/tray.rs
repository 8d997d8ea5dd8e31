//! The tray: a picture of the app's state and a menu that opens things.
//!
//! Linux delivers no clicks on the picture, so everything is in the menu. No item decides.

use counterfoil_domain::time::Timestamp;

use crate::notifications::Waiting;
use crate::views::{Money, Privacy};

pub use menu::{Entry, Pause, Picked, entries};

mod menu;

/// The pictures, which differ in shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing needs the owner.
    Idle,
    /// Requests wait.
    Waiting,
    /// All agents are paused.
    Paused,
    /// The record is damaged.
    Attention,
    /// Agents cannot pay, because the app is locked or not set up.
    Stopped,
}

/// What the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// The picture.
    pub shape: Shape,
    /// One line about it.
    pub tooltip: String,
    /// The menu.
    pub entries: Vec<Entry>,
}

/// What the tray is made from.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// Agents can ask.
    pub open: bool,
    /// The record is damaged.
    pub damaged: bool,
    /// All agents are paused.
    pub paused: bool,
    /// What needs the owner.
    pub waiting: &'a [Waiting],
    /// What was spent today.
    pub spent_today: &'a [Money],
    /// What may be shown.
    pub privacy: Privacy,
    /// Now, for what is left of each request's time.
    pub now: Timestamp,
}

impl Situation<'_> {
    /// The app is locked, not set up, or cannot open its data.
    pub fn closed(now: Timestamp) -> Self {
        Self {
            open: false,
            damaged: false,
            paused: false,
            waiting: &[],
            spent_today: &[],
            privacy: Privacy::Standard,
            now,
        }
    }
}

/// The tray for a situation.
pub fn face(situation: &Situation<'_>) -> Face {
    let shape = shape(situation);
    Face {
        shape,
        tooltip: tooltip(shape, situation.waiting.len()),
        entries: entries(situation),
    }
}

fn shape(situation: &Situation<'_>) -> Shape {
    if situation.damaged {
        Shape::Attention
    } else if !situation.open {
        Shape::Stopped
    } else if situation.paused {
        Shape::Paused
    } else if situation.waiting.is_empty() {
        Shape::Idle
    } else {
        Shape::Waiting
    }
}

fn tooltip(shape: Shape, waiting: usize) -> String {
    match shape {
        Shape::Idle => "Counterfoil: nothing needs your decision".to_owned(),
        Shape::Waiting if waiting == 1 => "Counterfoil: 1 request needs you".to_owned(),
        Shape::Waiting => format!("Counterfoil: {waiting} requests need you"),
        Shape::Paused => "Counterfoil: all agents are paused".to_owned(),
        Shape::Attention => "Counterfoil: the record is damaged".to_owned(),
        Shape::Stopped => "Counterfoil: agents cannot pay".to_owned(),
    }
}

#[cfg(test)]
mod tests;
