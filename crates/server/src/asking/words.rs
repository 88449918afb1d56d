//! The words of the pages that are not the survey's own: one file a language, in Fluent's format.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::language;

/// Tag, own name and words of each language; the first is for whoever reads none of them.
const FILES: [(&str, &str, &str); 4] = [
    ("en", "English", include_str!("words/en.ftl")),
    ("fi", "Suomi", include_str!("words/fi.ftl")),
    ("it", "Italiano", include_str!("words/it.ftl")),
    ("vi", "Tiếng Việt", include_str!("words/vi.ftl")),
];

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| FILES.map(Words::read).into());

/// The words in one language.
pub(crate) struct Words {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words in `language`, or in English where there are none.
    pub(crate) fn of(language: &str) -> &'static Self {
        let primary = language.split('-').next().unwrap_or_default();
        ALL.iter().find(|words| words.tag.eq_ignore_ascii_case(primary)).unwrap_or(&ALL[0])
    }

    /// The language of the words.
    pub(crate) fn tag(&self) -> &'static str {
        self.tag
    }

    /// The words in the first of the `wanted` languages that there are any in, or else in English.
    pub(crate) fn spoken(wanted: &[&str]) -> &'static Self {
        let offered = FILES.map(|(tag, ..)| tag);
        Self::of(language::choose(wanted, &offered).unwrap_or_default())
    }

    /// What a language is called by those who speak it; its tag where that is not known.
    pub(crate) fn name(language: &str) -> &str {
        FILES.iter().find(|(tag, ..)| *tag == language).map_or(language, |(_, name, _)| name)
    }

    pub(crate) fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// With numbers at the places of their names.
    pub(crate) fn with(&self, key: &str, numbers: &[(&str, i64)]) -> String {
        let numbers: FluentArgs<'_> = numbers.iter().copied().collect();
        let message = self.bundle.get_message(key).and_then(|message| message.value());
        let text = message.expect("a test holds that each language has each key");
        self.bundle.format_pattern(text, Some(&numbers), &mut Vec::new()).into_owned()
    }

    fn read((tag, _, text): (&'static str, &str, &str)) -> Self {
        let resource = FluentResource::try_new(text.to_owned());
        let language = tag.parse().expect("is a language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks around numbers are for texts of mixed direction; these have none.
        bundle.set_use_isolating(false);
        let resource = resource.unwrap_or_else(|(_, errors)| panic!("{tag}: {errors:?}"));
        bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{tag}: {errors:?}"));
        Self { tag, bundle }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The keys of a file, each with the numbers that its text has.
    fn keys(text: &'static str) -> BTreeSet<(String, BTreeSet<&'static str>)> {
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        let numbers = |text: &'static str| -> BTreeSet<&'static str> {
            let parts = text.split("{ $").skip(1);
            parts.filter_map(|part| part.split_once(" }")).map(|(name, _)| name).collect()
        };
        lines.map(|(key, text)| (key.to_owned(), numbers(text))).collect()
    }

    #[test]
    fn every_language_has_every_key_with_the_same_numbers() {
        let english = keys(FILES[0].2);
        for (tag, _, text) in &FILES[1..] {
            assert_eq!(keys(text), english, "{tag}");
        }
    }

    #[test]
    fn every_key_is_used_and_every_used_key_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut used = String::new();
        for folder in ["src/asking", "templates/asking"] {
            read(&root.join(folder), &mut used);
        }
        let known: BTreeSet<String> = keys(FILES[0].2).into_iter().map(|(key, _)| key).collect();
        for key in &known {
            assert!(used.contains(&format!("\"{key}\"")), "no page says {key:?}");
        }
        for call in [".say(\"", ".with(\"", "Notice::of(\"", ".problem(\""] {
            for said in used.split(call).skip(1) {
                let key = said.split('"').next().unwrap();
                assert!(known.contains(key), "there is no {key:?}");
            }
        }
    }

    fn read(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = path.extension().and_then(|kind| kind.to_str());
            if path.is_dir() {
                read(&path, into);
            } else if matches!(kind, Some("rs" | "html")) && !path.ends_with("words.rs") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn words_come_in_the_language_with_their_numbers() {
        let pages = [("page", 2), ("pages", 3)];
        assert_eq!(Words::of("vi").with("progress", &pages), "Trang 2 trên 3");
        assert_eq!(Words::of("it-CH").with("progress", &pages), "Pagina 2 di 3");
        assert_eq!(Words::of("sv").say("next"), "Next");
        assert_eq!(
            (Words::spoken(&["sv", "fi-FI"]).tag(), Words::spoken(&["sv"]).tag()),
            ("fi", "en")
        );
        assert_eq!((Words::name("vi"), Words::name("sv")), ("Tiếng Việt", "sv"));
    }
}
