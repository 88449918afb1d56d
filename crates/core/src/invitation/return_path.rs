//! Where a mail comes back to that cannot be delivered: an address that bears the invitation's id, so that the
//! invitation is found whatever a mail server says of the receiver.

/// The local part of the address, made of that of the mailbox and the id of an invitation.
///
/// ```
/// use plaudit_core::invitation::{return_path, returned};
///
/// let local = return_path("bounces", [0xab; 16]);
/// assert_eq!(local, "bounces+abababababababababababababababab");
/// assert_eq!(returned(&format!("{local}@example.com")), Some([0xab; 16]));
/// assert_eq!(returned("bounces@example.com"), None);
/// ```
#[must_use]
pub fn return_path(mailbox: &str, invitation: [u8; 16]) -> String {
    format!("{mailbox}+{:032x}", u128::from_be_bytes(invitation))
}

/// The id of the invitation in an address, if it bears one.
#[must_use]
pub fn returned(address: &str) -> Option<[u8; 16]> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, id) = local.rsplit_once('+')?;
    let is_id = id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_id.then(|| u128::from_str_radix(id, 16).ok()).flatten().map(u128::to_be_bytes)
}
