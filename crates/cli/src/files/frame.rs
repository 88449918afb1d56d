//! What became of the invitations that brought no response, in AAPOR's terms.
//!
//! ```toml
//! refusals = 95               # refused, opted out, or broke off before half
//! non_contacts = 1200
//! other = 15
//! unknown = 240               # bounced
//! eligible = 0.9              # of the unknown; all when left out
//! [invited]                   # by one segment, for the R-indicator; may be left out
//! segment = "region"
//! values = {north = 400, south = 600}
//! ```

use std::path::Path;

use plaudit_proto::v1;

use super::Entry;

/// Reads the frame at `path`.
///
/// # Errors
/// The file cannot be read, or everything that is wrong in it.
pub(crate) fn read(path: &Path) -> anyhow::Result<v1::Frame> {
    super::read(path, frame)
}

/// Reads it from the root of a file.
pub(crate) fn frame(file: &Entry<'_>) -> Option<v1::Frame> {
    let fields = file.fields()?;
    let count = |key| fields.get(key).and_then(|entry| entry.whole()).unwrap_or_default();
    let (segment, invited) = fields.get("invited").and_then(|i| invited(&i)).unwrap_or_default();
    let frame = v1::Frame {
        refusals: count("refusals"),
        non_contacts: count("non_contacts"),
        other: count("other"),
        unknown: count("unknown"),
        eligible: fields.get("eligible").and_then(|share| share.amount()),
        segment,
        invited,
        answered: None,
    };
    fields.close();
    Some(frame)
}

fn invited(entry: &Entry<'_>) -> Option<(String, Vec<v1::FrameValue>)> {
    let fields = entry.fields()?;
    let segment = fields.need("segment").and_then(|segment| segment.text());
    let values = fields.need("values").and_then(|values| values.pairs());
    fields.close();
    let value = |(value, invited): (&str, Entry<'_>)| {
        let value = value.to_owned();
        Some(v1::FrameValue { value, invited: invited.whole()? })
    };
    Some((segment?, values?.into_iter().filter_map(value).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Format, parse};

    #[test]
    fn a_frame_is_read() {
        let text = "refusals = 95\nunknown = 240\neligible = 0.9\n\
                    [invited]\nsegment = \"region\"\nvalues = {north = 400}\n";
        let read = parse("f.toml", text, Format::Toml, frame).unwrap();
        assert_eq!((read.refusals, read.other, read.unknown), (95, 0, 240));
        assert_eq!((read.eligible, read.segment.as_str()), (Some(0.9), "region"));
        let north = v1::FrameValue { value: "north".to_owned(), invited: 400 };
        assert_eq!(read.invited, [north]);
    }

    #[test]
    fn what_does_not_belong_is_refused_with_its_key() {
        let text = "refusal = 95\nother = -1\n[invited]\nvalues = {}\n";
        let problems = parse("f.toml", text, Format::Toml, frame).unwrap_err().to_string();
        for key in ["refusal", "refusals", "other", "invited.segment"] {
            assert!(problems.contains(key), "{key}: {problems}");
        }
    }
}
