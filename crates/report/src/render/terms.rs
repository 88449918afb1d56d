//! What every rendering says of terms.

use plaudit_proto::v1::{Report, Term, Terms};

use super::figure;

/// Which comments use a term more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Good,
    Bad,
}

impl Side {
    pub(crate) const BOTH: [Self; 2] = [Self::Good, Self::Bad];

    /// Its terms, the most telling first.
    pub(crate) fn terms(self, of: &Terms) -> &[Term] {
        match self {
            Self::Good => &of.more_in_good,
            Self::Bad => &of.more_in_bad,
        }
    }

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Good => "More often beside good answers",
            Self::Bad => "More often beside bad answers",
        }
    }

    /// As in CSV.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }
}

/// What was commented on.
pub(crate) fn label(of: &Terms) -> &str {
    if of.label.is_empty() { &of.question } else { &of.label }
}

/// What good and bad mean here, and how many wrote.
pub(crate) fn lead(of: &Terms, report: &Report) -> String {
    let measure = report.measures.iter().find(|measure| measure.id == of.measure);
    let name = measure.map_or(of.measure.as_str(), |measure| measure.label.as_str());
    let (good, bad) = match measure.map(|measure| measure.kind.as_str()) {
        Some("nps" | "nps_1_10" | "enps") => ("promoters", "detractors"),
        _ => ("answers in the top set", "others"),
    };
    format!(
        "By {name}: {} comments of {good}, {} of {bad}.",
        figure::count(of.good),
        figure::count(of.bad)
    )
}

/// Shares of the good and of the bad comments that use a term.
pub(crate) fn shares(term: &Term, of: &Terms) -> (f64, f64) {
    let share = |n: u64, all: u64| n as f64 / all.max(1) as f64;
    (share(term.good, of.good), share(term.bad, of.bad))
}

/// The largest share of any term, at which bars are full.
pub(crate) fn widest(of: &Terms) -> f64 {
    let all = of.more_in_good.iter().chain(&of.more_in_bad);
    all.map(|term| shares(term, of)).fold(0.0, |most, (a, b)| most.max(a).max(b))
}

#[cfg(test)]
mod tests {
    use crate::render::{Format, fixture, render, terminal};

    fn rendered(format: Format, width: usize) -> String {
        render(&fixture::commented(), format, terminal::Options { width, color: false })
    }

    #[test]
    fn terms_fit_any_terminal_and_keep_their_diacritics() {
        for width in [60, 76, 120] {
            let text = rendered(Format::Terminal, width);
            assert!(text.lines().all(|line| line.chars().count() <= width));
            let row = text.lines().find(|line| line.contains("nhiệt tình")).unwrap();
            assert!(row.contains("32%") && row.contains("6%"), "{row}");
            assert!(text.contains("By Mức độ giới thiệu"), "{text}");
            assert!(!text.contains('\x1b'));
        }
    }

    #[test]
    fn a_page_lists_both_sides_and_escapes_what_people_wrote() {
        let page = rendered(Format::Html, 80);
        let section =
            page.split("id=\"terms0\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert_eq!(section.matches("<article class=\"card terms\">").count(), 2);
        assert_eq!(section.matches("<tr><th>").count(), 2 + 7);
        assert!(section.contains("giao hàng nhanh chóng") && !section.contains("<b>hoá"));
        // The widest bar is full, all others are against it.
        assert_eq!(section.matches("width:100.0%").count(), 1);
        let silent =
            page.split("id=\"terms1\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(!silent.contains("<table>") && silent.contains("0 terms were compared."));
    }

    #[test]
    fn csv_has_each_figure_of_each_term_and_of_the_respondents() {
        let rows = rendered(Format::Csv, 80);
        let of = |start: &str| rows.lines().filter(|row| row.starts_with(start)).count();
        assert_eq!(of("shop-2026,term,comment,nps,"), 2 + 7 * 5);
        assert_eq!(of("shop-2026,term,wish,nps,"), 2);
        for (component, count) in [("respondents", 902), ("repeating", 211), ("anonymous", 40)] {
            let row = rows
                .lines()
                .find(|row| row.starts_with(&format!("shop-2026,participation,,,{component},")));
            assert!(row.unwrap().contains(&format!(",{count},")), "{component}");
        }
    }

    #[test]
    fn the_methods_say_what_is_taken_as_independent() {
        let regulars = rendered(Format::Terminal, 120);
        assert!(
            regulars.contains("902 respondents, 211 of them more than once; 40 responses name")
        );
        assert!(regulars.contains("sums over respondents, not responses"));
        let once = render(&fixture::shop(), Format::Html, terminal::Options::default());
        assert!(once.contains("Each response is taken as of another respondent."));
    }
}
