//! What a test came to, and the comparisons that decide it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde_json::{Value, json};

/// No more faults than this are told of one test.
const MOST_TOLD: usize = 20;

/// What one test came to.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) name: &'static str,
    counts: Vec<(&'static str, u64)>,
    pub(super) faults: Vec<String>,
}

impl Verdict {
    pub(super) const fn of(name: &'static str) -> Self {
        Self {
            name,
            counts: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Notes how often something was done.
    pub(super) fn count(&mut self, what: &'static str, count: usize) {
        self.counts
            .push((what, u64::try_from(count).unwrap_or(u64::MAX)));
    }

    /// A test that did nothing shows nothing.
    pub(super) fn some(&mut self, what: &'static str, count: usize) {
        self.count(what, count);
        if count == 0 {
            self.fault(format!("no {what}: nothing was tested"));
        }
    }

    pub(super) fn fault(&mut self, text: impl Display) {
        if self.faults.len() < MOST_TOLD {
            self.faults.push(text.to_string());
        }
    }

    pub(super) fn faults(&mut self, all: impl IntoIterator<Item = String>) {
        for fault in all {
            self.fault(fault);
        }
    }

    pub(super) const fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn counted(&self) -> String {
        let counts = self
            .counts
            .iter()
            .map(|(what, count)| format!("{count} {what}"));
        counts.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn value(&self) -> Value {
        let counts: BTreeMap<_, _> = self.counts.iter().copied().collect();
        json!({ "name": self.name, "ok": self.holds(), "counts": counts, "faults": self.faults })
    }
}

/// One purchase as the export tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) agent: String,
    pub(super) minor: i64,
    pub(super) status: String,
}

/// Purchases by the key they were asked for with.
pub(super) type Acks = BTreeMap<String, String>;

/// Each that was acknowledged is recorded, under an id of its own.
pub(super) fn lost(acks: &Acks, rows: &[Row]) -> Vec<String> {
    let recorded: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut faults = Vec::new();
    if recorded.len() != rows.len() {
        faults.push("a purchase is recorded twice".to_owned());
    }
    let ids: BTreeSet<&String> = acks.values().collect();
    if ids.len() != acks.len() {
        faults.push("two keys were given one purchase".to_owned());
    }
    let lost = acks
        .iter()
        .filter(|(_, id)| !recorded.contains(id.as_str()));
    faults
        .extend(lost.map(|(key, id)| format!("{id} ({key}) was acknowledged and is not recorded")));
    faults
}

/// Nothing was recorded that nobody asked for: at most one purchase for each key that was sent.
pub(super) fn invented(sent: usize, rows: &[Row]) -> Option<String> {
    let recorded = rows.len();
    (recorded > sent).then(|| format!("{sent} were asked for, and {recorded} are recorded"))
}

/// What was authorized stays within the limit, and the limit was reached, or nothing was shown.
pub(super) fn over(limit: i64, price: i64, rows: &[Row]) -> Vec<String> {
    let authorized = rows.iter().filter(|row| row.status == "authorized");
    let sum: i64 = authorized.map(|row| row.minor).fold(0, i64::saturating_add);
    let mut faults = Vec::new();
    if sum > limit {
        faults.push(format!(
            "{sum} minor units were authorized under a limit of {limit}"
        ));
    }
    if sum.saturating_add(price) <= limit {
        faults.push(format!(
            "only {sum} of {limit} minor units were used: there was no race"
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, minor: i64, status: &str) -> Row {
        Row {
            id: id.to_owned(),
            agent: "a".to_owned(),
            minor,
            status: status.to_owned(),
        }
    }

    fn acks(all: &[(&str, &str)]) -> Acks {
        let each = all
            .iter()
            .map(|(key, id)| ((*key).to_owned(), (*id).to_owned()));
        each.collect()
    }

    #[test]
    fn an_acknowledged_purchase_that_is_not_recorded_is_a_fault() {
        let rows = [row("p1", 1, "authorized")];
        assert_eq!(lost(&acks(&[("k1", "p1")]), &rows), Vec::<String>::new());
        assert_eq!(lost(&acks(&[("k1", "p1"), ("k2", "p2")]), &rows).len(), 1);
    }

    #[test]
    fn a_purchase_that_is_there_twice_is_a_fault() {
        let twice = [row("p1", 1, "authorized"), row("p1", 1, "authorized")];
        assert_eq!(lost(&acks(&[("k1", "p1")]), &twice).len(), 1);
        assert_eq!(
            lost(&acks(&[("k1", "p1"), ("k2", "p1")]), &twice[..1]).len(),
            1
        );
        assert!(invented(1, &twice).is_some());
        assert!(invented(2, &twice).is_none());
    }

    #[test]
    fn a_limit_that_is_exceeded_or_never_reached_is_a_fault() {
        let rows = |count: usize| vec![row("p", 30, "authorized"); count];
        assert_eq!(over(100, 30, &rows(3)), Vec::<String>::new());
        assert_eq!(over(100, 30, &rows(4)).len(), 1);
        assert_eq!(over(100, 30, &rows(2)).len(), 1);
        assert_eq!(over(100, 30, &vec![row("p", 30, "denied"); 9]).len(), 1);
    }

    #[test]
    fn a_test_that_did_nothing_does_not_hold() {
        let mut verdict = Verdict::of("nothing");
        verdict.some("kills", 0);
        assert!(!verdict.holds());
    }
}
