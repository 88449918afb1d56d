//! The sum over the many test binaries of one `cargo test`.

use std::fmt;
use std::io::{Read, Write};

/// How many tests passed, failed and were left out, and what the tests of faults say they did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    passed: u64,
    failed: u64,
    skipped: u64,
    faults: Vec<String>,
}

impl Totals {
    /// Copies what `cargo test` writes from `tests` to `out`, as it comes, and adds up its results.
    ///
    /// # Errors
    /// When reading or writing fails.
    pub(crate) fn copy(mut tests: impl Read, mut out: impl Write) -> std::io::Result<Self> {
        let mut totals = Self::default();
        let mut line = Vec::new();
        let mut chunk = [0; 8192];
        loop {
            let read = tests.read(&mut chunk)?;
            if read == 0 {
                return Ok(totals);
            }
            out.write_all(&chunk[..read])?;
            out.flush()?;
            for &byte in &chunk[..read] {
                if byte == b'\n' {
                    totals.add(&String::from_utf8_lossy(&line));
                    line.clear();
                } else {
                    line.push(byte);
                }
            }
        }
    }

    /// Adds the line `test result: ok. 3 passed; 0 failed; 1 ignored; …`, or what stands behind
    /// `FAULTS`; other lines add nothing.
    fn add(&mut self, line: &str) {
        if let Some((_, fault)) = line.split_once("FAULTS ") {
            self.faults.push(fault.to_owned());
        }
        let Some(counts) = line.strip_prefix("test result: ") else { return };
        let words: Vec<&str> = counts.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let count = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.skipped += count,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)?;
        self.faults.iter().try_for_each(|fault| write!(f, "\nfault: {fault}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_binaries_add_up_and_every_byte_is_passed_on() {
        let tests = "running 2 tests\n\
            test result: ok. 41 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test a_blow ... FAULTS 3 blows, seed 5\n\
            test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out\n\
            a last line";
        let mut out = Vec::new();
        let totals = Totals::copy(tests.as_bytes(), &mut out).unwrap();
        let faults = vec!["3 blows, seed 5".to_owned()];
        assert_eq!(totals, Totals { passed: 43, failed: 3, skipped: 1, faults });
        let expected = "43 passed, 3 failed, 1 skipped\nfault: 3 blows, seed 5";
        assert_eq!(totals.to_string(), expected);
        assert_eq!(out, tests.as_bytes());
    }
}
