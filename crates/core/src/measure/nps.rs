//! Net promoter score: the share of promoters minus the share of detractors.

use super::Band;

/// 9-10 promote, 7-8 are passive, all below detract, on 0 to 10 and on 1 to 10.
pub(super) fn band(score: i32) -> Band {
    match score {
        9.. => Band::Promoter,
        7..9 => Band::Passive,
        _ => Band::Detractor,
    }
}

/// What an answer adds to the mean, in points.
pub(super) fn value(score: i32) -> f64 {
    match band(score) {
        Band::Promoter => 100.0,
        Band::Detractor => -100.0,
        _ => 0.0,
    }
}

pub(super) fn definition(lowest: i32) -> String {
    format!("percent of 9-10 minus percent of {lowest}-6")
}

/// Component, definition and band, in the order they are shown.
pub(super) fn parts(lowest: i32) -> [(&'static str, String, Band); 3] {
    [
        ("promoters", "percent of 9-10".into(), Band::Promoter),
        ("passives", "percent of 7-8".into(), Band::Passive),
        ("detractors", format!("percent of {lowest}-6"), Band::Detractor),
    ]
}
