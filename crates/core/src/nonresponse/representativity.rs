//! Whether those who answered look like those who were asked (Schouten, Cobben & Bethlehem 2009).

/// How evenly the groups of those invited answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Representativity {
    /// R = 1 - 2·deviation of the response rates: 1 when all groups answer alike.
    pub r: f64,
    /// The response rate.
    pub rate: f64,
    /// The largest bias that uneven answering can cause, in standard deviations of the score:
    /// deviation/rate.
    pub max_bias: f64,
}

/// The R-indicator of groups (invited, answered) of a frame. It sees only the groups given. Absent
/// below two invited, without answers, and when more answered than were invited.
///
/// ```
/// use plaudit_core::nonresponse::representativity;
///
/// // METHODS §8.14
/// let found = representativity(&[(400, 120), (300, 60), (200, 70), (100, 10)]).unwrap();
/// assert_eq!(format!("{:.7} {:.2} {:.7}", found.r, found.rate, found.max_bias),
///     "0.8463002 0.26 0.2955765");
/// ```
#[must_use]
pub fn representativity(groups: &[(u64, u64)]) -> Option<Representativity> {
    let invited: f64 = groups.iter().map(|(invited, _)| *invited as f64).sum();
    let answered: f64 = groups.iter().map(|(_, answered)| *answered as f64).sum();
    if groups.iter().any(|(i, a)| a > i) || invited < 2.0 || answered < 1.0 {
        return None;
    }
    let rate = answered / invited;
    let squares = groups.iter().filter(|(invited, _)| *invited > 0).map(|(invited, answered)| {
        let invited = *invited as f64;
        invited * (*answered as f64 / invited - rate).powi(2)
    });
    let deviation = (squares.sum::<f64>() / (invited - 1.0)).sqrt();
    Some(Representativity { r: 1.0 - 2.0 * deviation, rate, max_bias: deviation / rate })
}
