use plaudit_proto::v1::{Change, Filter, ResponseRates};

use super::*;
use crate::render::{Format, fixture, render, terminal};

#[test]
fn every_rendering_says_who_chose_to_answer() {
    let report = fixture::chosen();
    for format in Format::ALL {
        let text = render(&report, format, terminal::Options::default());
        let cautions = text.matches("self-selected: says nothing about all customers").count();
        assert!(cautions >= report.polls.len(), "{format}: {cautions}");
        let before = |part: &str| {
            let mark = text.find("Self-selected: 120 of 1,200 responses");
            mark.is_some() && mark < text.find(part)
        };
        let marked = match format {
            Format::Json => text.contains("\"byOpenLink\": 120"),
            Format::Csv => before(",distribution,") && text.contains(",open_link,"),
            Format::Terminal => before("Measures"),
            Format::Html => before("<main>"),
        };
        assert!(marked, "{format}");
    }
    let plain = fixture::shop();
    for format in Format::ALL {
        let text = render(&plain, format, terminal::Options::default());
        assert!(!text.to_lowercase().contains("self-selected"), "{format}");
    }
}

#[test]
fn a_poll_is_shown_with_its_base_and_without_an_interval() {
    let report = fixture::chosen();
    let [facebook, tiktok] = &*report.polls else { panic!("{:?}", report.polls) };
    assert_eq!(
        base(facebook),
        "80 voters of 400 people to whom it was shown (20.0%; no response rate)"
    );
    assert_eq!(bounds(&facebook.options[0]).as_deref(), Some("15% to 95%"));
    assert_eq!((base(tiktok), bounds(&tiktok.options[0])), ("12 voters".to_owned(), None));
    let page = render(&report, Format::Html, terminal::Options::default());
    assert!(page.contains("tik&#60;b&#62;tok") && !page.contains("tik<b>tok"));
    assert!(page.contains("href=\"https://example.org/?a=1&#38;b=&#34;&#60;x&#62;\""));
    let rows = render(&report, Format::Csv, terminal::Options::default());
    let mut reader = ::csv::Reader::from_reader(rows.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |column: &str| header.iter().position(|it| it == column).unwrap();
    let rows = reader.records().map(Result::unwrap);
    let polls: Vec<_> = rows.filter(|row| &row[1] == "poll").collect();
    assert_eq!(polls.len(), 3 + 3 * 3 + 1 + 2);
    for column in ["lower", "upper", "level", "method", "standard_error"] {
        assert!(polls.iter().all(|row| row[at(column)].is_empty()), "{column}");
    }
    assert!(polls.iter().any(|row| row[at("label")] == *"'=Không"));
}

#[test]
fn the_mark_says_what_else_it_touches() {
    let mut report = fixture::chosen();
    report.filters = vec![Filter::default()];
    report.response_rates = Some(ResponseRates::default());
    let base = Some(SelfSelected { by_open_link: 3, responses: 1000 });
    report.change = Some(Change { self_selected: base, ..Change::default() });
    let said = self_selected(&report).unwrap();
    for part in ["120 of 1,200 responses, before the filters, came", "with 3 of 1,000", "invited"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    report.self_selected = None;
    assert!(self_selected(&report).unwrap().starts_with("Self-selected: no responses"));
}
