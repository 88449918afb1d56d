//! Polls beside the measures.

use plaudit_proto::v1::{Period, Report};

use super::{Row, Table};

impl Table<'_> {
    /// Each option of each poll with what must be said of it; `segment` is the platform, `group` the
    /// poll's id.
    pub(super) fn polls(&mut self, report: &Report) {
        for poll in &report.polls {
            let day = |day: fn(&Period) -> Option<&str>| poll.period.as_ref().and_then(day);
            let from = day(|period| period.from.as_deref());
            let to = day(|period| period.to.as_deref());
            let row = Row {
                section: "poll",
                question: &poll.question,
                segment: &poll.platform,
                group: &poll.id,
                span: from.zip(to),
                unit: "share",
                definition: &poll.caution,
                ..Row::default()
            };
            let (component, n) = (&*poll.base, Some(poll.n));
            self.row(&Row { component, unit: &poll.base, count: n, ..row.clone() });
            if poll.reach.is_some() {
                let (component, count) = ("reach", poll.reach);
                self.row(&Row { component, unit: "people", count, ..row.clone() });
            }
            if poll.participation.is_some() {
                let (component, value) = ("participation", poll.participation);
                self.row(&Row { component, value, ..row.clone() });
            }
            for option in &poll.options {
                let row = Row { component: &option.value, label: &option.label, ..row.clone() };
                let (value, count) = (Some(option.share), Some(option.count));
                self.row(&Row { value, n, count, ..row.clone() });
                for (band, value) in [("lowest", option.lowest), ("highest", option.highest)] {
                    if value.is_some() {
                        self.row(&Row { band, value, n: poll.reach, ..row.clone() });
                    }
                }
            }
        }
    }
}
