//! What became of the rows of a file, in a few lines.

use std::collections::BTreeMap;

use plaudit_client::Delivery;

use crate::progress::count;

pub(super) struct Summary<'a> {
    pub(super) survey: &'a str,
    pub(super) delivery: Delivery,
    /// Rows that are no responses.
    pub(super) unreadable: u64,
    /// Responses whose respondents did not reach the end.
    pub(super) partial: u64,
    /// Rows that are left out, by the reason.
    pub(super) left_out: BTreeMap<String, u64>,
    /// What would be, not what is.
    pub(super) dry_run: bool,
}

impl Summary<'_> {
    pub(super) fn written(&self, json: bool) -> anyhow::Result<String> {
        let Self { survey, delivery, unreadable, partial, left_out, dry_run } = self;
        let rejected = delivery.rejected + unreadable;
        let all_left_out: u64 = left_out.values().sum();
        let rows = delivery.total() + unreadable + all_left_out;
        if json {
            let summary = serde_json::json!({
                "survey": survey,
                "dryRun": dry_run,
                "rows": rows,
                "stored": if *dry_run { 0 } else { delivery.stored },
                "wouldBeStored": if *dry_run { delivery.stored } else { 0 },
                "duplicates": delivery.duplicates,
                "conflicts": delivery.conflicts,
                "rejected": rejected,
                "erased": delivery.erased,
                "partial": partial,
                "leftOut": all_left_out,
                "leftOutBy": left_out,
            });
            return Ok(format!("{}\n", serde_json::to_string_pretty(&summary)?));
        }
        let stored = if *dry_run { "would be stored" } else { "stored" };
        let mut text = format!(
            "{survey}: {} rows read, {} {stored}, {} duplicates, {} conflicts, {} rejected",
            count(rows),
            count(delivery.stored),
            count(delivery.duplicates),
            count(delivery.conflicts),
            count(rejected),
        );
        if delivery.erased > 0 {
            text += &format!(", {} erased before", count(delivery.erased));
        }
        if all_left_out > 0 {
            text += &format!(", {} left out", count(all_left_out));
        }
        text += if *dry_run { "; nothing was stored\n" } else { "\n" };
        if *partial > 0 {
            text += &format!("  partial: {} of the good rows\n", count(*partial));
        }
        for (reason, rows) in left_out {
            text += &format!("  left out: {} ({reason})\n", count(*rows));
        }
        Ok(text)
    }
}
