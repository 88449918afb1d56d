use super::*;
use crate::render::{
    csv, fixture, html,
    terminal::{Options, terminal},
};

/// A text with its lines joined.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(report: &Report, width: usize) -> String {
    terminal(report, Options { width, color: false })
}

/// The sections of a page on teams.
fn sections(page: &str) -> Vec<&str> {
    let sections = page.split("<section aria-labelledby=\"teams").skip(1);
    sections.map(|rest| rest.split("</section>").next().unwrap()).collect()
}

#[test]
fn a_team_is_called_the_best_only_when_it_is_surely_so() {
    let mut report = fixture::ranked();
    assert_eq!(html(&report).matches('★').count(), 2); // in the chart and in the table
    assert_eq!(plain(&report, 80).matches('★').count(), 1);
    assert!(joined(&plain(&report, 120)).contains("Bán hàng is the best (chance 96%)"));
    report.rankings[0].measures[0].teams[0].p_best = Some(0.89);
    for text in [html(&report), joined(&plain(&report, 120))] {
        assert!(!text.contains('★'));
        assert!(
            text.contains("No team is certainly the best: Bán hàng most likely is (chance 89%)")
        );
    }
    report.rankings[0].measures[0].teams[0].p_best = Some(0.96);
    report.rankings[0].measures[0].differ = false;
    assert!(!html(&report).contains('★') && !plain(&report, 80).contains('★'));
}

#[test]
fn teams_that_do_not_differ_are_said_not_to() {
    let report = fixture::ranked();
    let sentence =
        "Teams do not differ beyond chance (p = 0.640): each is given the common value of 79.0.";
    assert!(html(&report).contains(sentence));
    assert!(joined(&plain(&report, 120)).contains(sentence));
    let nothing = "There is nothing to rank: fewer than two teams have enough answers to be shown.";
    assert_eq!(html(&report).matches(nothing).count(), 2);
}

#[test]
fn a_team_that_is_withheld_or_silent_says_so_and_has_no_figure() {
    let page = html(&fixture::ranked());
    let nps = sections(&page)[0].split("</article>").next().unwrap();
    let row =
        |name: &str| nps.split(&format!("{name}<td")).nth(1).unwrap().split('\n').next().unwrap();
    assert_eq!(row("Kho"), " colspan=\"8\" class=\"none\">withheld (privacy)");
    assert_eq!(row("Bảo hành"), " colspan=\"8\" class=\"none\">no answers");
    assert_eq!(nps.matches("class=\"w\"").count() + nps.matches("class=\"w good\"").count(), 4);
    for width in [60, 80, 120] {
        let text = plain(&fixture::ranked(), width);
        let teams = text.split("── Teams").nth(1).unwrap();
        let rows: Vec<_> = teams.lines().filter(|l| l.trim_start().starts_with("Kho ")).collect();
        assert_eq!(rows.len(), 2);
        for row in rows {
            assert!(
                row.contains("withheld (privacy)") && !row.contains(|c: char| c.is_ascii_digit())
            );
        }
    }
}

#[test]
fn every_drawing_has_a_name_and_stands_beside_its_table() {
    let page = html(&fixture::ranked());
    let sections = sections(&page);
    assert_eq!(sections.len(), 2);
    let drawn: usize = sections.iter().map(|s| s.matches("role=\"img\"").count()).sum();
    assert_eq!(drawn, 3);
    for article in sections.iter().flat_map(|section| section.split("<article").skip(1)) {
        let article = article.split("</article>").next().unwrap();
        assert!(article.contains("<tbody>") && article.contains("class=\"finding\">"));
        if let Some(drawing) = article.split("role=\"img\" aria-labelledby=\"").nth(1) {
            let (title, description) = drawing.split_once('"').unwrap().0.split_once(' ').unwrap();
            assert_eq!(page.matches(&format!("id=\"{title}\"")).count(), 1);
            assert!(article.contains(&format!("<desc id=\"{description}\">")));
        }
    }
}

#[test]
fn a_team_without_some_cases_is_marked() {
    let report = fixture::ranked();
    let page = html(&report);
    assert_eq!(page.matches("* <small>of 83% of cases</small>").count(), 1);
    assert!(sections(&page)[1].contains("mix of cases by channel, product. A team with an"));
    assert!(!sections(&page)[0].contains("Even mix"));
    let text = plain(&report, 60);
    let row = text.lines().rfind(|line| line.starts_with("  Miền Trung")).unwrap();
    assert!(row.contains("5.25*"), "{row}");
}

#[test]
fn no_line_is_wider_than_the_terminal_and_colour_says_nothing_alone() {
    let report = fixture::ranked();
    for width in [60, 75, 76, 80, 103, 104, 120] {
        let text = plain(&report, width);
        for line in text.lines() {
            let columns = unicode_width::UnicodeWidthStr::width(line);
            assert!(columns <= width, "{columns} > {width}: {line}");
        }
        let mut colored = terminal(&report, Options { width, color: true });
        for code in ["0", "1", "2", "33", "36", "1;36"] {
            colored = colored.replace(&format!("\x1b[{code}m"), "");
        }
        let colored: Vec<_> = colored.lines().map(str::trim_end).collect();
        assert_eq!(colored.join("\n") + "\n", text);
    }
}

#[test]
fn no_text_of_a_user_runs_on_the_page_or_steers_the_terminal() {
    let mut report = fixture::ranked();
    for ranking in &mut report.rankings {
        let hostile = "\"><img src=x onerror='alert(1)'></title></svg>&\x1b[2J\u{9b}2J";
        ranking.label.insert_str(0, hostile);
        ranking.case_mix.iter_mut().for_each(|id| id.insert_str(0, hostile));
        for team in ranking.measures.iter_mut().flat_map(|measure| &mut measure.teams) {
            team.label.insert_str(0, hostile);
        }
    }
    let page = html(&report);
    assert!(!page.contains("<img") && !page.contains("onerror='"));
    assert_eq!(page.matches("</svg>").count(), page.matches("<svg").count());
    assert!(!plain(&report, 80).chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn every_figure_of_a_team_has_its_row() {
    let report = fixture::ranked();
    let text = csv(&report);
    let rows = |part: &str| text.lines().filter(|line| line.contains(part)).count();
    assert_eq!(rows(",ranking,"), 3 * 5);
    assert_eq!(rows(",shrunk,"), 4 + 3 + 3);
    assert_eq!(rows(",observed,"), 6 + 3 + 1 + 2 + 3);
    assert_eq!((rows(",p_best,"), rows(",rank_from,")), (4 + 3, 4 + 3 + 3));
    assert_eq!((rows(",standardised,"), rows(",covered,")), (3, 3));
    let kho: Vec<_> =
        text.lines().filter(|line| line.contains(",team,,nps,") && line.contains("Kho")).collect();
    assert_eq!(kho.len(), 1);
    assert!(kho[0].contains(",true,") && !kho[0].contains('.'), "{}", kho[0]);
}

#[test]
fn the_methods_name_the_models_that_were_used() {
    let report = fixture::ranked();
    let sentence = methods(&report).unwrap();
    assert!(sentence.contains("Dirichlet-multinomial") && sentence.contains("beta-binomial"));
    assert!(sentence.contains("direct standardisation"));
    assert_eq!(methods(&fixture::shop()), None);
}
