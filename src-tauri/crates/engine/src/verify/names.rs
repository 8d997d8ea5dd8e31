//! What the other sides of rails call purchases, and what was closed under tasks: both tables follow
//! from the entries of the purchases that came over a rail, which are few.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::entry::{Fact, Payment};
use counterfoil_domain::ids::{PurchaseId, TaskId};

use crate::error::EngineError;
use crate::rails::{name, names_of};
use crate::store::purchases::PurchaseRow;
use crate::store::{self, Connection};

/// What must be in the two tables.
#[derive(Debug, Default, PartialEq, Eq)]
struct Names {
    references: BTreeMap<[u8; 32], PurchaseId>,
    uses: BTreeSet<(TaskId, PurchaseId)>,
}

/// Whether the tables are what the entries make of them.
pub(super) fn are_right(conn: &Connection) -> Result<bool, EngineError> {
    let mut quoted = BTreeSet::new();
    store::quotes::for_each(conn, |n, _, _| {
        quoted.insert(n);
    })?;
    let mut expected = Names::default();
    for n in quoted {
        store::purchases::for_each(conn, n..=n, |row| expected.take(conn, &row))?;
    }
    let mut found = Names::default();
    store::references::for_each(conn, |hash, id| {
        found.references.insert(hash, id);
    })?;
    store::uses::for_each(conn, |task, id| {
        found.uses.insert((task, id));
    })?;
    Ok(found == expected)
}

impl Names {
    fn take(&mut self, conn: &Connection, row: &PurchaseRow) -> Result<(), EngineError> {
        let id = row.purchase.id;
        let first = store::log::entry(conn, row.first_seq)?;
        let first = crate::reading::requested(&first.bytes)?;
        if let Some(name) = name(first.agent, &first.request.checkout) {
            self.references.insert(name, id);
        }
        let Some(seq) = row.authorized_seq else {
            return Ok(());
        };
        let entry = crate::reading::entry(&store::log::entry(conn, seq)?.bytes)?;
        let Fact::PurchaseAuthorized(authorized) = entry.fact else {
            return Ok(());
        };
        let Some(payment) = &authorized.payment else {
            return Ok(());
        };
        let names = names_of(payment).into_iter();
        self.references.extend(names.map(|name| (name, id)));
        if let Payment::Ap2(payment) = payment {
            self.uses.extend(payment.task.map(|task| (task, id)));
        }
        Ok(())
    }
}
