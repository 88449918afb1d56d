//! Response rates and what silence may hide.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn response_rates(&self) -> Option<v1::ResponseRates> {
        None
    }
}
