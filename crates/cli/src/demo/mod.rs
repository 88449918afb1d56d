//! Lumo Home: a company that does not exist, whose customers answer by known chances. What Plaudit
//! finds in their answers can be held against what is [true](truth::Truth).

mod answers;
mod comments;
mod company;
mod dice;
mod facts;
mod model;
pub(crate) mod truth;

#[cfg(test)]
mod tests;

pub(crate) use company::Company;
