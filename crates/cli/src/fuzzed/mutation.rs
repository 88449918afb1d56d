//! Changes bytes as a fuzzer does.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Most bytes of a mutated file.
const MOST: usize = 8_192;

/// Numbers at which something tends to end.
const EDGES: [u8; 8] = [0x00, 0x01, 0x7f, 0x80, 0xff, b'\n', b'"', b'-'];

/// Changes `bytes` in one way: flips a bit, writes a byte, cuts, repeats, or takes a part of `other`.
pub(super) fn mutate(bytes: &mut Vec<u8>, other: &[u8], rng: &mut ChaCha8Rng) {
    let at = rng.random_range(0..=bytes.len());
    let some = bytes.len().min(at + rng.random_range(0..32));
    match rng.random_range(0..7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
        1 if at < bytes.len() => bytes[at] = EDGES[rng.random_range(0..EDGES.len())],
        2 => bytes.insert(at, rng.random()),
        3 => drop(bytes.drain(at..some)),
        4 => bytes.truncate(at),
        5 => drop(bytes.splice(at..at, bytes[at..some].to_vec())),
        _ => {
            let from = rng.random_range(0..=other.len());
            let to = other.len().min(from + rng.random_range(0..256));
            bytes.splice(at..some, other[from..to].iter().copied());
        }
    }
    bytes.truncate(MOST);
}
