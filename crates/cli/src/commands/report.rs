//! `plaudit report`.

use std::path::Path;

use anyhow::bail;
use plaudit_client::Client;
use plaudit_proto::v1;
use plaudit_report::render;

use crate::args::{Format, Global, Report, Trend};
use crate::files::{frame, margins};
use crate::output;

/// Builds and renders a report.
pub(crate) async fn run(args: Report, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let format = format(global.format, args.output.as_deref())?;
    let output = args.output.clone();
    let report = client.report(request(args)?).await?;
    let options = output::terminal(output.is_some());
    output::write(output.as_deref(), &render::render(&report, format, options))?;
    Ok(true)
}

fn request(args: Report) -> anyhow::Result<v1::BuildReportRequest> {
    let trend = match args.trend {
        None => v1::TrendInterval::Unspecified,
        Some(Trend::Day) => v1::TrendInterval::Day,
        Some(Trend::Week) => v1::TrendInterval::Week,
        Some(Trend::Month) => v1::TrendInterval::Month,
    };
    let mut request = v1::BuildReportRequest {
        survey_id: args.survey,
        from: args.days.from.unwrap_or_default(),
        to: args.days.to.unwrap_or_default(),
        splits: args.split,
        trend: trend.into(),
        level: args.level.unwrap_or_default(),
        language: args.language.unwrap_or_default(),
        measures: args.measure,
        drivers: args.drivers,
        compare: compare(args.compare),
        steady_within: args.steady_within.unwrap_or_default(),
        teams: args.teams,
        case_mix: args.case_mix,
        charts: args.chart,
        margins: args.weights.map(|file| margins::read(&file)).transpose()?.unwrap_or_default(),
        frame: args.frame.map(|file| frame::read(&file)).transpose()?,
        anytime: args.anytime,
        terms: args.terms,
        path_model: args.path_model,
        filters: Vec::new(),
    };
    for (segment, value) in args.filters {
        request.restrict(segment, value);
    }
    Ok(request)
}

/// As the contract names a period; on the command line words are parted by a dash.
fn compare(period: Option<String>) -> String {
    match period.as_deref() {
        Some("year-before") => "year_before".to_owned(),
        _ => period.unwrap_or_default(),
    }
}

/// The format that was asked for, else the one that the file's ending names.
fn format(asked: Option<Format>, file: Option<&Path>) -> anyhow::Result<render::Format> {
    let ending = file.and_then(Path::extension).and_then(|ending| ending.to_str());
    Ok(match (asked, ending) {
        (Some(Format::Terminal), _) => render::Format::Terminal,
        (Some(Format::Json), _) | (None, Some("json")) => render::Format::Json,
        (Some(Format::Csv), _) | (None, Some("csv")) => render::Format::Csv,
        (Some(Format::Html), _) | (None, Some("html" | "htm")) => render::Format::Html,
        (None, Some("txt") | None) => render::Format::Terminal,
        (None, Some(ending)) => {
            bail!("a report is no .{ending} file: use .html, .json, .csv or .txt, or --format")
        }
    })
}
