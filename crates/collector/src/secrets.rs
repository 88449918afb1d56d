//! Random secrets, from the operating system.

/// So many random bytes.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the one place that draws secrets")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    bytes
}
