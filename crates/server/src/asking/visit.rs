//! One person at a survey: which page is shown, what is made of the answers.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use plaudit_collector::Link;
use plaudit_core::invitation::State as Disposition;
use plaudit_core::response::{Answer, MAX_DURATION_SECONDS, NoAnswer, Submission};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_storage::{ResponseDraft, Stage, Tenant};

use super::Desk;
use super::form::{Fields, Problem};
use super::language;
use super::notice::{self, Notice};
use super::page::{self, Page, Progress, Shell, respond};
use super::question::{Filled, Texts, View};
use super::settle::settle;
use super::sheets::{Answers, Sheets, lacks, still_shown};
use super::submitted::submitted;
use super::words::Words;

/// The field that people do not see and programs fill in.
const TRAP: &str = "website";

/// Seconds for which a kiosk shows the thanks, and for which it waits for somebody who has begun.
const KIOSK_THANKS: u32 = 8;
pub(super) const KIOSK_WAITS: u32 = 120;

/// Somebody who answers a survey.
pub(crate) struct Visit {
    pub(crate) tenant: Tenant,
    pub(crate) version: Arc<Version>,
    /// What was answered so far; kept once somebody sends a page.
    pub(crate) draft: ResponseDraft,
    pub(crate) language: String,
    /// Where the pages are, with nothing behind.
    pub(crate) path: String,
    /// By which way.
    pub(crate) entrance: Entrance,
    /// What forms carry until the draft is kept.
    pub(crate) hidden: Vec<(String, String)>,
    /// An answer that is chosen beforehand, by question id; it counts when somebody sends the page.
    pub(crate) chosen: Option<(Option<String>, String)>,
}

/// The way by which somebody comes.
pub(crate) enum Entrance {
    /// An open link.
    Open {
        /// Stands in addresses and forms as it is.
        ticket: String,
        /// Whether the next person comes to the same screen.
        kiosk: bool,
    },
    /// The link of an invitation.
    Invited(Link),
}

/// What is wrong with a page that was sent.
#[derive(Default)]
struct Problems {
    /// By position of the question.
    questions: Vec<(usize, Problem)>,
    /// Of the page as a whole, a key of the words.
    page: Option<&'static str>,
}

impl Visit {
    /// The page `step` (from 1), or the one where there is something left to answer. Changes nothing.
    pub(crate) fn page(&self, step: Option<usize>) -> Response {
        if self.draft.stage != Stage::Open {
            return self.thanks();
        }
        let Some(answers) = self.answers() else { return self.broken() };
        let sheets = self.sheets();
        let asked = step.and_then(|step| step.checked_sub(1));
        let asked = asked.filter(|it| !sheets.shown(&self.version, *it, &answers).is_empty());
        let step = asked.unwrap_or_else(|| sheets.resume(&self.version, &answers));
        self.render(&sheets, step, &answers, None, &Problems::default())
    }

    /// Takes a page that was sent. `now` is the server's time.
    pub(crate) async fn take(mut self, desk: &Desk, fields: &Fields, now: Timestamp) -> Response {
        if self.draft.stage != Stage::Open {
            return self.on_to(None);
        }
        let Some(mut answers) = self.answers() else { return self.broken() };
        let sheets = self.sheets();
        let step = fields.get("step").and_then(|step| step.parse::<usize>().ok()?.checked_sub(1));
        let step = step.filter(|it| *it < sheets.len());
        let step = step.unwrap_or_else(|| sheets.resume(&self.version, &answers));
        if fields.get(TRAP).is_some_and(|trap| !trap.is_empty()) {
            let problems = Problems { page: Some("problem-robot"), ..Problems::default() };
            return self.render(&sheets, step, &answers, Some(fields), &problems);
        }

        let go = fields.get("go").unwrap_or("next");
        let mut problems =
            self.read(fields, &sheets.shown(&self.version, step, &answers), &mut answers);
        if go != "next" {
            problems.questions.retain(|(_, problem)| *problem != Problem::Missing);
        }
        if let Some(wanted) = go.strip_prefix("lang:") {
            let wanted = [wanted, &self.language];
            self.language = language::of(self.version.survey(), &wanted).to_owned();
        }
        let next = sheets.after(&self.version, step, &answers);
        let leads_on = problems.questions.is_empty();
        let ends = leads_on && go == "next" && next.is_none();
        if ends && let Some(lacking) = sheets.incomplete(&self.version, &answers) {
            let shown = sheets.shown(&self.version, lacking, &answers);
            let problems = Problems { questions: self.lacking(&shown, &answers), page: None };
            return match self.keep(desk, &answers, now).await {
                Ok(_) => self.render(&sheets, lacking, &answers, None, &problems),
                Err(failed) => failed,
            };
        }
        if ends && self.is_too_quick(desk, now) {
            problems.page = Some("problem-quick");
        } else if ends {
            return self.finish(desk, &sheets, &answers, now).await;
        }
        match self.keep(desk, &answers, now).await {
            Err(failed) => failed,
            Ok(false) => self.on_to(None),
            Ok(true) if !leads_on || ends => {
                self.render(&sheets, step, &answers, Some(fields), &problems)
            }
            Ok(true) => self.on_to(Some(match go {
                "next" => next.unwrap_or(step),
                "back" => sheets.before(&self.version, step, &answers).unwrap_or(step),
                _ => step,
            })),
        }
    }

    /// Whoever was invited is known to be a person.
    fn is_too_quick(&self, desk: &Desk, now: Timestamp) -> bool {
        let least = self.draft.started_at.plus_micros(desk.least_micros());
        matches!(self.entrance, Entrance::Open { .. }) && now < least
    }

    /// Notes what became of the invitation, where there is one.
    pub(crate) async fn note(&self, desk: &Desk, disposition: Disposition) {
        let Entrance::Invited(link) = &self.entrance else { return };
        if let Err(error) = desk.invitations.record(link, disposition).await {
            tracing::warn!(%error, %disposition, "what became of an invitation is not noted");
        }
    }

    /// Puts what was sent for the `shown` questions among the answers.
    fn read(&self, fields: &Fields, shown: &[usize], answers: &mut Answers) -> Problems {
        let mut problems = Problems::default();
        for at in shown {
            match fields.answer(&self.version, *at) {
                Ok(answer) => {
                    answers.retain(|(it, _)| it != at);
                    answers.push((*at, answer));
                }
                Err(problem) => problems.questions.push((*at, problem)),
            }
        }
        answers.sort_unstable_by_key(|(at, _)| *at);
        let wrong = |at: &usize| problems.questions.iter().any(|(it, _)| it == at);
        let rest: Vec<usize> = shown.iter().copied().filter(|at| !wrong(at)).collect();
        problems.questions.extend(self.lacking(&rest, answers));
        problems.questions.sort_by_key(|(at, _)| shown.iter().position(|it| it == at));
        problems
    }

    /// Those of `shown` that must be answered and are not.
    fn lacking(&self, shown: &[usize], answers: &Answers) -> Vec<(usize, Problem)> {
        let lacks = |at: &&usize| lacks(&self.version, answers, **at);
        shown.iter().filter(lacks).map(|at| (*at, Problem::Missing)).collect()
    }

    /// Closes the draft with what is shown by its own answers and stores it as a response. When the
    /// database does not take it now, it is stored later: what is closed is durable.
    async fn finish(
        &mut self,
        desk: &Desk,
        sheets: &Sheets,
        answers: &Answers,
        now: Timestamp,
    ) -> Response {
        let mut given = still_shown(&self.version, answers);
        for step in 0..sheets.len() {
            for at in sheets.shown(&self.version, step, &given) {
                if given.iter().all(|(it, _)| *it != at) {
                    given.push((at, Answer::NoAnswer(NoAnswer::Skipped)));
                }
            }
        }
        given.sort_unstable_by_key(|(at, _)| *at);
        self.draft.stage = Stage::Closed;
        self.draft.submission.completed = true;
        match self.keep(desk, &given, now).await {
            Err(failed) => return failed,
            Ok(false) => {}
            Ok(true) => {
                let (collector, store) = (&desk.collector, &desk.store);
                let settled = settle(collector, store, &self.tenant, &self.draft, now).await;
                if let Err(status) = settled {
                    tracing::warn!(%status, "a draft will be stored later");
                }
            }
        }
        self.on_to(None)
    }

    /// Keeps the draft with these answers. False when it was closed before.
    async fn keep(
        &mut self,
        desk: &Desk,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<bool, Response> {
        self.draft.changed_at = now;
        let micros = now.as_micros() - self.draft.started_at.as_micros();
        let seconds = u32::try_from(micros / 1_000_000).unwrap_or_default();
        self.draft.submission = Submission {
            answered_at: Some(now),
            duration_seconds: Some(seconds.clamp(1, MAX_DURATION_SECONDS)),
            language: Some(self.language.clone()),
            answers: submitted(&self.version, answers),
            ..self.draft.submission.clone()
        };
        let kept = desk.store.keep_draft(&self.tenant, &self.draft).await;
        let kept = kept.map_err(|error| Notice::failed(&error, &[&self.language]))?;
        if kept {
            self.note(desk, Disposition::Started).await;
        }
        Ok(kept)
    }

    fn sheets(&self) -> Sheets {
        Sheets::of(&self.version, self.draft.submission.id.as_bytes())
    }

    /// What was answered so far. Absent when it does not fit the version.
    fn answers(&self) -> Option<Answers> {
        let submission = Submission {
            answered_at: Some(self.draft.changed_at),
            completed: false,
            ..self.draft.submission.clone()
        };
        let checked = self.version.check(submission, self.draft.changed_at);
        checked.map(|response| response.answers).ok()
    }

    fn broken(&self) -> Response {
        tracing::error!(draft = self.draft.submission.id, "a draft does not fit its version");
        Notice::later().page(StatusCode::INTERNAL_SERVER_ERROR, &[&self.language])
    }

    fn words(&self) -> &'static Words {
        Words::of(&self.language)
    }

    fn texts(&self) -> Texts<'_> {
        Texts { language: &self.language, default: &self.version.survey().default_language }
    }

    fn on_to(&self, step: Option<usize>) -> Response {
        let own = match (&self.entrance, step) {
            (Entrance::Open { ticket, .. }, _) => Some(format!("d={ticket}")),
            (Entrance::Invited(_), None) => Some("done".to_owned()),
            (Entrance::Invited(_), Some(_)) => None,
        };
        // What is stored does not say the language of the thanks any more.
        let rest = match step {
            Some(step) => format!("step={}", step + 1),
            None => format!("lang={}", self.language),
        };
        let parts: Vec<String> = own.into_iter().chain([rest]).collect();
        Redirect::to(&format!("{}?{}", self.path, parts.join("&"))).into_response()
    }

    /// A kiosk goes back to its first page by itself after `seconds`.
    fn shell(&self, title: &str, seconds: Option<u32>) -> Shell {
        let kiosk = matches!(self.entrance, Entrance::Open { kiosk: true, .. });
        let refresh = seconds.filter(|_| kiosk);
        let refresh = refresh.map(|seconds| (seconds, format!("{}?kiosk", self.path)));
        Shell { kiosk, refresh, ..Shell::new(&self.language, title) }
    }

    fn thanks(&self) -> Response {
        let own = self.texts().get(&self.version.survey().asking.thanks);
        notice::thanks(self.shell("", Some(KIOSK_THANKS)), own, self.words())
    }

    fn render(
        &self,
        sheets: &Sheets,
        step: usize,
        answers: &Answers,
        sent: Option<&Fields>,
        problems: &Problems,
    ) -> Response {
        let (words, texts, survey) = (self.words(), self.texts(), self.version.survey());
        let shown = sheets.shown(&self.version, step, answers);
        let chosen = self.chosen_fields(&shown, answers);
        let view = |at: &usize| {
            let kept = || answers.iter().find(|(it, _)| it == at).map(|(_, answer)| answer);
            let chosen = chosen.as_ref().filter(|(it, _)| it == at).map(|(_, fields)| fields);
            let filled = match sent.or(chosen) {
                Some(fields) => Filled::Sent(fields),
                None => Filled::Kept(kept()),
            };
            let problem = problems.questions.iter().find(|(it, _)| it == at);
            let seed = self.draft.submission.id.as_bytes();
            let problem = problem.map(|(_, problem)| *problem);
            View::new(&self.version, *at, seed, texts, words, filled, problem)
        };
        let questions: Vec<View> = shown.iter().map(view).collect();
        let of_page = problems.page.map(|key| (None, words.say(key)));
        let of_questions = questions.iter().filter_map(View::listed_problem);
        let heading = texts.get(&survey.title).unwrap_or(&survey.id).to_owned();
        let pages = sheets.len();
        let progress = (pages > 1).then(|| {
            let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let numbers = [("page", number(step + 1)), ("pages", number(pages))];
            Progress { text: words.with("progress", &numbers), page: step + 1, pages }
        });
        let problems: Vec<_> = of_page.into_iter().chain(of_questions).collect();
        let mut title = heading.clone();
        if let Some(progress) = &progress {
            title = format!("{title} · {}", progress.text);
        }
        if !problems.is_empty() {
            title = format!("{}: {title}", words.say("problem"));
        }
        let status = match problems.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let own = [("step", (step + 1).to_string()), ("lang", self.language.clone())];
        let ticket = match &self.entrance {
            Entrance::Open { ticket, .. } => Some(("d", ticket.clone())),
            Entrance::Invited(_) => None,
        };
        let own = ticket.into_iter().chain(own).map(|(name, value)| (name.to_owned(), value));
        let last = sheets.after(&self.version, step, answers).is_none();
        let first = sheets.before(&self.version, step, answers).is_none();
        let page = Page {
            shell: self.shell(&title, (!answers.is_empty()).then_some(KIOSK_WAITS)),
            heading,
            action: self.path.clone(),
            hidden: own.chain(self.hidden.iter().cloned()).collect(),
            languages: page::languages(survey, &self.language),
            languages_label: words.say("languages"),
            progress,
            problems_title: words.say("problems"),
            problems,
            questions,
            next: if last { words.say("send") } else { words.say("next") },
            back: (!first).then(|| words.say("back")),
            trap: words.say("robot"),
        };
        respond(status, &page)
    }

    /// The answer that was chosen beforehand, as if it had been sent, where its question is shown and not
    /// answered yet.
    fn chosen_fields(&self, shown: &[usize], answers: &Answers) -> Option<(usize, Fields)> {
        let (question, value) = self.chosen.as_ref()?;
        let at = match question {
            Some(id) => self.version.position(id)?,
            None => *shown.first()?,
        };
        let open = shown.contains(&at) && answers.iter().all(|(it, _)| *it != at);
        let name = super::form::field(&self.version.survey().questions[at]);
        open.then(|| (at, Fields(vec![(name, value.clone())])))
    }
}
