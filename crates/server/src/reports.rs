//! The gRPC service that reads.

use std::ops::RangeInclusive;
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures::{Stream, StreamExt};
use plaudit_collector::status::{failed, invalid};
use plaudit_collector::{Caller, Clock, Scope};
use plaudit_core::comoments::Comoments;
use plaudit_core::response::Response as Answered;
use plaudit_core::survey::{Segment, Version};
use plaudit_core::tally::{Grain, Tally};
use plaudit_core::time::Day;
use plaudit_proto::export::Checksum;
use plaudit_proto::v1::report_service_server::ReportService;
use plaudit_proto::{borrowed, v1};
use plaudit_report::{Base, CommentCounter, Comments, Material, Query, undeclared};
use plaudit_storage::{Chunk, Exported, Keep, Store, Tenant, Value};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::frames;

/// Chunks of an export that wait to be sent.
const CHUNKS_AHEAD: usize = 2;

/// `plaudit.v1.ReportService`.
#[derive(Clone)]
pub(crate) struct Reports {
    store: Store,
    clock: Clock,
}

impl Reports {
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Builds a report for `tenant`.
    pub(crate) async fn build(
        &self,
        tenant: &Tenant,
        mut request: v1::BuildReportRequest,
    ) -> Result<v1::Report, Status> {
        let days = Query::days(&request.from, &request.to).map_err(invalid)?;
        let survey_id = request.survey_id.clone();
        if request.frame.is_none() {
            request.frame = self.frame(tenant, days, &request).await?;
        }
        let Read { asked, tally, by_day, base } = self.read(tenant, request, range(days)).await?;
        let Asked { versions, also, query } = asked;
        let latest = versions.last().ok_or_else(|| never_published(&survey_id))?;
        let compared = query.compare.map(|base| base.from..=base.to);
        let repeaters = match latest.survey().repeat_respondents {
            false => None,
            true => {
                let base = compared.clone();
                let found =
                    self.store.repeaters(tenant, &survey_id, range(days), base, &also).await;
                Some(found.map_err(failed)?)
            }
        };
        let comoments = self.comoments(tenant, range(days), &query, latest).await?;
        let comments = self.comments(tenant, &survey_id, range(days), &versions, &query).await?;
        let [by_open_link, base_by_open_link] =
            self.by_open_link(tenant, &survey_id, [Some(range(days)), compared], &versions).await?;
        let polls = self.store.polls(tenant, &survey_id, range(days)).await;
        let polls = polls.map_err(failed)?;
        let now = (self.clock)();
        let built = tokio::task::spawn_blocking(move || {
            let by_day = Some(by_day);
            let material = Material {
                tally,
                by_day,
                base,
                repeaters,
                comoments,
                comments,
                by_open_link,
                base_by_open_link,
                polls,
            };
            plaudit_report::build(&versions, &material, &query, now)
        });
        built.await.map_err(|_| Status::internal("internal error"))?.map_err(|error| match &error {
            plaudit_report::Error::TrendTooLong { .. } => {
                invalid([plaudit_core::Violation::new("trend", error.to_string())])
            }
            plaudit_report::Error::Invalid(violation) => invalid([violation.clone()]),
            plaudit_report::Error::BadTally(_) | plaudit_report::Error::BadComoments(_) => {
                tracing::error!(survey_id, %error, "a report cannot be built");
                Status::data_loss("stored tallies cannot be read; run `plaudit verify`")
            }
        })
    }

    /// The frame of the invitations of the period, where there are any.
    async fn frame(
        &self,
        tenant: &Tenant,
        days: (Option<Day>, Option<Day>),
        request: &v1::BuildReportRequest,
    ) -> Result<Option<v1::Frame>, Status> {
        let versions = self.versions(tenant, &request.survey_id).await?;
        let Some(latest) = versions.last() else { return Ok(None) };
        let frame =
            frames::of_invitations(&self.store, tenant, latest, days, &request.filters).await;
        frame.map_err(failed)
    }

    /// What is asked of the survey, and the tallies.
    async fn read(
        &self,
        tenant: &Tenant,
        request: v1::BuildReportRequest,
        days: RangeInclusive<Day>,
    ) -> Result<Read, Status> {
        let survey_id = request.survey_id.clone();
        let mut versions = self.versions(tenant, &survey_id).await?;
        loop {
            let asked = Asked::new(&request, &versions)?;
            let [by_segments, by_day] = asked.query.grains(&asked.versions);
            let base = match asked.query.compare {
                None => None,
                Some(Base { from, to, .. }) => {
                    let grains = [by_segments.clone()];
                    let [base] = self.tally(tenant, &survey_id, from..=to, &asked, grains).await?;
                    Some(base)
                }
            };
            let grains = [by_segments, by_day];
            let tallies = self.tally(tenant, &survey_id, days.clone(), &asked, grains).await?;
            let [tally, by_day] = tallies;
            let known = asked.versions.last().map_or(0, |latest| latest.number());
            let all = [Some(&tally), base.as_ref()];
            let beyond = |tally: &Tally| tally.cells().any(|(cell, _)| cell.version > known);
            // Of a version that was published meanwhile.
            if all.into_iter().flatten().any(beyond) {
                let now = self.versions(tenant, &survey_id).await?;
                if now.len() > versions.len() {
                    versions = now;
                    continue;
                }
            }
            return Ok(Read { asked, tally, by_day, base });
        }
    }

    /// What is stored, or a scan of the responses where only they know the segments.
    async fn tally<const N: usize>(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        asked: &Asked,
        grains: [Grain; N],
    ) -> Result<[Tally; N], Status> {
        let read = match asked.query.scanned.is_empty() {
            true => self.store.tally_seen(tenant, survey_id, days, grains).await,
            false => self.store.tally_scanned(tenant, survey_id, days, &asked.also, grains).await,
        };
        read.map_err(failed)
    }

    /// The co-moments of the responses that pass the filters, when drivers or the path model are
    /// asked for.
    async fn comoments(
        &self,
        tenant: &Tenant,
        days: RangeInclusive<Day>,
        query: &Query,
        latest: &Version,
    ) -> Result<Option<Comoments>, Status> {
        if query.drivers.is_empty() && !query.path_model {
            return Ok(None);
        }
        let passes =
            |version: &Version, response: &Answered| query.passes(latest, version, response);
        let keep = (!query.filters.is_empty()).then_some(&passes as &Keep<'_>);
        let found = self.store.comoments(tenant, &latest.survey().id, days, keep).await;
        found.map(Some).map_err(failed)
    }

    /// Counts of the terms of the comments that `query` asks for.
    async fn comments(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        versions: &[Arc<Version>],
        query: &Query,
    ) -> Result<Vec<Comments>, Status> {
        let Some(mut counter) = CommentCounter::new(versions, query) else { return Ok(Vec::new()) };
        let count = |version: &Version, response| counter.add(version, &response);
        let read = self.store.scan(tenant, survey_id, days, count).await;
        read.map_err(failed)?;
        Ok(counter.finish())
    }

    /// How many responses of each period came by an open link; none where no version ever had one.
    async fn by_open_link<const N: usize>(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        periods: [Option<RangeInclusive<Day>>; N],
        versions: &[Arc<Version>],
    ) -> Result<[u64; N], Status> {
        let mut counts = [0; N];
        if versions.iter().any(|version| version.survey().asking.open_link) {
            for (count, days) in counts.iter_mut().zip(periods) {
                let Some(days) = days else { continue };
                let found = self.store.by_open_link(tenant, survey_id, days).await;
                *count = found.map_err(failed)?;
            }
        }
        Ok(counts)
    }

    async fn versions(
        &self,
        tenant: &Tenant,
        survey_id: &str,
    ) -> Result<Vec<Arc<Version>>, Status> {
        let record = self.store.survey(tenant, survey_id).await;
        let record = record.map_err(failed)?;
        let missing = || Status::not_found(format!("there is no survey {survey_id:?}"));
        Ok(record.ok_or_else(missing)?.versions)
    }
}

/// What is asked for.
struct Asked {
    /// The versions of the survey, each declaring what is asked for and it does not declare.
    versions: Vec<Arc<Version>>,
    /// What they declare more than they did.
    also: Vec<Segment>,
    query: Query,
}

impl Asked {
    fn new(request: &v1::BuildReportRequest, versions: &[Arc<Version>]) -> Result<Self, Status> {
        let missing = || never_published(&request.survey_id);
        let latest = versions.last().ok_or_else(missing)?;
        let undeclared = undeclared(versions);
        let also: Vec<Segment> = undeclared.iter().map(|(segment, _)| segment.clone()).collect();
        let declaring = |version: &Arc<Version>| Arc::new(version.declaring(&also));
        let mut query = Query::new(request.clone(), &latest.declaring(&also)).map_err(invalid)?;
        let asked = query.segments();
        if asked.iter().all(|at| *at < latest.segments().len()) {
            return Ok(Self { versions: versions.to_vec(), also: Vec::new(), query });
        }
        let scanned = asked.iter().filter_map(|at| {
            let (segment, scanned) = undeclared.get(at.checked_sub(latest.segments().len())?)?;
            scanned.then(|| segment.id.clone())
        });
        query.scanned = scanned.collect();
        Ok(Self { versions: versions.iter().map(declaring).collect(), also, query })
    }
}

/// What a report is built from first.
struct Read {
    asked: Asked,
    /// By the segments that are asked for.
    tally: Tally,
    by_day: Tally,
    /// That of the period that the report is compared with.
    base: Option<Tally>,
}

#[tonic::async_trait]
impl ReportService for Reports {
    async fn build_report(
        &self,
        request: Request<v1::BuildReportRequest>,
    ) -> Result<Response<v1::BuildReportResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Read])?;
        let report = self.build(&caller.tenant, request.into_inner()).await?;
        Ok(Response::new(v1::BuildReportResponse { report: Some(report) }))
    }

    type ExportResponsesStream =
        Pin<Box<dyn Stream<Item = Result<v1::ExportResponsesResponse, Status>> + Send>>;

    async fn export_responses(
        &self,
        request: Request<v1::ExportResponsesRequest>,
    ) -> Result<Response<Self::ExportResponsesStream>, Status> {
        let caller = Caller::of(&request, &[Scope::Read])?;
        let v1::ExportResponsesRequest { survey_id, from, to } = request.into_inner();
        let days = range(Query::days(&from, &to).map_err(invalid)?);
        self.versions(&caller.tenant, &survey_id).await?;
        let chunks = ahead(self.store.export(&caller.tenant, &survey_id, days));
        let mut sum = Checksum::default();
        let messages = chunks.map(Some).chain(futures::stream::iter([None])).scan(
            false,
            move |failed, chunk| {
                // After an error there is no summary: the export is incomplete and says so.
                let message = (!*failed).then(|| message(&survey_id, &mut sum, chunk));
                *failed = matches!(message, Some(Err(_)));
                futures::future::ready(message)
            },
        );
        Ok(Response::new(Box::pin(messages)))
    }
}

/// Reads the next chunks while the ones before are sent.
fn ahead<T: Send + 'static>(chunks: impl Stream<Item = T> + Send + 'static) -> ReceiverStream<T> {
    let (read, to_send) = mpsc::channel(CHUNKS_AHEAD);
    tokio::spawn(async move {
        let mut chunks = pin!(chunks);
        while let Some(chunk) = chunks.next().await {
            if read.send(chunk).await.is_err() {
                return; // The caller is gone.
            }
        }
    });
    ReceiverStream::new(to_send)
}

/// The message for a chunk of an export, or for its end.
fn message(
    survey_id: &str,
    sum: &mut Checksum,
    chunk: Option<Result<Chunk, plaudit_storage::Error>>,
) -> Result<v1::ExportResponsesResponse, Status> {
    let Some(chunk) = chunk else {
        let summary = Some(sum.summary());
        return Ok(v1::ExportResponsesResponse { responses: vec![], summary });
    };
    let message = chunk.and_then(|chunk| {
        let responses = chunk.responses().map(|response| Ok(borrowed(survey_id, response?)));
        v1::ExportResponsesResponse::of(responses)
    });
    let message = message.map_err(failed)?;
    message.responses.iter().for_each(|response| sum.add(response));
    Ok(message)
}

/// The contract form of a stored response.
fn borrowed<'a>(survey_id: &'a str, stored: Exported<'a>) -> borrowed::Response<'a> {
    let answer = |(question, value)| {
        let value = match value {
            Value::Score(score) => borrowed::Value::Score(score),
            Value::Option(id) => borrowed::Value::Option(id),
            Value::Options(ids) => borrowed::Value::Options(ids),
            Value::Text { text } => borrowed::Value::Text(text),
            Value::NoAnswer { none } => borrowed::Value::NoAnswer(none.into()),
        };
        (question, Some(value))
    };
    borrowed::Response {
        id: stored.id,
        survey_id,
        version: stored.version,
        answered_at: Some(stored.answered_at),
        respondent: stored.respondent.unwrap_or_default(),
        channel: stored.channel.unwrap_or_default(),
        language: stored.language.unwrap_or_default(),
        weight: stored.weight,
        segments: stored.segments,
        answers: stored.answers.into_iter().map(answer).collect(),
        completed: stored.completed,
        duration_seconds: stored.duration_seconds,
    }
}

fn range((from, to): (Option<Day>, Option<Day>)) -> RangeInclusive<Day> {
    from.unwrap_or(Day::MIN)..=to.unwrap_or(Day::MAX)
}

fn never_published(survey_id: &str) -> Status {
    Status::failed_precondition(format!("the survey {survey_id:?} was never published"))
}
