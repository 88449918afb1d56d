//! The protobuf contracts of `proto/plaudit/v1`, generated, with what they need to be used:
//! conversions to and from `plaudit-core` ([`convert`]), the protobuf JSON mapping ([`json`]), and what
//! makes calls ([`codec`], [`submit`], [`borrowed`]) and exports ([`export`]) fast.
//!
//! Knows nothing of storage, of serving, or of how a figure is computed.

pub mod borrowed;
pub mod codec;
pub mod convert;
pub mod export;
mod fields;
pub mod json;
pub mod submit;

/// The generated messages and services of the package `plaudit.v1`.
#[allow(missing_docs, clippy::all, clippy::missing_errors_doc, unreachable_pub)]
pub mod v1 {
    tonic::include_proto!("plaudit.v1");

    pub use crate::export::ExportResponsesResponse;
    pub use crate::submit::{StreamResponsesRequest, SubmitResponsesRequest};
}

/// The compiled contracts as an encoded `google.protobuf.FileDescriptorSet`, for reflection and for
/// the JSON mapping.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/plaudit.v1.bin"));
