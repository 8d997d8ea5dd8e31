//! The statements that were read in, and the owner's last word on each of their lines.

use std::collections::BTreeMap;

use crate::entry::{StatementImported, StatementRuled};
use crate::ids::StatementId;
use crate::statement::{LineId, Ruling, Verdict};

/// What follows from the entries about statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    /// Every statement, as it was read in.
    pub imported: BTreeMap<StatementId, StatementImported>,
    /// The last word on each line that one was said on.
    pub rulings: BTreeMap<LineId, Ruling>,
}

impl Statements {
    /// Takes a statement in, unless it is there already.
    pub fn import(&mut self, imported: StatementImported) -> bool {
        let known = self.imported.insert(imported.statement, imported);
        known.is_none()
    }

    /// Takes a ruling in, if it can be one.
    pub fn rule(&mut self, ruled: &StatementRuled) -> bool {
        let known = self.imported.get(&ruled.statement);
        let there = known.is_some_and(|known| ruled.line < known.count);
        let pairs = matches!(ruled.verdict, Verdict::Matched | Verdict::Unmatched);
        let told = ruled.settlement.is_some() && ruled.purchase.is_some();
        let silent = ruled.settlement.is_none() && ruled.purchase.is_none();
        if !there || (pairs && !told) || (!pairs && !silent) {
            return false;
        }
        let ruling = Ruling {
            verdict: ruled.verdict,
            settlement: ruled.settlement,
        };
        self.rulings.insert(ruled.id(), ruling);
        true
    }
}
