//! Weights raked to known margins.

use plaudit_core::measure::Measure;
use plaudit_proto::v1;

use super::Builder;
use super::split::Groups;
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
                "{}: the weighted value is more than a standard error {} the unweighted one, {}.",
                self.text(&measure.label, &measure.id),
                if weighted > value { "above" } else { "below" },
                match self.moving_margin(measure, weighted - value, value) {
                    Some(label) => format!("most of all because of the margin {label}"),
                    None => "so who answered matters here".to_owned(),
                },
            )
        })
    }

    /// The label of the margin that, alone, moves the value `plain` the most in the direction of `by`.
    fn moving_margin(&self, measure: &Measure, by: f64, plain: f64) -> Option<String> {
        let margins = self.query.margins.iter().zip(&self.sums.margins);
        let moves = margins.filter_map(|(margin, groups)| {
            let moved = (self.post_stratified(measure, margin, groups)? - plain) * by.signum();
            Some((margin, moved))
        });
        let (margin, moved) = moves.max_by(|a, b| a.1.total_cmp(&b.1))?;
        let segment = &self.version.segments()[margin.segment];
        (moved > 0.0).then(|| self.text(&segment.label, &segment.id))
    }

    /// The mean of the values of a margin, each with the share it has in the population; values
    /// without answers to the question are left out.
    fn post_stratified(&self, measure: &Measure, margin: &Margin, groups: &Groups) -> Option<f64> {
        let means = margin.targets.iter().filter_map(|(value, target)| {
            let figure = measure.figure(self.version, &groups.get(value)?.counts);
            Some((*target, figure.value()?))
        });
        let (sum, all) = means
            .fold((0.0, 0.0), |(sum, all), (target, mean)| (sum + target * mean, all + target));
        (all > 0.0).then_some(sum / all)
    }
}
