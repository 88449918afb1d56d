//! A client in another language, made from the contracts alone.

use std::ffi::{OsStr, OsString};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Target, workspace};
use crate::database::Database;
use crate::server::Server;

const MISSING: &str = "set PLAUDIT_TEST_PYTHON to a Python with grpcio, grpcio-tools, \
    grpcio-reflection and aiosmtpd, or run `cargo xtask test`, which makes one by itself";

#[test]
fn a_python_client_made_from_the_contracts_gets_one_outcome_for_each_answer() {
    let python = python();
    let generated = generate(&python);
    let database = Database::sqlite();
    let server = Server::start(&database.url());
    let client = Command::new(&python)
        .arg(workspace("crates/cli/tests/end_to_end/client.py"))
        .arg(server.url.trim_start_matches("http://"))
        .env("PYTHONPATH", generated.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    assert!(client.status.success(), "{}", String::from_utf8_lossy(&client.stderr));
    let said: Value = serde_json::from_slice(&client.stdout).unwrap();
    assert_eq!(
        said["outcomes"],
        json!([
            ["good-1", "OUTCOME_STORED", []],
            ["bad", "OUTCOME_REJECTED", [["answers[0].score", "must be within 0..=10"]]],
            ["known", "OUTCOME_DUPLICATE", []],
            ["other", "OUTCOME_CONFLICT", [["id", "is already stored with other content"]]],
            ["good-2", "OUTCOME_STORED", []],
        ])
    );
    assert_eq!(said["streamed"], json!([[1, "OUTCOME_STORED"], [2, "OUTCOME_DUPLICATE"]]));
    assert_eq!(said["responses"], 5);
    assert_eq!(said["nps"], 20.0);
    assert_eq!(said["refusal"], json!(["INVALID_ARGUMENT", "responses"]));
    let services: Vec<_> = said["services"].as_array().unwrap().iter().collect();
    for service in ["Admin", "Collection", "Report", "Survey"] {
        let name = json!(format!("plaudit.v1.{service}Service"));
        assert!(services.contains(&&name), "{name} is not in {services:?}");
    }
}

#[test]
fn the_first_call_of_the_readme_works_as_it_stands() {
    let readme = std::fs::read_to_string(workspace("README.md")).unwrap();
    let block = |language: &str| {
        let (_, rest) = readme.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    let python = python();
    let folder = generate(&python);
    let survey = folder.path().join("survey.yaml");
    std::fs::write(&survey, block("yaml")).unwrap();
    let database = Database::sqlite();
    let plaudit = Target::database(&database.url());
    plaudit.run(&["survey", "apply", "--publish", survey.to_str().unwrap()]).good();

    let server = Server::start(&database.url());
    let call = block("python").replace("127.0.0.1:7710", server.url.trim_start_matches("http://"));
    let said = Command::new(&python)
        .args(["-c", &call])
        .env("PYTHONPATH", folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("OUTCOME_STORED"), "{said}");
}

pub(crate) fn python() -> OsString {
    std::env::var_os("PLAUDIT_TEST_PYTHON").expect(MISSING)
}

/// A folder with the Python classes of the contracts.
fn generate(python: &OsStr) -> TempDir {
    let generated = TempDir::new().unwrap();
    let protos = workspace("proto");
    let mut protoc = Command::new(python);
    protoc.args(["-m", "grpc_tools.protoc"]).arg("-I").arg(&protos);
    for kind in ["--python_out", "--grpc_python_out"] {
        protoc.arg(format!("{kind}={}", generated.path().display()));
    }
    for file in std::fs::read_dir(protos.join("plaudit/v1")).unwrap() {
        protoc.arg(file.unwrap().path());
    }
    let made = protoc.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    generated
}
