//! What must hold of the rules that invitations follow.

use super::Check;
use crate::invitation::{Quota, Rules, Share};
use crate::survey::Survey;

impl Check<'_> {
    pub(super) fn invitations(&mut self, survey: &Survey) {
        let rules = &survey.asking.invitations;
        if rules.sample == Share::NONE {
            self.refuse("invitations.sample", "must be above 0: otherwise nobody is invited");
        }
        if rules.holdout == Share::ALL {
            self.refuse("invitations.holdout", "must be below 1: otherwise nobody is invited");
        }
        if let Some(budget) = rules.budget {
            if budget.invitations == 0 {
                self.refuse("invitations.budget.invitations", "must be at least 1");
            }
            self.days("invitations.budget.days", budget.days);
        }
        self.count("invitations.quotas", rules.quotas.len(), 0, 8);
        for (i, quota) in rules.quotas.iter().enumerate() {
            self.quota(&format!("invitations.quotas[{i}]"), quota, survey);
        }
        self.days("invitations.expires_days", rules.expires_days);
        if let Some(reminders) = rules.reminders {
            self.days("invitations.reminders.after_days", reminders.after_days);
            if !(1..=10).contains(&reminders.at_most) {
                self.refuse("invitations.reminders.at_most", "must be within 1..=10");
            }
            if reminders.after_days >= rules.expires_days {
                let reason = "must be before the invitation expires (expires_days)";
                self.refuse("invitations.reminders.after_days", reason);
            }
        }
    }

    fn quota(&mut self, path: &str, quota: &Quota, survey: &Survey) {
        self.days(&format!("{path}.days"), quota.days);
        self.count(&format!("{path}.values"), quota.values.len(), 1, 200);
        let Some(segment) = survey.segments.iter().find(|segment| segment.id == quota.segment)
        else {
            let reason = format!("{:?} is not a segment of the survey", quota.segment);
            return self.refuse(&format!("{path}.segment"), reason);
        };
        let declared = |value: &String| segment.values.iter().any(|declared| declared.id == *value);
        for value in quota.values.keys().filter(|_| !segment.values.is_empty()) {
            if !declared(value) {
                let reason = format!("{value:?} is not a value of the segment");
                self.refuse(&format!("{path}.values.{value}"), reason);
            }
        }
    }

    fn days(&mut self, field: &str, days: u32) {
        let fits = 1..=Rules::MAX_DAYS;
        if !fits.contains(&days) {
            self.refuse(field, format!("must be within {fits:?}"));
        }
    }
}
