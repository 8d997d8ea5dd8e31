//! How many connections there may be. When all seats are taken, the connection that has been idle
//! for longest gives way, so that sockets opened and left lying around keep nobody out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

/// Marks a seat whose request is being answered.
const BUSY: u64 = u64::MAX;
/// Connections that have been served rank behind those that never sent a request.
const SERVED: u64 = 1 << 62;

/// All seats of one gateway.
#[derive(Debug)]
pub(super) struct Seats {
    most: usize,
    room: Arc<Room>,
}

impl Seats {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            room: Arc::default(),
        }
    }

    /// A seat, if need be that of an idle connection; `None` when every connection is busy.
    pub(super) fn take(&self, shutdown: &CancellationToken) -> Option<Seat> {
        let mut taken = self
            .room
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= self.most {
            let idlest = taken
                .iter()
                .map(|(number, place)| (place.idle_since.load(Ordering::Relaxed), *number))
                .filter(|(idle_since, _)| *idle_since != BUSY)
                .min()?;
            if let Some(place) = taken.remove(&idlest.1) {
                place.leave.cancel();
            }
        }
        let number = self.room.tick();
        let place = Arc::new(Place {
            idle_since: AtomicU64::new(number),
            leave: shutdown.child_token(),
        });
        taken.insert(number, Arc::clone(&place));
        Some(Seat {
            number,
            place,
            room: Arc::clone(&self.room),
        })
    }
}

/// One connection's seat; given back when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    number: u64,
    place: Arc<Place>,
    room: Arc<Room>,
}

impl Seat {
    /// Ends when the connection must give way, or when the gateway stops.
    pub(super) fn asked_to_leave(&self) -> WaitForCancellationFuture<'_> {
        self.place.leave.cancelled()
    }

    /// Keeps the seat for as long as the request is being answered.
    pub(super) fn busy(&self) -> Busy<'_> {
        self.place.idle_since.store(BUSY, Ordering::Relaxed);
        Busy(self)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self
            .room
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        taken.remove(&self.number);
    }
}

/// Proof that a request is being answered.
#[derive(Debug)]
pub(super) struct Busy<'a>(&'a Seat);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let since = SERVED.saturating_add(self.0.room.tick());
        self.0.place.idle_since.store(since, Ordering::Relaxed);
    }
}

#[derive(Debug, Default)]
struct Room {
    clock: AtomicU64,
    taken: Mutex<BTreeMap<u64, Arc<Place>>>,
}

impl Room {
    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }
}

#[derive(Debug)]
struct Place {
    idle_since: AtomicU64,
    leave: CancellationToken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_connection_that_never_asked_anything_gives_way_first() {
        let seats = Seats::new(2);
        let stop = CancellationToken::new();
        let served = seats.take(&stop).unwrap();
        drop(served.busy());
        let silent = seats.take(&stop).unwrap();

        let newcomer = seats.take(&stop);

        assert!(newcomer.is_some());
        assert!(silent.place.leave.is_cancelled());
        assert!(!served.place.leave.is_cancelled());
    }

    #[test]
    fn a_request_in_progress_is_never_pushed_out() {
        let seats = Seats::new(1);
        let stop = CancellationToken::new();
        let seat = seats.take(&stop).unwrap();
        let busy = seat.busy();

        assert!(seats.take(&stop).is_none());

        drop(busy);
        assert!(seats.take(&stop).is_some());
    }

    #[test]
    fn a_seat_is_free_again_after_its_connection_ended() {
        let seats = Seats::new(1);
        let stop = CancellationToken::new();
        drop(seats.take(&stop));

        assert!(seats.room.taken.lock().unwrap().is_empty());
    }
}
