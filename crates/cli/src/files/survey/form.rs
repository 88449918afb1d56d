//! The form of a survey file: which keys stand where.

use std::collections::BTreeMap;

use plaudit_proto::v1;
use v1::question::Kind;

use super::super::{Entry, Fields};
use super::{asking, invitations, measure};

type Text = BTreeMap<String, String>;

pub(super) fn survey(file: &Entry<'_>) -> Option<v1::Survey> {
    let fields = file.fields()?;
    let default_language = fields.text("default_language").unwrap_or_else(|| "en".to_owned());
    let form = Form { language: &default_language };
    let survey = v1::Survey {
        id: fields.need("id").and_then(|id| id.text()).unwrap_or_default(),
        title: form.need_words(&fields, "title"),
        time_zone: fields.text("time_zone").unwrap_or_default(),
        questions: list(fields.need("questions"), |item| form.question(item)),
        measures: list(fields.get("measures"), |item| form.measure(item)),
        segments: list(fields.get("segments"), |item| form.segment(item)),
        privacy_k: fields.get("privacy_k").and_then(|k| positive(&k)).unwrap_or_default(),
        weighted: fields.bool("weighted"),
        repeat_respondents: fields.bool("repeat_respondents"),
        strata: fields.text("strata").unwrap_or_default(),
        driver_models: list(fields.get("driver_models"), driver_model),
        path_model: fields.get("path_model").and_then(|entry| form.path_model(&entry)),
        default_language: default_language.clone(),
        thanks: fields.get("thanks").map(|thanks| form.words(&thanks)).unwrap_or_default(),
        recontact: fields.get("recontact").and_then(|entry| asking::recontact(&entry)),
        retention_days: fields
            .get("retention_days")
            .and_then(|days| positive(&days))
            .unwrap_or_default(),
        random_blocks: list(fields.get("random_blocks"), asking::random_block),
        invitations: fields.get("invitations").and_then(|entry| invitations::invitations(&entry)),
        open_link: fields.bool("open_link"),
    };
    fields.close();
    Some(survey)
}

fn driver_model(item: &Entry<'_>) -> Option<v1::DriverModel> {
    let fields = item.fields()?;
    let model = v1::DriverModel {
        outcome: fields.need("outcome").and_then(|outcome| outcome.text()).unwrap_or_default(),
        drivers: list(fields.need("drivers"), Entry::text),
    };
    fields.close();
    Some(model)
}

/// `[image, loyalty]`, or `{from: image, to: loyalty}`.
fn path(item: &Entry<'_>) -> Option<v1::Path> {
    if item.is_map() {
        let fields = item.fields()?;
        let end = |key| fields.need(key).and_then(|end| end.text()).unwrap_or_default();
        let path = v1::Path { from: end("from"), to: end("to") };
        fields.close();
        return Some(path);
    }
    let ends: Vec<Option<String>> = item.items()?.iter().map(Entry::text).collect();
    match <[Option<String>; 2]>::try_from(ends) {
        Ok([from, to]) => Some(v1::Path { from: from?, to: to? }),
        Err(_) => item.expected("two ids, from and to"),
    }
}

/// Reads the parts of a survey whose plain texts are in `language`.
struct Form<'a> {
    language: &'a str,
}

impl Form<'_> {
    fn question(&self, item: &Entry<'_>) -> Option<v1::Question> {
        let fields = item.fields()?;
        let id = fields.need("id").and_then(|id| id.text()).unwrap_or_default();
        let text = self.need_words(&fields, "text");
        let kind = fields.need("kind");
        let name = kind.as_ref().and_then(Entry::text).unwrap_or_default();
        let kind = match name.as_str() {
            "score" => Ok(self.score(&fields).map(Kind::Score)),
            "single_choice" => Ok(Some(Kind::SingleChoice(self.options(&fields)))),
            "multiple_choice" => Ok(Some(Kind::MultipleChoice(self.options(&fields)))),
            "text" => {
                let max_length = fields.get("max_length").and_then(|length| positive(&length));
                let max_length = max_length.unwrap_or_default();
                Ok(Some(Kind::TextAnswer(v1::TextQuestion { max_length })))
            }
            _ => Err(kind),
        };
        let question = v1::Question {
            id,
            text,
            wording: fields.get("wording").and_then(|w| positive(&w)).unwrap_or_default(),
            required: fields.bool("required"),
            departments: list(fields.get("departments"), Entry::text),
            kind: kind.as_ref().ok().cloned().flatten(),
            show_if: fields.get("show_if").and_then(|entry| asking::condition(&entry)),
            no_answer: list(fields.get("no_answer"), asking::no_answer),
        };
        match kind {
            Ok(_) => fields.close(),
            // Which keys may stand here depends on the kind.
            Err(Some(kind)) if !name.is_empty() => {
                kind.expected::<()>("score, single_choice, multiple_choice or text");
            }
            Err(_) => {}
        }
        Some(question)
    }

    /// `scale: 0-10`, or `scale: {min, max, direction, labels}`.
    fn score(&self, fields: &Fields<'_>) -> Option<v1::ScoreQuestion> {
        let entry = fields.need("scale")?;
        if !entry.is_map() {
            let Some((min, max)) = bounds(&entry.text()?) else {
                return entry.expected("two bounds as 0-10, or a map with min and max");
            };
            return Some(v1::ScoreQuestion { min, max, ..Default::default() });
        }
        let scale = entry.fields()?;
        let direction = scale.get("direction").and_then(|entry| match entry.text()?.as_str() {
            "higher_is_better" => Some(v1::Direction::HigherIsBetter),
            "lower_is_better" => Some(v1::Direction::LowerIsBetter),
            _ => entry.expected("higher_is_better or lower_is_better"),
        });
        let labels = scale.get("labels").and_then(|labels| labels.pairs()).unwrap_or_default();
        let label = |(score, entry): (&str, Entry<'_>)| {
            let Ok(score) = score.parse() else {
                return entry.expected("under a score, as 5: very good");
            };
            Some(v1::ScoreLabel { score, label: self.words(&entry) })
        };
        let question = v1::ScoreQuestion {
            min: scale.need("min")?.whole()?,
            max: scale.need("max")?.whole()?,
            direction: direction.unwrap_or_default().into(),
            labels: labels.into_iter().filter_map(label).collect(),
        };
        scale.close();
        Some(question)
    }

    fn options(&self, fields: &Fields<'_>) -> v1::ChoiceQuestion {
        let pairs = fields.need("options").map(|entry| self.labelled(&entry)).unwrap_or_default();
        let option = |(id, label)| v1::ChoiceOption { id, label };
        v1::ChoiceQuestion {
            options: pairs.into_iter().map(option).collect(),
            random_order: asking::random_options(fields),
        }
    }

    fn segment(&self, item: &Entry<'_>) -> Option<v1::Segment> {
        if !item.is_map() {
            return Some(v1::Segment { id: item.text()?, ..Default::default() });
        }
        let fields = item.fields()?;
        let values = fields.get("values").map(|entry| self.labelled(&entry)).unwrap_or_default();
        let segment = v1::Segment {
            id: fields.need("id").and_then(|id| id.text()).unwrap_or_default(),
            label: fields.get("label").map(|label| self.words(&label)).unwrap_or_default(),
            values: values.into_iter().map(|(id, label)| v1::SegmentValue { id, label }).collect(),
            required: fields.bool("required"),
        };
        fields.close();
        Some(segment)
    }

    fn measure(&self, item: &Entry<'_>) -> Option<v1::Measure> {
        let fields = item.fields()?;
        let kind = fields.need("kind").and_then(|kind| measure::kind(&kind)).unwrap_or_default();
        let several = measure::has_items(kind);
        // Which of the two must stand here depends on the kind.
        let question = if several { fields.get("question") } else { fields.need("question") };
        let question = question.and_then(|entry| entry.text()).unwrap_or_default();
        let items = if several { fields.need("items") } else { fields.get("items") };
        // A measure without an id of its own is named after its question.
        let id = if several { fields.need("id") } else { fields.get("id") };
        let measure = v1::Measure {
            id: id.and_then(|id| id.text()).unwrap_or_else(|| question.clone()),
            kind: kind.into(),
            question,
            label: fields.get("label").map(|label| self.words(&label)).unwrap_or_default(),
            top: list(fields.get("top"), Entry::whole),
            options: list(fields.get("options"), Entry::text),
            items: list(items, measure::item),
            method: fields
                .get("method")
                .and_then(|method| measure::method(&method))
                .unwrap_or_default()
                .into(),
            classifier: fields.get("classifier").and_then(|entry| measure::classifier(&entry)),
        };
        fields.close();
        Some(measure)
    }

    fn path_model(&self, entry: &Entry<'_>) -> Option<v1::PathModel> {
        let fields = entry.fields()?;
        let model = v1::PathModel {
            latents: list(fields.need("latents"), |item| self.latent(item)),
            paths: list(fields.need("paths"), path),
        };
        fields.close();
        Some(model)
    }

    fn latent(&self, item: &Entry<'_>) -> Option<v1::Latent> {
        let fields = item.fields()?;
        let latent = v1::Latent {
            id: fields.need("id").and_then(|id| id.text()).unwrap_or_default(),
            label: fields.get("label").map(|label| self.words(&label)).unwrap_or_default(),
            items: list(fields.need("items"), Entry::text),
        };
        fields.close();
        Some(latent)
    }

    fn need_words(&self, fields: &Fields<'_>, key: &'static str) -> Text {
        fields.need(key).map(|entry| self.words(&entry)).unwrap_or_default()
    }

    /// One text, which is in the default language, or a map by language.
    fn words(&self, entry: &Entry<'_>) -> Text {
        if !entry.is_map() {
            let text = entry.text();
            return text.map(|text| (self.language.to_owned(), text)).into_iter().collect();
        }
        let pairs = entry.pairs().unwrap_or_default();
        let word = |(tag, entry): (&str, Entry<'_>)| Some((tag.to_owned(), entry.text()?));
        pairs.into_iter().filter_map(word).collect()
    }

    /// Ids with labels: a list of ids or of `{id, label}`, or a map from id to label.
    fn labelled(&self, entry: &Entry<'_>) -> Vec<(String, Text)> {
        if entry.is_map() {
            let pairs = entry.pairs().unwrap_or_default();
            return pairs.into_iter().map(|(id, e)| (id.to_owned(), self.words(&e))).collect();
        }
        list(Some(entry.clone()), |item| {
            if !item.is_map() {
                return Some((item.text()?, Text::new()));
            }
            let fields = item.fields()?;
            let id = fields.need("id").and_then(|id| id.text()).unwrap_or_default();
            let label = fields.get("label").map(|label| self.words(&label)).unwrap_or_default();
            fields.close();
            Some((id, label))
        })
    }
}

/// The items that could be read; the others are noted.
pub(super) fn list<'n, T>(
    entry: Option<Entry<'n>>,
    read: impl Fn(&Entry<'n>) -> Option<T>,
) -> Vec<T> {
    let items = entry.and_then(|entry| entry.items()).unwrap_or_default();
    items.iter().filter_map(read).collect()
}

/// A whole number from 1: in the contract 0 stands for the default.
pub(super) fn positive(entry: &Entry<'_>) -> Option<u32> {
    match entry.whole()? {
        0 => entry.expected("at least 1"),
        number => Some(number),
    }
}

/// `0-10`, `1 to 5`, `-3 to 3`.
fn bounds(text: &str) -> Option<(i32, i32)> {
    let (min, max) = text.split_once(" to ").or_else(|| {
        let dash = text.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '–'))?;
        Some((&text[..dash.0], &text[dash.0 + dash.1.len_utf8()..]))
    })?;
    Some((min.trim().parse().ok()?, max.trim().parse().ok()?))
}
