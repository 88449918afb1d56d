//! How events were decided on, counted.

use plaudit_proto::{json, v1};

use super::show;
use crate::args::Format;
use crate::progress::count;

/// The counts in a format.
pub(super) fn text(
    counted: &v1::CountDecisionsResponse,
    format: Option<Format>,
) -> anyhow::Result<String> {
    match format {
        Some(Format::Json) => Ok(json::to_string_pretty("CountDecisionsResponse", counted)?),
        Some(Format::Csv) => Ok(csv(counted)),
        _ => Ok(people(counted)),
    }
}

fn csv(counted: &v1::CountDecisionsResponse) -> String {
    let mut text = format!("decision,reason,events\ninvited,,{}\n", counted.invited);
    for of_reason in &counted.suppressed {
        let name = of_reason.reason().as_str_name();
        let name = name.trim_start_matches("SUPPRESSION_REASON_").to_lowercase();
        text += &format!("suppressed,{name},{}\n", of_reason.events);
    }
    text
}

fn people(counted: &v1::CountDecisionsResponse) -> String {
    let suppressed = counted.suppressed.iter().map(|it| (show::why(it.reason()), it.events));
    let width = count(counted.events).len();
    let mut text = format!("{} events\n", count(counted.events));
    for (what, events) in [("invited", counted.invited)].into_iter().chain(suppressed) {
        #[allow(clippy::cast_precision_loss, reason = "a share with one decimal")]
        let share = 100.0 * events as f64 / counted.events.max(1) as f64;
        text += &format!("{:>width$}  {share:>5.1} %  {what}\n", count(events));
    }
    text
}
