//! Intent as a stated probability (Juster 1966): 0 "no chance" to 10 "certain".

/// The probability that an answer states, in percent: 1, 10, 20 … 90, 99. Nobody is quite certain.
pub(super) fn value(score: i32) -> f64 {
    match score {
        ..=0 => 1.0,
        1..10 => 10.0 * f64::from(score),
        10.. => 99.0,
    }
}

pub(super) fn definition() -> String {
    "mean stated probability: 0 is 1 percent, 1 to 9 are 10 to 90, 10 is 99; no forecast until it was \
     compared with what people did"
        .to_owned()
}
