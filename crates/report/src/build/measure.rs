//! A measure over all responses: what it is, its value, and how the answers are spread.

use plaudit_core::measure::{Figure, Measure};
use plaudit_core::survey::{Question, QuestionKind};
use plaudit_proto::v1;

use super::{Builder, anytime, component, estimate};

/// Most values of a measure of several questions that are shown one by one.
const MOST_BARS: usize = 11;
/// Most values that are shown three by three, which a class of equal width would hold now two and now
/// one of.
const MOST_IN_THREES: usize = 33;
/// Classes of equal width that stand in place of more.
const CLASSES: usize = 10;

impl Builder<'_> {
    pub(super) fn measures(&self) -> Vec<v1::MeasureResult> {
        self.measures.iter().map(|(measure, hidden)| self.measure(measure, *hidden)).collect()
    }

    fn measure(&self, measure: &Measure, hidden: bool) -> v1::MeasureResult {
        let question = self.version.question(&measure.question);
        let question_text = question.map(|question| self.text(&question.text, &question.id));
        let (minimum, maximum) = measure.bounds(self.version);
        let mut result = v1::MeasureResult {
            id: measure.id.clone(),
            kind: measure.kind.name().to_owned(),
            label: self.text(&measure.label, question_text.as_deref().unwrap_or(&measure.id)),
            question: measure.questions().join(" "),
            scale: self.scale_name(measure),
            definition: measure.definition(self.version),
            definition_version: measure.kind.definition_version(),
            unit: measure.kind.unit().name().to_owned(),
            minimum,
            maximum,
            higher_is_better: measure.higher_is_better(self.version),
            withheld: hidden,
            question_text: question_text.unwrap_or_default(),
            ..v1::MeasureResult::default()
        };
        if !hidden {
            let (total, level) = (&self.sums.total.counts, self.query.level);
            let headline = self.headline(measure, self.sums);
            result.estimate = headline.estimate(level).map(estimate);
            let weighted = self.weighted_headline(measure, self.sums);
            result.weighted = weighted.and_then(|weighted| weighted.estimate(level)).map(estimate);
            let components = measure.components(self.version, total, level);
            result.components = components.into_iter().map(component).collect();
            if let Some(weighted) = &self.sums.total.weighted {
                let components = measure.weighted_components(self.version, weighted, level);
                result.weighted_components = components.into_iter().map(component).collect();
            }
            if self.query.anytime {
                result.anytime = anytime::anytime(&headline.figure, level);
            }
            result.distribution = match question {
                Some(question) => self.answers(measure, question),
                None => values(&headline.figure),
            };
        }
        result
    }

    /// As `0..=10` or `options`; of several questions, the scale that all share, or `several`.
    fn scale_name(&self, measure: &Measure) -> String {
        let of = |id: &str| match self.version.question(id).map(|question| &question.kind) {
            Some(QuestionKind::Score(scale)) => scale.to_string(),
            _ => "options".to_owned(),
        };
        let ids = measure.questions();
        let first = of(ids[0]);
        if ids.iter().all(|id| of(id) == first) { first } else { "several".to_owned() }
    }

    /// How many gave each answer to the measure's question.
    fn answers(&self, measure: &Measure, question: &Question) -> Vec<v1::Bar> {
        let position = self.version.position(&question.id).expect("the version was checked");
        let block = self.version.layout().block(position);
        let total = &self.sums.total.counts;
        let answered = total[block.answered()];
        if answered == 0 {
            return Vec::new();
        }
        let bar = |index: usize, value: String, label: String, band: &str| {
            let count = total[block.value(index)];
            let share = count as f64 / answered as f64;
            v1::Bar { value, label, count, share, band: band.to_owned() }
        };
        match &question.kind {
            QuestionKind::Score(scale) => scale
                .scores()
                .enumerate()
                .map(|(index, score)| {
                    let label = scale.label(score).map(|label| self.text(label, ""));
                    let band = measure.band(score).map_or("", |band| band.name());
                    bar(index, score.to_string(), label.unwrap_or_default(), band)
                })
                .collect(),
            kind => kind
                .options()
                .iter()
                .enumerate()
                .map(|(index, option)| {
                    let band = if measure.has_option(&option.id) { "top" } else { "" };
                    bar(index, option.id.clone(), self.text(&option.label, &option.id), band)
                })
                .collect(),
        }
    }
}

/// How many responses gave each value of a measure of several questions, or each class of values.
fn values(figure: &Figure) -> Vec<v1::Bar> {
    let Some(sample) = figure.sample().filter(|sample| sample.n() > 0) else { return Vec::new() };
    let n = sample.n() as f64;
    let bar = |value: String, label: String, count: u64, band: &str| v1::Bar {
        value,
        label,
        count,
        share: count as f64 / n,
        band: band.to_owned(),
    };
    let (given, counts) = (sample.values(), sample.counts());
    if figure.ordered().is_none() {
        let names = [("0", "not in all", ""), ("100", "in all", "top")];
        let bars = names.into_iter().zip(counts);
        return bars.map(|((v, name, band), n)| bar(v.into(), name.into(), *n, band)).collect();
    }
    if given.len() <= MOST_BARS {
        let bars = given.iter().zip(counts);
        return bars.map(|(value, n)| bar(number(*value), String::new(), *n, "")).collect();
    }
    if given.len() <= MOST_IN_THREES {
        return in_threes(given.len())
            .map(|range| {
                let (first, last) = (number(given[range.start]), number(given[range.end - 1]));
                let label =
                    if range.len() > 1 { format!("{first} to {last}") } else { String::new() };
                bar(first, label, counts[range].iter().sum(), "")
            })
            .collect();
    }
    let (low, high) = figure.bounds();
    let width = (high - low) / CLASSES as f64;
    let mut sums = [0; CLASSES];
    for (value, n) in given.iter().zip(counts) {
        // A little more, so that rounding does not put a value in the class below its own.
        let class = ((value - low) / width + 1e-9) as usize;
        sums[class.min(CLASSES - 1)] += n;
    }
    let bars = sums.iter().enumerate().map(|(class, n)| {
        let from = low + width * class as f64;
        bar(number(from), format!("{} to {}", number(from), number(from + width)), *n, "")
    });
    bars.collect()
}

/// Places 0 to `n` three by three, the one in the middle (no gap, of a gap) in the middle of its three;
/// what is left over is at the ends.
fn in_threes(n: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let first = (n / 2 + 2) % 3;
    let starts = (first > 0).then_some(0).into_iter().chain((first..n).step_by(3));
    starts.map(move |start| start..if start < first { first } else { (start + 3).min(n) })
}

/// With one decimal where it needs one.
fn number(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::in_threes;

    #[test]
    fn threes_hold_every_place_once_and_the_middle_in_the_middle() {
        for n in 12..=33 {
            let ranges: Vec<_> = in_threes(n).collect();
            assert!(ranges.iter().cloned().flatten().eq(0..n), "{n}: {ranges:?}");
            assert!(ranges.iter().any(|range| range.start + 1 == n / 2 && range.len() == 3));
        }
    }
}
