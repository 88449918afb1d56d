//! Weights raked to known margins.

use plaudit_core::measure::Measure;
use plaudit_proto::v1;

use super::Builder;
use crate::query::Margin;
use crate::sums::Raking;

impl Builder<'_> {
    /// What raking did. Absent without margins and without responses.
    pub(super) fn weighting(&self) -> Option<v1::Weighting> {
        let raking = self.sums.raking.as_ref()?;
        let margins = self.query.margins.iter().enumerate();
        Some(v1::Weighting {
            margins: margins.map(|(i, margin)| self.margin(i, margin, raking)).collect(),
            rounds: u32::try_from(raking.rounds).unwrap_or(u32::MAX),
            smallest: raking.smallest,
            largest: raking.largest,
            design_effect: raking.design_effect,
            responses: raking.all(),
            trimmed: raking.trimmed,
        })
    }

    fn margin(&self, position: usize, margin: &Margin, raking: &Raking) -> v1::RakedMargin {
        let segment = &self.version.segments()[margin.segment];
        let sum: f64 = margin.targets.values().sum();
        let mut targets: Vec<_> = margin.targets.iter().collect();
        targets.sort_by_key(|(value, _)| super::split::rank(segment, value.as_deref()));
        let value = |(value, target): (&Option<String>, &f64)| v1::RakedValue {
            value: value.clone().unwrap_or_default(),
            label: self.group_label(segment, value.as_deref()),
            observed: raking.observed(position, value.as_ref()) as f64 / raking.all() as f64,
            target: target / sum,
        };
        v1::RakedMargin {
            segment: segment.id.clone(),
            label: self.text(&segment.label, &segment.id),
            values: targets.into_iter().map(value).collect(),
        }
    }

    /// A remark for each measure whose weighted value is more than a standard error from the
    /// unweighted one.
    pub(super) fn moved_by_weights(&self) -> Vec<String> {
        let shown = self.measures.iter().filter(|(_, hidden)| !hidden);
        shown.filter_map(|(measure, _)| self.moved(measure)).collect()
    }

    fn moved(&self, measure: &Measure) -> Option<String> {
        let plain = self.headline(measure, self.sums).figure;
        let weighted = self.weighted_figure(measure, &self.sums.total)?.figure.value()?;
        let (value, error) = (plain.value()?, plain.variance()?.sqrt());
        let moved = (weighted - value).abs() > error;
        moved.then(|| {
            format!(
                "{}: the weighted value is more than a standard error {} the unweighted one, so who \
                 answered matters here.",
                self.text(&measure.label, &measure.id),
                if weighted > value { "above" } else { "below" },
            )
        })
    }
}
