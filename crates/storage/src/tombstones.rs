//! What is left of the ids of erased responses.

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::Tenant;

/// Takes back a response that the batch has inserted under an erased id.
pub(crate) const TAKE_BACK: &str = "
DELETE FROM response WHERE tenant_id = $1 AND survey_id = $2 AND id = $3 AND batch = $4";

/// Ids of responses by their tombstones.
pub(crate) type Tombstones<'a> = HashMap<[u8; 32], &'a str>;

/// The tombstones that these ids would have.
pub(crate) fn of<'a>(
    tenant: &Tenant,
    survey_id: &str,
    ids: impl Iterator<Item = &'a str>,
) -> Tombstones<'a> {
    ids.map(|id| (digest(&[tenant.as_str(), survey_id, id]), id)).collect()
}

/// SHA-256 of texts that have no 0 in them, with a 0 between each two.
pub(crate) fn digest(texts: &[&str]) -> [u8; 32] {
    Sha256::digest(texts.join("\0")).into()
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes everything");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tombstone_is_of_its_tenant_survey_and_id() {
        let tenant = "acme".parse().unwrap();
        let of =
            |survey: &str, id| *of(&tenant, survey, std::iter::once(id)).keys().next().unwrap();
        // printf 'acme\0cafe\0r-1' | sha256sum
        let expected = "f178a11d4b12d42dd11c266ddfec06feaa191dbd02b3dcb614e9396f1706d947";
        assert_eq!(hexadecimal(&of("cafe", "r-1")), expected);
        assert_ne!(of("cafe", "r-1"), of("bar", "r-1"));
    }
}
