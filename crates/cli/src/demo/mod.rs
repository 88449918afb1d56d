//! Lumo Home: a company that does not exist, whose customers answer by known chances. What Plaudit
//! finds in their answers can be held against what is [true](Truth).

mod answers;
mod comments;
mod company;
mod dice;
mod facts;
mod model;
mod truth;

#[cfg(test)]
mod tests;

pub(crate) use company::Company;
pub(crate) use truth::{TrueDifference, TrueDriver, TrueIncident, TrueScore, Truth};
