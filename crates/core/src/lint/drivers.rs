//! Drivers that cannot explain anything, and orders that are lost.

use super::reach::can_show;
use super::{Finding, Severity};
use crate::measure::{Kind, Measure};
use crate::survey::{OptionOrder, QuestionKind, Survey, Version};

/// Drivers asked of nobody whose outcome differs from the others', and pairs asked of nobody together.
pub(super) fn without_variation(version: &Version) -> Vec<Finding> {
    let survey = version.survey();
    let mut found = Vec::new();
    for (i, model) in survey.driver_models.iter().enumerate() {
        let Some(outcome) = survey.measures.iter().find(|m| m.id == model.outcome) else {
            continue;
        };
        let Some(asked) = version.position(&outcome.question) else { continue };
        let drivers: Vec<Option<usize>> =
            model.drivers.iter().map(|driver| version.position(driver)).collect();
        for (j, driver) in drivers.iter().enumerate() {
            let Some(driver) = *driver else { continue };
            let field = format!("driver_models[{i}].drivers[{j}]");
            let mut warn =
                |reason: String| found.push(Finding::new(Severity::Warning, &field, reason));
            let values = survey.questions[asked].kind.value_count();
            let possible = (0..values).filter(|v| can_show(version, &[driver], Some((asked, *v))));
            let mut worths =
                possible.map(|value| worth(outcome, &survey.questions[asked].kind, value));
            let first = worths.next();
            if worths.all(|worth| Some(worth) == first) {
                let outcome = &outcome.id;
                warn(format!(
                    "is asked only where {outcome:?} has one value, and explains nothing"
                ));
                continue;
            }
            let apart =
                drivers[..j].iter().flatten().find(|a| !can_show(version, &[**a, driver], None));
            if let Some(other) = apart {
                let other = &survey.questions[*other].id;
                warn(format!("is never asked of those who are asked {other:?}"));
            }
        }
    }
    found
}

/// What an answer counts for in the outcome: its part of the measure where that has parts.
fn worth(outcome: &Measure, kind: &QuestionKind, value: usize) -> usize {
    match kind {
        QuestionKind::Score(scale) => {
            let score = scale.scores().nth(value).unwrap_or(scale.min);
            match (&outcome.kind, outcome.band(score)) {
                (Kind::Mean { .. }, _) => value,
                (_, None) => usize::MAX,
                (_, Some(band)) => band as usize,
            }
        }
        _ => usize::from(outcome.has_option(&kind.options()[value].id)),
    }
}

/// Ordered choices whose options are shown at random.
pub(super) fn unordered(survey: &Survey) -> Vec<Finding> {
    let ordered = |id: &str| {
        let counts = |m: &&Measure| matches!(m.kind, Kind::Frequency { .. }) && m.question == id;
        survey.measures.iter().find(counts)
    };
    let finding = |(i, question): (usize, &crate::survey::Question)| {
        let measure = ordered(&question.id)?;
        let kind = match (&question.kind, &question.option_order) {
            (QuestionKind::SingleChoice(_), OptionOrder::Random { .. }) => "single_choice",
            _ => return None,
        };
        let reason = format!("the options have an order, by which {:?} counts them", measure.id);
        let field = format!("questions[{i}].{kind}.random_order");
        Some(Finding::new(Severity::Warning, field, reason))
    };
    survey.questions.iter().enumerate().filter_map(finding).collect()
}
