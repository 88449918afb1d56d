//! In which language a page is shown.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use plaudit_core::survey::Survey;

/// Languages that are written from the right to the left.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "dv", "fa", "he", "ps", "sd", "ur", "yi"];

/// The languages in which every question has a text, the default first.
pub(crate) fn offered(survey: &Survey) -> Vec<&str> {
    let default = survey.default_language.as_str();
    let whole = |tag: &&String| {
        let mut texts = survey.questions.iter().map(|question| &question.text);
        tag.as_str() != default && texts.all(|text| text.0.contains_key(*tag))
    };
    let others = survey.questions[0].text.0.keys().filter(whole).map(String::as_str);
    std::iter::once(default).chain(others).collect()
}

/// The first of `wanted` that is among `offered`, as it stands there: the same tag, or the same
/// language. Absent when none is.
pub(crate) fn choose<'o>(wanted: &[&str], offered: &[&'o str]) -> Option<&'o str> {
    wanted.iter().find_map(|wanted| {
        let same = offered.iter().find(|tag| tag.eq_ignore_ascii_case(wanted));
        let alike =
            || offered.iter().find(|tag| primary(tag).eq_ignore_ascii_case(primary(wanted)));
        same.or_else(alike).copied()
    })
}

/// The first of `wanted` that the survey is offered in, or else its default.
pub(crate) fn of<'s>(survey: &'s Survey, wanted: &[&str]) -> &'s str {
    choose(wanted, &offered(survey)).unwrap_or(&survey.default_language)
}

/// The languages that a browser asks for, the dearest first.
pub(crate) fn accepted(headers: &HeaderMap) -> Vec<&str> {
    let value = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut ranked: Vec<(f32, &str)> = Vec::new();
    for item in value.unwrap_or_default().split(',') {
        let (tag, quality) = item.split_once(';').unwrap_or((item, "q=1"));
        let quality = quality.trim().strip_prefix("q=").and_then(|quality| quality.parse().ok());
        let quality: f32 = quality.unwrap_or(0.0);
        if quality > 0.0 && !tag.trim().is_empty() {
            ranked.push((quality, tag.trim()));
        }
    }
    ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    ranked.into_iter().map(|(_, tag)| tag).collect()
}

/// `rtl` or `ltr`.
pub(crate) fn direction(language: &str) -> &'static str {
    if RIGHT_TO_LEFT.contains(&primary(language)) { "rtl" } else { "ltr" }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use plaudit_core::bank;

    use super::*;

    fn accepted_by(value: &str) -> Vec<String> {
        let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, value.parse().unwrap())]);
        accepted(&headers).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_browser_says_what_it_likes_best() {
        assert_eq!(accepted_by("fi;q=0.5, vi-VN, en;q=0.8"), ["vi-VN", "en", "fi"]);
        assert_eq!(accepted_by("it;q=0, , de;q=x, *;q=0.1"), ["*"]);
        assert_eq!(accepted(&HeaderMap::new()), [""; 0]);
    }

    #[test]
    fn the_first_that_is_offered_is_chosen() {
        let offered = ["en", "pt-BR", "vi"];
        assert_eq!(choose(&["sv", "vi-VN", "en"], &offered), Some("vi"));
        assert_eq!(choose(&["pt"], &offered), Some("pt-BR"));
        assert_eq!(choose(&["EN"], &offered), Some("en"));
        assert_eq!(choose(&["sv", "*"], &offered), None);
    }

    #[test]
    fn a_language_is_offered_when_every_question_has_it() {
        let mut survey = bank::templates()[0].survey.clone();
        assert_eq!(offered(&survey), ["en", "fi", "it", "vi"]);
        survey.questions[2].text.0.remove("it");
        survey.default_language = "vi".to_owned();
        assert_eq!(offered(&survey), ["vi", "en", "fi"]);
        assert_eq!((of(&survey, &["it", "fi"]), of(&survey, &["it"])), ("fi", "vi"));
    }

    #[test]
    fn some_languages_run_from_the_right() {
        assert_eq!((direction("ar-EG"), direction("vi")), ("rtl", "ltr"));
    }
}
