//! The app as its owner and its agents meet it: the real binary in a real window.

mod desktop {
    mod budgets;
    mod decisions;
    mod first_start;
    mod guard;
    mod looks;
    mod main_job;
    mod notifications;
    mod surroundings;
    mod what_if;
}
