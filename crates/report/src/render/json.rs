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
        let report = fixture::shop();
        let text = json(&report);
        assert!(text.ends_with("}\n"));
        assert_eq!(json::from_str::<v1::Report>("Report", &text).unwrap(), report);
    }

    #[test]
    fn an_estimate_that_does_not_exist_is_absent() {
        let text = json(&fixture::silent());
        assert!(!text.contains("\"estimate\""));
    }
}
