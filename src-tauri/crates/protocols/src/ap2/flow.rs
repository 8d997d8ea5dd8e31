//! How many demanded pieces can be matched with offered ones: a largest flow by augmenting paths.

use std::collections::{BTreeMap, VecDeque};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Source,
    Demand(usize),
    Offer(usize),
    Sink,
}

/// The largest number of pieces that can be matched, where `fits(demand, offer)` says what may be.
pub(super) fn largest(demands: &[u64], offers: &[u64], fits: &dyn Fn(usize, usize) -> bool) -> u64 {
    let mut left: BTreeMap<(Node, Node), u64> = BTreeMap::new();
    let mut next: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let mut join = |from: Node, to: Node, capacity: u64| {
        left.insert((from, to), capacity);
        left.entry((to, from)).or_insert(0);
        next.entry(from).or_default().push(to);
        next.entry(to).or_default().push(from);
    };
    for (place, pieces) in demands.iter().enumerate() {
        join(Node::Source, Node::Demand(place), *pieces);
        for offer in 0..offers.len() {
            if fits(place, offer) {
                join(Node::Demand(place), Node::Offer(offer), *pieces);
            }
        }
    }
    for (place, pieces) in offers.iter().enumerate() {
        join(Node::Offer(place), Node::Sink, *pieces);
    }
    let mut total: u64 = 0;
    while let Some(path) = path(&left, &next) {
        let room = path.iter().filter_map(|edge| left.get(edge)).min().copied();
        let room = room.unwrap_or(0);
        if room == 0 {
            break;
        }
        for (from, to) in path {
            if let Some(forward) = left.get_mut(&(from, to)) {
                *forward = forward.saturating_sub(room);
            }
            if let Some(back) = left.get_mut(&(to, from)) {
                *back = back.saturating_add(room);
            }
        }
        total = total.saturating_add(room);
    }
    total
}

/// A shortest path with room left, as edges.
fn path(
    left: &BTreeMap<(Node, Node), u64>,
    next: &BTreeMap<Node, Vec<Node>>,
) -> Option<Vec<(Node, Node)>> {
    let mut came: BTreeMap<Node, Node> = BTreeMap::new();
    let mut queue = VecDeque::from([Node::Source]);
    while let Some(from) = queue.pop_front() {
        for to in next.get(&from).into_iter().flatten() {
            let room = left.get(&(from, *to)).copied().unwrap_or(0);
            if room == 0 || *to == Node::Source || came.contains_key(to) {
                continue;
            }
            came.insert(*to, from);
            queue.push_back(*to);
        }
    }
    let mut edges = Vec::new();
    let mut at = Node::Sink;
    while at != Node::Source {
        let from = *came.get(&at)?;
        edges.push((from, at));
        at = from;
    }
    Some(edges)
}
