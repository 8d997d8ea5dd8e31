//! OFX 1.x: headers, then tags. Those with a value are mostly not closed, the others always are.

use super::error::{Problem, StatementError, clipped};
use super::tree::{Builder, Node};
use super::xml::{forbidden, meaning};

pub(super) fn read(text: &str) -> Result<Node, StatementError> {
    let start = text.find('<').unwrap_or(text.len());
    let (head, body) = text.split_at(start);
    let mut line = breaks(head).saturating_add(1);
    let mut builder = Builder::new();
    let mut rest = body;
    while let Some(after) = rest.strip_prefix('<') {
        let broken = |what: &str| StatementError::at(line, Problem::Markup(what.to_owned()));
        let (tag, behind) = after
            .split_once('>')
            .ok_or_else(|| broken("a tag does not end"))?;
        if tag.starts_with(['!', '?']) {
            return Err(forbidden(line, "a definition"));
        }
        if tag.len() > 64 || tag.contains(['<', '\n']) {
            return Err(broken("a tag does not end"));
        }
        let (value, next) = behind.split_at(behind.find('<').unwrap_or(behind.len()));
        let text = unescaped(value.trim(), line)?;
        match tag.strip_prefix('/') {
            Some(name) => close(&mut builder, &upper(name), line)?,
            None => open(&mut builder, &upper(tag), &text, line)?,
        }
        line = line.saturating_add(breaks(value));
        rest = next;
    }
    builder.finish(line)
}

/// An element with a value ends with it; one without is ended by its closing tag.
fn open(builder: &mut Builder, name: &str, text: &str, line: u32) -> Result<(), StatementError> {
    builder.enter(Node::new(name, line))?;
    if !text.is_empty() {
        builder.text(text);
        builder.leave();
    }
    Ok(())
}

fn close(builder: &mut Builder, name: &str, line: u32) -> Result<(), StatementError> {
    // A value that was ended already may still be closed.
    if !builder.is_open(name) {
        return Ok(());
    }
    // Fields without a value are never closed; they end with what they are in.
    while let Some(node) = builder.innermost() {
        let (own, bare) = (node.name == name, node.children.is_empty());
        if !own && !bare {
            let what = format!("{} is not closed before {name}", clipped(&node.name));
            return Err(StatementError::at(line, Problem::Markup(what)));
        }
        builder.leave();
        if own {
            break;
        }
    }
    Ok(())
}

fn upper(tag: &str) -> String {
    tag.trim().to_ascii_uppercase()
}

fn breaks(text: &str) -> u32 {
    let breaks = text.matches('\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

/// Entities as XML has them. An ampersand that begins none is one: banks do not escape them.
fn unescaped(text: &str, line: u32) -> Result<String, StatementError> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let name = after.split_once(';').filter(|(name, _)| {
            let word = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
            word && (1..=8).contains(&name.len())
        });
        rest = if let Some((name, behind)) = name {
            plain.push_str(&meaning(name, line)?);
            behind
        } else {
            plain.push('&');
            after
        };
    }
    plain.push_str(rest);
    Ok(plain)
}
