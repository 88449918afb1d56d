//! What a report is built from, beside the versions of its survey.

use plaudit_core::comoments::Comoments;
use plaudit_core::design::Repeaters;
use plaudit_core::poll::Poll;
use plaudit_core::tally::Tally;

use crate::comments::Comments;

/// Everything that was read for one report.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The sums of the days that the report is on.
    pub tally: Tally,
    /// The same by day, where `tally` does not tell days apart.
    pub by_day: Option<Tally>,
    /// Those of the period that it is compared with; days need not be told apart.
    pub base: Option<Tally>,
    /// The co-moments of the responses of those days that pass the filters, when drivers or the path
    /// model are asked for.
    pub comoments: Option<Comoments>,
    /// Who responded more than once in those days and those compared with, when the survey expects it.
    pub repeaters: Option<Repeaters>,
    /// Counts of the terms of the text questions that are asked for, in their order.
    pub comments: Vec<Comments>,
    /// Responses of those days that came by an open link, whatever the filters.
    pub by_open_link: u64,
    /// Those of the days that they are compared with.
    pub base_by_open_link: u64,
    /// The polls with one of those days.
    pub polls: Vec<Poll>,
}

impl From<Tally> for Material {
    /// Of tallies alone: enough for a report without comparison, drivers and terms.
    fn from(tally: Tally) -> Self {
        Self { tally, ..Self::default() }
    }
}
