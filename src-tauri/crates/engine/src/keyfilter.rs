//! A bounded filter of used idempotency keys: says "never used" at once and for certain, so that a
//! new purchase does not search the history; "maybe" is then confirmed in the store.

use fastbloom::BloomFilter;

/// One false alarm in about a thousand new keys.
const FALSE_ALARMS: f64 = 0.001;

/// How many keys one layer holds; about 1.9 MB.
const LAYER: usize = 1 << 20;

/// The filter; grows by a layer for each million keys.
#[derive(Debug, Default)]
pub(crate) struct KeyFilter {
    layers: Vec<BloomFilter>,
    in_last: usize,
}

impl KeyFilter {
    pub(crate) fn may_contain(&self, hash: i64) -> bool {
        self.layers.iter().any(|layer| layer.contains(&hash))
    }

    pub(crate) fn insert(&mut self, hash: i64) {
        if self.layers.is_empty() || self.in_last >= LAYER {
            self.layers
                .push(BloomFilter::with_false_pos(FALSE_ALARMS).expected_items(LAYER));
            self.in_last = 0;
        }
        if let Some(last) = self.layers.last_mut() {
            last.insert(&hash);
            self.in_last = self.in_last.saturating_add(1);
        }
    }
}
