//! Who is invited, exactly once and by the rules, whoever else decides at the same time.

mod model;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use plaudit_core::invitation::{Budget, Event, Quota, Reason, Reminders, Rules, Share, State};
use plaudit_core::survey::{Asking, Recontact, RecontactScope, Survey, Version};
use plaudit_core::time::Timestamp;
use plaudit_storage::{Candidate, Decided, Erasure, Invitation, Listing, Recorded, Store, Whose};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::database::Database;
use crate::samples::{noon, publish, survey, tell, tenant};
use model::Model;

const DAY: i64 = 86_400_000_000;

/// Events of the generated sequences, on each database.
const EVENTS: usize = 10_000;

/// The café with rules of its own.
pub(crate) fn ruled(id: &str, asking: Asking) -> Survey {
    Survey { asking, ..survey(id) }
}

fn recontact(days: u32, scope: RecontactScope) -> Asking {
    Asking { recontact: Some(Recontact { days, scope }), ..Asking::default() }
}

fn event(survey_id: &str, id: &str, contact: &str) -> Event {
    Event {
        id: id.to_owned(),
        survey_id: survey_id.to_owned(),
        contact: contact.to_owned(),
        channel: Some("email".to_owned()),
        language: None,
        segments: BTreeMap::new(),
        occurred_at: noon(0),
    }
}

pub(crate) fn candidate(version: &Arc<Version>, id: &str, contact: &str) -> Candidate {
    let event = event(&version.survey().id, id, contact);
    Candidate { event, version: Arc::clone(version), open: true, address: None, mail: false }
}

/// Decides on one event.
async fn decide(store: &Store, candidate: Candidate, now: Timestamp) -> Decided {
    store.decide(&tenant(), &[candidate], now).await.unwrap().remove(0)
}

pub(crate) async fn invited(store: &Store, candidate: Candidate, now: Timestamp) -> Invitation {
    match decide(store, candidate, now).await {
        Decided::Invited { invitation, .. } => *invitation,
        other => panic!("{other:?}"),
    }
}

fn suppressed(decided: &Decided) -> Option<Reason> {
    match decided {
        Decided::Suppressed { reason, .. } => Some(*reason),
        _ => None,
    }
}

async fn all(store: &Store, survey_id: &str) -> Vec<Invitation> {
    let mut found: Vec<Invitation> = Vec::new();
    loop {
        let after = found.last().map(|last| (last.invited_at, last.id));
        let listing = Listing { survey_id, state: None, after, at_most: 997 };
        let page = store.invitations(&tenant(), &listing).await.unwrap();
        if page.is_empty() {
            return found;
        }
        found.extend(page);
    }
}

pub(crate) async fn an_event_that_is_sent_again_gets_the_same_decision(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    let first = invited(&store, candidate(&version, "e-1", "ann"), noon(0)).await;
    let again = decide(&db.connect().await, candidate(&version, "e-1", "ann"), noon(9)).await;
    let same = Decided::Invited { invitation: Box::new(first), repeated: true };
    assert_eq!(again, same);
    let other = decide(&store, candidate(&version, "e-1", "bob"), noon(9)).await;
    assert_eq!(other, Decided::Conflict);

    // The same within one batch, and a suppression.
    let batch = ["e-2", "e-2", "e-3", "e-3"].map(|id| candidate(&version, id, "cid"));
    let decided = store.decide(&tenant(), &batch, noon(1)).await.unwrap();
    assert!(matches!(decided[0], Decided::Invited { repeated: false, .. }), "{decided:?}");
    assert!(matches!(decided[1], Decided::Invited { repeated: true, .. }), "{decided:?}");
    let open = |repeated| Decided::Suppressed { reason: Reason::AlreadyOpen, repeated };
    assert_eq!(decided[2..], [open(false), open(true)]);
    assert_eq!(decide(&store, batch[2].clone(), noon(400)).await, open(true));
    assert_eq!(db.number("SELECT COUNT(*) FROM invitation").await, 2);
    assert_eq!(db.number("SELECT COUNT(*) FROM invitation_event").await, 3);

    // Each is counted once, at the time of its decision.
    let counted =
        async |from, to| store.decisions(&tenant(), "cafe", noon(from)..noon(to)).await.unwrap();
    let all = BTreeMap::from([(None, 2), (Some(Reason::AlreadyOpen), 1)]);
    assert_eq!(counted(0, 2).await, all);
    assert_eq!(counted(0, 1).await, BTreeMap::from([(None, 1)]));
    assert_eq!(counted(2, 500).await, BTreeMap::new());
    let other = "other".parse().unwrap();
    assert_eq!(store.decisions(&other, "cafe", noon(0)..noon(2)).await.unwrap(), BTreeMap::new());
}

pub(crate) async fn a_thousand_events_at_once_bring_a_contact_one_invitation(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    // Bob was asked before, so that there is something of his to lock; of Ann there is nothing.
    let before = invited(&store, candidate(&version, "before", "bob"), noon(0)).await;
    store.record(&tenant(), &[(before.id, State::Completed)], noon(0)).await.unwrap();
    let stores = [store, db.connect().await, db.connect().await, db.connect().await];
    // Their connections are made before, so that the first calls of all run at once.
    let looks = (0..32).map(|look| {
        let store = stores[look % 4].clone();
        tokio::spawn(async move { store.decisions(&tenant(), "cafe", noon(0)..noon(1)).await })
    });
    for look in looks.collect::<Vec<_>>() {
        look.await.unwrap().unwrap();
    }
    let calls = (0..400).map(|call| {
        let (store, version) = (stores[call % 4].clone(), Arc::clone(&version));
        let contact = if call / 4 % 2 == 0 { "bob" } else { "ann" };
        tokio::spawn(async move {
            let events = (0..5).map(|i| candidate(&version, &format!("{call}-{i}"), contact));
            let events: Vec<_> = events.collect();
            (contact, store.decide(&tenant(), &events, noon(0)).await.unwrap())
        })
    });
    let calls: Vec<_> = calls.collect();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for call in calls {
        let (contact, decided) = call.await.unwrap();
        let held_back = |it: &&Decided| suppressed(it) == Some(Reason::AlreadyOpen);
        *open.entry(contact).or_default() += decided.iter().filter(held_back).count();
    }
    assert_eq!(open, HashMap::from([("ann", 999), ("bob", 999)]));
    assert_eq!(db.number("SELECT COUNT(*) FROM invitation").await, 3);
    tell(db, "1,000 events of each of two contacts in 400 calls at once from 4 processes");
}

/// Three surveys whose rules get in each other's way.
fn surveys() -> [Survey; 3] {
    let quota = |team: &str, most| (team.to_owned(), most);
    let rules = Rules {
        sample: Share::new(0.9).unwrap(),
        holdout: Share::new(0.05).unwrap(),
        budget: Some(Budget { invitations: 60, days: 7, scope: RecontactScope::Survey }),
        quotas: vec![Quota {
            segment: "team".to_owned(),
            values: BTreeMap::from([quota("north", 20), quota("south", 5)]),
            days: 5,
        }],
        expires_days: 9,
        reminders: None,
    };
    let tenant_wide = Rules {
        budget: Some(Budget { invitations: 150, days: 10, scope: RecontactScope::Tenant }),
        expires_days: 20,
        ..Rules::default()
    };
    [
        ruled("bar", Asking { invitations: rules, ..recontact(12, RecontactScope::Tenant) }),
        ruled("cafe", Asking { invitations: tenant_wide, ..recontact(6, RecontactScope::Survey) }),
        ruled("deli", recontact(12, RecontactScope::Tenant)),
    ]
}

fn any_event(rng: &mut ChaCha8Rng, survey_id: &str, number: usize) -> Event {
    let contact = format!("c-{}", rng.random_range(0..400));
    let mut event = event(survey_id, &format!("e-{number}"), &contact);
    if rng.random_range(0..4) > 0 {
        let team = ["north", "south", "west"][rng.random_range(0..3)];
        event.segments.insert("team".to_owned(), team.to_owned());
    }
    event
}

pub(crate) async fn decisions_agree_with_a_plain_model(db: &Database) {
    let stores = [db.store().await, db.connect().await, db.connect().await];
    let surveys = surveys();
    let mut versions = Vec::new();
    for survey in &surveys {
        versions.push(publish(&stores[0], &tenant(), survey).await);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(31);
    let mut model = Model::default();
    let mut ids: Vec<Uuid> = Vec::new();
    let mut now = noon(0);
    let mut number = 0;
    let mut seen: HashMap<Option<Reason>, usize> = HashMap::new();
    while number < EVENTS {
        let store = &stores[rng.random_range(0..3)];
        now = now.plus_micros(rng.random_range(0..DAY / 8));
        match rng.random_range(0..20) {
            0 => {
                let contact = format!("c-{}", rng.random_range(0..400));
                let changed = store.opt_out(&tenant(), &contact, now).await.unwrap();
                assert_eq!(changed, model.opt_out(contact));
            }
            1 => {
                let contact = format!("c-{}", rng.random_range(0..400));
                let changed = store.opt_in(&tenant(), &contact).await.unwrap();
                assert_eq!(changed, model.opted_out.remove(&contact));
            }
            2 => {
                let id = surveys[rng.random_range(0..3)].id.clone();
                if !model.closed.remove(&id) {
                    model.closed.insert(id);
                }
            }
            3..8 if !ids.is_empty() => {
                let recorded: Vec<_> = (0..rng.random_range(1..40))
                    .map(|_| {
                        let state = State::ALL[rng.random_range(0..State::ALL.len())];
                        (rng.random_range(0..ids.len()), state)
                    })
                    .collect();
                let given: Vec<_> = recorded.iter().map(|(at, state)| (ids[*at], *state)).collect();
                let mut expected = vec![None; recorded.len()];
                let mut order: Vec<usize> = (0..recorded.len()).collect();
                order.sort_by_key(|at| given[*at].0);
                for at in order {
                    let (sent, state) = (&mut model.sent[recorded[at].0], recorded[at].1);
                    let changed = state > sent.state;
                    sent.state = sent.state.max(state);
                    expected[at] = Some(Recorded { state: sent.state, changed });
                }
                assert_eq!(store.record(&tenant(), &given, now).await.unwrap(), expected);
            }
            _ => {
                let mut batch = Vec::new();
                for _ in 0..rng.random_range(1..120) {
                    let at = rng.random_range(0..3);
                    // Now and then one that was sent before, which says the same.
                    let of = if number > 0 && rng.random_range(0..10) == 0 {
                        rng.random_range(0..number)
                    } else {
                        number += 1;
                        number
                    };
                    let seed = (of * 3 + at) as u64;
                    let event =
                        any_event(&mut ChaCha8Rng::seed_from_u64(seed), &surveys[at].id, of);
                    let open = !model.closed.contains(&surveys[at].id);
                    let version = Arc::clone(&versions[at]);
                    batch.push(Candidate { event, version, open, address: None, mail: false });
                }
                let decided = store.decide(&tenant(), &batch, now).await.unwrap();
                for (candidate, decided) in batch.iter().zip(&decided) {
                    let survey = candidate.version.survey();
                    let sent = model.sent.len();
                    let expected = model.decide(survey, &candidate.event, now);
                    assert_eq!(suppressed(decided), expected, "{:?}", candidate.event);
                    *seen.entry(expected).or_default() += 1;
                    if model.sent.len() > sent {
                        let Decided::Invited { invitation, repeated: false } = decided else {
                            panic!("{decided:?}");
                        };
                        assert_eq!(invitation.expires_at, model.sent[sent].expires_at);
                        ids.push(invitation.id);
                    }
                }
            }
        }
    }
    for reason in Reason::ALL {
        assert!(seen.contains_key(&Some(reason)), "the sequence never met {reason}: {seen:?}");
    }
    let kept: usize = [
        all(&stores[0], "bar").await.len(),
        all(&stores[0], "cafe").await.len(),
        all(&stores[0], "deli").await.len(),
    ]
    .iter()
    .sum();
    assert_eq!(kept, model.sent.len());
    tell(db, &format!("{number} events against a plain model, {kept} invitations; seed 31"));
}

pub(crate) async fn no_rule_is_broken_by_processes_that_decide_at_once(db: &Database) {
    const PROCESSES: u64 = 4;
    let store = db.store().await;
    let surveys = surveys();
    let mut versions = Vec::new();
    for survey in &surveys {
        versions.push(publish(&store, &tenant(), survey).await);
    }
    let mut running = Vec::new();
    for process in 0..PROCESSES {
        let (store, versions) = (db.connect().await, versions.clone());
        running.push(tokio::spawn(async move {
            let mut rng = ChaCha8Rng::seed_from_u64(process);
            let mut decided = Vec::new();
            let mut now = noon(0);
            let mut number = 0;
            while number < EVENTS / PROCESSES as usize {
                // Their clocks differ, as those of servers may.
                now = now.plus_micros(rng.random_range(0..DAY / 2));
                let mut batch = Vec::new();
                for _ in 0..rng.random_range(1..60) {
                    number += 1;
                    let version = &versions[rng.random_range(0..3)];
                    // A fifth of the events are sent by every process.
                    let name = if number % 5 == 0 { 0 } else { process as usize + 1 };
                    let seed = (number * 10 + name) as u64;
                    let mut event = any_event(
                        &mut ChaCha8Rng::seed_from_u64(seed),
                        &version.survey().id,
                        number * 10 + name,
                    );
                    event.contact = format!("c-{}", seed % 1_000);
                    let version = Arc::clone(version);
                    batch.push(Candidate {
                        event,
                        version,
                        open: true,
                        address: None,
                        mail: false,
                    });
                }
                let reached = store.decide(&tenant(), &batch, now).await.unwrap();
                decided.extend(batch.into_iter().map(|it| it.event).zip(reached));
            }
            decided
        }));
    }
    let mut decided: HashMap<(String, String), Vec<Decided>> = HashMap::new();
    let mut conflicts = 0;
    for process in running {
        for (event, reached) in process.await.unwrap() {
            conflicts += usize::from(reached == Decided::Conflict);
            decided.entry((event.survey_id, event.id)).or_default().push(reached);
        }
    }
    assert_eq!(conflicts, 0);
    for reason in
        [Reason::AlreadyOpen, Reason::AskedRecently, Reason::QuotaFull, Reason::BudgetSpent]
    {
        let met = |it: &&Vec<Decided>| suppressed(&it[0]) == Some(reason);
        assert!(decided.values().filter(met).count() > 20, "the rule of {reason} was hardly met");
    }
    let mut shared = 0;
    for reached in decided.values() {
        let new = |it: &&Decided| {
            matches!(it, Decided::Invited { repeated: false, .. })
                || matches!(it, Decided::Suppressed { repeated: false, .. })
        };
        assert_eq!(reached.iter().filter(new).count(), 1, "decided once: {reached:?}");
        let first: Vec<_> = reached.iter().map(answer).collect();
        assert!(first.windows(2).all(|pair| pair[0] == pair[1]), "{reached:?}");
        shared += usize::from(reached.len() > 1);
    }
    assert!(shared > 100, "{shared} events came from several processes");
    let mut sent = Vec::new();
    for survey in &surveys {
        sent.extend(all(&store, &survey.id).await);
    }
    let invited = decided.values().filter(|it| matches!(it[0], Decided::Invited { .. })).count();
    assert_eq!(sent.len(), invited);
    for survey in &surveys {
        holds(survey, &surveys, &sent);
    }
    tell(
        db,
        &format!(
            "{EVENTS} events by {PROCESSES} processes at once, {shared} of them by several, \
                  {invited} invitations, no rule broken; seeds 0..{PROCESSES}"
        ),
    );
}

/// What was decided, whether before or not.
fn answer(decided: &Decided) -> (Option<Uuid>, Option<Reason>) {
    match decided {
        Decided::Invited { invitation, .. } => (Some(invitation.id), None),
        other => (None, suppressed(other)),
    }
}

/// Holds the rules of a survey against all that went out.
fn holds(survey: &Survey, surveys: &[Survey], sent: &[Invitation]) {
    let own: Vec<_> = sent.iter().filter(|it| it.survey_id == survey.id).collect();
    assert!(own.len() > 50, "{}: {} invitations", survey.id, own.len());
    for it in &own {
        // None answers in this test, so that each waits until it expires.
        let other = |other: &&&Invitation| other.id != it.id && other.contact == it.contact;
        for other in own.iter().filter(other) {
            let (first, second) =
                if it.invited_at <= other.invited_at { (it, other) } else { (other, it) };
            assert!(first.expires_at <= second.invited_at, "two open: {first:?} {second:?}");
        }
        let Some(rule) = survey.asking.recontact else { continue };
        // Of different rules, the later decision need not bear the later time.
        let alike = |other: &Survey| {
            other.id == survey.id
                || rule.scope == RecontactScope::Tenant && other.asking.recontact == Some(rule)
        };
        let scope =
            |other: &&Invitation| surveys.iter().any(|of| of.id == other.survey_id && alike(of));
        let same = |other: &&Invitation| other.id != it.id && other.contact == it.contact;
        for other in sent.iter().filter(scope).filter(same) {
            let apart = (it.invited_at.as_micros() - other.invited_at.as_micros()).abs();
            assert!(apart >= i64::from(rule.days) * DAY, "{it:?} {other:?}");
        }
    }
    let most = |days: u32, of: &[&Invitation]| {
        let days_of: Vec<_> = of.iter().map(|it| it.invited_at.utc_day().epoch_days()).collect();
        let from = days_of.iter().collect::<HashSet<_>>();
        let within = |first: i32| {
            days_of.iter().filter(|day| (first..first + days.cast_signed()).contains(*day)).count()
        };
        from.into_iter().map(|first| within(*first)).max().unwrap_or_default()
    };
    let rules = &survey.asking.invitations;
    for quota in &rules.quotas {
        for (value, limit) in &quota.values {
            let of = |it: &&&Invitation| it.segments.get(&quota.segment) == Some(value);
            let of: Vec<_> = own.iter().filter(of).copied().collect();
            assert!(most(quota.days, &of) <= *limit as usize, "{value}");
        }
    }
    if let Some(budget) = rules.budget
        && budget.scope == RecontactScope::Survey
    {
        assert!(most(budget.days, &own) <= budget.invitations as usize);
    }
}

pub(crate) async fn a_budget_that_is_set_later_counts_what_went_out_before(db: &Database) {
    let store = db.store().await;
    let before = publish(&store, &tenant(), &survey("cafe")).await;
    for i in 0..5 {
        let one = candidate(&before, &format!("e-{i}"), &format!("c-{i}"));
        invited(&store, one, noon(i)).await;
    }
    let budget = Budget { invitations: 4, days: 3, scope: RecontactScope::Survey };
    let rules = Rules { budget: Some(budget), ..Rules::default() };
    let asking = Asking { invitations: rules, ..Asking::default() };
    let after = publish(&store, &tenant(), &ruled("cafe", asking)).await;
    // Of the last three days, the fourth and two before, there are three.
    invited(&store, candidate(&after, "e-5", "c-5"), noon(4)).await;
    let one = decide(&store, candidate(&after, "e-6", "c-6"), noon(4)).await;
    assert_eq!(suppressed(&one), Some(Reason::BudgetSpent));
    // A day later one of them is out of the three days.
    invited(&store, candidate(&after, "e-7", "c-6"), noon(5)).await;
}

pub(crate) async fn a_state_only_goes_on(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    let invitation = invited(&store, candidate(&version, "e-1", "ann"), noon(0)).await;
    let id = invitation.id;
    for (given, now, changed) in [
        (State::Opened, State::Opened, true),
        (State::Sent, State::Opened, false),
        (State::Bounced, State::Opened, false),
        (State::Opened, State::Opened, false),
        (State::Refused, State::Refused, true),
        (State::Completed, State::Completed, true),
        (State::Started, State::Completed, false),
    ] {
        let recorded = store.record(&tenant(), &[(id, given)], noon(1)).await.unwrap();
        assert_eq!(recorded, [Some(Recorded { state: now, changed })], "{given}");
    }
    let there = store.invitation(&tenant(), id).await.unwrap().unwrap();
    let expected = Invitation { state: State::Completed, changed_at: noon(1), ..invitation };
    assert_eq!(there, expected);
    let unknown = [(Uuid::nil(), State::Sent), (id, State::Sent)];
    let recorded = store.record(&tenant(), &unknown, noon(2)).await.unwrap();
    assert_eq!((recorded[0], recorded[1].is_some()), (None, true));
    let other = "other".parse().unwrap();
    assert_eq!(store.invitation(&other, id).await.unwrap(), None);
    assert_eq!(store.record(&other, &[(id, State::Sent)], noon(2)).await.unwrap(), [None]);
}

pub(crate) async fn who_opted_out_is_not_asked_not_even_after_an_erasure(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    assert!(store.opt_out(&tenant(), "ann", noon(0)).await.unwrap());
    assert!(!store.opt_out(&tenant(), "ann", noon(1)).await.unwrap());
    let refused = async |id: &str| {
        let decided = decide(&store, candidate(&version, id, "ann"), noon(1)).await;
        assert_eq!(suppressed(&decided), Some(Reason::OptedOut));
    };
    refused("e-1").await;
    let erasure = Erasure { whose: Whose::Respondent("ann"), survey_id: None, by: None };
    store.erase(&tenant(), &erasure, noon(2)).await.unwrap();
    refused("e-2").await;
    let named = "SELECT COUNT(*) FROM contact WHERE opted_out_at IS NOT NULL";
    assert_eq!(db.number(named).await, 1);
    assert!(store.opt_in(&tenant(), "ann").await.unwrap());
    assert!(!store.opt_in(&tenant(), "ann").await.unwrap());
    invited(&store, candidate(&version, "e-3", "ann"), noon(3)).await;
}

pub(crate) async fn an_erasure_takes_the_contact_out_of_its_invitations(db: &Database) {
    let store = db.store().await;
    let cafe = publish(&store, &tenant(), &survey("cafe")).await;
    let bar = publish(&store, &tenant(), &survey("bar")).await;
    let mut one = candidate(&cafe, "e-ann", "ann");
    one.address = Some(b"sealed".to_vec());
    let kept = invited(&store, candidate(&cafe, "e-bob", "bob"), noon(0)).await;
    let erased = invited(&store, one.clone(), noon(0)).await;
    invited(&store, candidate(&bar, "e-ann", "ann"), noon(0)).await;
    assert_eq!(store.address(&tenant(), "ann").await.unwrap().as_deref(), Some(&b"sealed"[..]));
    assert_eq!(store.address(&tenant(), "bob").await.unwrap(), None);

    let erase = async |survey_id| {
        let erasure = Erasure { whose: Whose::Respondent("ann"), survey_id, by: None };
        store.erase(&tenant(), &erasure, noon(1)).await.unwrap().invitations
    };
    assert_eq!(erase(Some("bar")).await, 1);
    assert!(store.address(&tenant(), "ann").await.unwrap().is_some());
    assert_eq!(erase(None).await, 1);
    assert_eq!(store.address(&tenant(), "ann").await.unwrap(), None);
    assert_eq!(db.number("SELECT COUNT(*) FROM contact").await, 1);
    let there = store.invitation(&tenant(), erased.id).await.unwrap().unwrap();
    assert_eq!((there.contact.as_deref(), there.event_id.as_deref()), (None, None));
    assert_eq!(store.invitation(&tenant(), kept.id).await.unwrap(), Some(kept));

    // The event is still known, and brings nothing back.
    let again = decide(&store, one, noon(2)).await;
    assert_eq!(again, Decided::Invited { invitation: Box::new(there), repeated: true });
    assert_eq!(db.number("SELECT COUNT(*) FROM contact").await, 1);
    assert_eq!(db.number("SELECT COUNT(*) FROM contact_address").await, 0);
}

pub(crate) fn reminded() -> Asking {
    let reminders = Some(Reminders { after_days: 3, at_most: 2 });
    let invitations = Rules { reminders, expires_days: 8, ..Rules::default() };
    Asking { invitations, ..Asking::default() }
}

pub(crate) async fn a_reminder_is_taken_once(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &ruled("cafe", reminded())).await;
    let batch: Vec<_> =
        (0..100).map(|i| candidate(&version, &format!("e-{i}"), &format!("c-{i}"))).collect();
    store.decide(&tenant(), &batch, noon(0)).await.unwrap();
    let mut takers = Vec::new();
    for _ in 0..4 {
        let store = db.connect().await;
        takers.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            loop {
                let some = store.take_reminders(&tenant(), None, 7, noon(3)).await.unwrap();
                if some.is_empty() {
                    return taken;
                }
                assert!(some.iter().all(|invitation| invitation.reminders == 1));
                taken.extend(some.into_iter().map(|invitation| invitation.id));
            }
        }));
    }
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.unwrap());
    }
    let once: HashSet<_> = taken.iter().collect();
    assert_eq!((taken.len(), once.len()), (100, 100));
}

pub(crate) async fn reminders_wait_for_their_time_and_their_survey(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &ruled("cafe", reminded())).await;
    let mut ids = HashMap::new();
    for contact in ["answered", "bounced", "opted-out", "silent"] {
        let invitation = invited(&store, candidate(&version, contact, contact), noon(0)).await;
        ids.insert(contact, invitation.id);
    }
    let states = [(ids["answered"], State::Completed), (ids["bounced"], State::Bounced)];
    store.record(&tenant(), &states, noon(1)).await.unwrap();
    store.opt_out(&tenant(), "opted-out", noon(1)).await.unwrap();
    let take = async |day| {
        let taken = store.take_reminders(&tenant(), Some("cafe"), 10, noon(day)).await.unwrap();
        taken.into_iter().map(|it| (it.contact.unwrap(), it.reminders)).collect::<Vec<_>>()
    };
    assert_eq!(take(2).await, []);
    store.close_survey(&tenant(), "cafe", noon(2)).await.unwrap();
    assert_eq!(take(3).await, []);
    store.publish(&tenant(), "cafe", noon(3)).await.unwrap();
    assert_eq!(take(3).await, [("silent".to_owned(), 1)]);
    assert_eq!(take(5).await, []);
    // The second is due on the sixth day; by the ninth the invitation has expired.
    assert_eq!(take(9).await, []);
    assert_eq!(db.number("SELECT COUNT(*) FROM invitation WHERE remind_at IS NOT NULL").await, 0);
}

pub(crate) async fn the_first_secret_of_links_is_everybodys(db: &Database) {
    let store = db.store().await;
    assert_eq!(store.link_secret(&tenant()).await.unwrap(), None);
    let mut racing = Vec::new();
    for secret in 0..6 {
        let store = db.connect().await;
        racing.push(tokio::spawn(async move {
            store.keep_link_secret(&tenant(), &[secret; 32]).await.unwrap()
        }));
    }
    let mut kept = HashSet::new();
    for one in racing {
        kept.insert(one.await.unwrap());
    }
    assert_eq!(kept.len(), 1);
    assert_eq!(store.link_secret(&tenant()).await.unwrap(), kept.into_iter().next());
    assert_eq!(store.link_secret(&"other".parse().unwrap()).await.unwrap(), None);
}
