//! Invitations that go out by mail: each is sent by one server, and by another when that one dies.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use plaudit_core::invitation::State;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_storage::{Candidate, Erasure, Outgoing, Posted, Store, Whose};

use crate::database::Database;
use crate::invitations::{candidate, invited, reminded, ruled};
use crate::samples::{noon, publish, survey, tenant};

const MINUTE: i64 = 60_000_000;

/// An event of a contact of the same name, whom a mail is to ask.
fn mailed(version: &Arc<Version>, contact: &str) -> Candidate {
    let address = Some(format!("sealed {contact}").into_bytes());
    Candidate { address, mail: true, ..candidate(version, contact, contact) }
}

async fn take(store: &Store, now: Timestamp) -> Option<Outgoing> {
    store.take_mail(&tenant(), now, now.plus_micros(MINUTE)).await.unwrap()
}

async fn settle(store: &Store, mail: &Outgoing, posted: Posted, now: Timestamp) {
    store.settle_mail(&tenant(), mail, posted, now).await.unwrap();
}

async fn state(store: &Store, mail: &Outgoing) -> State {
    store.invitation(&tenant(), mail.invitation.id).await.unwrap().unwrap().state
}

pub(crate) async fn an_invitation_is_mailed_once_however_often_its_event_comes(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    let silent = Candidate { mail: false, ..mailed(&version, "ann") };
    let invitation = invited(&store, silent, noon(0)).await;
    assert_eq!(take(&store, noon(0)).await, None, "nobody wanted a mail");

    let twice = [mailed(&version, "ann"), mailed(&version, "ann")];
    store.decide(&tenant(), &twice, noon(0)).await.unwrap();
    let mail = take(&store, noon(0)).await.unwrap();
    assert_eq!((mail.invitation.id, mail.number, mail.tries), (invitation.id, 0, 1));
    assert_eq!(mail.address.as_deref(), Some(b"sealed ann".as_slice()));
    store.decide(&tenant(), &twice, noon(0)).await.unwrap();
    assert_eq!(take(&store, noon(0)).await, None, "it is being sent");
    settle(&store, &mail, Posted::Sent, noon(0)).await;
    assert_eq!(state(&store, &mail).await, State::Sent);
    store.decide(&tenant(), &twice, noon(1)).await.unwrap();
    assert_eq!(take(&store, noon(1)).await, None, "it was sent");

    let other = "other".parse().unwrap();
    assert_eq!(store.take_mail(&other, noon(1), noon(2)).await.unwrap(), None);
}

pub(crate) async fn an_address_that_comes_later_is_kept_and_mailed_to_once(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    let silent = |contact| candidate(&version, contact, contact);
    let sealed = async |contact| store.address(&tenant(), contact).await.unwrap();
    let ann = invited(&store, silent("ann"), noon(0)).await;
    invited(&store, silent("erased"), noon(0)).await;
    let whose = Whose::Respondent("erased");
    let erasure = Erasure { whose, survey_id: None, by: None };
    store.erase(&tenant(), &erasure, noon(0)).await.unwrap();
    invited(&store, silent("opted-out"), noon(0)).await;
    store.opt_out(&tenant(), "opted-out", noon(0)).await.unwrap();

    // Many servers get it at once.
    let mut servers = Vec::new();
    for _ in 0..4 {
        let store = db.connect().await;
        let batch = ["ann", "erased", "opted-out"].map(|contact| mailed(&version, contact));
        servers.push(tokio::spawn(async move {
            store.decide(&tenant(), &batch, noon(1)).await.unwrap();
        }));
    }
    for server in servers {
        server.await.unwrap();
    }
    assert_eq!(sealed("ann").await.as_deref(), Some(b"sealed ann".as_slice()));
    assert_eq!((sealed("erased").await, sealed("opted-out").await), (None, None));
    assert_eq!(db.number("SELECT COUNT(*) FROM mail").await, 1);
    let mail = take(&store, noon(1)).await.unwrap();
    assert_eq!((mail.invitation.id, mail.address), (ann.id, sealed("ann").await));
    assert_eq!(take(&store, noon(1)).await, None);

    // What is known is not replaced by what an old event says, and each of one call is looked at.
    let address = Some(b"sealed elsewhere".to_vec());
    let again = Candidate { address, ..mailed(&version, "ann") };
    let at_once = [silent("bob"), mailed(&version, "bob")];
    store.decide(&tenant(), &[&[again], &at_once[..]].concat(), noon(2)).await.unwrap();
    assert_eq!(sealed("ann").await.as_deref(), Some(b"sealed ann".as_slice()));
    assert_eq!(sealed("bob").await.as_deref(), Some(b"sealed bob".as_slice()));
    // An event that says something else changes nothing.
    let mut other = mailed(&version, "ann");
    other.event.contact = "eve".to_owned();
    store.decide(&tenant(), &[other], noon(2)).await.unwrap();
    assert_eq!(sealed("eve").await, None);
}

pub(crate) async fn each_of_many_mails_is_taken_by_one_server(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    let batch: Vec<_> = (0..100).map(|i| mailed(&version, &format!("c-{i}"))).collect();
    store.decide(&tenant(), &batch, noon(0)).await.unwrap();
    let mut servers = Vec::new();
    for _ in 0..4 {
        let store = db.connect().await;
        servers.push(tokio::spawn(async move {
            let mut sent = Vec::new();
            while let Some(mail) = take(&store, noon(0)).await {
                settle(&store, &mail, Posted::Sent, noon(0)).await;
                sent.push(mail.invitation.id);
            }
            sent
        }));
    }
    let mut sent = Vec::new();
    for server in servers {
        sent.extend(server.await.unwrap());
    }
    // Whoever finds others at work on all it looks at leaves, so what is left is taken here.
    while let Some(mail) = take(&store, noon(0)).await {
        sent.push(mail.invitation.id);
    }
    let once: HashSet<_> = sent.iter().collect();
    assert_eq!((sent.len(), once.len()), (100, 100));
}

pub(crate) async fn a_mail_whose_server_died_is_taken_by_another(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    store.decide(&tenant(), &[mailed(&version, "ann")], noon(0)).await.unwrap();
    let first = take(&store, noon(0)).await.unwrap();
    assert_eq!(take(&store, noon(0).plus_micros(MINUTE - 1)).await, None);
    let now = noon(0).plus_micros(MINUTE);
    let second = take(&store, now).await.unwrap();
    assert_eq!((second.invitation.id, second.tries), (first.invitation.id, 2));
    // The first was slow and not dead: what it says does not free what the second has.
    settle(&store, &first, Posted::Later(now), now).await;
    assert_eq!(take(&store, now).await, None);
    settle(&store, &second, Posted::Later(noon(1)), now).await;
    assert_eq!(state(&store, &second).await, State::Invited);
    let third = take(&store, noon(1)).await.unwrap();
    assert_eq!((third.tries, third.waits_since), (3, noon(0)));
    settle(&store, &third, Posted::Bounced, noon(1)).await;
    assert_eq!(state(&store, &third).await, State::Bounced);
    assert_eq!(take(&store, noon(2)).await, None);
}

pub(crate) async fn a_mail_that_nobody_needs_is_not_sent(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &ruled("cafe", reminded())).await;
    let contacts = ["answered", "erased", "erased-here", "opted-out", "silent"];
    let batch = contacts.map(|contact| mailed(&version, contact));
    let mut ids = Vec::new();
    for candidate in batch {
        ids.push(invited(&store, candidate, noon(0)).await.id);
    }
    store.record(&tenant(), &[(ids[0], State::Completed)], noon(0)).await.unwrap();
    for (contact, survey_id) in [("erased", None), ("erased-here", Some("cafe"))] {
        let erasure = Erasure { whose: Whose::Respondent(contact), survey_id, by: None };
        store.erase(&tenant(), &erasure, noon(0)).await.unwrap();
    }
    store.opt_out(&tenant(), "opted-out", noon(0)).await.unwrap();
    assert_eq!(db.number("SELECT COUNT(*) FROM mail").await, 2);

    store.close_survey(&tenant(), "cafe", noon(0)).await.unwrap();
    assert_eq!(take(&store, noon(1)).await, None);
    store.publish(&tenant(), "cafe", noon(1)).await.unwrap();
    let mail = take(&store, noon(1)).await.unwrap();
    assert_eq!(mail.contact, "silent");
    assert_eq!(take(&store, noon(1)).await, None);
    assert_eq!(db.number("SELECT COUNT(*) FROM mail").await, 1);
    // The invitation expires on the eighth day.
    assert_eq!(take(&store, noon(8)).await, None);
    assert_eq!(db.number("SELECT COUNT(*) FROM mail").await, 0);
}

pub(crate) async fn reminders_go_the_way_that_the_invitation_went(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &ruled("cafe", reminded())).await;
    let by_caller = candidate(&version, "bob", "bob");
    store.decide(&tenant(), &[mailed(&version, "ann"), by_caller], noon(0)).await.unwrap();
    let mail = take(&store, noon(0)).await.unwrap();
    settle(&store, &mail, Posted::Sent, noon(0)).await;

    assert_eq!(store.mail_reminders(&tenant(), 10, noon(2)).await.unwrap(), 0);
    assert_eq!(store.mail_reminders(&tenant(), 10, noon(3)).await.unwrap(), 1);
    assert_eq!(store.mail_reminders(&tenant(), 10, noon(3)).await.unwrap(), 0);
    let handed = store.take_reminders(&tenant(), None, 10, noon(3)).await.unwrap();
    let contacts: Vec<_> = handed.into_iter().filter_map(|it| it.contact).collect();
    assert_eq!(contacts, ["bob"]);
    let reminder = take(&store, noon(3)).await.unwrap();
    assert_eq!((reminder.contact.as_str(), reminder.number, reminder.tries), ("ann", 1, 1));
    assert_eq!(reminder.waits_since, noon(3));
    settle(&store, &reminder, Posted::Sent, noon(3)).await;
    assert_eq!(take(&store, noon(5)).await, None);
}

pub(crate) async fn a_mail_is_sent_or_handed_out_and_never_both(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &ruled("cafe", reminded())).await;
    let contacts = ["handed", "mailed", "sent"];
    let mut ids = Vec::new();
    for contact in contacts {
        let silent = Candidate { mail: false, ..mailed(&version, contact) };
        ids.push(invited(&store, silent, noon(0)).await.id);
    }
    let decide = async |contact| {
        let again = [mailed(&version, contact)];
        db.connect().await.decide(&tenant(), &again, noon(0)).await.unwrap();
    };
    decide("mailed").await;
    decide("sent").await;
    let first = take(&store, noon(0)).await.unwrap();
    settle(&store, &first, Posted::Sent, noon(0)).await;

    let all: BTreeSet<_> = ids.iter().copied().collect();
    let own = BTreeSet::from([ids[0]]);
    assert_eq!(store.handed_out(&tenant(), &all).await.unwrap(), BTreeSet::new());
    for _ in 0..2 {
        assert_eq!(store.hand_out(&tenant(), &all, noon(0)).await.unwrap(), own);
    }
    assert_eq!(db.connect().await.handed_out(&tenant(), &all).await.unwrap(), own);
    let other = "other".parse().unwrap();
    assert_eq!(store.handed_out(&other, &all).await.unwrap(), BTreeSet::new());

    // What was handed out is not mailed as well, and its reminders are handed out, too.
    decide("handed").await;
    let second = take(&store, noon(0)).await.unwrap();
    settle(&store, &second, Posted::Sent, noon(0)).await;
    let sent = BTreeSet::from([first.invitation.id, second.invitation.id]);
    assert_eq!(sent, BTreeSet::from([ids[1], ids[2]]));
    assert_eq!(take(&store, noon(0)).await, None);
    assert_eq!(store.mail_reminders(&tenant(), 10, noon(3)).await.unwrap(), 2);
    let taken = store.take_reminders(&tenant(), None, 10, noon(3)).await.unwrap();
    assert_eq!(taken.iter().map(|it| it.id).collect::<Vec<_>>(), [ids[0]]);
    // A reminder that waits is the server's.
    assert_eq!(store.handed_out(&tenant(), &all).await.unwrap(), own);
}

pub(crate) async fn who_asks_at_once_to_send_and_to_hand_out_gets_one_of_them(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &survey("cafe")).await;
    let contacts: Vec<String> = (0..60).map(|i| format!("c-{i}")).collect();
    let mut ids = BTreeSet::new();
    for contact in &contacts {
        let silent = Candidate { mail: false, ..mailed(&version, contact) };
        ids.insert(invited(&store, silent, noon(0)).await.id);
    }
    let batch: Vec<_> = contacts.iter().map(|contact| mailed(&version, contact)).collect();
    let (sender, asker, all) = (db.connect().await, db.connect().await, ids.clone());
    let sending = tokio::spawn(async move {
        for some in batch.chunks(7) {
            sender.decide(&tenant(), some, noon(0)).await.unwrap();
        }
    });
    let asking = tokio::spawn(async move {
        let mut own = BTreeSet::new();
        for id in all {
            own.extend(asker.hand_out(&tenant(), &BTreeSet::from([id]), noon(0)).await.unwrap());
        }
        own
    });
    sending.await.unwrap();
    let own = asking.await.unwrap();
    let mut sent = BTreeSet::new();
    while let Some(mail) = take(&store, noon(0)).await {
        sent.insert(mail.invitation.id);
    }
    assert!(sent.is_disjoint(&own));
    assert_eq!(sent.union(&own).copied().collect::<BTreeSet<_>>(), ids);
}
