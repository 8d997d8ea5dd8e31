//! The same numbers in every run.

/// A small generator of numbers that look like chance and are always the same.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn seeded(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit.max(1)
    }

    /// A place in a list in which few things are met often and most hardly ever: the first half of
    /// the places is met about as often as each further doubling.
    pub(super) fn rank(&mut self, limit: u64) -> u64 {
        let doublings = u64::from(64 - limit.max(1).leading_zeros());
        loop {
            let low = 1 << self.below(doublings);
            let rank = low - 1 + self.below(low);
            if rank < limit.max(1) {
                return rank;
            }
        }
    }

    pub(super) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            let number = self.number() << 11;
            for (place, byte) in chunk.iter_mut().zip(number.to_be_bytes()) {
                *place = byte;
            }
        }
        bytes
    }
}

/// A number that always belongs to this one and looks like none.
pub(super) const fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
