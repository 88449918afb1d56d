//! The frame of a report, made of the invitations of its period.

use plaudit_core::nonresponse::Disposition;
use plaudit_core::survey::Version;
use plaudit_core::time::Day;
use plaudit_proto::v1;
use plaudit_storage::{Cohort, Error, Store, Tenant};

/// The frame of the invitations to the survey of `latest` that were made in the days of a report and pass
/// its filters. Absent where there are none. Whoever answered counts where it was invited, whenever that
/// answer came: above and below the line are the same people.
pub(crate) async fn of_invitations(
    store: &Store,
    tenant: &Tenant,
    latest: &Version,
    (from, to): (Option<Day>, Option<Day>),
    filters: &[v1::Filter],
) -> Result<Option<v1::Frame>, Error> {
    let zone = latest.zone();
    let start = zone.start_of(from.unwrap_or(Day::MIN));
    let end = zone.start_of(to.map_or(Day::MAX, Day::next));
    let found = store.cohort(tenant, &latest.survey().id, start..end).await?;
    let counted: Vec<_> = found.iter().filter(|cohort| passes(cohort, filters)).collect();
    if counted.is_empty() {
        return Ok(None);
    }
    let count = |wanted| {
        let of = |cohort: &&&Cohort| Disposition::of(cohort.state, cohort.response) == wanted;
        counted.iter().filter(of).map(|cohort| cohort.invitations).sum()
    };
    Ok(Some(v1::Frame {
        refusals: count(Disposition::Refused),
        non_contacts: count(Disposition::NotReached),
        unknown: count(Disposition::Unknown),
        answered: Some(v1::FrameAnswered {
            complete: count(Disposition::Complete),
            partial: count(Disposition::Partial),
        }),
        ..v1::Frame::default()
    }))
}

/// An empty value of a filter stands for "not given".
fn passes(cohort: &Cohort, filters: &[v1::Filter]) -> bool {
    filters.iter().all(|filter| {
        let value = match filter.segment.as_str() {
            "channel" => cohort.channel.as_ref(),
            "language" => cohort.language.as_ref(),
            segment => cohort.segments.get(segment),
        };
        filter.values.contains(value.unwrap_or(&String::new()))
    })
}
