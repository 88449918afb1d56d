//! Responses as they were submitted, for people and other programs.

use std::ops::RangeInclusive;

use futures::Stream;
use plaudit_core::response::Submission;
use plaudit_core::time::Day;

use crate::scan::Reader;
use crate::stored::StoredResponse;
use crate::transaction::Snapshot;
use crate::{Error, Store, Tenant};

/// A stored response, as it was submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// Number of the version that it answers.
    pub version: u32,
    /// The response.
    pub submission: Submission,
}

impl Store {
    /// The survey's responses of these days in one snapshot, ordered by time and id, in chunks of up
    /// to 1,000. Nothing is read before the first chunk is asked for; the snapshot is held until the
    /// stream ends or is dropped.
    pub fn export(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
    ) -> impl Stream<Item = Result<Vec<Exported>, Error>> + Send + use<> {
        let reader = Reader::new(tenant, survey_id, days);
        let export = Export { reader, progress: Progress::Start(self.clone()) };
        futures::stream::try_unfold(export, Export::next)
    }
}

struct Export {
    reader: Reader,
    progress: Progress,
}

enum Progress {
    Start(Store),
    Going(Snapshot),
    Done,
}

impl Export {
    async fn next(mut self) -> Result<Option<(Vec<Exported>, Self)>, Error> {
        let mut snapshot = match self.progress {
            Progress::Start(store) => store.snapshot().await?,
            Progress::Going(snapshot) => snapshot,
            Progress::Done => return Ok(None),
        };
        let rows = self.reader.next(&mut snapshot).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let done = self.reader.is_done();
        self.progress = if done { Progress::Done } else { Progress::Going(snapshot) };
        let chunk = rows.into_iter().map(exported).collect::<Result<_, _>>()?;
        Ok(Some((chunk, self)))
    }
}

fn exported(row: StoredResponse) -> Result<Exported, Error> {
    let id = row.id.clone();
    let version = row.version.cast_unsigned();
    match row.submission() {
        Ok(submission) => Ok(Exported { version, submission }),
        Err(reason) => Err(Error::corrupt(format_args!("response {id}"), reason)),
    }
}
