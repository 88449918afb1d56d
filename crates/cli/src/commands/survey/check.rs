//! `plaudit survey check`: everything that is wrong or doubtful in a survey file, and how many answers
//! it needs.

use std::fmt::Write as _;
use std::path::Path;

use plaudit_core::estimate::Level;
use plaudit_core::lint::Severity;
use serde_json::json;

use crate::files::survey::Checked;
use crate::{files, output};

/// Returns whether there is no error; warnings are none.
pub(crate) fn run(file: &Path, points: f64, as_json: bool) -> anyhow::Result<bool> {
    let checked = files::survey::check(file)?;
    let needed = needed(&checked, points);
    let text = match as_json {
        true => format!("{:#}\n", as_value(&checked, points, &needed)),
        false => in_words(&checked, points, &needed),
    };
    output::write(None, &text)?;
    Ok(checked.remarks.iter().all(|remark| remark.severity == Severity::Warning))
}

/// What a measure needs: its id, usually and cautiously, where that can be said.
type Needed = (String, Option<(u64, u64)>);

fn needed(checked: &Checked, points: f64) -> Vec<Needed> {
    let Some(version) = &checked.version else { return Vec::new() };
    let needed = |measure: &plaudit_core::measure::Measure| {
        let plan = measure.answers_needed(version, points, Level::default());
        (measure.id.clone(), plan.map(|plan| (plan.usual, plan.cautious)))
    };
    version.survey().measures.iter().map(needed).collect()
}

fn in_words(checked: &Checked, points: f64, needed: &[Needed]) -> String {
    let mut text = String::new();
    for remark in &checked.remarks {
        let at = remark.at.map(|at| format!("{at}:")).unwrap_or_default();
        let key = if remark.key.is_empty() { "" } else { &format!("{}: ", remark.key) };
        let severity = remark.severity.name();
        let _ = writeln!(text, "{}:{at} {severity}: {key}{}", checked.file, remark.reason);
    }
    let count = |severity| checked.remarks.iter().filter(|r| r.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (errors, warnings) = (plural(errors, "error"), plural(warnings, "warning"));
    let _ = writeln!(text, "{}: {errors}, {warnings}", checked.file);
    if needed.is_empty() {
        return text;
    }
    let _ = writeln!(text, "\nAnswers for ± {points} points at 95 %");
    let width = needed.iter().map(|(id, _)| id.len()).max().unwrap_or_default().max(7);
    let _ = writeln!(text, "{:width$}  {:>8}  {:>8}", "measure", "usually", "at worst");
    for (id, plan) in needed {
        let _ = match plan {
            Some((usual, cautious)) => writeln!(text, "{id:width$}  {usual:>8}  {cautious:>8}"),
            None => writeln!(text, "{id:width$}  {:>8}  {:>8}", "-", "-"),
        };
    }
    text.push_str(
        "usually: an NPS of 60 % promoters and 11 % detractors, a share of 80 %, scores that differ by a \
         fifth of their scale\nat worst: an NPS of variance 0.75, a share of 50 %, scores spread evenly\n",
    );
    text
}

fn as_value(checked: &Checked, points: f64, needed: &[Needed]) -> serde_json::Value {
    let remark = |remark: &files::survey::Remark| {
        json!({
            "severity": remark.severity.name(),
            "key": remark.key,
            "line": remark.at.map(|at| at.line),
            "column": remark.at.map(|at| at.column),
            "reason": remark.reason,
        })
    };
    let plan = |(id, plan): &Needed| {
        json!({
            "measure": id,
            "usual": plan.map(|(usual, _)| usual),
            "cautious": plan.map(|(_, cautious)| cautious),
        })
    };
    json!({
        "file": checked.file,
        "findings": checked.remarks.iter().map(remark).collect::<Vec<_>>(),
        "precision": points,
        "level": Level::default().share(),
        "answersNeeded": needed.iter().map(plan).collect::<Vec<_>>(),
    })
}
