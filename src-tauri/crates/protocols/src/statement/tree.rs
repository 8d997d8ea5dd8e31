//! The elements of a document, whichever markup it came in.

use counterfoil_domain::text::{Text, TextError, TextRule};

use super::error::{Problem, StatementError};

/// Deeper than any statement.
const DEEPEST: usize = 32;

/// More than the largest statement has.
const MOST_ELEMENTS: usize = 2_000_000;

/// What a bank may say about a line.
pub(super) const FIELD: TextRule = TextRule {
    max_graphemes: 1000,
    max_bytes: 4000,
    multiline: false,
};

/// An element with what is in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// Where it begins, counted from 1.
    pub(super) line: u32,
    pub(super) text: String,
    /// The currency that it is marked with.
    pub(super) currency: Option<String>,
    pub(super) children: Vec<Node>,
}

impl Node {
    pub(super) fn new(name: &str, line: u32) -> Self {
        Self {
            name: name.to_owned(),
            line,
            ..Self::default()
        }
    }

    /// The children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element on a way down.
    pub(super) fn at(&self, way: &[&str]) -> Option<&Self> {
        match way.split_first() {
            None => Some(self),
            Some((name, rest)) => {
                let children = self.children.iter();
                let mut named = children.filter(|child| child.name == *name);
                named.find_map(|child| child.at(rest))
            }
        }
    }

    /// What it says, if it says anything.
    pub(super) fn says(&self, way: &[&str]) -> Option<&str> {
        let text = self.at(way)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// What it must say.
    pub(super) fn needs(&self, way: &[&str], what: &'static str) -> Result<&str, StatementError> {
        self.says(way)
            .ok_or_else(|| self.wrong(Problem::Missing(what)))
    }

    /// Every element of a name, however deep.
    pub(super) fn each<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            } else {
                child.each(name, found);
            }
        }
    }

    /// Where an element on a way down begins, to name it in an error.
    pub(super) fn line_of(&self, way: &[&str]) -> u32 {
        self.at(way).map_or(self.line, |node| node.line)
    }

    pub(super) const fn wrong(&self, problem: Problem) -> StatementError {
        StatementError::at(self.line, problem)
    }
}

/// What a bank says, cleaned; empty if it says nothing.
pub(super) fn clean(raw: &str, line: u32) -> Result<String, StatementError> {
    match Text::clean(raw, FIELD) {
        Ok(text) => Ok(text.as_str().to_owned()),
        Err(TextError::Empty) => Ok(String::new()),
        Err(TextError::TooLong { .. }) => Err(StatementError::at(line, Problem::LongField)),
        Err(TextError::Forbidden { .. } | TextError::TooManyMarks) => {
            Err(StatementError::at(line, Problem::Text))
        }
    }
}

/// Builds the tree from the outside in.
pub(super) struct Builder {
    /// The open elements, below all of them one that holds the document's.
    open: Vec<Node>,
    count: usize,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            open: vec![Node::default()],
            count: 0,
        }
    }

    pub(super) fn enter(&mut self, node: Node) -> Result<(), StatementError> {
        self.count = self.count.saturating_add(1);
        let line = node.line;
        if self.open.len() > DEEPEST {
            return Err(StatementError::at(line, Problem::TooDeep));
        }
        if self.count > MOST_ELEMENTS {
            return Err(StatementError::at(line, Problem::TooManyLines));
        }
        self.open.push(node);
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
    }

    /// Ends the innermost element.
    pub(super) fn leave(&mut self) {
        if self.open.len() > 1
            && let Some(done) = self.open.pop()
            && let Some(parent) = self.open.last_mut()
        {
            parent.children.push(done);
        }
    }

    pub(super) fn innermost(&self) -> Option<&Node> {
        self.open.last().filter(|_| self.open.len() > 1)
    }

    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|node| node.name == name)
    }

    /// The document's one element.
    pub(super) fn finish(mut self, line: u32) -> Result<Node, StatementError> {
        let broken = |what: &str| StatementError::at(line, Problem::Markup(what.to_owned()));
        if self.open.len() != 1 {
            return Err(broken("it ends before its last element"));
        }
        let mut top = self
            .open
            .pop()
            .map(|root| root.children)
            .unwrap_or_default();
        match (top.pop(), top.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(broken("it is not one element")),
        }
    }
}
