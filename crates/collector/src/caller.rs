//! Who calls, and what they may do.

use plaudit_storage::Tenant;
use tonic::{Request, Status};

/// What a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Send responses.
    Collect,
    /// Read reports and exports.
    Read,
    /// Invite contacts, and see and change what became of invitations.
    Invite,
    /// Everything, surveys and keys included.
    Admin,
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

/// The tenant that a request acts for and what it may do there. The server puts it into the
/// extensions of every request that it knows.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The tenant.
    pub tenant: Tenant,
    /// What it may do.
    pub scopes: Scopes,
    /// Id of the key that it showed. Absent where no key is needed.
    pub key: Option<String>,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Collect, Self::Read, Self::Invite, Self::Admin];

    /// `collect`, `read`, `invite` or `admin`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Read => "read",
            Self::Invite => "invite",
            Self::Admin => "admin",
        }
    }

    fn bit(self) -> u32 {
        match self {
            Self::Collect => 1,
            Self::Read => 2,
            Self::Admin => 4,
            Self::Invite => 8,
        }
    }
}

impl Scopes {
    /// From the bits under which they are stored.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Self(bits & 15)
    }

    /// The bits under which they are stored.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Whether `scope` is allowed. An admin may do everything.
    #[must_use]
    pub fn allow(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// The scopes that were given.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

impl Caller {
    /// Somebody who may do everything in `tenant`.
    #[must_use]
    pub fn unrestricted(tenant: Tenant) -> Self {
        Self { tenant, scopes: Scope::ALL.into_iter().collect(), key: None }
    }

    /// The caller of `request`, if it is known and may do one of `scopes`.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a caller, `PERMISSION_DENIED` without the scope.
    #[allow(clippy::result_large_err)] // tonic's own error type
    pub fn of<T>(request: &Request<T>, scopes: &[Scope]) -> Result<Self, Status> {
        Self::allowed(request.extensions().get(), scopes)
    }

    /// `caller`, if it is known and may do one of `scopes`.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    #[allow(clippy::result_large_err)] // tonic's own error type
    pub fn allowed(caller: Option<&Self>, scopes: &[Scope]) -> Result<Self, Status> {
        let caller = caller.ok_or_else(|| {
            Status::unauthenticated("send a valid key as \"authorization: Bearer KEY\"")
        })?;
        if scopes.iter().any(|scope| caller.scopes.allow(*scope)) {
            return Ok(caller.clone());
        }
        let wanted: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
        Err(Status::permission_denied(format!("the key needs the scope {}", wanted.join(" or "))))
    }
}
