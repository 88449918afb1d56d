//! What a single response says of a measure, found as the tally counts it.

use super::Measure;
use crate::survey::Version;

impl Measure {
    /// Tells the position among the values of this measure's [`Figure`](super::Figure) that a response
    /// adds to, from the positions of the counters that count it, ascending. Absent when it does not
    /// answer.
    ///
    /// # Panics
    /// As [`figure`](Self::figure).
    pub fn position(&self, version: &Version) -> impl Fn(&[usize]) -> Option<usize> + use<> {
        let coding = self.coding(version);
        let (block, ticked) = (coding.block, coding.ticked.map(|at| coding.block.value(at)));
        move |counted| {
            if let Some(ticked) = ticked {
                let answered = counted.binary_search(&block.answered()).is_ok();
                return answered.then(|| usize::from(counted.binary_search(&ticked).is_ok()));
            }
            let values = block.values();
            let first = counted.partition_point(|at| *at < values.start);
            counted.get(first).filter(|at| values.contains(at)).map(|at| at - values.start)
        }
    }
}
