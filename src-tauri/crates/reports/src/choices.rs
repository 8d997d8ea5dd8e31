//! What a file tells and leaves out, beyond which purchases it is about.

use std::borrow::Cow;

use chrono_tz::Tz;
use counterfoil_domain::report::Reported;

use crate::write::{Format, Grouping};

/// What a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Its parts, where the format has them.
    pub grouping: Grouping,
    /// What was bought.
    pub items: Tell,
    /// Where its days begin; `None`: where the owner lives.
    pub zone: Option<Tz>,
}

/// Whether something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// It is in the file.
    Told,
    /// It is not.
    LeftOut,
}

impl Choices {
    /// One list of everything that the format has a place for.
    pub const ALL: Self = Self {
        grouping: Grouping::Whole,
        items: Tell::Told,
        zone: None,
    };

    /// The same in parts.
    pub const fn grouped(grouping: Grouping) -> Self {
        Self {
            grouping,
            ..Self::ALL
        }
    }

    /// As far as the format can leave something out: the rows of a bundle are what its entries say.
    pub(crate) const fn of(self, format: Format) -> Self {
        match format {
            Format::Bundle => Self {
                items: Tell::Told,
                ..self
            },
            Format::Csv
            | Format::JsonLines
            | Format::Json
            | Format::Xlsx
            | Format::Pdf
            | Format::Beancount
            | Format::Hledger
            | Format::Ofx => self,
        }
    }

    pub(crate) fn row(self, reported: &Reported) -> Cow<'_, Reported> {
        let mut row = Cow::Borrowed(reported);
        if self.items == Tell::LeftOut && reported.summary.first_item.is_some() {
            row.to_mut().summary.first_item = None;
        }
        row
    }
}
