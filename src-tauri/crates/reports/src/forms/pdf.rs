//! A report for people, as a tagged PDF (PDF/UA-1): what it is a report of, what was paid in each
//! currency, then every purchase. Each page says which page it is and from which head of the ledger
//! it follows.

use std::collections::BTreeMap;
use std::io::Write;

use chrono_tz::Tz;
use counterfoil_domain::Timestamp;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::report::Reported;

use self::flow::{Block, Cell, Column, Margins, Table};
use self::groups::{Group, Sums};
use self::letters::Letters;
use self::paper::Side;
use crate::statement::{ExportHead, Summary};
use crate::write::{Form, Grouping, ReportError};

mod draw;
mod flow;
mod groups;
mod letters;
mod paper;

/// A longer report is a database, and nobody reads it.
const MOST: usize = 100_000;

pub(crate) struct Report<W> {
    out: W,
    head: ExportHead,
    made_at: Timestamp,
    zone: Tz,
    grouping: Grouping,
    groups: BTreeMap<String, Group>,
    sums: Sums,
    rows: usize,
    played: u64,
}

impl<W> Report<W> {
    pub(crate) fn begin(
        out: W,
        head: ExportHead,
        made_at: Timestamp,
        zone: Tz,
        grouping: Grouping,
    ) -> Self {
        Self {
            out,
            head,
            made_at,
            zone,
            grouping,
            groups: BTreeMap::new(),
            sums: Sums::default(),
            rows: 0,
            played: 0,
        }
    }

    fn add(&mut self, reported: &Reported) -> Option<()> {
        let purchase = &reported.summary;
        let cells = self.cells(reported);
        for name in groups::headings(self.grouping, reported, self.zone) {
            let group = self.groups.entry(name).or_default();
            group.rows.push(cells.clone());
            group.sums.add(purchase)?;
        }
        self.sums.add(purchase)?;
        self.rows = self.rows.checked_add(1)?;
        self.played = self.played.checked_add(u64::from(purchase.sandbox))?;
        Some(())
    }

    fn blocks(&mut self) -> Vec<Block> {
        let mut facts: Vec<(String, String)> = self
            .head
            .facts()
            .into_iter()
            .map(|(name, fact)| (name.to_owned(), fact))
            .collect();
        if let Some((_, made)) = facts.iter_mut().find(|(name, _)| name == "Made at") {
            let (day, time) = self.local(self.made_at);
            *made = format!("{day} {time}");
        }
        if self.grouping == Grouping::Tag {
            let twice =
                "A purchase with several tags stands under each, and once in the sum of all";
            facts.push(("Tags".to_owned(), twice.to_owned()));
        }
        if self.played > 0 {
            let played = format!("{} of these purchases, in no sum", self.played);
            facts.push(("Play money".to_owned(), played));
        }
        let mut blocks = vec![
            Block::Heading {
                text: groups::title(self.grouping).to_owned(),
                level: 1,
            },
            Block::Facts(facts),
        ];
        if let Some(sums) = self.sums.table() {
            blocks.push(heading("What was paid"));
            blocks.push(Block::Table(sums));
        }
        for (name, group) in std::mem::take(&mut self.groups) {
            blocks.push(heading(&name));
            if self.grouping != Grouping::Whole {
                blocks.extend(group.sums.table().map(Block::Table));
            }
            blocks.push(Block::Table(Table {
                columns: columns(),
                rows: group.rows,
            }));
        }
        blocks
    }

    fn local(&self, at: Timestamp) -> (String, String) {
        let local = at.to_datetime().with_timezone(&self.zone);
        (
            local.format("%Y-%m-%d").to_string(),
            local.format("%H:%M:%S").to_string(),
        )
    }

    fn cells(&self, reported: &Reported) -> Vec<Cell> {
        let purchase = &reported.summary;
        let (day, time) = self.local(purchase.requested_at);
        let more = purchase.item_count.saturating_sub(1);
        let item = purchase.first_item.clone().unwrap_or_default();
        let item = if more == 0 {
            item
        } else {
            format!("{item} (+{more})")
        };
        let code = purchase.amount.currency().code();
        let mut amount = Cell {
            text: format!("{} {code}", purchase.amount.decimal()),
            below: Vec::new(),
        };
        if purchase.captured != purchase.amount && !purchase.captured.is_zero() {
            amount
                .below
                .push(format!("taken {}", purchase.captured.decimal()));
        }
        if !purchase.refunded.is_zero() {
            let back = purchase.refunded.decimal();
            amount.below.push(format!("given back {back}"));
        }
        let mut result = Cell {
            text: result(purchase.status).to_owned(),
            below: Vec::new(),
        };
        if let Some(by) = purchase.decided_by {
            let by = match by {
                DecidedBy::Rule => "by rule",
                DecidedBy::Owner => "by the owner",
            };
            result.below.push(by.to_owned());
            let at = reported.decided_at.map(|at| self.local(at));
            result
                .below
                .extend(at.map(|(day, time)| format!("{day} {time}")));
        }
        if purchase.sandbox {
            result.below.push("play money".to_owned());
        }
        let domain = purchase.merchant_domain.clone().unwrap_or_default();
        let budget = purchase.budget.as_ref();
        vec![
            Cell {
                text: day,
                below: vec![time],
            },
            Cell {
                text: purchase.merchant_name.clone(),
                below: [domain, item, purchase.id.to_string()]
                    .into_iter()
                    .chain(said(reported))
                    .collect(),
            },
            Cell {
                text: purchase.agent_name.clone(),
                below: vec![budget.map_or_else(String::new, |(_, name)| name.clone())],
            },
            result,
            amount,
        ]
    }
}

impl<W: Write + Send> Form for Report<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        if self.rows >= MOST {
            return Err(ReportError::TooLong { most: MOST });
        }
        self.add(reported).ok_or_else(|| ReportError::Amount {
            id: reported.summary.id.to_string(),
        })
    }

    fn end(mut self: Box<Self>, _: &Summary) -> Result<(), ReportError> {
        let bytes = self.bytes()?;
        self.out.write_all(&bytes)?;
        Ok(self.out.flush()?)
    }
}

impl<W> Report<W> {
    /// The report as it is when nothing more is added.
    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, ReportError> {
        let letters = Letters::load()?;
        let title = groups::title(self.grouping);
        let document = paper::document(title, self.made_at)?;
        let blocks = self.blocks();
        let ledger = &self.head.ledger;
        let margins = Margins {
            head: (title.to_owned(), crate::words::cut(&self.head.query, 90)),
            foot: format!(
                "Counterfoil {} · ledger head: {} entries, root {}",
                self.head.counterfoil, ledger.size, ledger.root
            ),
        };
        flow::set(document, &letters, &blocks, &margins)
    }
}

/// What the owner said, as lines.
fn said(reported: &Reported) -> impl Iterator<Item = String> {
    let tags = (!reported.tags.is_empty()).then(|| format!("Tags: {}", reported.tags.join(", ")));
    let note = reported.note.as_ref();
    let note = note.map(|note| format!("Note: {}", crate::words::one_line(note)));
    tags.into_iter().chain(note)
}

fn heading(text: &str) -> Block {
    Block::Heading {
        text: text.to_owned(),
        level: 2,
    }
}

fn columns() -> Vec<Column> {
    [
        ("Asked", 58.0, Side::RightOf),
        ("Merchant and item", 189.0, Side::RightOf),
        ("Agent and budget", 90.0, Side::RightOf),
        ("Result", 88.0, Side::RightOf),
        ("Amount", 86.0, Side::LeftOf),
    ]
    .map(|(title, width, side)| Column { title, width, side })
    .into()
}

/// In a word, what became of it.
const fn result(status: Status) -> &'static str {
    match status {
        Status::Pending => "Waits",
        Status::Approved => "Approved",
        Status::Authorized => "Authorized",
        Status::Captured => "Paid",
        Status::Refunded => "Given back",
        Status::Voided => "Not used",
        Status::Denied => "Denied",
        Status::Rejected => "Rejected",
        Status::Expired => "Expired",
        Status::Cancelled => "Withdrawn",
        Status::Superseded => "Replaced",
        Status::Disputed => "Disputed",
        Status::Lapsed => "Never taken",
    }
}
