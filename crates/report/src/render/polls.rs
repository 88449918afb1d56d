//! Who chose to answer, in words: by an open link, and in polls elsewhere.

use plaudit_proto::v1::{PollResult, Report, SelfSelected};

use super::{figure, rates};

/// What all polls have in common.
pub(crate) const LEAD: &str = "Counts of polls elsewhere, each over its own days and whatever the \
     filters. They are in none of the measures. Whoever wanted to voted, perhaps more than once: there is \
     no sample, so there is no interval.";

/// What the column of bounds means.
pub(crate) const BOUNDS: &str = "Had all voted: the share if everybody to whom the poll was shown had \
     voted, all of the silent for another option or all for this one.";

/// How many came by an open link, and what that means. Absent when nobody did.
pub(crate) fn self_selected(report: &Report) -> Option<String> {
    let base = report.change.as_ref().and_then(|change| change.self_selected);
    if report.self_selected.is_none() && base.is_none() {
        return None;
    }
    let of = |found: &SelfSelected| {
        format!("{} of {}", figure::count(found.by_open_link), figure::count(found.responses))
    };
    let now = report.self_selected.as_ref().map_or_else(|| "no".to_owned(), of);
    let whole = if report.filters.is_empty() { "" } else { ", before the filters," };
    let mut sentence = format!("Self-selected: {now} responses{whole} came by an open link");
    if let Some(base) = &base {
        sentence += &format!(", in the period compared with {}", of(base));
    }
    sentence += ". Who answers one chooses to: such answers speak for those who gave them, not for all \
                 customers, and no interval covers the difference.";
    let counted = report.response_rates.as_ref().is_some_and(|rates| !rates.of_invitations);
    if counted && report.self_selected.is_some() {
        sentence += " The response rates count them, though nobody invited them.";
    }
    Some(sentence)
}

/// Where and when, as in "facebook · 1 March 2026 to 7 March 2026".
pub(crate) fn place(poll: &PollResult) -> String {
    format!("{} · {}", poll.platform, figure::period(poll.period.as_ref()))
}

/// What the shares are of, as in "80 voters of 400 people who saw it (20.0%)".
pub(crate) fn base(poll: &PollResult) -> String {
    let n = format!("{} {}", figure::count(poll.n), poll.base);
    match (poll.reach, poll.participation) {
        (Some(reach), Some(share)) => format!(
            "{n} of {} people to whom it was shown ({}; no response rate)",
            figure::count(reach),
            rates::percent(share)
        ),
        (Some(reach), None) => {
            format!("{n}; shown to {} people, of whom one may have several", figure::count(reach))
        }
        _ => n,
    }
}

/// Whether the options of a poll have bounds.
pub(crate) fn bounded(poll: &PollResult) -> bool {
    poll.options.iter().any(|option| option.lowest.is_some())
}

/// The shares of an option between which all would be, as in "2% to 97%".
pub(crate) fn bounds(option: &plaudit_proto::v1::PollOption) -> Option<String> {
    let (lowest, highest) = option.lowest.zip(option.highest)?;
    Some(format!("{} to {}", figure::share(lowest), figure::share(highest)))
}

#[cfg(test)]
mod tests;
