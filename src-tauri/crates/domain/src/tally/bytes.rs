//! A tally as bytes: numbers of seven bits a byte, so that a year is read in a few milliseconds.

use super::{Asked, Ended, Fired, Look, Outcome, Shop, Spend, Sum, Tally};

/// The version of this form.
const FORM: u64 = 1;

impl Tally {
    /// Its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Out::default();
        out.number(FORM);
        out.list(&self.words, |out, word| out.word(word));
        out.list(&self.spend, |out, (key, sum)| {
            out.day(key.day, key.play);
            out.signed(key.agent);
            out.signed(key.mandate);
            out.number(key.category.into());
            out.number(key.currency.into());
            out.sum(*sum);
        });
        out.list(&self.shops, |out, (key, sum)| {
            out.day(key.day, key.play);
            out.signed(key.merchant);
            out.number(key.currency.into());
            out.sum(*sum);
        });
        out.list(&self.ended, |out, (key, count)| {
            out.day(key.day, key.play);
            let place = Outcome::ALL.iter().position(|one| *one == key.outcome);
            out.number(
                place
                    .and_then(|place| u64::try_from(place).ok())
                    .unwrap_or(0),
            );
            out.number(*count);
        });
        out.list(&self.asked, |out, (key, count)| {
            out.day(key.day, key.play);
            out.number(key.hour.into());
            out.number(*count);
        });
        out.list(&self.looks, |out, key| {
            out.day(key.day, key.play);
            out.signed(key.agent);
            out.number(key.millis.into());
        });
        out.list(&self.fired, |out, (key, count)| {
            out.day(key.day, key.play);
            out.number(key.mandate.into());
            out.number(key.reason.into());
            out.number(*count);
        });
        out.0
    }

    /// A tally from its bytes; `None` where they are not whole or of another form.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut read = In(bytes);
        if read.number()? != FORM {
            return None;
        }
        let tally = Self {
            words: read.list(In::word)?,
            spend: read.list(|read| {
                let (day, play) = read.day()?;
                let key = Spend {
                    day,
                    play,
                    agent: read.signed()?,
                    mandate: read.signed()?,
                    category: read.small()?,
                    currency: read.small()?,
                };
                Some((key, read.sum()?))
            })?,
            shops: read.list(|read| {
                let (day, play) = read.day()?;
                let key = Shop {
                    day,
                    play,
                    merchant: read.signed()?,
                    currency: read.small()?,
                };
                Some((key, read.sum()?))
            })?,
            ended: read.list(|read| {
                let (day, play) = read.day()?;
                let place = usize::try_from(read.number()?).ok()?;
                let outcome = *Outcome::ALL.get(place)?;
                Some((Ended { day, outcome, play }, read.number()?))
            })?,
            asked: read.list(|read| {
                let (day, play) = read.day()?;
                let hour = u8::try_from(read.number()?).ok()?;
                Some((Asked { day, hour, play }, read.number()?))
            })?,
            looks: read.list(|read| {
                let (day, play) = read.day()?;
                Some(Look {
                    day,
                    play,
                    agent: read.signed()?,
                    millis: read.small()?,
                })
            })?,
            fired: read.list(|read| {
                let (day, play) = read.day()?;
                let key = Fired {
                    day,
                    play,
                    mandate: read.small()?,
                    reason: read.small()?,
                };
                Some((key, read.number()?))
            })?,
        };
        read.0.is_empty().then_some(tally)
    }
}

#[derive(Default)]
struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, mut number: u64) {
        loop {
            let low = u8::try_from(number & 0x7f).unwrap_or(0);
            number >>= 7;
            if number == 0 {
                self.0.push(low);
                return;
            }
            self.0.push(low | 0x80);
        }
    }

    /// Small numbers of either sign stay short.
    fn signed(&mut self, number: i64) {
        let twice = number.unsigned_abs().wrapping_shl(1);
        self.number(twice | u64::from(number < 0));
    }

    fn day(&mut self, day: i32, play: bool) {
        self.signed(i64::from(day).wrapping_shl(1) | i64::from(play));
    }

    fn sum(&mut self, sum: Sum) {
        self.number(sum.count);
        self.signed(sum.spent);
    }

    fn word(&mut self, word: &str) {
        self.number(u64::try_from(word.len()).unwrap_or(u64::MAX));
        self.0.extend_from_slice(word.as_bytes());
    }

    fn list<T>(&mut self, all: &[T], each: impl Fn(&mut Self, &T)) {
        self.number(u64::try_from(all.len()).unwrap_or(u64::MAX));
        for one in all {
            each(self, one);
        }
    }
}

struct In<'a>(&'a [u8]);

impl In<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let part = u64::from(byte & 0x7f);
            let placed = part.checked_shl(shift)?;
            if placed.checked_shr(shift)? != part {
                return None;
            }
            number |= placed;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        let twice = self.number()?;
        let size = i64::try_from(twice >> 1).ok()?;
        if twice & 1 == 1 {
            size.checked_neg()
        } else {
            Some(size)
        }
    }

    fn day(&mut self) -> Option<(i32, bool)> {
        let both = self.signed()?;
        Some((i32::try_from(both >> 1).ok()?, both & 1 == 1))
    }

    fn sum(&mut self) -> Option<Sum> {
        Some(Sum {
            count: self.number()?,
            spent: self.signed()?,
        })
    }

    fn word(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (word, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(word.to_vec()).ok()
    }

    fn list<T>(&mut self, each: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        // Every member takes a byte, so a made-up count reserves no more than there is.
        let mut all = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            all.push(each(self)?);
        }
        Some(all)
    }
}
