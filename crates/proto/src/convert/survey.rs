//! Surveys.

use plaudit_core::Violation;
use plaudit_core::measure::Measure;
use plaudit_core::scale::{Direction, Scale};
use plaudit_core::survey::{
    Asking, ChoiceOption, DriverModel, Latent, OptionOrder, Path, PathModel, Question,
    QuestionKind, Segment, SegmentValue, Survey, Version,
};

use super::{asking, invitations, local, or_default, response};
use crate::v1;

impl TryFrom<v1::Survey> for Survey {
    type Error = Vec<Violation>;

    /// Fills in the defaults. Checks only what core's types cannot hold; the rest is checked when the
    /// survey becomes a version.
    fn try_from(survey: v1::Survey) -> Result<Self, Vec<Violation>> {
        let mut found = Vec::new();
        let mut questions = Vec::with_capacity(survey.questions.len());
        for (i, question) in survey.questions.into_iter().enumerate() {
            match self::question(question) {
                Ok(question) => questions.push(question),
                Err(violation) => found.push(violation.under(&format!("questions[{i}]"))),
            }
        }
        let mut measures = Vec::with_capacity(survey.measures.len());
        for (i, measure) in survey.measures.into_iter().enumerate() {
            match Measure::try_from(measure) {
                Ok(measure) => measures.push(measure),
                Err(violation) => found.push(violation.under(&format!("measures[{i}]"))),
            }
        }
        let invitations = match survey.invitations.map(invitations::rules).transpose() {
            Ok(rules) => rules,
            Err(violation) => {
                found.push(violation.under("invitations"));
                None
            }
        };
        if !found.is_empty() {
            return Err(found);
        }
        Ok(Self {
            id: survey.id,
            title: local(survey.title),
            default_language: or_default(survey.default_language, "en"),
            time_zone: or_default(survey.time_zone, "UTC"),
            questions,
            measures,
            segments: survey.segments.into_iter().map(segment).collect(),
            privacy_k: match survey.privacy_k {
                0 => Self::DEFAULT_PRIVACY_K,
                k => k,
            },
            weighted: survey.weighted,
            repeat_respondents: survey.repeat_respondents,
            strata: (!survey.strata.is_empty()).then_some(survey.strata),
            driver_models: survey.driver_models.into_iter().map(driver_model).collect(),
            path_model: survey.path_model.map(path_model),
            asking: Asking {
                thanks: local(survey.thanks),
                recontact: survey.recontact.as_ref().map(asking::recontact),
                invitations: invitations.unwrap_or_default(),
                random_blocks: survey.random_blocks.into_iter().map(|b| b.questions).collect(),
                open_link: survey.open_link,
            },
            retention_days: (survey.retention_days != 0).then_some(survey.retention_days),
        })
    }
}

fn question(question: v1::Question) -> Result<Question, Violation> {
    use v1::question::Kind;
    let show_if = question.show_if.map(asking::condition).transpose();
    let show_if = show_if.map_err(|violation| violation.under("show_if"))?;
    let reason = |(i, reason): (usize, &i32)| {
        response::no_answer(*reason).ok_or_else(|| {
            Violation::new(format!("no_answer[{i}]"), "must be not applicable or \"I don't know\"")
        })
    };
    let no_answer = question.no_answer.iter().enumerate().map(reason).collect::<Result<_, _>>()?;
    let mut option_order = OptionOrder::Written;
    let mut options = |choice: v1::ChoiceQuestion| {
        if let Some(v1::RandomOrder { fixed }) = choice.random_order {
            option_order = OptionOrder::Random { fixed };
        }
        let option = |o: v1::ChoiceOption| ChoiceOption { id: o.id, label: local(o.label) };
        choice.options.into_iter().map(option).collect()
    };
    let kind = match question.kind {
        None => {
            let kinds = "must be score, single_choice, multiple_choice or text_answer";
            return Err(Violation::new("kind", kinds));
        }
        Some(Kind::Score(score)) => QuestionKind::Score(Scale {
            min: score.min,
            max: score.max,
            direction: match score.direction() {
                v1::Direction::LowerIsBetter => Direction::LowerIsBetter,
                v1::Direction::Unspecified | v1::Direction::HigherIsBetter => {
                    Direction::HigherIsBetter
                }
            },
            labels: score.labels.into_iter().map(|l| (l.score, local(l.label))).collect(),
        }),
        Some(Kind::SingleChoice(choice)) => QuestionKind::SingleChoice(options(choice)),
        Some(Kind::MultipleChoice(choice)) => QuestionKind::MultipleChoice(options(choice)),
        Some(Kind::TextAnswer(text)) => QuestionKind::Text {
            max_length: match text.max_length {
                0 => Survey::DEFAULT_TEXT_LENGTH,
                length => length,
            },
        },
    };
    Ok(Question {
        id: question.id,
        text: local(question.text),
        wording: question.wording.max(1),
        required: question.required,
        show_if,
        option_order,
        no_answer,
        departments: question.departments,
        kind,
    })
}

fn segment(segment: v1::Segment) -> Segment {
    let value = |v: v1::SegmentValue| SegmentValue { id: v.id, label: local(v.label) };
    Segment {
        id: segment.id,
        label: local(segment.label),
        values: segment.values.into_iter().map(value).collect(),
        required: segment.required,
    }
}

impl From<&Survey> for v1::Survey {
    fn from(survey: &Survey) -> Self {
        Self {
            id: survey.id.clone(),
            title: survey.title.0.clone(),
            default_language: survey.default_language.clone(),
            time_zone: survey.time_zone.clone(),
            questions: survey.questions.iter().map(to_question).collect(),
            measures: survey.measures.iter().map(Into::into).collect(),
            segments: survey.segments.iter().map(to_segment).collect(),
            privacy_k: survey.privacy_k,
            weighted: survey.weighted,
            repeat_respondents: survey.repeat_respondents,
            strata: survey.strata.clone().unwrap_or_default(),
            driver_models: survey.driver_models.iter().map(to_driver_model).collect(),
            path_model: survey.path_model.as_ref().map(to_path_model),
            thanks: survey.asking.thanks.0.clone(),
            recontact: survey.asking.recontact.as_ref().map(asking::to_recontact),
            invitations: invitations::to_rules(&survey.asking.invitations),
            retention_days: survey.retention_days.unwrap_or_default(),
            random_blocks: survey
                .asking
                .random_blocks
                .iter()
                .map(|block| v1::RandomBlock { questions: block.clone() })
                .collect(),
            open_link: survey.asking.open_link,
        }
    }
}

fn driver_model(model: v1::DriverModel) -> DriverModel {
    DriverModel { outcome: model.outcome, drivers: model.drivers }
}

fn to_driver_model(model: &DriverModel) -> v1::DriverModel {
    v1::DriverModel { outcome: model.outcome.clone(), drivers: model.drivers.clone() }
}

fn path_model(model: v1::PathModel) -> PathModel {
    let latent = |l: v1::Latent| Latent { id: l.id, label: local(l.label), items: l.items };
    let path = |p: v1::Path| Path { from: p.from, to: p.to };
    PathModel {
        latents: model.latents.into_iter().map(latent).collect(),
        paths: model.paths.into_iter().map(path).collect(),
    }
}

fn to_path_model(model: &PathModel) -> v1::PathModel {
    let latent = |l: &Latent| v1::Latent {
        id: l.id.clone(),
        label: l.label.0.clone(),
        items: l.items.clone(),
    };
    let path = |p: &Path| v1::Path { from: p.from.clone(), to: p.to.clone() };
    v1::PathModel {
        latents: model.latents.iter().map(latent).collect(),
        paths: model.paths.iter().map(path).collect(),
    }
}

impl From<&Version> for v1::SurveyVersion {
    fn from(version: &Version) -> Self {
        Self {
            number: version.number(),
            survey: Some(version.survey().into()),
            published_at: Some(super::timestamp(version.published_at())),
        }
    }
}

impl TryFrom<v1::SurveyVersion> for Version {
    type Error = Vec<Violation>;

    fn try_from(version: v1::SurveyVersion) -> Result<Self, Vec<Violation>> {
        let required = |field| vec![Violation::new(field, "is required")];
        let survey = version.survey.ok_or_else(|| required("survey"))?;
        let published_at = version.published_at.as_ref().and_then(super::instant);
        let published_at = published_at.ok_or_else(|| required("published_at"))?;
        Self::new(version.number, published_at, survey.try_into()?)
    }
}

fn to_question(question: &Question) -> v1::Question {
    use v1::question::Kind;
    let choice = |options: &[ChoiceOption]| {
        let option =
            |o: &ChoiceOption| v1::ChoiceOption { id: o.id.clone(), label: o.label.0.clone() };
        let random_order = match &question.option_order {
            OptionOrder::Written => None,
            OptionOrder::Random { fixed } => Some(v1::RandomOrder { fixed: fixed.clone() }),
        };
        v1::ChoiceQuestion { options: options.iter().map(option).collect(), random_order }
    };
    let kind = match &question.kind {
        QuestionKind::Score(scale) => Kind::Score(v1::ScoreQuestion {
            min: scale.min,
            max: scale.max,
            direction: match scale.direction {
                Direction::HigherIsBetter => v1::Direction::HigherIsBetter,
                Direction::LowerIsBetter => v1::Direction::LowerIsBetter,
            }
            .into(),
            labels: scale
                .labels
                .iter()
                .map(|(score, label)| v1::ScoreLabel { score: *score, label: label.0.clone() })
                .collect(),
        }),
        QuestionKind::SingleChoice(options) => Kind::SingleChoice(choice(options)),
        QuestionKind::MultipleChoice(options) => Kind::MultipleChoice(choice(options)),
        QuestionKind::Text { max_length } => {
            Kind::TextAnswer(v1::TextQuestion { max_length: *max_length })
        }
    };
    v1::Question {
        id: question.id.clone(),
        text: question.text.0.clone(),
        wording: question.wording,
        required: question.required,
        departments: question.departments.clone(),
        kind: Some(kind),
        show_if: question.show_if.as_ref().map(asking::to_condition),
        no_answer: question.no_answer.iter().map(|it| v1::NoAnswer::from(*it).into()).collect(),
    }
}

fn to_segment(segment: &Segment) -> v1::Segment {
    let value = |v: &SegmentValue| v1::SegmentValue { id: v.id.clone(), label: v.label.0.clone() };
    v1::Segment {
        id: segment.id.clone(),
        label: segment.label.0.clone(),
        values: segment.values.iter().map(value).collect(),
        required: segment.required,
    }
}
