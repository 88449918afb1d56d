//! What was true of the company, and what Plaudit found in its answers.

use std::fmt::Write;

use anyhow::Context;
use plaudit_client::Client;
use plaudit_proto::v1;

use crate::demo::{TrueDifference, TrueDriver, TrueIncident, TrueScore, Truth};

/// A table of truths and findings.
pub(crate) async fn tell(truth: &Truth, client: &Client) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for score in truth.scores.iter().filter(|score| score.team.is_none()) {
        rows.push(self::score(score, client).await?);
    }
    for difference in [&truth.difference, &truth.no_difference] {
        rows.push(self::difference(difference, client).await?);
    }
    rows.extend(incident(&truth.incident, client).await?);
    rows.extend(drivers(&truth.drivers, truth.difference.survey, client).await?);

    let head = ["", "true", "found (95% interval)"].map(str::to_owned);
    let widths: Vec<usize> = (0..3)
        .map(|at| rows.iter().chain([&head]).map(|row| row[at].chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = String::from("What was true, and what Plaudit found\n\n");
    for [what, truth, found] in std::iter::once(&head).chain(&rows) {
        writeln!(text, "  {what:0$}  {truth:1$}  {found}", widths[0], widths[1])?;
    }
    Ok(text)
}

async fn score(score: &TrueScore, client: &Client) -> anyhow::Result<[String; 3]> {
    let request = request(score.survey);
    let report = client.report(request).await?;
    let found = estimate(&report, score.measure)?;
    let met = if (found.lower..=found.upper).contains(&score.value) { "" } else { ", missed" };
    Ok([
        format!("{} of {}", score.measure, score.survey),
        format!("{:.1}", score.value),
        format!("{:.1} ({:.1} to {:.1}){met}", found.value, found.lower, found.upper),
    ])
}

/// Two teams alone in a report: each against the rest is then one against the other.
async fn difference(difference: &TrueDifference, client: &Client) -> anyhow::Result<[String; 3]> {
    let (a, b) = difference.teams;
    let mut request = request(difference.survey);
    request.filters = vec![filter("team", &[a, b])];
    request.splits = vec!["team".to_owned()];
    let report = client.report(request).await?;
    let groups = report.splits.first().map(|split| split.groups.as_slice()).unwrap_or_default();
    let found = groups
        .iter()
        .find(|group| group.value == a)
        .and_then(|group| group.measures.iter().find(|m| m.measure == difference.measure))
        .and_then(|result| result.difference.as_ref())
        .context("the report lacks the teams of the demo")?;
    let verdict = if found.reliable { "reliable" } else { "no reliable difference" };
    Ok([
        format!("{} of team {a} minus team {b}", difference.measure),
        signed(difference.value),
        format!(
            "{} ({} to {}), {verdict}",
            signed(found.value),
            signed(found.lower),
            signed(found.upper)
        ),
    ])
}

/// The place of the incident alone: during it, and the weeks that stand out.
async fn incident(incident: &TrueIncident, client: &Client) -> anyhow::Result<Vec<[String; 3]>> {
    let TrueIncident { survey, measure, region, channel, .. } = *incident;
    let here = || {
        let mut request = request(survey);
        request.filters = vec![filter("region", &[region]), filter("channel", &[channel])];
        request
    };
    let mut during = here();
    during.from = incident.from.to_string();
    during.to = incident.to.to_string();
    let during = client.report(during).await?;
    let found = estimate(&during, measure)?;
    let mut by_week = here();
    by_week.set_trend(v1::TrendInterval::Week);
    let year = client.report(by_week).await?;
    let usual = estimate(&year, measure)?;
    let trend = year.trends.iter().find(|trend| trend.measure == measure);
    let low: Vec<_> = trend
        .map(|trend| trend.points.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|point| point.estimate.as_ref().is_some_and(|week| week.upper < usual.lower))
        .collect();
    let weeks = match (low.first(), low.last()) {
        (Some(first), Some(last)) => {
            format!("{} weeks stand out, {} to {}", low.len(), first.from, last.to)
        }
        _ => "no week stands out".to_owned(),
    };
    let place = format!("{measure} in {region}, {channel}");
    Ok(vec![
        [
            format!("{place} during the incident"),
            format!("{:.1}", incident.during),
            format!("{:.1} ({:.1} to {:.1})", found.value, found.lower, found.upper),
        ],
        ["its days".to_owned(), format!("{} to {}", incident.from, incident.to), weeks],
    ])
}

/// What the first measure of a survey depends on most, and what it does not depend on at all.
async fn drivers(
    all: &[TrueDriver],
    survey: &str,
    client: &Client,
) -> anyhow::Result<Vec<[String; 3]>> {
    let own: Vec<&TrueDriver> = all.iter().filter(|driver| driver.survey == survey).collect();
    let most = own.iter().copied().max_by(|a, b| a.share.total_cmp(&b.share));
    let none = own.iter().copied().filter(|driver| driver.share == 0.0);
    let mut request = request(survey);
    request.measures = vec!["nps".to_owned()];
    request.drivers = vec!["nps".to_owned()];
    let report = client.report(request).await?;
    let analysis = report.drivers.first().context("the report lacks the drivers of the demo")?;
    let row = |driver: &TrueDriver| {
        let found = analysis.drivers.iter().find(|found| found.question == driver.question);
        let part = found.and_then(|found| found.importance).context("a driver is missing")?;
        let limits = part.lower.zip(part.upper).context("the drivers have no intervals")?;
        Ok([
            format!("part of {} in what explains nps", driver.question),
            format!("{:.0}%", 100.0 * driver.share),
            format!("{:.1}% ({:.1} to {:.1})", part.value, limits.0, limits.1),
        ])
    };
    most.into_iter().chain(none).map(row).collect()
}

/// As `+3.0`, with a minus sign where there is one.
fn signed(value: f64) -> String {
    format!("{value:+.1}").replace('-', "−")
}

fn request(survey: &str) -> v1::BuildReportRequest {
    v1::BuildReportRequest { survey_id: survey.to_owned(), ..Default::default() }
}

fn filter(segment: &str, values: &[&str]) -> v1::Filter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    v1::Filter { segment: segment.to_owned(), values }
}

fn estimate<'r>(report: &'r v1::Report, measure: &str) -> anyhow::Result<&'r v1::Estimate> {
    let result = report.measures.iter().find(|result| result.id == measure);
    let found = result.and_then(|result| result.estimate.as_ref());
    found.with_context(|| format!("{}: no {measure} in the report", report.survey))
}
