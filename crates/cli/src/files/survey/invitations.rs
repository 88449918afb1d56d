//! The part of a survey file that says who is invited.

use plaudit_proto::v1;

use super::super::Entry;
use super::form::{list, positive};

pub(super) fn invitations(entry: &Entry<'_>) -> Option<v1::Invitations> {
    let fields = entry.fields()?;
    let rules = v1::Invitations {
        sample: fields.get("sample").and_then(|sample| sample.amount()),
        holdout: fields.get("holdout").and_then(|share| share.amount()).unwrap_or_default(),
        budget: fields.get("budget").and_then(|entry| budget(&entry)),
        quotas: list(fields.get("quotas"), quota),
        expires_days: fields.get("expires_days").and_then(|d| positive(&d)).unwrap_or_default(),
        reminders: fields.get("reminders").and_then(|entry| reminders(&entry)),
    };
    fields.close();
    Some(rules)
}

/// `{invitations: 5000, days: 30, scope: tenant}`.
fn budget(entry: &Entry<'_>) -> Option<v1::InvitationBudget> {
    let fields = entry.fields()?;
    let scope = fields.get("scope").and_then(|entry| match entry.text()?.as_str() {
        "survey" => Some(v1::BudgetScope::Survey),
        "tenant" => Some(v1::BudgetScope::Tenant),
        _ => entry.expected("survey or tenant"),
    });
    let need = |key| fields.need(key).and_then(|number| positive(&number)).unwrap_or_default();
    let (invitations, days) = (need("invitations"), need("days"));
    fields.close();
    Some(v1::InvitationBudget { invitations, days, scope: scope.unwrap_or_default().into() })
}

/// `{segment: team, days: 30, values: {north: 400, south: 400}}`.
fn quota(entry: &Entry<'_>) -> Option<v1::InvitationQuota> {
    let fields = entry.fields()?;
    let segment = fields.need("segment").and_then(|segment| segment.text()).unwrap_or_default();
    let days = fields.need("days").and_then(|days| positive(&days)).unwrap_or_default();
    let values = fields.need("values").and_then(|values| values.pairs()).unwrap_or_default();
    let most = |(value, most): (&str, Entry<'_>)| Some((value.to_owned(), most.whole()?));
    let values = values.into_iter().filter_map(most).collect();
    fields.close();
    Some(v1::InvitationQuota { segment, values, days })
}

/// `{after_days: 7, at_most: 2}`.
fn reminders(entry: &Entry<'_>) -> Option<v1::Reminders> {
    let fields = entry.fields()?;
    let rule = v1::Reminders {
        after_days: fields.need("after_days").and_then(|d| positive(&d)).unwrap_or_default(),
        at_most: fields.get("at_most").and_then(|most| positive(&most)).unwrap_or_default(),
    };
    fields.close();
    Some(rule)
}

/// The keys and what is written behind them, on one line each; the quotas one by one.
pub(super) fn lines(rules: &v1::Invitations) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    lines.extend(rules.sample.map(|share| ("sample", share.to_string())));
    lines.extend((rules.holdout > 0.0).then(|| ("holdout", rules.holdout.to_string())));
    lines.extend(rules.budget.as_ref().map(|budget| {
        let scope = match budget.scope() {
            v1::BudgetScope::Unspecified => "",
            v1::BudgetScope::Survey => ", scope: survey",
            v1::BudgetScope::Tenant => ", scope: tenant",
        };
        let (invitations, days) = (budget.invitations, budget.days);
        ("budget", format!("{{invitations: {invitations}, days: {days}{scope}}}"))
    }));
    if !rules.quotas.is_empty() {
        let quotas: Vec<String> = rules.quotas.iter().map(quota_text).collect();
        lines.push(("quotas", format!("[{}]", quotas.join(", "))));
    }
    lines
        .extend((rules.expires_days > 0).then(|| ("expires_days", rules.expires_days.to_string())));
    lines.extend(rules.reminders.as_ref().map(|rule| {
        let at_most = match rule.at_most {
            0 => String::new(),
            most => format!(", at_most: {most}"),
        };
        ("reminders", format!("{{after_days: {}{at_most}}}", rule.after_days))
    }));
    lines
}

fn quota_text(quota: &v1::InvitationQuota) -> String {
    let value = |(value, most): (&String, &u32)| format!("{}: {most}", super::write::scalar(value));
    let values: Vec<String> = quota.values.iter().map(value).collect();
    let segment = super::write::scalar(&quota.segment);
    format!("{{segment: {segment}, days: {}, values: {{{}}}}}", quota.days, values.join(", "))
}
