//! How long the owner looked before approving.

/// A look shorter than this is a fast one.
pub const FAST_MILLIS: u32 = 2000;

/// Up to so many looks are told one by one.
const SINGLY: usize = 40;

/// Looks of about the same length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    /// How long, milliseconds.
    pub millis: u32,
    /// How many.
    pub count: u64,
}

/// The looks at the requests of one agent, or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looks {
    /// The agent's number; `None`: all together.
    pub agent: Option<i64>,
    /// How many.
    pub count: u64,
    /// How many were fast.
    pub fast: u64,
    /// The one in the middle; between two, half way.
    pub median_millis: u32,
    /// Them, shortest first: one by one while they are few.
    pub dots: Vec<Dot>,
}

impl Looks {
    pub(super) fn of(agent: Option<i64>, mut millis: Vec<u32>) -> Option<Self> {
        millis.sort_unstable();
        let middle = millis.len().checked_div(2)?;
        let upper = *millis.get(middle)?;
        let lower = match millis.len().checked_rem(2)? {
            0 => *millis.get(middle.checked_sub(1)?)?,
            _ => upper,
        };
        let fast = millis.partition_point(|one| *one < FAST_MILLIS);
        Some(Self {
            agent,
            count: u64::try_from(millis.len()).ok()?,
            fast: u64::try_from(fast).ok()?,
            median_millis: u32::midpoint(lower, upper),
            dots: dots(&millis),
        })
    }
}

fn dots(sorted: &[u32]) -> Vec<Dot> {
    let mut dots: Vec<Dot> = Vec::new();
    for millis in sorted {
        let place = if sorted.len() > SINGLY {
            rounded(*millis)
        } else {
            *millis
        };
        match dots.last_mut().filter(|dot| dot.millis == place) {
            Some(dot) => dot.count = dot.count.saturating_add(1),
            None => dots.push(Dot {
                millis: place,
                count: 1,
            }),
        }
    }
    dots
}

/// Down to three significant bits: steps of an eighth to a quarter, which is less than a dot.
const fn rounded(millis: u32) -> u32 {
    let bits = 32_u32.saturating_sub(millis.leading_zeros());
    let drop = bits.saturating_sub(3);
    (millis >> drop) << drop
}
