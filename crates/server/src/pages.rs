//! What a browser sees: the list of surveys and their reports.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use plaudit_collector::{Caller, Scope};
use plaudit_proto::v1;
use plaudit_report::render::{self, Format};
use plaudit_storage::{State as SurveyState, Store};
use tonic::{Code, Status};

use crate::Engine;
use crate::reports::Reports;
use crate::settings::Only;

/// Nothing is loaded, nothing runs; the style stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(Clone)]
struct Pages {
    reports: Reports,
    store: Store,
}

/// The pages of one side or of both.
pub(crate) fn routes(engine: &Engine, only: Only) -> Router {
    let alive = Router::new().route("/healthz", get(|| async { "ok\n" }));
    if only == Only::Collect {
        return alive;
    }
    let pages = Pages { reports: engine.reports(), store: engine.store.clone() };
    let pages = Router::new()
        .route("/", get(index))
        .route("/reports/{survey}", get(report))
        .with_state(Arc::new(pages));
    alive.merge(pages)
}

#[derive(Template)]
#[template(path = "index.html")]
struct Index {
    surveys: Vec<Row>,
}

struct Row {
    id: String,
    title: String,
    state: &'static str,
    published: bool,
}

async fn index(
    State(pages): State<Arc<Pages>>,
    caller: Option<Extension<Caller>>,
) -> Result<Response, Refusal> {
    let caller = Caller::allowed(caller.as_deref(), &[Scope::Read])?;
    let surveys = pages.store.surveys(&caller.tenant).await;
    let surveys = surveys.map_err(plaudit_collector::status::failed)?;
    let rows = surveys.into_iter().map(|survey| Row {
        title: survey.title.0.into_values().next().unwrap_or_else(|| survey.id.clone()),
        id: survey.id,
        state: match survey.state {
            SurveyState::Draft => "draft",
            SurveyState::Open => "open",
            SurveyState::Closed => "closed",
        },
        published: survey.latest_version.is_some(),
    });
    let page = Index { surveys: rows.collect() };
    let html = page.render().map_err(|_| Status::internal("internal error"))?;
    Ok(content("text/html; charset=utf-8", html))
}

/// `/reports/SURVEY`, `/reports/SURVEY.json` or `/reports/SURVEY.csv`, with the parameters from, to,
/// split, measure, trend, level, language, compare, steady_within, drivers, teams, case_mix, chart,
/// terms, anytime, path_model, and any segment's id as a filter.
async fn report(
    State(pages): State<Arc<Pages>>,
    caller: Option<Extension<Caller>>,
    Path(name): Path<String>,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let caller = Caller::allowed(caller.as_deref(), &[Scope::Read])?;
    let (survey, form) = match name.rsplit_once('.') {
        Some((survey, form)) => (survey, form),
        None => (name.as_str(), "html"),
    };
    let report = pages.reports.build(&caller.tenant, request(survey, parameters)?).await?;
    let format = match form.parse() {
        Ok(format) if format != Format::Terminal => format,
        _ => return Err(Status::not_found("a report is html, json or csv").into()),
    };
    let body = render::render(&report, format, render::terminal::Options::default());
    Ok(content(format.media_type(), body))
}

fn request(
    survey: &str,
    parameters: Vec<(String, String)>,
) -> Result<v1::BuildReportRequest, Status> {
    let mut request = v1::BuildReportRequest { survey_id: survey.to_owned(), ..Default::default() };
    for (name, value) in parameters {
        match name.as_str() {
            "from" => request.from = value,
            "to" => request.to = value,
            "split" => request.splits.push(value),
            "measure" => request.measures.push(value),
            "language" => request.language = value,
            "level" => request.level = number("level", &value)?,
            "compare" => request.compare = value,
            "steady_within" => request.steady_within = number("steady_within", &value)?,
            "drivers" => request.drivers.push(value),
            "teams" => request.teams.push(value),
            "case_mix" => request.case_mix.push(value),
            "chart" => request.charts.push(value),
            "terms" => request.terms.push(value),
            "anytime" => request.anytime = yes("anytime", &value)?,
            "path_model" => request.path_model = yes("path_model", &value)?,
            "trend" => {
                request.set_trend(match value.as_str() {
                    "day" => v1::TrendInterval::Day,
                    "week" => v1::TrendInterval::Week,
                    "month" => v1::TrendInterval::Month,
                    _ => {
                        return Err(Status::invalid_argument("trend: must be day, week or month"));
                    }
                });
            }
            _ => request.restrict(name, value),
        }
    }
    Ok(request)
}

fn yes(name: &str, value: &str) -> Result<bool, Status> {
    value.parse().map_err(|_| Status::invalid_argument(format!("{name}: must be true or false")))
}

fn number(name: &str, value: &str) -> Result<f64, Status> {
    value.parse().map_err(|_| Status::invalid_argument(format!("{name}: must be a number")))
}

fn content(kind: &'static str, body: String) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (HeaderMap::from_iter(headers), body).into_response()
}

/// A status in the words of HTTP.
pub(crate) struct Refusal(Status);

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        Self(status)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let code = match self.0.code() {
            Code::Unauthenticated => StatusCode::UNAUTHORIZED,
            Code::PermissionDenied => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::InvalidArgument | Code::FailedPrecondition => StatusCode::BAD_REQUEST,
            Code::Unavailable | Code::ResourceExhausted => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = content("text/plain; charset=utf-8", format!("{}\n", self.0.message()));
        *response.status_mut() = code;
        if code == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"Plaudit: the key as password\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, basic);
        }
        response
    }
}
