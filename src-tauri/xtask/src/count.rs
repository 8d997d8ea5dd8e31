//! How many tests ran, read from what each tool says about it.

use std::ops::AddAssign;

use serde_json::Value;

/// Tests by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Sums the lines `test result: ok. 3 passed; 0 failed; 1 ignored; …` of `cargo test`.
pub fn of_cargo_test(log: &str) -> Count {
    let mut sum = Count::default();
    for line in log.lines().filter(|line| line.starts_with("test result:")) {
        sum += Count {
            passed: number_before(line, "passed"),
            failed: number_before(line, "failed"),
            skipped: number_before(line, "ignored"),
        };
    }
    sum
}

/// Reads the line `Summary [1.2s] 9 tests run: 8 passed (1 slow), 1 failed, 3 skipped`.
///
/// What it calls skipped counts the tests that were filtered out as well, so skipped ones are
/// counted elsewhere.
pub fn of_nextest(log: &str) -> Count {
    let summary = log
        .lines()
        .rev()
        .find(|line| line.trim_start().starts_with("Summary ["))
        .unwrap_or_default();
    Count {
        passed: number_before(summary, "passed"),
        failed: number_before(summary, "failed")
            + number_before(summary, "timed")
            + number_before(summary, "exec"),
        skipped: 0,
    }
}

/// Reads the JSON report of Vitest.
pub fn of_vitest(report: &Value) -> Count {
    Count {
        passed: number_at(report, "/numPassedTests"),
        failed: number_at(report, "/numFailedTests"),
        skipped: number_at(report, "/numPendingTests") + number_at(report, "/numTodoTests"),
    }
}

/// Reads the JSON report of Playwright. A test that passed only when repeated counts as passed.
pub fn of_playwright(report: &Value) -> Count {
    Count {
        passed: number_at(report, "/stats/expected") + number_at(report, "/stats/flaky"),
        failed: number_at(report, "/stats/unexpected"),
        skipped: number_at(report, "/stats/skipped"),
    }
}

fn number_at(report: &Value, pointer: &str) -> u64 {
    report.pointer(pointer).and_then(Value::as_u64).unwrap_or(0)
}

fn number_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    words
        .windows(2)
        .find_map(|pair| match pair {
            [number, found] if *found == word => number.parse().ok(),
            _ => None,
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_test_programs_are_added_up() {
        let log = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                   running 2 tests\n\
                   test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured";
        let count = of_cargo_test(log);
        assert_eq!(count.to_string(), "4 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn a_test_that_ran_out_of_time_counts_as_failed() {
        let log = "     Summary [   9.1s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 7 skipped\n";
        assert_eq!(of_nextest(log).to_string(), "3 passed, 2 failed");
    }

    #[test]
    fn reports_in_json_are_read() {
        let vitest =
            serde_json::json!({"numPassedTests": 7, "numFailedTests": 0, "numPendingTests": 1});
        assert_eq!(
            of_vitest(&vitest).to_string(),
            "7 passed, 0 failed, 1 skipped"
        );
        let playwright = serde_json::json!({"stats": {"expected": 4, "unexpected": 1, "flaky": 1}});
        assert_eq!(of_playwright(&playwright).to_string(), "5 passed, 1 failed");
    }
}
