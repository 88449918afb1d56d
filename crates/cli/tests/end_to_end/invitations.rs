//! `plaudit invite`, straight and through a server.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit, workspace};
use crate::database::Database;
use crate::server::Server;

const SURVEY: &str = "\
id: visit
title: How was it?
recontact: {days: 30, scope: survey}
invitations:
  budget: {invitations: 3, days: 7}
  reminders: {after_days: 1}
segments: [{id: team, values: [north, south]}]
questions:
  - {id: recommend, text: Recommend us?, kind: score, scale: 0-10}
measures:
  - {kind: nps, question: recommend}
";

const EVENTS: &str = "\
id;contact;occurred_at;team;channel
o-1;ann;2026-03-01 10:00;north;email
o-2;ann;2026-03-01 11:00;south;email
o-3;bob;2026-03-02T10:00:00+02:00;south;
o-4;cid;yesterday;south;
o-5;dan;2026-03-02;west;
o-6;eve;2026-03-02;;
o-7;flo;2026-03-02;;
";

fn from_event_to_state(target: &Target) {
    let folder = TempDir::new().unwrap();
    let survey = folder.path().join("visit.yaml");
    std::fs::write(&survey, SURVEY).unwrap();
    target.run(&["survey", "apply", "--publish", survey.to_str().unwrap()]).good();
    let events = folder.path().join("events.csv");
    std::fs::write(&events, EVENTS).unwrap();
    let events = events.to_str().unwrap();

    let ran = target.run(&["invite", "events", events, "--survey", "visit"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        ran.stdout,
        "3 invited\n1 not invited: invited already, and has not answered yet\n\
         1 not invited: the budget is spent\n2 refused\n"
    );
    assert!(ran.stderr.contains("line 5: occurred_at: \"yesterday\" is not a time"), "{ran:?}");
    let west = "line 6, id o-5: segments.team \"west\" is not a value of the segment";
    assert!(ran.stderr.contains(west), "{ran:?}");
    // The same again: the same decisions, and nothing new.
    let again = target.run(&["invite", "events", events, "--survey", "visit", "--format", "json"]);
    let again: Vec<Value> =
        again.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(
        again
            .iter()
            .filter(|it| it["decision"] != "INVITE_DECISION_REJECTED")
            .all(|it| it["repeatedEvent"] == true)
    );
    assert_eq!(again[1]["reason"], "SUPPRESSION_REASON_ALREADY_OPEN");
    let nowhere = target.run(&["invite", "events", events]).bad(1);
    assert!(nowhere.contains("say --survey"), "{nowhere}");

    assert_eq!(
        target.run(&["invite", "decisions", "visit"]).good(),
        "5 events\n3   60.0 %  invited\n1   20.0 %  invited already, and has not answered yet\n\
         1   20.0 %  the budget is spent\n"
    );
    let rows = target.run(&["invite", "decisions", "visit", "--format", "csv"]).good();
    assert_eq!(
        rows,
        "decision,reason,events\ninvited,,3\nsuppressed,already_open,1\nsuppressed,budget_spent,1\n"
    );
    let before = ["invite", "decisions", "visit", "--to", "2026-03-31"];
    let none = json!({"events": 0, "invited": 0, "suppressed": []});
    assert_eq!(target.json(&before), none, "decided today, not when it happened");
    let from = ["invite", "decisions", "visit", "--from", "2026-04-01"];
    assert_eq!(target.json(&from)["invited"], 3);
    let wrong = target.run(&["invite", "decisions", "visit", "--from", "May"]).bad(1);
    assert_eq!(wrong, "error: from: must be YYYY-MM-DD\n");
    let unknown = target.run(&["invite", "decisions", "nowhere"]).bad(1);
    assert_eq!(unknown, "error: there is no published survey \"nowhere\"\n");

    let first =
        ["--event", "o-1", "--occurred-at", "2026-03-01T10:00:00Z", "--segment", "team=north"];
    let first = [&["invite", "contact", "visit", "ann", "--channel", "email"], &first[..]].concat();
    let written = target.run(&[&first[..], &["--with-mail"]].concat()).good();
    assert!(written.contains("Subject: How was it?\n"), "{written}");
    assert!(written.contains("?q=recommend&a=10\n"), "{written}");
    let nobody = target.run(&[&first[..], &["--mail"]].concat()).bad(1);
    assert!(nobody.contains("it needs mail.smtp_url and mail.from"), "{nobody}");

    let listed = target.run(&["invite", "list", "visit"]).good();
    assert_eq!(listed.lines().count(), 3);
    assert!(listed.lines().all(|line| line.contains("  invited    ")), "{listed}");
    let invitation = &again[0]["invitation"];
    let id = invitation["id"].as_str().unwrap();
    let disposition = ["invite", "disposition", id];
    let record = |state| target.run(&[&disposition[..], &[state]].concat()).good();
    assert_eq!(record("completed"), format!("{id}: completed\n"));
    assert_eq!(record("opened"), format!("{id}: completed already\n"));
    let open = target.run(&["invite", "list", "visit", "--state", "invited"]).good();
    assert_eq!(open.lines().count(), 2);
    assert_eq!(target.run(&["invite", "reminders", "visit"]).good(), "", "none is due yet");

    come_back(target, id, again[4]["invitation"]["id"].as_str().unwrap());

    let event = ["--event", "o-8", "--occurred-at", "2026-03-03", "--segment", "team=north"];
    let contact = |name| {
        let args = [&["invite", "contact", "visit", name][..], &event].concat();
        target.run(&args).good()
    };
    assert_eq!(target.run(&["invite", "opt-out", "gus"]).good(), "gus: opted out\n");
    assert_eq!(contact("gus"), "o-8: not invited: opted out\n");
    assert_eq!(contact("gus"), "o-8: not invited (decided before): opted out\n");
    assert_eq!(
        target.json(&["invite", "opt-in", "gus"]),
        json!({"contact": "gus", "changed": true})
    );
    let addressed = ["--event", "o-9", "--occurred-at", "2026-03-03", "--address", "a@b.example"];
    let refused = target.run(&[&["invite", "contact", "visit", "gus"][..], &addressed].concat());
    assert_eq!(refused.code, Some(1));
    assert!(refused.stdout.contains("plaudit config secret"), "{refused:?}");

    // Erased, it is not named any more.
    let erased = target.run(&["erase", "--respondent", "bob", "--yes"]).good();
    assert!(erased.contains("1 invitations name nobody any more"), "{erased}");
    let listed = target.run(&["invite", "list", "visit"]).good();
    assert!(!listed.contains("bob") && listed.contains("(erased)"), "{listed}");
}

/// What mail servers report of the mails of two invitations, one of them completed.
fn come_back(target: &Target, completed: &str, open: &str) {
    let folder = TempDir::new().unwrap();
    let report = |sample: &str, id: &str| {
        let path = workspace("fuzz/corpus/bounce").join(sample);
        let report = std::fs::read_to_string(path).unwrap();
        report.replace("0199a4c27b6e7d0c9a41b3f8de5c6072", &id.replace('-', ""))
    };
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let delayed = file("delayed", &report("good-postfix-delayed", open));
    let failed = file("failed", &report("good-gmail-failed", open));
    let away = file("away", &report("bad-out-of-office", open));
    let elsewhere = file("elsewhere", &report("bad-of-another-sender", open));
    let nobody = "0199a4c2-7b6e-7d0c-9a41-b3f8de5c6072";
    let forged = file("forged", &report("good-exim-failed", nobody));
    let missing = folder.path().join("missing").display().to_string();
    let files = [&delayed, &away, &elsewhere, &forged, &missing, &failed].map(String::as_str);

    let before = target.run(&["mail", "bounce", &delayed]).good();
    assert_eq!(before, format!("{open}: delayed (4.4.1), and tried again\n"));
    let waiting = target.run(&["invite", "list", "visit", "--state", "invited"]).good();
    assert!(waiting.contains(open), "{waiting}");

    let ran = target.run(&[&["mail", "bounce"], &files[..]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.stdout, format!("{before}{open}: bounced\n"));
    let complaints: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(complaints.len(), 4, "{ran:?}");
    assert_eq!(complaints[0], format!("{away}: is an automatic reply, not a delivery report"));
    assert!(complaints[1].starts_with(&format!("{elsewhere}: is sent to no address")), "{ran:?}");
    assert!(complaints[2].starts_with(&format!("{missing}: cannot be read: ")), "{ran:?}");
    assert_eq!(complaints[3], format!("{forged}: {nobody}: there is no such invitation"));

    // The same again, now from a mailbox on standard input: nothing new, and answers stay answers.
    let late = report("good-exim-failed", completed);
    let came = "From MAILER-DAEMON  Tue Mar  3 09:00:04 2026\n";
    let again = report("good-gmail-failed", open);
    file("mbox", &format!("{came}{again}\n{came}{late}"));
    let mbox = folder.path().join("mbox");
    let ran = target.fed(&["mail", "bounce"], &mbox).good();
    assert_eq!(ran, format!("{open}: bounced already\n{completed}: completed already\n"));
    let lines = target.fed(&["mail", "bounce", "--format", "json"], &mbox).good();
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    let mail = "standard input, mail 1";
    assert_eq!(
        first,
        json!({"mail": mail, "invitationId": open, "action": "failed", "status": "5.1.1", "changed": false})
    );
    let bounced = target.run(&["invite", "list", "visit", "--state", "bounced"]).good();
    assert!(bounced.starts_with(open) && bounced.lines().count() == 1, "{bounced}");
}

#[test]
fn contacts_are_invited_straight_on_sqlite() {
    let database = Database::sqlite();
    from_event_to_state(&Target::database(&database.url()));
}

#[test]
fn contacts_are_invited_through_a_server_on_postgres() {
    let database = Database::postgres();
    let server = Server::start(&database.url());
    from_event_to_state(&Target::server(&server.url, ""));
}

#[test]
fn a_fresh_secret_is_one_that_addresses_are_sealed_with() {
    let database = Database::sqlite();
    let secret = Ran::of(plaudit().args(["config", "secret"])).good();
    let folder = TempDir::new().unwrap();
    let survey = folder.path().join("visit.yaml");
    std::fs::write(&survey, SURVEY).unwrap();
    let url = database.url();
    Target::database(&url).run(&["survey", "apply", "--publish", survey.to_str().unwrap()]).good();
    let invite = |secret: &str| {
        let mut command = plaudit();
        command.env("PLAUDIT_ASKING__SECRET", secret).args(["--database", &url]);
        command.args(["invite", "contact", "visit", "ann", "--event", "o-1"]);
        Ran::of(command.args(["--occurred-at", "2026-03-01", "--address", "ann@b.example"]))
    };
    let wrong = invite("secret").bad(64);
    assert!(wrong.contains("asking.secret: must be 32 bytes in base64"), "{wrong}");
    let invited = invite(secret.trim()).good();
    assert!(invited.contains("  answer   http://127.0.0.1:7710/s/"), "{invited}");
    let shown =
        Ran::of(plaudit().env("PLAUDIT_ASKING__SECRET", secret.trim()).args(["config", "check"]));
    assert!(!shown.good().contains(secret.trim()));
}

#[test]
fn mails_are_written_as_messages_for_a_mailer_of_ones_own() {
    let database = Database::sqlite();
    let url = database.url();
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let target = Target::database(&url);
    target.run(&["survey", "apply", "--publish", &file("visit.yaml", SURVEY)]).good();
    let events = "id,contact,occurred_at,address\no-1,ann,2026-03-01,ann@b.example\n\
                  o-2,bob,2026-03-01,bob@b.example\no-3,cid,2026-03-01,\n";
    let events = file("events.csv", events);
    let secret = Ran::of(plaudit().args(["config", "secret"])).good();
    let out = folder.path().join("out");
    let write = || {
        let mut command = plaudit();
        command.env("PLAUDIT_ASKING__SECRET", secret.trim());
        command.env("PLAUDIT_MAIL__FROM", "The shop <ask@shop.example>");
        command.env("PLAUDIT_MAIL__BOUNCES", "bounces@shop.example");
        command.args([
            "--database",
            &url,
            "invite",
            "events",
            &events,
            "--survey",
            "visit",
            "--eml",
        ]);
        Ran::of(command.arg(&out))
    };
    let written = || {
        let entries = out.read_dir().unwrap().map(|entry| entry.unwrap());
        let read = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        };
        entries.map(read).collect::<BTreeMap<_, _>>()
    };
    let ran = write();
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(1), "2 invited\n2 mails written\n1 refused\n")
    );
    assert!(ran.stderr.contains("line 4, id o-3: address is required for a mail"), "{ran:?}");
    let first = written();
    assert_eq!(first.len(), 2);
    for (name, message) in &first {
        assert!(name.len() == 36 && name.ends_with(".eml"), "{name}");
        assert!(message.contains("\r\nFrom: \"The shop\" <ask@shop.example>\r\n"), "{message}");
        assert!(message.contains("@b.example\r\nSubject: How was it?\r\n"), "{message}");
    }
    assert_eq!(write().stdout, ran.stdout);
    assert_eq!(written(), first, "the same messages under the same names");

    // What the mailer has taken is not written again.
    let id = first.keys().next().unwrap().trim_end_matches(".eml");
    target.run(&["invite", "disposition", id, "sent"]).good();
    std::fs::remove_dir_all(&out).unwrap();
    assert_eq!(write().stdout, "2 invited\n1 mails written\n1 refused\n");
    assert!(!written().contains_key(&format!("{id}.eml")));
}

#[test]
fn a_list_that_is_sent_every_week_asks_nobody_twice_in_a_quarter() {
    let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
    let survey = Ran::of(plaudit().args(["survey", "new", "--template", "nps-quarterly"])).good();
    let file = folder.path().join("survey.yaml");
    std::fs::write(&file, survey).unwrap();
    let target = Target::database(&database.url());
    target.run(&["survey", "apply", "--publish", file.to_str().unwrap()]).good();
    let customers = "id,contact,occurred_at\n17,ann,2026-03-01\n18,bob,2026-03-01\n";
    std::fs::write(folder.path().join("customers.csv"), customers).unwrap();
    // As the page says it, but for the mails.
    let page = std::fs::read_to_string(workspace("docs/surveys.md")).unwrap();
    let blocks = page.split("```sh\n").filter_map(|rest| rest.split_once("```"));
    let mut blocks = blocks.map(|(block, _)| block).filter(|block| block.contains("customers.csv"));
    let block = blocks.next().unwrap().replace(" --mail", "");
    let week = |name: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &block.replace("$(date +%G-W%V)", name)]).current_dir(&folder);
        let programs = Path::new(env!("CARGO_BIN_EXE_plaudit")).parent().unwrap();
        shell.env_clear().env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
        Ran::of(shell.env("PLAUDIT_DATABASE__URL", database.url())).good()
    };
    assert_eq!(week("2026-W10"), "2 invited\n");
    assert_eq!(week("2026-W10"), "2 invited\n", "by the same events");
    let listed = target.run(&["invite", "list", "nps-quarterly"]).good();
    assert_eq!(listed.lines().count(), 2);
    let id = listed.split_whitespace().next().unwrap();
    target.run(&["invite", "disposition", id, "completed"]).good();
    assert_eq!(
        week("2026-W11"),
        "0 invited\n1 not invited: invited already, and has not answered yet\n\
         1 not invited: asked recently\n"
    );
}
