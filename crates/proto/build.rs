//! Compiles `proto/` with protox, so that no protoc is needed.

use std::path::PathBuf;

use prost::Message;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("not run by cargo")?)
        .join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join("plaudit/v1"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    files.sort();

    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("not run by cargo")?);
    std::fs::write(out.join("plaudit.v1.bin"), descriptors.encode_to_vec())?;

    let mut prost = tonic_prost_build::Config::new();
    prost.btree_map(["."]).skip_debug(Vec::<String>::new());
    for (message, module) in [
        ("ExportResponsesResponse", "export"),
        ("SubmitResponsesRequest", "submit"),
        ("StreamResponsesRequest", "submit"),
    ] {
        prost.extern_path(format!(".plaudit.v1.{message}"), format!("crate::{module}::{message}"));
    }
    tonic_prost_build::configure()
        .codec_path("crate::codec::WholeCodec")
        .compile_fds_with_config(descriptors, prost)?;
    Ok(())
}
