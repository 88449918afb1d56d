use super::*;
use crate::render::fixture;

const KILOBYTE: usize = 1000;

/// The charts of a page: what lies between the tags of each SVG that is an image.
fn charts(page: &str) -> Vec<&str> {
    page.split("<svg role=\"img\"")
        .skip(1)
        .map(|rest| rest.split("</figure>").next().unwrap())
        .collect()
}

#[test]
fn every_chart_has_a_title_a_description_and_a_table() {
    // Importance, the map, low and high answers.
    let report = fixture::driven();
    let page = html(&report);
    let charts = charts(&page);
    assert_eq!(charts.len(), 4 + 4 + 3 * 4 + 3);
    for chart in &charts {
        let labelled = chart.split("aria-labelledby=\"").nth(1).unwrap();
        let (title, description) = labelled.split('"').next().unwrap().split_once(' ').unwrap();
        assert!(chart.contains(&format!("<title id=\"{title}\">")));
        assert!(chart.contains(&format!("<desc id=\"{description}\">")));
        assert_eq!(page.matches(&format!("id=\"{title}\"")).count(), 1, "{title} is not unique");
    }
    for article in page.split("<article").skip(1) {
        let article = article.split("</article>").next().unwrap();
        assert!(article.contains("role=\"img\"") && article.contains("<tbody>"));
    }
    assert_eq!(
        page.matches("<svg").count()
            - page.matches("<svg y=").count()
            - page.matches("<svg x=").count(),
        charts.len() + 1
    );
}

#[test]
fn no_user_text_reaches_the_page_unescaped() {
    const HOSTILE: &str = "\"><img src=x onerror='alert(1)'></title></svg>&";
    let mut report = fixture::driven();
    let hostile = |text: &mut String| *text = HOSTILE.into();
    for text in [&mut report.title, &mut report.survey, &mut report.language, &mut report.time_zone]
    {
        hostile(text);
    }
    report.notes.iter_mut().for_each(hostile);
    report.filters[0].values.iter_mut().for_each(hostile);
    hostile(&mut report.filters[0].segment);
    for question in &mut report.participation.as_mut().unwrap().questions {
        hostile(&mut question.text);
    }
    for measure in &mut report.measures {
        for text in [
            &mut measure.label,
            &mut measure.question_text,
            &mut measure.definition,
            &mut measure.scale,
        ] {
            hostile(text);
        }
        measure.distribution.iter_mut().for_each(|bar| hostile(&mut bar.label));
        measure
            .components
            .iter_mut()
            .for_each(|c| (hostile(&mut c.id), hostile(&mut c.definition)).0);
        measure.estimate.as_mut().unwrap().method = HOSTILE.into();
    }
    for trend in &mut report.trends {
        hostile(&mut trend.interval);
        trend.points.iter_mut().for_each(|point| hostile(&mut point.from));
    }
    for split in &mut report.splits {
        hostile(&mut split.label);
        split.groups.iter_mut().for_each(|group| hostile(&mut group.label));
    }
    for analysis in &mut report.drivers {
        hostile(&mut analysis.label);
        analysis.notes.iter_mut().for_each(hostile);
        for driver in &mut analysis.drivers {
            for text in [
                &mut driver.label,
                &mut driver.sentence,
                &mut driver.role,
                &mut driver.quadrant,
                &mut driver.low,
                &mut driver.high,
            ] {
                hostile(text);
            }
        }
    }
    let page = html(&report);
    assert!(!page.contains("<img") && !page.contains("onerror='"));
    assert_eq!(page.matches("</svg>").count(), page.matches("<svg").count());
}

#[test]
fn the_page_stays_under_500_kb_for_a_year_by_day() {
    let report = fixture::year_by_day();
    let page = html(&report);
    assert!(page.len() < 500 * KILOBYTE, "{} bytes", page.len());
    // And nothing was dropped: every day and every group of every measure has its cell.
    let sevens: usize = page
        .split("class=\"sevens\"")
        .skip(1)
        .map(|t| t.split("</table>").next().unwrap().matches("<td>").count())
        .sum();
    assert_eq!(sevens, 20 * 365);
    assert_eq!(page.matches("<article class=\"card forest\"").count(), 20 * 4);
    assert_eq!(charts(&page).len(), 20 + 20 + 80);
}

#[test]
fn an_estimate_that_does_not_exist_is_never_shown_as_zero() {
    let page = html(&fixture::silent());
    assert_eq!(page.matches("<p class=\"missing\">no answers</p>").count(), 4);
    assert!(!page.contains("class=\"figure\"") && charts(&page).is_empty());
    assert!(page.contains("no responses"));
}

#[test]
fn a_withheld_group_says_so_and_has_no_mark() {
    let page = html(&fixture::shop());
    let withheld = "<td colspan=\"7\" class=\"none\">withheld (fewer than 5)\n";
    assert_eq!(page.matches(withheld).count(), 4);
    let rows = page.split(">Kho</text>").skip(1).map(|rest| rest.split("</svg>").next().unwrap());
    for row in rows {
        let row = row.split("</svg>").next().unwrap();
        assert!(!row.contains("class=\"w") && !row.contains("<circle"), "{row}");
    }
}

#[test]
fn few_answers_show_no_value_alone_no_arrow_and_no_colour() {
    let mut report = fixture::shop();
    for group in [3, 4] {
        for split in &mut report.splits[..2] {
            for result in &mut split.groups[group].measures {
                if let Some(difference) = &mut result.difference {
                    difference.reliable = true;
                }
            }
        }
    }
    let page = html(&report);
    for (name, cell) in [("Kế toán", "("), ("E-mail", "")] {
        let rows: Vec<_> = page
            .split(&format!("{name}<td>"))
            .skip(1)
            .map(|rest| rest.split('\n').next().unwrap())
            .collect();
        assert_eq!(rows.len(), 4);
        for row in rows {
            assert!(row.starts_with(cell) && row.contains("reliably"), "{row}");
            assert!(!row.contains('▲') && !row.contains("good") && !row.contains("bad"), "{row}");
            assert!(cell == "(" || row.starts_with("<td>"), "{row}");
        }
    }
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let page = html(&fixture::driven());
    for forbidden in
        ["<script", "<link", "src=", "http://", "https://", "@import", " on", "style=\""]
    {
        let found = page.split(['<', '{']).any(|tag| {
            let tag = tag.split('>').next().unwrap();
            forbidden != " on" && format!("<{tag}").contains(forbidden)
        });
        assert!(!found, "{forbidden}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_words_of_the_survey_carry_its_language() {
    let page = html(&fixture::shop());
    assert!(page.contains("<html lang=\"vi\">") && page.contains("<body lang=\"en\">"));
    assert!(page.contains("<h1 lang=\"vi\">"));
}

#[test]
fn nothing_reliable_is_called_no_reliable_difference() {
    let page = html(&fixture::shop());
    assert!(page.contains("<td>no reliable difference\n"));
    assert!(page.contains("<td class=\"good\">▲ reliably higher\n"));
    assert!(page.contains("<td class=\"bad\">▼ reliably lower\n"));
}

#[test]
fn the_weighted_value_stands_first_among_the_parts() {
    let page = html(&fixture::weighted());
    let row = "<tr><th>weighted <small>effective n 935, design effect 1.25; <span>n 1,169</span>";
    assert_eq!(page.matches(row).count(), 4);
    assert!(!html(&fixture::shop()).contains(">weighted"));
}

#[test]
fn a_change_is_drawn_around_the_line_of_no_change_and_told_in_words() {
    let page = html(&fixture::compared());
    // Points, percent and scores cannot share an axis.
    assert_eq!(charts(&page).len(), 4 + 4 + 3 + 3 * 4);
    assert_eq!(page.matches(">no change</text>").count(), 3);
    assert!(page.contains("<td class=\"good\">▲ reliably higher\n"));
    assert!(page.contains("<td colspan=\"7\" class=\"none\">withheld (fewer than 5)\n"));
    assert!(page.contains("<th>Could have detected<th>") && page.contains("<td>about 4<td>"));
    assert!(page.contains("<td>+8.7 within, −2.5 mix<td>+6.2 within, 0.0 mix<td>53% (50 to 55)"));
    // Fewer than 10 answers in the base: neither its value nor that of the change.
    let row = page.split("Dễ tìm thông tin<td><td>5.34<td><td>−0.66 to 1.14<td>").count();
    assert_eq!(row, 2, "one row");
    assert!(!html(&fixture::shop()).contains("id=\"change\""));
}

#[test]
fn weighted_values_are_drawn_beside_the_others() {
    let page = html(&fixture::compared());
    assert_eq!(page.matches("class=\"line weighted\"").count(), 4);
    // All groups that are shown but one with its interval alone, in four measures.
    assert_eq!(page.matches("class=\"weighted\"/>").count(), (5 + 4 + 3) * 4);
    assert_eq!(page.matches("<tr class=\"second\"><th>weighted").count(), (5 + 5 + 3) * 4);
    assert!(!html(&fixture::shop()).contains("class=\"second\""));
}

#[test]
fn without_a_frame_no_response_rate_is_spoken_of() {
    let page = html(&fixture::compared());
    assert!(page.contains("response rate 21.7% (RR1)"));
    assert!(!html(&fixture::shop()).to_lowercase().contains("response rate"));
}

#[test]
fn no_label_of_a_change_or_a_margin_reaches_the_page_unescaped() {
    let mut report = fixture::compared();
    let hostile = |text: &mut String| *text = "\"><img src=x onerror='alert(1)'>".into();
    report.measures.iter_mut().for_each(|measure| hostile(&mut measure.label));
    report.splits.iter_mut().for_each(|split| hostile(&mut split.label));
    let groups = report.splits.iter_mut().flat_map(|split| &mut split.groups);
    groups.for_each(|group| hostile(&mut group.label));
    for margin in &mut report.weighting.as_mut().unwrap().margins {
        hostile(&mut margin.label);
        margin.values.iter_mut().for_each(|value| hostile(&mut value.label));
    }
    for rate in &mut report.response_rates.as_mut().unwrap().rates {
        hostile(&mut rate.name);
        hostile(&mut rate.definition);
    }
    hostile(report.change.as_mut().unwrap().base.as_mut().unwrap().from.as_mut().unwrap());
    let page = html(&report);
    assert!(!page.contains("<img") && !page.contains("onerror='"));
}

#[test]
fn drivers_have_bars_with_limits_numbers_on_the_map_and_their_figures() {
    let page = html(&fixture::driven());
    let section = page.split("<article class=\"drivers\">").nth(1).unwrap();
    let section = section.split("</article>").next().unwrap();
    let [bars, map, ends] = charts(section)[..] else { panic!("three charts") };
    assert_eq!((bars.matches("<rect").count(), bars.matches("\"limits\"").count()), (7, 7));
    assert_eq!((map.matches("<circle").count(), map.matches("\"cross\"").count()), (7, 14));
    for number in 1..=7 {
        assert_eq!(map.matches(&format!("class=\"number\">{number}<")).count(), 1);
    }
    assert_eq!((ends.matches("<rect").count(), ends.matches("\"limits\"").count()), (10, 10));
    assert_eq!(section.matches("This is an association.").count(), 7);
    assert_eq!(section.matches("<table>").count(), 3);
    assert!(page.contains("<dt>Drivers</dt>"));
}

#[test]
fn an_outcome_without_an_analysis_says_why() {
    let page = html(&fixture::driven());
    let of = |id: &str| {
        let section = page.split(&format!("aria-labelledby=\"{id}\"")).nth(1).unwrap();
        section.split("</section>").next().unwrap().to_owned()
    };
    assert!(of("d1").contains("<p class=\"missing\">withheld (fewer than 5)</p>"));
    assert!(of("d2").contains("<li>There is no analysis: 9 responses"));
    assert!(!of("d1").contains("<svg") && !of("d2").contains("<svg"));
}

#[test]
fn limits_that_are_not_known_are_not_drawn() {
    let page = html(&fixture::few());
    let section = page.split("<article class=\"drivers\">").nth(1).unwrap();
    let charts = charts(section.split("</article>").next().unwrap());
    assert_eq!((charts.len(), charts[0].matches("\"limits\"").count()), (2, 0));
    assert!(!section.contains("likely</small>"));
    assert!(page.contains("no jackknife") && !page.contains("64 groups"));
}

#[test]
fn a_path_model_has_a_diagram_and_its_tables() {
    let page = html(&fixture::linked());
    let article = page.split("<article class=\"paths\">").nth(1).unwrap();
    let article = article.split("</article>").next().unwrap();
    let [diagram] = charts(article)[..] else { panic!("one diagram") };
    assert_eq!((diagram.matches("<rect").count(), diagram.matches("\"tip\"").count()), (7, 6));
    assert_eq!(diagram.matches("class=\"link").count(), 12);
    assert_eq!(diagram.matches("\"link chance\"").count(), 3);
    assert_eq!(diagram.matches("\"link bad\"").count(), 1);
    assert!(diagram.contains("class=\"end good\">0.50</text>") || diagram.contains(">0.51</text>"));
    assert_eq!(article.matches("<table").count(), 4);
    assert_eq!(article.matches("<td>may be chance").count(), 3 + 1);
    assert!(page.contains("<dt>Path model</dt>"));
    let few = html(&fixture::linked_few());
    assert!(!few.contains("link chance") && !few.contains("<td>reliable"));
    assert!(!html(&fixture::shop()).contains("id=\"paths\""));
}

#[test]
fn no_label_of_a_path_model_reaches_the_page_unescaped() {
    let mut report = fixture::linked();
    let hostile = |text: &mut String| *text = "\"><img src=x onerror='alert(1)'></svg>".into();
    let model = report.path_model.as_mut().unwrap();
    model.notes.iter_mut().for_each(hostile);
    model.paths.iter_mut().for_each(|path| hostile(&mut path.sentence));
    for latent in &mut model.latents {
        hostile(&mut latent.label);
        latent.items.iter_mut().for_each(|item| hostile(&mut item.label));
    }
    let page = html(&report);
    assert!(!page.contains("<img") && !page.contains("onerror='"));
    assert_eq!(page.matches("</svg>").count(), page.matches("<svg").count());
}

#[test]
fn a_path_model_without_a_fit_says_why() {
    let mut report = fixture::shop();
    let note = "The path model has no fit: 3 responses answered every question, and 5 are needed.";
    for (withheld, notes, expected) in [
        (true, vec![], "<p class=\"missing\">withheld (fewer than 5)</p>"),
        (false, vec![note.to_owned()], "<li>The path model has no fit: 3 responses"),
        (false, vec![], "<p class=\"missing\">no answers</p>"),
    ] {
        let model = plaudit_proto::v1::PathModelResult { withheld, notes, ..Default::default() };
        report.path_model = Some(model);
        let page = html(&report);
        let section =
            page.split("id=\"paths\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(section.contains(expected) && !section.contains("<svg"), "{section}");
    }
}
