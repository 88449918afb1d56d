//! One contact in Vietnamese, from the mail to the report, with a mail server, a scanner and a browser that
//! know nothing of Plaudit.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit, workspace};
use crate::database::Database;
use crate::python::python;
use crate::server::Server;

/// Every mark of a vowel and every tone, composed and not.
const WORDS: &str = "Nhân viên rất tử tế, giải quyết được ngay; đã hỏi kỹ về giặt ủi. Dễ hiểu!";

/// The contact's side.
struct Contact {
    process: Child,
    says: Lines<BufReader<ChildStdout>>,
}

impl Contact {
    fn new() -> Self {
        let mut process = Command::new(python())
            .arg(workspace("crates/cli/tests/end_to_end/contact.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, says }
    }

    fn says(&mut self) -> Value {
        let line = self.says.next().expect("it says what it saw").unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn hears(&mut self, line: &str) {
        writeln!(self.process.stdin.as_mut().unwrap(), "{line}").unwrap();
    }
}

impl Drop for Contact {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[track_caller]
fn holds(text: &Value, parts: &[&str]) {
    let text = text.as_str().unwrap();
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn vietnamese_keeps_its_marks_from_the_mail_to_the_report_and_a_scanner_counts_nothing() {
    let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
    let template = ["survey", "new", "--template", "support-csat"];
    let survey = Ran::of(plaudit().args(template)).good();
    let survey = survey.replace("privacy_k: 5\n", "privacy_k: 1\n");
    let survey = survey.replace("default_language: en\n", "default_language: vi\n");
    let file = folder.path().join("survey.yaml");
    std::fs::write(&file, survey).unwrap();
    let straight = Target::database(&database.url());
    straight.run(&["survey", "apply", "--publish", file.to_str().unwrap()]).good();

    let mut contact = Contact::new();
    let secret = Ran::of(plaudit().args(["config", "secret"])).good();
    let mut serve = Server::command(&database.url());
    serve
        .env("PLAUDIT_ASKING__SECRET", secret.trim())
        .env("PLAUDIT_ASKING__PUBLIC_URL", "https://ask.example")
        .env("PLAUDIT_MAIL__SMTP_URL", format!("smtp://127.0.0.1:{}", contact.says()))
        .env("PLAUDIT_MAIL__FROM", "Quán Sơn Trà <hoi@son-tra.example>")
        .env("PLAUDIT_MAIL__PAUSE_MS", "100");
    let server = Server::spawn(&mut serve);
    let target = Target::server(&server.url, "");
    let event = "invite contact support-csat lan --event e-1 --occurred-at 2026-03-01 --channel email \
                 --language vi --address lan@khach.example --mail";
    target.run(&event.split_whitespace().collect::<Vec<_>>()).good();

    contact.hears(&server.url);
    let mail = contact.says();
    let title = "Lần liên hệ của bạn với bộ phận hỗ trợ";
    let question = "Bạn hài lòng hay không hài lòng ở mức nào với sự hỗ trợ vừa nhận được?";
    assert_eq!((&mail["to"], &mail["subject"]), (&json!(["lan@khach.example"]), &json!(title)));
    holds(&mail["from"], &["Quán Sơn Trà"]);
    for part in ["text", "html"] {
        holds(&mail[part], &[title, question, "rất không hài lòng", "Quán Sơn Trà"]);
    }
    holds(&mail["unsubscribe"], &["<https://ask.example/o/"]);
    // Ten answers, the page and the opt-out, each in two ways.
    assert_eq!(mail["scanned"], json!(vec![200; 24]));
    assert_eq!(target.json(&["report", "support-csat"])["participation"]["responses"], 0);
    let list = target.run(&["invite", "list", "support-csat", "--state", "opened"]).good();
    assert_eq!(list.lines().count(), 1, "{list}");

    contact.hears(WORDS);
    let seen = contact.says();
    let pages = seen["pages"].as_array().unwrap();
    holds(&pages[0], &[title, question, "Trang 1 trên 3", "Tiếp"]);
    holds(
        &pages[pages.len() - 1],
        &["Cảm ơn bạn! Câu trả lời của bạn giúp chúng tôi phục vụ tốt hơn."],
    );
    assert_eq!((pages.len(), &seen["mails"]), (4, &json!(0)));

    let exported = target.run(&["export", "support-csat"]).good();
    holds(&Value::String(exported), &[WORDS]);
    for format in ["terminal", "html", "csv", "json"] {
        let report = target.run(&["report", "support-csat", "--format", format]).good();
        holds(&Value::String(report), &["Hài lòng với sự hỗ trợ", "Chất lượng câu trả lời"]);
    }
    let page =
        target.run(&["report", "support-csat", "--split", "channel", "--format", "html"]).good();
    holds(&Value::String(page), &[title, "charset=\"utf-8\"", "Kênh"]);
}
