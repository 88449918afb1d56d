//! Segments made of what is known of respondents and touchpoints.

use std::collections::BTreeMap;

use plaudit_proto::v1;

use super::super::formats::{Role, Sheet};
use super::super::seen::Seen;
use super::super::slug::slug;

/// The most segments of a survey.
const MOST: usize = 8;
/// The most values of a segment that is proposed.
const VALUES: usize = 20;

/// Words in the names of columns that tell who somebody is.
const PERSONAL: [&str; 12] = [
    "mail",
    "phone",
    "name",
    "address",
    "street",
    "birth",
    "passport",
    "user",
    "customer_id",
    "ip_address",
    "account",
    "ssn",
];

/// Channel, language, and columns with few values that name nobody.
pub(super) fn segments(
    sheet: &Sheet,
    seen: &Seen,
    words: impl Fn(&str) -> BTreeMap<String, String>,
    notes: &mut Vec<String>,
) -> Vec<v1::Segment> {
    let mut segments = Vec::new();
    for (i, column) in sheet.columns.iter().enumerate() {
        let values = seen.column(i).each().len();
        let id = match column.role {
            Role::Channel if values > 1 => "channel".to_owned(),
            Role::Language if values > 1 => "language".to_owned(),
            Role::Fact if seen.column(i).filled == 0 => continue,
            Role::Fact if names_nobody(&column.name, sheet, seen, i) => slug(&column.name, "s_"),
            Role::Fact => {
                let name = &column.name;
                notes.push(format!(
                    "{name:?} was left out: it may tell who answered, or has too many values"
                ));
                continue;
            }
            _ => continue,
        };
        if segments.iter().any(|segment: &v1::Segment| segment.id == id) {
            continue;
        }
        if segments.len() == MOST {
            notes.push(format!(
                "{:?} was left out: a survey has at most {MOST} segments",
                column.name
            ));
            continue;
        }
        let label = match column.role {
            Role::Fact => words(&column.name),
            _ => BTreeMap::new(),
        };
        segments.push(v1::Segment { id, label, ..v1::Segment::default() });
    }
    segments
}

fn names_nobody(name: &str, sheet: &Sheet, seen: &Seen, column: usize) -> bool {
    let (id, values) = (slug(name, "s_"), seen.column(column));
    let is_respondent = sheet.columns[column].role == Role::Respondent;
    let different = values.each().len();
    let is_shared = different == 1 || (different as u64) * 3 <= values.filled * 2;
    !is_respondent
        && !PERSONAL.iter().any(|word| id.contains(word))
        && !values.addresses
        && !values.more
        && values.longest <= 64
        && different <= VALUES
        && is_shared
}
