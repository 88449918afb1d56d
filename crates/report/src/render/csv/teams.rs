//! Teams.

use plaudit_proto::v1::{MeasureRanking, Ranking, Report, Team};

use super::{Row, Table, unit};

impl Table<'_> {
    pub(super) fn teams(&mut self, report: &Report) {
        for ranking in &report.rankings {
            for measure in &ranking.measures {
                self.ranking(ranking, measure, report);
            }
        }
    }

    fn ranking(&mut self, ranking: &Ranking, measure: &MeasureRanking, report: &Report) {
        let unit = unit(report, &measure.measure);
        let whole = Row {
            section: "ranking",
            measure: &measure.measure,
            label: &ranking.label,
            segment: &ranking.segment,
            definition: &measure.model,
            ..Row::default()
        };
        for (component, unit, value) in [
            ("mean", unit, measure.mean),
            ("spread", unit, measure.spread),
            ("p_equal", "probability", measure.p_equal),
        ] {
            self.row(&Row { component, unit, value, ..whole.clone() });
        }
        for team in &measure.teams {
            let row = Row {
                section: "team",
                measure: &measure.measure,
                label: &team.label,
                segment: &ranking.segment,
                group: &team.value,
                withheld: Some(team.withheld),
                ..Row::default()
            };
            self.team(&row, team, measure, unit, report.level);
        }
    }

    fn team(
        &mut self,
        row: &Row<'_>,
        team: &Team,
        ranking: &MeasureRanking,
        unit: &str,
        level: f64,
    ) {
        let estimate = team.observed.as_ref();
        self.row(&Row { component: "observed", unit, estimate, ..row.clone() });
        let ranges = [
            ("standardised", &team.standardised, "normal"),
            ("shrunk", &team.shrunk, ranking.model.as_str()),
        ];
        for (component, range, method) in ranges {
            if let Some(range) = range {
                let range = Some((range, level, method));
                self.row(&Row { component, unit, range, n: Some(team.n), ..row.clone() });
            }
        }
        for (component, unit, value) in [
            ("covered", "share", team.covered),
            ("p_best", "probability", team.p_best),
            ("p_worst", "probability", team.p_worst),
            ("expected_rank", "place", team.expected_rank),
            ("rank_from", "place", team.rank_from.map(f64::from)),
            ("rank_to", "place", team.rank_to.map(f64::from)),
        ] {
            if value.is_some() {
                self.row(&Row { component, unit, value, ..row.clone() });
            }
        }
    }
}
