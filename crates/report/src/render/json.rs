//! The report for programs: the protobuf JSON mapping, indented.

use plaudit_proto::{json, v1};

/// Writes `report` in the protobuf JSON mapping, closed by a line feed.
#[must_use]
pub fn json(report: &v1::Report) -> String {
    json::to_string_pretty("Report", report).expect("Report is a message of the contracts")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_json_reads_back_as_the_same_report() {
        let mut report = fixture::shop();
        let text = json(&report);
        assert!(text.ends_with("}\n"));
        let mut read: v1::Report = json::from_str("Report", &text).unwrap();
        // The reader may miss a fraction by its last bit.
        for report in [&mut report, &mut read] {
            for estimate in report.measures.iter_mut().filter_map(|m| m.estimate.as_mut()) {
                estimate.value = (estimate.value * 1e9).round();
            }
        }
        let figures = |r: &v1::Report| -> Vec<_> {
            r.measures.iter().map(|m| m.estimate.as_ref().map(|e| (e.value, e.n))).collect()
        };
        assert_eq!(figures(&read), figures(&report));
        assert_eq!((read.notes, read.participation), (report.notes, report.participation));
    }

    #[test]
    fn an_estimate_that_does_not_exist_is_absent() {
        let text = json(&fixture::silent());
        assert!(!text.contains("\"estimate\""));
    }
}
