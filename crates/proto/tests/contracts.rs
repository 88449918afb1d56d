//! Contracts only grow: whatever `proto/contracts.lock` lists must stay as it is.
//!
//! buf compares with the last release; this compares with the last commit, needs no tool, and says
//! which line is gone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plaudit_proto::json::descriptors;
use prost_reflect::{
    Cardinality, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
};

const HEADER: &str = "\
# Everything of the contracts that others may rely on. Written by `cargo xtask proto`, which adds what
# is new. A line here that the contracts no longer keep fails the tests; to take back something that
# no release has, delete its lines by hand.
";

#[test]
fn contracts_keep_what_they_promised_and_record_what_is_new() {
    let recording = std::env::var_os("PLAUDIT_RECORD_CONTRACTS").is_some();
    let now = promises();
    let recorded = read(&std::fs::read_to_string(lock()).unwrap_or_default());

    let broken = broken(&recorded, &now);
    assert!(
        broken.is_empty(),
        "the contracts no longer keep these lines of proto/contracts.lock; if no release has them, \
         delete them there by hand and run `cargo xtask proto`:\n{}",
        broken.join("\n")
    );
    if recording {
        // Left alone when nothing is new: cargo builds anew after any change in `proto/`.
        if now != recorded {
            std::fs::write(lock(), write(&now)).unwrap();
        }
        return;
    }
    let new: Vec<String> =
        now.iter().filter(|(name, _)| !recorded.contains_key(*name)).map(line).collect();
    assert!(
        new.is_empty(),
        "these are new and not in proto/contracts.lock; run `cargo xtask proto`:\n{}",
        new.join("\n")
    );
}

#[test]
fn a_removed_renumbered_or_retyped_field_is_refused() {
    let recorded = read("plaudit.v1.A.kept = 1 string\nplaudit.v1.A.gone = 2 int32\n");
    let check = |now: &str, expected: &[&str]| assert_eq!(broken(&recorded, &read(now)), expected);

    let kept = "plaudit.v1.A.kept = 1 string\n";
    let gone = "plaudit.v1.A.gone = 2 int32";
    check(&format!("{kept}{gone}\nplaudit.v1.A.new = 3 bool\n"), &[]);
    check(kept, &["plaudit.v1.A.gone = 2 int32, now gone"]);
    check(&format!("{kept}plaudit.v1.A.gone = 3 int32"), &[&format!("{gone}, now 3 int32")]);
    check(&format!("{kept}plaudit.v1.A.gone = 2 int64"), &[&format!("{gone}, now 2 int64")]);
    check(
        &format!("{kept}plaudit.v1.A.gone = 2 repeated int32"),
        &[&format!("{gone}, now 2 repeated int32")],
    );
}

#[test]
fn the_record_covers_every_kind_of_element() {
    let promises = promises();
    for element in [
        "plaudit.v1.Cell",
        "plaudit.v1.Cell.version",
        "plaudit.v1.CellValue.value",
        "plaudit.v1.ReportService",
        "plaudit.v1.ReportService.BuildReport",
    ] {
        assert!(promises.contains_key(element), "{element}");
    }
    assert_eq!(promises["plaudit.v1.Cell"], "message");
    assert_eq!(promises["plaudit.v1.Cell.version"], "1 uint32");
    assert_eq!(promises["plaudit.v1.CellValue.value"], "1 optional string");
    assert!(promises.values().any(|promise| promise == "enum"));
    assert!(promises.keys().all(|name| name.starts_with("plaudit.")));
}

/// What each element of the contracts promises, by its full name.
type Promises = BTreeMap<String, String>;

fn promises() -> Promises {
    let pool = descriptors();
    let mut promises = Promises::new();
    for message in pool.all_messages().filter(|message| !message.is_map_entry()) {
        add_message(&mut promises, &message);
    }
    for list in pool.all_enums() {
        add_enum(&mut promises, &list);
    }
    for service in pool.services() {
        promises.insert(service.full_name().to_owned(), "service".to_owned());
        for method in service.methods() {
            promises.insert(method.full_name().to_owned(), signature(&method));
        }
    }
    promises.retain(|name, _| name.starts_with("plaudit."));
    promises
}

fn add_message(promises: &mut Promises, message: &MessageDescriptor) {
    promises.insert(message.full_name().to_owned(), "message".to_owned());
    for field in message.fields() {
        let promise = format!("{} {}", field.number(), field_type(&field));
        promises.insert(field.full_name().to_owned(), promise);
    }
}

fn add_enum(promises: &mut Promises, list: &EnumDescriptor) {
    promises.insert(list.full_name().to_owned(), "enum".to_owned());
    for value in list.values() {
        let name = format!("{}.{}", list.full_name(), value.name());
        promises.insert(name, value.number().to_string());
    }
}

fn field_type(field: &FieldDescriptor) -> String {
    if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
        let [key, value] = [entry.map_entry_key_field(), entry.map_entry_value_field()];
        return format!("map<{}, {}>", kind(&key.kind()), kind(&value.kind()));
    }
    let kind = kind(&field.kind());
    match (field.cardinality(), field.containing_oneof()) {
        (Cardinality::Repeated, _) => format!("repeated {kind}"),
        // protobuf keeps the presence of an `optional` field as a oneof of its own.
        _ if field.field_descriptor_proto().proto3_optional() => format!("optional {kind}"),
        (_, Some(oneof)) => format!("{kind} in oneof {}", oneof.name()),
        _ => kind,
    }
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(list) => list.full_name().to_owned(),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}

fn signature(method: &MethodDescriptor) -> String {
    let stream = |streams| if streams { "stream " } else { "" };
    format!(
        "rpc ({}{}) returns ({}{})",
        stream(method.is_client_streaming()),
        method.input().full_name(),
        stream(method.is_server_streaming()),
        method.output().full_name()
    )
}

/// The lines of `recorded` that `now` does not keep, each with what became of it.
fn broken(recorded: &Promises, now: &Promises) -> Vec<String> {
    recorded
        .iter()
        .filter(|(name, promise)| now.get(*name) != Some(promise))
        .map(|entry| {
            let became = now.get(entry.0).map_or("gone", String::as_str);
            format!("{}, now {became}", line(entry))
        })
        .collect()
}

fn read(text: &str) -> Promises {
    text.lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, promise)| (name.to_owned(), promise.to_owned()))
        .collect()
}

fn write(promises: &Promises) -> String {
    promises.iter().fold(HEADER.to_owned(), |text, entry| text + &line(entry) + "\n")
}

fn line((name, promise): (&String, &String)) -> String {
    format!("{name} = {promise}")
}

fn lock() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/contracts.lock")
}
