//! The same file in other encodings, packed, and through standard input.

use std::io::Write;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use super::{KEY, import, responses, run, sample};
use crate::command::plaudit;
use crate::database::Database;

const FLAGS: [&str; 5] = ["--create", "--survey", "shop", "--undated", "2026-03-01"];

/// The responses that a file of these bytes comes to.
fn imported(bytes: &[u8], flags: &[&str]) -> Vec<serde_json::Value> {
    let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
    let file = folder.path().join("file.csv");
    std::fs::write(&file, bytes).unwrap();
    let (said, ..) = import(&database, &[&[file.to_str().unwrap()], &FLAGS[..], flags].concat());
    assert_eq!(said["stored"], 5, "{said}");
    responses(&database, "shop")
}

#[test]
fn every_encoding_gives_the_same_responses() {
    let bytes = std::fs::read(sample("limesurvey.csv")).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let expected = imported(&bytes, &[]);
    assert!(expected.iter().any(|response| response.to_string().contains("Hyvää työtä")));
    let utf16 = |start: &[u16], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        start.iter().copied().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    assert_eq!(imported(&utf16(&[0xfeff], u16::to_le_bytes), &[]), expected);
    assert_eq!(imported(&utf16(&[0xfeff], u16::to_be_bytes), &[]), expected);
    assert_eq!(imported(&utf16(&[], u16::to_le_bytes), &[]), expected);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&bytes).unwrap();
    assert_eq!(imported(&packed.finish().unwrap(), &[]), expected);
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(imported(&latin, &["--encoding", "windows-1252"]), expected);

    // Not named, it costs the rows that are not UTF-8, and says what to do.
    let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
    let file = folder.path().join("file.csv");
    std::fs::write(&file, latin).unwrap();
    let ran = run(&database, &[&["import", file.to_str().unwrap()], &FLAGS[..]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let hint = "line 2: comment: is not UTF-8: name its encoding, by --encoding";
    assert!(ran.stderr.contains(hint), "{ran:?}");
    assert!(ran.stdout.contains("4 stored"), "{ran:?}");
}

#[test]
fn standard_input_is_recognised_too() {
    let database = Database::sqlite();
    for stored in ["6 stored", "0 stored, 6 duplicates"] {
        let mut command = plaudit();
        command.args([
            "import",
            "-",
            "--create",
            "--survey",
            "moods",
            "--database",
            &database.url(),
        ]);
        command
            .env(KEY.0, KEY.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let bytes = std::fs::read(sample("delighted.json")).unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains(stored), "{said} {:?}", String::from_utf8(output.stderr));
    }
}
