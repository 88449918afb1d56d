//! Customer effort score 2.0: "made it easy", from 1 to 7.

/// The scores that agree.
pub(super) const TOP: [i32; 3] = [5, 6, 7];
