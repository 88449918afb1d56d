use super::*;
use crate::render::{
    csv, fixture, html,
    terminal::{Options, terminal},
};

fn plain(report: &Report, width: usize) -> String {
    terminal(report, Options { width, color: false })
}

/// The articles of a page on charts.
fn articles(page: &str) -> Vec<&str> {
    let section = page.split("<section aria-labelledby=\"charts\">").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    section.split("<article").skip(1).collect()
}

#[test]
fn what_stands_out_is_drawn_in_shapes_and_told_in_words() {
    let report = fixture::ranked();
    let page = html(&report);
    let [weekly, few, silent] = articles(&page)[..] else { panic!("three charts") };
    let outside = report.charts[0].points.iter().filter(|point| point.outside).count();
    assert_eq!(weekly.matches("class=\"bad\"").count(), outside);
    assert_eq!(weekly.matches("class=\"open\"").count(), 51 - 35 - (outside - 1));
    assert_eq!(weekly.matches("<rect").count(), 1);
    assert!(weekly.contains(
        "From 20 Jul 2026 (between 6 Jul 2026 and 10 Aug 2026) the level is 52, before it was 31."
    ));
    assert!(
        weekly.contains("24 points in a row lie on one side of the centre; chance would allow 9.")
    );
    assert!(weekly.contains("cross the centre 15 times; by chance at least 19 times."));
    assert!(weekly.contains("vary 1.8 times as much as chance"));
    assert!(few.contains("None of 8 points is outside the limits around 78."));
    assert_eq!((few.matches("class=\"bad\"").count(), few.matches("<rect").count()), (0, 0));
    assert!(silent.contains("No point has a value.") && !silent.contains("<svg"));
}

#[test]
fn every_drawing_has_a_name_and_a_table_of_its_points() {
    let page = html(&fixture::ranked());
    for (i, article) in articles(&page).iter().enumerate().take(2) {
        assert!(article.contains(&format!("role=\"img\" aria-labelledby=\"c{i}t c{i}d\"")));
        assert_eq!(page.matches(&format!("<title id=\"c{i}t\">")).count(), 1);
        assert_eq!(page.matches(&format!("<desc id=\"c{i}d\">")).count(), 1);
        let body = article.split("<tbody>").nth(1).unwrap();
        assert_eq!(body.matches("<tr>").count(), [51, 8][i]);
    }
    assert!(articles(&page)[0].contains("class=\"none\">withheld\n"));
    assert!(articles(&page)[0].contains("class=\"none\">no answers\n"));
}

#[test]
fn a_long_chart_keeps_the_table_to_what_stands_out() {
    let mut report = fixture::ranked();
    let points: Vec<_> = (0..100).flat_map(|_| report.charts[0].points[..11].to_vec()).collect();
    report.charts[0].points.splice(..0, points);
    let page = html(&report);
    let weekly = articles(&page)[0];
    let rows = weekly.split("<tbody>").nth(1).unwrap().matches("<tr>").count();
    assert!(rows < 60, "{rows}");
    assert!(weekly.contains("Figures of the points that stand out"));
    assert_eq!(weekly.matches("class=\"open\"").count(), 1);
    assert!(weekly.len() < 60_000, "{}", weekly.len());
}

#[test]
fn the_terminal_marks_points_and_stays_within_its_width() {
    let report = fixture::ranked();
    for width in [60, 80, 120] {
        let text = plain(&report, width);
        for line in text.lines() {
            let columns = unicode_width::UnicodeWidthStr::width(line);
            assert!(columns <= width, "{columns} > {width}: {line}");
        }
        let section = text.split("── Control charts").nth(1).unwrap();
        let section = section.split("\n── ").next().unwrap();
        let blocks = |c: &char| "▁▂▃▄▅▆▇█·".contains(*c);
        let drawn: usize = section
            .lines()
            .filter(|line| line.contains("2026 ▄") || line.contains("2026 ▆"))
            .map(|line| line.chars().filter(blocks).count())
            .sum();
        assert_eq!(drawn, 51);
        assert!(section.contains('▼') && section.contains("~~"));
        assert!(section.contains("66 to 91"));
    }
}

#[test]
fn every_point_has_its_rows_and_none_without_a_value_has_one() {
    let report = fixture::ranked();
    let text = csv(&report);
    let rows = |part: &str| text.lines().filter(|line| line.contains(part)).count();
    assert_eq!(rows(",chart,"), 3 * 8);
    assert_eq!(rows(",chart_point,,nps,value,"), 51);
    assert_eq!(rows(",chart_point,,nps,cusum_up,"), 49);
    assert_eq!((rows(",shift,,nps,before,"), rows(",shift,,nps,after,")), (1, 1));
    let header = text.lines().next().unwrap();
    let at = header.split(',').position(|column| column == "value").unwrap();
    for line in text.lines().filter(|line| line.contains(",chart_point,,ease,")) {
        assert_eq!(line.split(',').nth(at), Some(""), "{line}");
    }
}

#[test]
fn a_day_that_is_not_a_day_stays_text() {
    let mut report = fixture::ranked();
    let hostile = "\"><img src=x onerror='alert(1)'></svg>\x1b[2J";
    for chart in &mut report.charts {
        chart.interval = hostile.into();
        chart.notes.push(hostile.into());
        chart.points.iter_mut().for_each(|point| point.from.insert_str(0, hostile));
        chart.shifts.iter_mut().for_each(|shift| shift.day.insert_str(0, hostile));
    }
    let page = html(&report);
    assert!(!page.contains("<img"));
    assert!(!plain(&report, 80).chars().any(|c| c.is_control() && c != '\n'));
}
