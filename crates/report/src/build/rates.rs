//! Response rates and what silence may hide.

use std::collections::BTreeMap;

use plaudit_core::Violation;
use plaudit_core::measure::Measure;
use plaudit_core::nonresponse::{
    Dispositions, Representativity, break_even, manski, representativity,
};
use plaudit_core::survey::{COMPLETED, RESPONSES};
use plaudit_proto::v1;

use super::{Builder, Error};
use crate::query::Frame;

/// AAPOR's names and how each is computed: I complete, P partial, R refused, NC not reached, O other,
/// U unknown, e the eligible share of the unknown.
const RATES: [(&str, &str); 16] = [
    ("RR1", "I / (I + P + R + NC + O + U)"),
    ("RR2", "(I + P) / (I + P + R + NC + O + U)"),
    ("RR3", "I / (I + P + R + NC + O + e·U)"),
    ("RR4", "(I + P) / (I + P + R + NC + O + e·U)"),
    ("RR5", "I / (I + P + R + NC + O)"),
    ("RR6", "(I + P) / (I + P + R + NC + O)"),
    ("COOP1", "I / (I + P + R + O)"),
    ("COOP2", "(I + P) / (I + P + R + O)"),
    ("COOP3", "I / (I + P + R)"),
    ("COOP4", "(I + P) / (I + P + R)"),
    ("REF1", "R / (I + P + R + NC + O + U)"),
    ("REF2", "R / (I + P + R + NC + O + e·U)"),
    ("REF3", "R / (I + P + R + NC + O)"),
    ("CON1", "(I + P + R + O) / (I + P + R + NC + O + U)"),
    ("CON2", "(I + P + R + O) / (I + P + R + NC + O + e·U)"),
    ("CON3", "(I + P + R + O) / (I + P + R + NC + O)"),
];

impl Builder<'_> {
    /// The rates. Absent without a frame.
    ///
    /// # Errors
    /// When the frame contradicts the responses.
    pub(super) fn response_rates(&self) -> Result<Option<v1::ResponseRates>, Error> {
        let Some(frame) = &self.query.frame else { return Ok(None) };
        let counts = &self.sums.total.counts;
        let own = (counts[COMPLETED], counts[RESPONSES] - counts[COMPLETED]);
        let (complete, partial) = frame.answered.unwrap_or(own);
        let silent = [partial, frame.refusals, frame.non_contacts, frame.other, frame.unknown];
        let invited = silent.iter().try_fold(complete, |sum, n| sum.checked_add(*n));
        let invited = invited.ok_or_else(|| {
            Error::Invalid(Violation::new("frame", "counts more people than there can be"))
        })?;
        let alike = match &frame.invited {
            Some((_, groups)) => self.representativity(groups, invited)?,
            None => None,
        };
        let outcomes = Dispositions {
            complete: complete as f64,
            partial: partial as f64,
            refused: frame.refusals as f64,
            not_reached: frame.non_contacts as f64,
            other: frame.other as f64,
            unknown: frame.unknown as f64,
            unknown_other: 0.0,
        };
        let found = outcomes.rates(frame.eligible);
        let values = found.response.into_iter().chain(found.cooperation);
        let values = values.chain(found.refusal).chain(found.contact);
        let rates = RATES.iter().zip(values).filter_map(|((name, definition), value)| {
            let (name, definition) = ((*name).to_owned(), (*definition).to_owned());
            Some(v1::Rate { name, definition, value: value? })
        });
        // What others answered says nothing of what these would.
        let own = frame.answered.is_none();
        let shown = self.measures.iter().filter(|(_, hidden)| own && !hidden);
        Ok(Some(v1::ResponseRates {
            invited,
            complete,
            partial,
            rates: rates.collect(),
            r_indicator: alike.map(|found| found.r),
            largest_bias: alike.map(|found| found.max_bias),
            bands: shown.filter_map(|(measure, _)| self.band(measure, frame)).collect(),
            of_invitations: !own,
        }))
    }

    /// How alike respondents and invited are, by the values of the frame's segment.
    fn representativity(
        &self,
        groups: &BTreeMap<Option<String>, u64>,
        invited: u64,
    ) -> Result<Option<Representativity>, Error> {
        let refuse = |reason| Err(Error::Invalid(Violation::new("frame.invited", reason)));
        for (value, answered) in &self.sums.frame {
            let asked = groups.get(value).copied().unwrap_or(0);
            if *answered > asked {
                let value = value.as_deref().unwrap_or_default();
                return refuse(format!("{value:?} has {answered} responses of {asked} invited"));
            }
        }
        let sum = groups.values().fold(0_u64, |sum, n| sum.saturating_add(*n));
        if sum != invited {
            return refuse(format!(
                "sums to {sum}, but responses, refusals, non-contacts, other and unknown to {invited}"
            ));
        }
        let answered = |value| self.sums.frame.get(value).copied().unwrap_or(0);
        let groups: Vec<_> = groups.iter().map(|(value, n)| (*n, answered(value))).collect();
        Ok(representativity(&groups))
    }

    /// What `measure` would be, had all answered who were eligible. Absent when nobody is missing.
    fn band(&self, measure: &Measure, frame: &Frame) -> Option<v1::NonresponseBand> {
        let figure = measure.figure(self.version, &self.sums.total.counts);
        let known = frame.refusals + frame.non_contacts + frame.other;
        let eligible = self.sums.total.counts[RESPONSES] as f64
            + known as f64
            + frame.eligible * frame.unknown as f64;
        let rate = figure.n() as f64 / eligible;
        let (value, (low, high)) = (figure.value()?, figure.bounds());
        let bounds = manski(value, rate, low, high)?;
        Some(v1::NonresponseBand {
            measure: measure.id.clone(),
            lowest: bounds.lower,
            highest: bounds.upper,
            break_even: break_even(value, rate, f64::midpoint(low, high))?,
        })
    }
}
