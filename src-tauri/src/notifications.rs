//! Notifications: when one is worth the owner's attention, what it says, and how it is shown.
//!
//! None of them can approve. What is said is cut, escaped and isolated here, because the words of
//! merchants and agents end up on a surface that other programs share.

pub use board::{Answer, Board};
pub use notice::{Choice, Key, Notice, Style, Used, blocked, damaged, found, used_up};
pub use pace::{Act, Attention};
pub use text::{isolate_to, money, sums};
pub use waiting::{Line, Waiting};

mod board;
mod notice;
mod pace;
mod text;
mod waiting;
