//! The targets of cargo-fuzz: `cargo xtask fuzz response`.
//!
//! What a target does with its bytes stands in `crates/cli/src/fuzzed`, where the tests run it on the
//! committed corpus and on mutations of it. The reading parts of the binary are compiled in here by
//! their paths: without the server and the databases, which need not be built with a sanitizer.

#![cfg_attr(
    fuzzing,
    allow(dead_code, unreachable_pub, unused_imports, reason = "parts of the binary")
)]

#[cfg(fuzzing)]
#[path = "../../crates/cli/src/bounce.rs"]
mod bounce;
#[cfg(fuzzing)]
#[path = "../../crates/cli/src/files/mod.rs"]
mod files;
#[cfg(fuzzing)]
#[path = "../../crates/cli/src/fuzzed/targets.rs"]
pub mod fuzzed;
#[cfg(fuzzing)]
#[path = "../../crates/cli/src/import/mod.rs"]
mod import;

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// The program of a target; empty unless cargo-fuzz builds it.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::fuzzed::$name(bytes);
        });

        #[cfg(not(fuzzing))]
        fn main() {}
    };
}
