use super::*;
use crate::render::fixture;

fn plain(report: &Report, width: usize) -> String {
    terminal(report, Options { width, color: false })
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 80, 100, 104, 120] {
        let reports = [
            fixture::driven(),
            fixture::linked(),
            fixture::linked_few(),
            fixture::few(),
            fixture::silent(),
            fixture::year_by_day(),
            fixture::compared(),
            fixture::commented(),
            fixture::chosen(),
        ];
        for report in reports {
            for line in plain(&report, width).lines() {
                assert!(text::width(line) <= width, "{} > {width}: {line}", text::width(line));
            }
        }
    }
}

#[test]
fn colours_add_nothing_but_colour() {
    let report = fixture::driven();
    let mut colored = terminal(&report, Options { width: 120, color: true });
    for code in ["0", "1", "2", "33", "36", "1;36"] {
        colored = colored.replace(&format!("\x1b[{code}m"), "");
    }
    let trimmed: Vec<_> = colored.lines().map(str::trim_end).collect();
    assert_eq!(trimmed.join("\n") + "\n", plain(&report, 120));
}

#[test]
fn an_estimate_that_does_not_exist_is_never_shown_as_zero() {
    let text = plain(&fixture::silent(), 80);
    assert_eq!(text.matches("no answers").count(), 4);
    let headline = text.lines().find(|l| l.starts_with("Mức độ giới thiệu")).unwrap();
    assert!(headline.ends_with("no answers"), "{headline}");
}

#[test]
fn a_withheld_group_says_so_and_shows_no_figure() {
    for width in [60, 80, 120] {
        let text = plain(&fixture::shop(), width);
        let rows: Vec<_> = text.lines().filter(|l| l.trim_start().starts_with("Kho ")).collect();
        assert_eq!(rows.len(), 4);
        for row in rows {
            assert!(row.ends_with("withheld (fewer than 5)"), "{row}");
        }
    }
}

#[test]
fn figures_of_one_column_end_at_the_same_place() {
    let text = plain(&fixture::shop(), 80);
    let rows = text.lines().filter(|l| {
        l.trim_start().starts_with("Miền Bắc") || l.trim_start().starts_with("Miền Nam")
    });
    let ends: Vec<_> = rows.map(|l| text::width(&l[..l.find(" to ").unwrap()])).collect();
    assert_eq!(ends.len(), 8);
    for pair in ends.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
}

#[test]
fn an_indicative_group_gets_no_arrow() {
    let mut report = fixture::shop();
    for result in &mut report.splits[0].groups[3].measures {
        let difference = result.difference.as_mut().unwrap();
        (difference.reliable, difference.value) = (true, -20.0);
    }
    let text = plain(&report, 120);
    let rows: Vec<_> = text.lines().filter(|l| l.trim_start().starts_with("Kế toán")).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|r| r.contains("lower") && !r.contains('▼')));
}

#[test]
fn no_text_of_a_user_steers_the_terminal() {
    let mut report = fixture::driven();
    let hostile = |text: &mut String| text.insert_str(0, "\x1b[2J\u{9b}2J");
    hostile(&mut report.title);
    hostile(&mut report.time_zone);
    report.notes.iter_mut().for_each(hostile);
    report.filters[0].values.iter_mut().for_each(hostile);
    report.participation.as_mut().unwrap().questions.iter_mut().for_each(|q| hostile(&mut q.text));
    for measure in &mut report.measures {
        hostile(&mut measure.label);
        hostile(&mut measure.question_text);
        hostile(&mut measure.definition);
        for bar in &mut measure.distribution {
            hostile(&mut bar.label);
            hostile(&mut bar.value);
        }
        for component in &mut measure.components {
            hostile(&mut component.id);
            hostile(&mut component.definition);
        }
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
            hostile(&mut driver.label);
            hostile(&mut driver.sentence);
            hostile(&mut driver.quadrant);
        }
    }
    let text = plain(&report, 80);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn the_weighted_value_stands_below_the_measure() {
    let text = plain(&fixture::weighted(), 80);
    let lines = text.lines().filter(|line| line.starts_with("weighted "));
    assert_eq!(lines.clone().count(), 4);
    let nps = lines.into_iter().next().unwrap();
    assert_eq!(nps, "weighted 33 (29 to 38), effective n 935, design effect 1.25");
    assert!(!plain(&fixture::shop(), 80).contains("weighted"));
}

#[test]
fn a_change_tells_what_could_have_been_seen() {
    let text = plain(&fixture::compared(), 80);
    let row = text.lines().find(|line| line.ends_with("▲ higher")).unwrap();
    assert_eq!(row, "  Mức độ giới thiệu (NPS)      27   33      +6       1 to 11  ▲ higher");
    assert!(
        text.contains("No reliable difference; this many answers could have detected about 4.")
    );
    assert!(text.contains("By Bộ phận: +8.7 within its groups"));
    assert!(text.contains("stays right however often one looks: 26 to 40"));
    assert!(text.contains("Against the same days of the year before: 1 Jan 2025 to 31 Dec 2025"));
}

#[test]
fn a_change_without_a_value_to_show_has_its_interval_alone() {
    let text = plain(&fixture::compared(), 80);
    let row = text.lines().find(|line| line.contains("−0.66 to 1.14")).unwrap();
    assert_eq!(row, "  Dễ tìm thông tin          5.34          −0.66 to 1.14  no");
}

#[test]
fn response_rates_and_weights_are_told_where_there_are_any() {
    let text = plain(&fixture::compared(), 80);
    assert!(text.contains("5,000 invited: response rate 21.7%"));
    assert!(text.contains("Miền Bắc          50%         35%"));
    assert!(!plain(&fixture::shop(), 80).to_lowercase().contains("response rate"));
}

#[test]
fn no_label_of_a_margin_steers_the_terminal() {
    let mut report = fixture::compared();
    let hostile = |text: &mut String| text.insert_str(0, "\x1b[2J\u{9b}2J");
    for margin in &mut report.weighting.as_mut().unwrap().margins {
        hostile(&mut margin.label);
        margin.values.iter_mut().for_each(|value| hostile(&mut value.label));
    }
    for rate in &mut report.response_rates.as_mut().unwrap().rates {
        hostile(&mut rate.name);
        hostile(&mut rate.definition);
    }
    report.measures.iter_mut().for_each(|measure| hostile(&mut measure.label));
    report.splits.iter_mut().for_each(|split| hostile(&mut split.label));
    hostile(report.change.as_mut().unwrap().base.as_mut().unwrap().from.as_mut().unwrap());
    let text = plain(&report, 80);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn drivers_have_bars_figures_and_the_first_three_findings() {
    for width in [60, 80, 120] {
        let text = plain(&fixture::driven(), width);
        let section = text.split("── What goes with ").nth(1).unwrap();
        assert_eq!(section.matches('●').count(), 7, "{section}");
        assert_eq!(section.matches("This is an").count(), 3);
        let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("  1 Đơn")).collect();
        assert!(rows[0].contains("27      23 to 32") && rows[0].contains("█─"), "{}", rows[0]);
        assert!(rows[1].contains("61") && rows[1].contains("+5.1    4.0 to 6.2"), "{}", rows[1]);
        for side in ["concentrate here: 1, 3\n", "than high ones bring: 1\n"] {
            assert!(section.contains(side), "{section}");
        }
        assert!(text.contains("withheld (fewer than 5)") && text.contains("There is no analysis"));
    }
}

#[test]
fn a_path_model_has_its_indices_its_paths_by_their_end_and_its_questions() {
    for width in [60, 80, 120] {
        let text = plain(&fixture::linked(), width);
        let section = text.split("── Path model ").nth(1).unwrap();
        assert!(section.contains("7 latent variables, measured by 24 questions, and 12 paths"));
        let line = |start: &str| section.lines().find(|line| line.starts_with(start)).unwrap();
        assert!(line("  Hình ảnh").contains("73.5  71.6 to 75.4   72.8   0.77"), "{section}");
        let to = section.split("to Sự hài lòng\n").nth(1).unwrap();
        assert!(
            to.starts_with("    from Kỳ vọng") && to.contains("−0.06   −0.17 to 0.05\n"),
            "{to}"
        );
        assert_eq!(section.matches("Among customers whose").count(), 3);
        assert_eq!(section.matches("    Câu ").count(), 24);
    }
    let few = plain(&fixture::linked_few(), 80);
    let words: Vec<&str> = few.split_whitespace().collect();
    assert!(words.join(" ").contains("responses allow no jackknife"));
    let section = few.split("── Path model ").nth(1).unwrap().split("── Notes ").next().unwrap();
    assert!(!section.contains("reliable"), "{section}");
    assert!(!plain(&fixture::shop(), 80).contains("Path model"));
}

#[test]
fn no_label_of_a_path_model_steers_the_terminal() {
    let mut report = fixture::linked();
    let hostile = |text: &mut String| text.insert_str(0, "\x1b[2J\u{9b}2J");
    let model = report.path_model.as_mut().unwrap();
    model.notes.iter_mut().for_each(hostile);
    model.paths.iter_mut().for_each(|path| hostile(&mut path.sentence));
    for latent in &mut model.latents {
        hostile(&mut latent.label);
        latent.items.iter_mut().for_each(|item| hostile(&mut item.label));
    }
    let text = plain(&report, 80);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}
