//! The facts about statements, with everything in them that may be in them.

use counterfoil_domain::entry::{Fact, StatementImported, StatementRuled};
use counterfoil_domain::statement::{Format, Verdict};
use counterfoil_domain::{Money, StatementId};

use super::samples::purchase;
use crate::fixtures::eur;

pub fn of_statements() -> Vec<Fact> {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    let statement = StatementId::from_bytes([7; 16]);
    vec![
        Fact::StatementImported(StatementImported {
            charged: vec![eur("184.90")],
            count: 3,
            file: "aa".repeat(32),
            format: Format::Camt053,
            from: day(1),
            lines: "bb".repeat(32),
            returned: vec![Money::new(995, eur("0.00").currency())],
            statement,
            until: day(30),
        }),
        Fact::StatementRuled(StatementRuled {
            line: 2,
            purchase: Some(purchase()),
            settlement: Some(u64::MAX),
            statement,
            verdict: Verdict::Matched,
        }),
    ]
}
