//! Statements and heaps, for people and for programs.

use counterfoil_domain::Money;
use counterfoil_domain::ids::StatementId;
use counterfoil_domain::statement::{Line, Settlement, Unseen, Way};
use counterfoil_engine::{
    Engine, HeapLine, HeapPair, HeapSettlement, Heaps, StatementPreview, StatementRow,
    StatementTaken,
};
use serde_json::{Value, json};

use crate::args::Heap;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Page};
use crate::shown::shown;
use crate::terminal::cut;

/// How many lines of a file are shown before it is read in.
const PREVIEWED: usize = 10;

pub(super) async fn list(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let rows = engine.local().statements().await?;
    let items: Vec<Value> = rows.iter().map(statement).collect();
    context.output.list(&items, |page| {
        if rows.is_empty() {
            page.line("No statement was read in yet: counterfoil import statement FILE");
            return;
        }
        let cells: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
        let heading = ["Period", "Account", "Lines", "Charged", "File", "Id"];
        page.table(&heading, &cells);
    })
}

pub(super) async fn heaps(
    context: &Context,
    engine: &Engine,
    one: Option<StatementId>,
    heap: Option<Heap>,
) -> Result<(), Failure> {
    let heaps = engine.local().reconcile(one).await?;
    context.output.say(
        || value(&heaps),
        |page| {
            if heaps.period.is_none() {
                page.line("There are no lines: counterfoil import statement FILE");
                return;
            }
            let wanted = |this: Heap| heap.is_none_or(|heap| heap == this);
            if wanted(Heap::Unapproved) {
                lines(page, "Charged, but nobody approved", &heaps.unapproved);
            }
            if wanted(Heap::Differs) {
                pairs(page, "Another amount than approved", &heaps.differs);
            }
            if wanted(Heap::Uncharged) {
                unseen(page, "Approved, but never charged", &heaps.uncharged);
            }
            if wanted(Heap::Matched) {
                pairs(page, "Matched", &heaps.matched);
            }
        },
    )
}

pub(super) fn taken(
    context: &Context,
    taken: &StatementTaken,
    heaps: &Heaps,
) -> Result<(), Failure> {
    context.output.say(
        || {
            let mut value = value(heaps);
            if let Some(object) = value.as_object_mut() {
                object.insert("statement".to_owned(), json!(taken.id));
                object.insert("new".to_owned(), json!(taken.new));
            }
            value
        },
        |page| {
            let id = taken.id;
            page.line(if taken.new {
                format!("Read in as {id}.")
            } else {
                format!("This file was read in before, as {id}. Nothing has changed.")
            });
            if heaps.repeated > 0 {
                let repeated = heaps.repeated;
                page.line(format!(
                    "{repeated} of its lines are on earlier statements."
                ));
            }
            let out = |lines: &[HeapLine]| money(&Heaps::sums(lines.iter(), Way::Out));
            let paired = |pairs: &[HeapPair]| {
                let lines: Vec<HeapLine> = pairs.iter().map(|pair| pair.line.clone()).collect();
                out(&lines)
            };
            let missing = heaps.missing().count();
            page.table(
                &["", "Lines", "Charged"],
                &[
                    counted("Matched", heaps.matched.len(), paired(&heaps.matched)),
                    counted(
                        "Another amount",
                        heaps.differs.len(),
                        paired(&heaps.differs),
                    ),
                    counted(
                        "Nobody approved",
                        heaps.unapproved.len(),
                        out(&heaps.unapproved),
                    ),
                    counted("Never charged", missing, String::new()),
                ],
            );
            page.line(format!("See them: counterfoil reconcile {id}"));
        },
    )
}

pub(super) fn preview(context: &Context, preview: &StatementPreview) -> Result<(), Failure> {
    context.output.say(
        || {
            let table = preview.table.as_ref().map(|shown| {
                let asks = shown.settled.asks.iter().map(|ask| ask.code());
                json!({
                    "encoding": shown.table.encoding,
                    "delimiter": shown.table.delimiter.to_string(),
                    "columns": shown.table.columns,
                    "samples": shown.table.samples(),
                    "mapping": shown.settled.mapping,
                    "asks": asks.collect::<Vec<_>>(),
                    "remembered": shown.remembered,
                    "problem": shown.problem.as_ref().map(ToString::to_string),
                })
            });
            json!({
                "account": preview.account,
                "count": preview.lines.len(),
                "left_out": preview.left_out,
                "lines": preview.lines.iter().take(PREVIEWED).map(line).collect::<Vec<_>>(),
                "table": table,
                "known": preview.known,
            })
        },
        |page| previewed(page, preview),
    )
}

fn previewed(page: &mut Page, preview: &StatementPreview) {
    if let Some(known) = preview.known {
        page.line(format!("This file was read in before, as {known}."));
    }
    if let Some(shown) = &preview.table {
        let columns: Vec<String> = shown
            .table
            .columns
            .iter()
            .map(|name| self::shown(name))
            .collect();
        let mapping = json!(shown.settled.mapping);
        let mapping = mapping.as_object().cloned().unwrap_or_default();
        page.line(format!(
            "{}, columns between {:?}: {}",
            shown.table.encoding,
            shown.table.delimiter,
            columns.join(", ")
        ));
        for (name, value) in mapping {
            page.line(format!("  {name}: {}", self::shown(&value.to_string())));
        }
        for ask in &shown.settled.asks {
            page.line(format!("  ? {}: {}", ask.code(), ask.remedy()));
        }
        if let Some(problem) = &shown.problem {
            page.line(problem.to_string());
        }
    }
    let rows: Vec<Vec<Cell>> = preview
        .lines
        .iter()
        .take(PREVIEWED)
        .map(|line| {
            vec![
                Cell::left(line.booked.to_string()),
                Cell::right(signed(line)),
                Cell::left(cut(&shown(&line.descriptor), 50)),
            ]
        })
        .collect();
    if !rows.is_empty() {
        page.table(&["Day", "Charged", "What the bank says"], &rows);
        page.line(format!("{} lines in all.", preview.lines.len()));
    }
}

fn counted(name: &str, count: usize, sum: String) -> Vec<Cell> {
    vec![
        Cell::left(name),
        Cell::right(count.to_string()),
        Cell::right(sum),
    ]
}

fn money(sums: &[Money]) -> String {
    let all: Vec<String> = sums.iter().map(ToString::to_string).collect();
    all.join(" · ")
}

fn signed(line: &Line) -> String {
    Money::new(line.charged, line.currency).to_string()
}

fn lines(page: &mut Page, title: &str, lines: &[HeapLine]) {
    let rows: Vec<Vec<Cell>> = lines
        .iter()
        .map(|line| {
            let verdict = line.verdict.map_or("", |verdict| verdict.word());
            vec![
                Cell::left(line.line.booked.to_string()),
                Cell::right(signed(&line.line)),
                Cell::left(cut(&shown(&line.line.descriptor), 40)),
                Cell::left(verdict),
                Cell::left(line.id.to_string()),
            ]
        })
        .collect();
    let heading = ["Day", "Charged", "What the bank says", "You", "Line"];
    heap(page, title, &heading, &rows);
}

fn pairs(page: &mut Page, title: &str, pairs: &[HeapPair]) {
    let rows: Vec<Vec<Cell>> = pairs
        .iter()
        .map(|pair| {
            let reasons: Vec<String> = pair.reasons.iter().map(ToString::to_string).collect();
            vec![
                Cell::left(pair.line.line.booked.to_string()),
                Cell::right(signed(&pair.line.line)),
                Cell::left(cut(&shown(&pair.settlement.merchant), 30)),
                Cell::left(reasons.join(", ")),
                Cell::left(pair.settlement.purchase.to_string()),
                Cell::left(pair.line.id.to_string()),
            ]
        })
        .collect();
    let heading = ["Day", "Charged", "Shop", "Why", "Purchase", "Line"];
    heap(page, title, &heading, &rows);
}

fn unseen(page: &mut Page, title: &str, unseen: &[HeapSettlement]) {
    let rows: Vec<Vec<Cell>> = unseen
        .iter()
        .filter(|unseen| unseen.unseen != Unseen::NotDue && unseen.unseen != Unseen::Before)
        .map(|unseen| {
            let settlement = &unseen.settlement;
            vec![
                Cell::left(settlement.day.to_string()),
                Cell::right(settlement.amount.to_string()),
                Cell::left(cut(&shown(&settlement.merchant), 30)),
                Cell::left(waiting(unseen.unseen)),
                Cell::left(settlement.purchase.to_string()),
            ]
        })
        .collect();
    let heading = ["Day", "Amount", "Shop", "", "Purchase"];
    heap(page, title, &heading, &rows);
}

fn heap(page: &mut Page, title: &str, heading: &[&str], rows: &[Vec<Cell>]) {
    page.title(format!("{title}: {}", rows.len()));
    if !rows.is_empty() {
        page.table(heading, rows);
    }
    page.gap();
}

fn waiting(unseen: Unseen) -> String {
    match unseen {
        Unseen::Missing => "missing".to_owned(),
        Unseen::Expected(day) => format!("may come until {day}"),
        Unseen::Before => "before the first statement".to_owned(),
        Unseen::NotDue => "had ended".to_owned(),
    }
}

fn statement(row: &StatementRow) -> Value {
    let imported = &row.imported;
    json!({
        "id": imported.statement,
        "at": row.at,
        "name": row.name,
        "account": row.account,
        "format": imported.format,
        "from": imported.from,
        "until": imported.until,
        "count": imported.count,
        "charged": imported.charged,
        "returned": imported.returned,
        "file": imported.file,
        "kept": row.kept,
    })
}

fn cells(row: &StatementRow) -> Vec<Cell> {
    let imported = &row.imported;
    vec![
        Cell::left(format!("{} – {}", imported.from, imported.until)),
        Cell::left(shown(row.account.as_deref().unwrap_or_default())),
        Cell::right(imported.count.to_string()),
        Cell::right(money(&imported.charged)),
        Cell::left(cut(&shown(&row.name), 30)),
        Cell::left(imported.statement.to_string()),
    ]
}

fn value(heaps: &Heaps) -> Value {
    let (from, until) = heaps.period.unzip();
    json!({
        "from": from,
        "until": until,
        "repeated": heaps.repeated,
        "matched": heaps.matched.iter().map(pair).collect::<Vec<_>>(),
        "differs": heaps.differs.iter().map(pair).collect::<Vec<_>>(),
        "unapproved": heaps.unapproved.iter().map(heap_line).collect::<Vec<_>>(),
        "uncharged": heaps.uncharged.iter().map(missing).collect::<Vec<_>>(),
    })
}

fn pair(pair: &HeapPair) -> Value {
    let reasons = pair.reasons.iter();
    let reasons = reasons.map(|why| json!({ "code": why.code(), "text": why.to_string() }));
    json!({
        "line": heap_line(&pair.line),
        "settlement": settlement(&pair.settlement),
        "reasons": reasons.collect::<Vec<_>>(),
    })
}

fn missing(unseen: &HeapSettlement) -> Value {
    let (state, until) = match unseen.unseen {
        Unseen::Missing => ("missing", None),
        Unseen::Expected(day) => ("expected", Some(day)),
        Unseen::Before => ("before", None),
        Unseen::NotDue => ("not_due", None),
    };
    json!({
        "settlement": settlement(&unseen.settlement),
        "state": state,
        "until": until,
    })
}

fn heap_line(heap: &HeapLine) -> Value {
    let mut value = line(&heap.line);
    if let Some(object) = value.as_object_mut() {
        object.insert("id".to_owned(), json!(heap.id.to_string()));
        object.insert("verdict".to_owned(), json!(heap.verdict));
    }
    value
}

fn line(line: &Line) -> Value {
    let original = line.original.map(|it| Money::new(it.minor, it.currency));
    json!({
        "booked": line.booked,
        "paid": line.paid,
        "charged": Money::new(line.charged, line.currency).decimal(),
        "currency": line.currency,
        "original": original,
        "descriptor": line.descriptor,
        "reference": line.reference,
        "row": line.row,
    })
}

fn settlement(settlement: &Settlement) -> Value {
    json!({
        "purchase": settlement.purchase,
        "entry": settlement.seq,
        "way": match settlement.way() { Way::Out => "out", Way::Back => "back" },
        "amount": settlement.amount.decimal(),
        "currency": settlement.amount.currency(),
        "day": settlement.day,
        "merchant": { "name": settlement.merchant, "domain": settlement.domain },
        "late": settlement.late,
    })
}
