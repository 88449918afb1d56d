//! The protobuf JSON mapping of the contracts.
//!
//! Fields are named in lowerCamelCase and written even when they hold their default; absent optional
//! fields are left out. 64-bit integers are written as numbers, which every parser of the mapping
//! accepts and which scripts can use at once.

mod line;

use std::sync::LazyLock;

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};

pub use line::read_response;

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(crate::DESCRIPTORS).expect("the build wrote these descriptors")
});

/// The descriptors of all contracts.
#[must_use]
pub fn descriptors() -> &'static DescriptorPool {
    &POOL
}

/// Writes `message`, of the message type `plaudit.v1.{name}`, as JSON in one line.
///
/// # Errors
/// When `name` is not a message of the contracts, or `message` is not of that type.
pub fn to_string(name: &str, message: &impl Message) -> Result<String, Error> {
    let mut json = Vec::new();
    dynamic(name, message)?
        .serialize_with_options(&mut serde_json::Serializer::new(&mut json), &options())?;
    Ok(String::from_utf8(json).expect("serde_json writes UTF-8"))
}

/// Writes `message` as indented JSON, closed by a line feed.
///
/// # Errors
/// As [`to_string`].
pub fn to_string_pretty(name: &str, message: &impl Message) -> Result<String, Error> {
    let mut json = Vec::new();
    dynamic(name, message)?
        .serialize_with_options(&mut serde_json::Serializer::pretty(&mut json), &options())?;
    json.push(b'\n');
    Ok(String::from_utf8(json).expect("serde_json writes UTF-8"))
}

/// Reads JSON as the message type `plaudit.v1.{name}`.
///
/// # Errors
/// When the text is not JSON of that message; the error names line and column.
pub fn from_str<M: Message + Default>(name: &str, json: &str) -> Result<M, Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let message = DynamicMessage::deserialize(descriptor(name)?, &mut reader)?;
    reader.end()?;
    Ok(message.transcode_to()?)
}

/// Why a message could not be written as or read from JSON.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum Error {
    #[error("plaudit.v1.{0} is not a message of the contracts")]
    UnknownMessage(String),
    #[error("not of the expected message type")]
    Transcode(#[from] prost::DecodeError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

fn descriptor(name: &str) -> Result<prost_reflect::MessageDescriptor, Error> {
    POOL.get_message_by_name(&format!("plaudit.v1.{name}"))
        .ok_or_else(|| Error::UnknownMessage(name.to_owned()))
}

fn dynamic(name: &str, message: &impl Message) -> Result<DynamicMessage, Error> {
    let mut dynamic = DynamicMessage::new(descriptor(name)?);
    dynamic.transcode_from(message)?;
    Ok(dynamic)
}

fn options() -> SerializeOptions {
    SerializeOptions::new().stringify_64_bit_integers(false).skip_default_fields(false)
}
