//! Response rates by name (AAPOR, Standard Definitions).

use crate::invitation::State;

/// What became of a sample from a frame. Where there is no frame (a pop-up, an open link) there is no
/// response rate: call it participation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dispositions {
    /// I: answered completely.
    pub complete: f64,
    /// P: answered in part.
    pub partial: f64,
    /// R: refused or broke off.
    pub refused: f64,
    /// NC: eligible and not reached.
    pub not_reached: f64,
    /// O: eligible, reached, and unable for another reason.
    pub other: f64,
    /// UH: unknown whether there is anybody.
    pub unknown: f64,
    /// UO: unknown whether eligible for another reason.
    pub unknown_other: f64,
}

/// The rates, as shares; absent where nothing is below the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// RR1 to RR6: complete (odd) or complete and partial (even) of all (1, 2), with the unknown at the
    /// share of them that is eligible (3, 4), without the unknown (5, 6).
    pub response: [Option<f64>; 6],
    /// COOP1 to COOP4: of those reached (1, 2), and able (3, 4).
    pub cooperation: [Option<f64>; 4],
    /// REF1 to REF3, with all, the eligible share, and none of the unknown.
    pub refusal: [Option<f64>; 3],
    /// CON1 to CON3, likewise.
    pub contact: [Option<f64>; 3],
}

/// What an invitation counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// I: answered completely.
    Complete,
    /// P: answered in part.
    Partial,
    /// R: refused, opted out, or opened the page and gave no response.
    Refused,
    /// NC: let nothing be heard.
    NotReached,
    /// UH: bounced, so that it is unknown whether there is anybody.
    Unknown,
}

impl Disposition {
    /// Of an invitation in `state`. `response` tells of the response to it whether it is complete; absent
    /// where there is none.
    #[must_use]
    pub fn of(state: State, response: Option<bool>) -> Self {
        match (state, response) {
            (State::Completed, _) | (_, Some(true)) => Self::Complete,
            (_, Some(false)) => Self::Partial,
            (State::Refused | State::Started | State::Opened, None) => Self::Refused,
            (State::Bounced, None) => Self::Unknown,
            (State::Sent | State::Invited, None) => Self::NotReached,
        }
    }
}

impl Dispositions {
    /// The rates, with the share `eligible` of the unknown taken to be eligible, within [0, 1]; say how
    /// it was found.
    ///
    /// ```
    /// use plaudit_core::nonresponse::Dispositions;
    ///
    /// // METHODS §8.14
    /// let sample = Dispositions {
    ///     complete: 412.0, partial: 38.0, refused: 95.0, not_reached: 1200.0, other: 15.0,
    ///     unknown: 0.0, unknown_other: 240.0,
    /// };
    /// let rates = sample.rates(0.9);
    /// assert_eq!(rates.response[0], Some(0.206));
    /// assert_eq!(format!("{:.6}", rates.response[3].unwrap()), "0.227733");
    /// ```
    #[must_use]
    pub fn rates(&self, eligible: f64) -> Rates {
        let answered = self.complete + self.partial;
        let reached = answered + self.refused + self.other;
        let able = answered + self.refused;
        let known = reached + self.not_reached;
        let unknown = self.unknown + self.unknown_other;
        let bases = [known + unknown, known + eligible.clamp(0.0, 1.0) * unknown, known];
        let of = |part: f64, base: f64| (base > 0.0).then(|| part / base);
        Rates {
            response: [0, 1, 2, 3, 4, 5]
                .map(|i| of(if i % 2 == 0 { self.complete } else { answered }, bases[i / 2])),
            cooperation: [
                of(self.complete, reached),
                of(answered, reached),
                of(self.complete, able),
                of(answered, able),
            ],
            refusal: bases.map(|base| of(self.refused, base)),
            contact: bases.map(|base| of(reached, base)),
        }
    }
}
