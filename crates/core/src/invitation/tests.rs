//! The decision, case by case. That it holds for long sequences is shown in the tests of storage.

use std::collections::BTreeMap;

use super::*;
use crate::survey::{Asking, Recontact, RecontactScope, Version};
use crate::testing;
use crate::time::Timestamp;

const DAY: i64 = 86_400_000_000;

fn day(day: i64) -> Timestamp {
    Timestamp::from_micros(day * DAY + DAY / 2).unwrap()
}

fn event(survey_id: &str, id: &str, contact: &str) -> Event {
    Event {
        id: id.to_owned(),
        survey_id: survey_id.to_owned(),
        contact: contact.to_owned(),
        channel: None,
        language: None,
        segments: BTreeMap::new(),
        occurred_at: day(0),
    }
}

fn recontact(days: u32, scope: RecontactScope) -> Asking {
    let invitations = Rules { expires_days: 1, ..Rules::default() };
    Asking { recontact: Some(Recontact { days, scope }), invitations, ..Asking::default() }
}

#[test]
fn the_recontact_rule_looks_at_the_tenant_or_at_the_survey() {
    for (scope, elsewhere) in [
        (RecontactScope::Tenant, Decision::Suppress(Reason::AskedRecently)),
        (RecontactScope::Survey, Decision::Invite),
    ] {
        let mut ledger = Ledger::default();
        let asking = recontact(10, scope);
        let mut decide = |survey, at| ledger.decide(&asking, &event(survey, "e", "ann"), day(at));
        assert_eq!(decide("cafe", 0), Decision::Invite);
        assert_eq!(decide("cafe", 0), Decision::Suppress(Reason::AlreadyOpen));
        assert_eq!(decide("cafe", 1), Decision::Suppress(Reason::AskedRecently));
        assert_eq!(decide("bar", 9), elsewhere);
        assert_eq!(decide("cafe", 9), Decision::Suppress(Reason::AskedRecently));
        assert_eq!(decide("deli", 19), Decision::Invite);
    }
}

#[test]
fn a_budget_counts_its_days_and_a_quota_its_value() {
    let budget = Budget { invitations: 2, days: 3, scope: RecontactScope::Survey };
    let values = BTreeMap::from([("north".to_owned(), 1)]);
    let quota = Quota { segment: "team".to_owned(), values, days: 1 };
    let rules = Rules { budget: Some(budget), quotas: vec![quota], ..Rules::default() };
    let asking = Asking { invitations: rules, ..Asking::default() };
    let mut ledger = Ledger::default();
    let mut number = 0;
    let mut decide = |team: &str, at| {
        number += 1;
        let mut event = event("cafe", "e", &format!("c-{number}"));
        event.segments.insert("team".to_owned(), team.to_owned());
        ledger.decide(&asking, &event, day(at))
    };
    assert_eq!(decide("north", 0), Decision::Invite);
    assert_eq!(decide("north", 0), Decision::Suppress(Reason::QuotaFull));
    assert_eq!(decide("south", 1), Decision::Invite);
    assert_eq!(decide("south", 2), Decision::Suppress(Reason::BudgetSpent));
    assert_eq!(decide("south", 3), Decision::Invite);
    assert_eq!(decide("north", 3), Decision::Suppress(Reason::BudgetSpent));
    assert_eq!(decide("north", 4), Decision::Invite);
}

#[test]
fn chance_is_a_hash_of_what_it_is_about() {
    // The shares are of SHA-256("holdout\0acme\0cafe\0ann") and
    // SHA-256("sample\0acme\0cafe\0ann\0e-1"), their first 8 bytes over 2^64, by Python's hashlib.
    let (held, drawn) = (0.057_477_848, 0.389_366_689);
    let around = |share: f64| [-0.00001, 0.00001].map(|change| Share::new(share + change).unwrap());
    let reason = |sample, holdout| {
        let rules = Rules { sample, holdout, ..Rules::default() };
        rules.left_out("acme", &event("cafe", "e-1", "ann"))
    };
    assert_eq!(around(held).map(|share| reason(Share::ALL, share)), [None, Some(Reason::Holdout)]);
    let sampled = around(drawn).map(|share| reason(share, Share::NONE));
    assert_eq!(sampled, [Some(Reason::NotSampled), None]);

    // Of 10,000 contacts and of 10,000 events, by the same.
    let rules = Rules { holdout: Share::new(0.05).unwrap(), ..Rules::default() };
    let held = |i: &i32| rules.left_out("acme", &event("cafe", "e", &format!("c-{i}"))).is_some();
    assert_eq!((0..10_000).filter(held).count(), 521);
    let rules = Rules { sample: Share::new(0.25).unwrap(), ..Rules::default() };
    let drawn =
        |i: &i32| rules.left_out("acme", &event("cafe", &format!("e-{i}"), "ann")).is_none();
    assert_eq!((0..10_000).filter(drawn).count(), 2_440);
}

#[test]
fn a_share_is_within_0_to_1() {
    for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(Share::new(bad), None);
    }
    assert_eq!(Share::new(0.333_333_4).unwrap().as_f64(), 0.333_333);
    assert!(Share::ALL.covers(u64::MAX) && !Share::NONE.covers(0));
}

#[test]
fn reminders_follow_each_other_until_the_invitation_expires() {
    let reminders = Some(Reminders { after_days: 3, at_most: 2 });
    let rules = Rules { reminders, expires_days: 8, ..Rules::default() };
    let asking = Asking { invitations: rules, ..Asking::default() };
    let expires = asking.expires_at(day(0));
    assert_eq!(expires, day(8));
    assert_eq!(asking.remind_at(day(0), 0, expires), Some(day(3)));
    assert_eq!(asking.remind_at(day(4), 1, expires), Some(day(7)));
    assert_eq!(asking.remind_at(day(5), 1, expires), None);
    assert_eq!(asking.remind_at(day(4), 2, expires), None);
    assert_eq!(Asking::default().remind_at(day(0), 0, expires), None);
}

#[test]
fn an_event_must_have_what_its_response_needs() {
    let version = Version::new(1, day(0), testing::survey(true)).unwrap();
    let found = |event: &Event| {
        let found = version.event_violations(event, day(0));
        found.into_iter().map(|violation| violation.field).collect::<Vec<_>>()
    };
    let none = event(&version.survey().id, "e-1", "ann");
    let segments = BTreeMap::from([("team".to_owned(), "north".to_owned())]);
    let good = Event { segments, ..none.clone() };
    let bad = Event { contact: String::new(), occurred_at: day(1), ..good.clone() };
    assert_eq!(found(&good), [""; 0]);
    assert_eq!(found(&bad), ["occurred_at", "contact"]);
    assert_eq!(found(&none), ["segments.team"]);
}

#[test]
fn two_events_that_say_something_else_have_another_digest() {
    let one = event("cafe", "e-1", "ann");
    let others = [
        Event { contact: "an".to_owned(), channel: Some("n".to_owned()), ..one.clone() },
        Event { channel: Some("x".to_owned()), ..one.clone() },
        Event { language: Some("x".to_owned()), ..one.clone() },
        Event { segments: BTreeMap::from([("x".to_owned(), String::new())]), ..one.clone() },
        Event { occurred_at: day(1), ..one.clone() },
    ];
    for (i, other) in others.iter().enumerate() {
        assert_ne!(one.digest(), other.digest());
        assert!(others[..i].iter().all(|before| before.digest() != other.digest()));
    }
    assert_eq!(one.digest(), Event { id: "e-2".to_owned(), ..one.clone() }.digest());
}

#[test]
fn states_and_reasons_are_known_by_their_names() {
    assert!(State::ALL.iter().all(|state| state.name().parse() == Ok(*state)));
    assert!(Reason::ALL.iter().all(|reason| reason.name().parse() == Ok(*reason)));
    assert!(State::ALL.is_sorted() && Reason::ALL.is_sorted());
}
