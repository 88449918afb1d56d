//! Reading the responses of those who answered several times.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use futures::TryStreamExt;
use plaudit_core::design::{Repeat, Repeaters};
use plaudit_core::survey::Segment;
use plaudit_core::tally::Cell;
use plaudit_core::time::Day;
use sqlx::FromRow;

use crate::scan::Versions;
use crate::transaction::{Snapshot, within};
use crate::{Error, Store, Tenant};

/// Both read the partial index, the first one also the rows that it finds there.
const REPEATS: &str = "
SELECT id, version, answered_at, day, respondent, channel, language, weight, segments, answers,
    completed, digest, duration_seconds
FROM response
WHERE tenant_id = $1 AND survey_id = $2 AND may_repeat
    AND day BETWEEN $3 AND $4 AND day NOT BETWEEN $5 AND $6
    AND respondent IN (
        SELECT respondent FROM response
        WHERE tenant_id = $1 AND survey_id = $2 AND may_repeat
            AND day BETWEEN $3 AND $4 AND day NOT BETWEEN $5 AND $6
        GROUP BY respondent HAVING COUNT(*) > 1
    )
ORDER BY respondent, id";

const ANONYMOUS: &str = "
SELECT version, day, channel, language, segments, COUNT(*) AS responses
FROM response
WHERE tenant_id = $1 AND survey_id = $2 AND may_repeat AND respondent IS NULL
    AND day BETWEEN $3 AND $4 AND day NOT BETWEEN $5 AND $6
GROUP BY version, day, channel, language, segments
ORDER BY version, day, channel, language, segments";

impl Store {
    /// The responses of those who responded more than once in these days and those of `base`, and how
    /// many responses name nobody, in one snapshot. Empty for a survey that does not expect repeat
    /// respondents. Their cells are those of versions that had declared the segments of `also`, too. It
    /// costs as much as there are such responses.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored response cannot be read, or when the database cannot.
    pub async fn repeaters(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        base: Option<RangeInclusive<Day>>,
        also: &[Segment],
    ) -> Result<Repeaters, Error> {
        let mut snapshot = self.snapshot().await?;
        let versions = Versions::read(&mut snapshot, tenant, survey_id).await?.declaring(also);
        let span = Span::of(&days, base.as_ref());
        let reading = Reading { tenant, survey_id, span, versions };
        Ok(Repeaters {
            repeats: reading.repeats(&mut snapshot).await?,
            anonymous: reading.anonymous(&mut snapshot).await?,
        })
    }
}

/// The days of one or two periods: all from the first to the last but those between the two.
struct Span {
    first: i32,
    last: i32,
    gap: (i32, i32),
}

impl Span {
    fn of(days: &RangeInclusive<Day>, base: Option<&RangeInclusive<Day>>) -> Self {
        let bounds =
            |days: &RangeInclusive<Day>| (days.start().epoch_days(), days.end().epoch_days());
        let (first, last) = bounds(days);
        let (other, end) = base.map_or((first, last), bounds);
        let gap = (last.min(end) + 1, first.max(other) - 1);
        Self { first: first.min(other), last: last.max(end), gap }
    }
}

struct Reading<'a> {
    tenant: &'a Tenant,
    survey_id: &'a str,
    span: Span,
    versions: Versions,
}

macro_rules! bound {
    ($query:expr, $reading:expr) => {
        $query
            .bind($reading.tenant.as_str())
            .bind($reading.survey_id)
            .bind($reading.span.first)
            .bind($reading.span.last)
            .bind($reading.span.gap.0)
            .bind($reading.span.gap.1)
    };
}

impl Reading<'_> {
    async fn repeats(&self, snapshot: &mut Snapshot) -> Result<Vec<Repeat>, Error> {
        let mut found = Vec::new();
        let mut last: Option<String> = None;
        let mut number = 0;
        within!(snapshot, tx => {
            let mut rows = bound!(sqlx::query_as(REPEATS), self).fetch(&mut **tx);
            while let Some(row) = rows.try_next().await? {
                let (version, response) = self.versions.checked_row(&row)?;
                if last.is_some() && last != response.respondent {
                    number += 1;
                }
                last.clone_from(&response.respondent);
                found.push(Repeat::new(number, version, response));
            }
        });
        Ok(found)
    }

    async fn anonymous(&self, snapshot: &mut Snapshot) -> Result<BTreeMap<Cell, u64>, Error> {
        let rows: Vec<Anonymous> = within!(snapshot, tx => {
            bound!(sqlx::query_as(ANONYMOUS), self).fetch_all(&mut **tx).await?
        });
        let mut found = BTreeMap::new();
        for row in rows {
            let responses = u64::try_from(row.responses).unwrap_or(0);
            let cell = row.cell(&self.versions).map_err(|reason| {
                Error::corrupt(format_args!("a response to survey {}", self.survey_id), reason)
            })?;
            *found.entry(cell).or_default() += responses;
        }
        Ok(found)
    }
}

/// How many responses of one cell name nobody.
#[derive(FromRow)]
struct Anonymous {
    version: i32,
    day: i32,
    channel: Option<String>,
    language: Option<String>,
    segments: String,
    responses: i64,
}

impl Anonymous {
    fn cell(self, versions: &Versions) -> Result<Cell, String> {
        let number = self.version.cast_unsigned();
        let version =
            versions.get(number).ok_or_else(|| format!("there is no version {number}"))?;
        let day = Day::from_epoch_days(self.day).ok_or_else(|| format!("day {}", self.day))?;
        let mut given: BTreeMap<String, String> =
            serde_json::from_str(&self.segments).map_err(|reason| format!("segments: {reason}"))?;
        let (mut channel, mut language) = (self.channel, self.language);
        let segments = version.segments().iter().map(|segment| match segment.id.as_str() {
            "channel" => channel.take(),
            "language" => language.take(),
            id => given.remove(id),
        });
        Ok(Cell { version: number, day, segments: segments.collect() })
    }
}
