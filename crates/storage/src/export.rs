//! Responses as they were submitted, for people and other programs.

use std::ops::RangeInclusive;

use futures::Stream;
use plaudit_core::time::Day;

use crate::scan::{Reader, read};
use crate::stored::Exported;
use crate::transaction::Snapshot;
use crate::{Error, Store, Tenant};

/// Stored responses, ordered by time and id, as they were read. What each says is found out when it is
/// asked, so that one may read on meanwhile.
#[derive(Debug)]
pub struct Chunk(Vec<String>);

impl Chunk {
    /// Each of them, or [`Error::Corrupt`] in place of one that cannot be read.
    pub fn responses(&self) -> impl ExactSizeIterator<Item = Result<Exported<'_>, Error>> {
        self.0.iter().map(|line| read(line))
    }
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
    ) -> impl Stream<Item = Result<Chunk, Error>> + Send + use<> {
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
    async fn next(mut self) -> Result<Option<(Chunk, Self)>, Error> {
        let mut snapshot = match self.progress {
            Progress::Start(store) => store.snapshot().await?,
            Progress::Going(snapshot) => snapshot,
            Progress::Done => return Ok(None),
        };
        let lines = self.reader.next(&mut snapshot).await?;
        if lines.is_empty() {
            return Ok(None);
        }
        let done = self.reader.is_done();
        self.progress = if done { Progress::Done } else { Progress::Going(snapshot) };
        Ok(Some((Chunk(lines), self)))
    }
}
