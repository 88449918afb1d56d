//! A year of answers.

use std::collections::BTreeMap;

use plaudit_core::response::{Given, NoAnswer, Submission, SubmittedAnswer};
use plaudit_core::time::{Day, Timestamp};
use plaudit_proto::v1;

use super::comments;
use super::company::DAYS;
use super::dice::Dice;
use super::facts::{CHANNELS, INCIDENT, PROGRAMMES, Programme, REGIONS, TEAMS};
use super::model::Item;

const CUSTOMERS: u32 = 12_000;

/// Responses in the order of their time.
pub(super) struct Answers {
    dice: Dice,
    /// Begins every id; two companies never share one.
    prefix: String,
    first: Day,
    customers: Vec<Customer>,
    moments: std::iter::Enumerate<std::vec::IntoIter<Moment>>,
}

/// Somebody who answers now and then.
struct Customer {
    region: &'static str,
    language: &'static str,
    team: (&'static str, i32),
}

/// When something is answered: second since the epoch.
type Moment = (i64, Programme);

impl Answers {
    pub(super) fn new(seed: u64, first: Day, last: Day) -> Self {
        let mut dice = Dice::new(seed);
        let customers = (0..CUSTOMERS).map(|_| Customer::new(&mut dice)).collect();
        let mut moments = Vec::new();
        for programme in PROGRAMMES {
            for _ in 0..programme.responses() {
                let day = i64::from(first.epoch_days()) + i64::from(dice.below(DAYS));
                // From seven to eight in the evening, UTC: within the same day in Helsinki.
                let second = 7 * 3_600 + i64::from(dice.below(13 * 3_600));
                moments.push((day * 86_400 + second, programme));
            }
        }
        moments.sort_unstable();
        let prefix = format!("lumo-{seed}-{last}");
        Self { dice, prefix, first, customers, moments: moments.into_iter().enumerate() }
    }

    fn response(&mut self, number: usize, second: i64, programme: Programme) -> v1::Response {
        let dice = &mut self.dice;
        let who = dice.below(CUSTOMERS);
        let customer = &self.customers[who as usize];
        let channel = CHANNELS[dice.pick(&programme.channels())];
        let day = second.div_euclid(86_400) - i64::from(self.first.epoch_days());
        let (region, by, from, to) = INCIDENT;
        let incident = programme == Programme::Support
            && (customer.region, channel) == (region, by)
            && (i64::from(from)..i64::from(to)).contains(&day);
        let items = programme.items(customer.team.1, incident);
        let mut answers = answers(programme, &items, customer.language, dice);
        let completed = !dice.chance(60);
        if !completed {
            let last = u32::try_from(answers.len() - 1).expect("surveys are short");
            answers.truncate(1 + dice.below(last) as usize);
        }
        let mut segments = BTreeMap::from([("region".to_owned(), customer.region.to_owned())]);
        if programme != Programme::Delivery {
            segments.insert("team".to_owned(), customer.team.0.to_owned());
        }
        let submission = Submission {
            id: format!("{}-{number:05}", self.prefix),
            answered_at: Timestamp::from_micros(second * 1_000_000),
            respondent: Some(format!("customer-{who:05}")),
            channel: Some(channel.to_owned()),
            language: Some(customer.language.to_owned()),
            weight: None,
            duration_seconds: None,
            segments,
            answers,
            completed,
        };
        // The surveys are younger than the answers, which then belong to the first version.
        v1::Response::new(programme.survey(), 0, submission)
    }
}

impl Iterator for Answers {
    type Item = v1::Response;

    fn next(&mut self) -> Option<v1::Response> {
        let (number, (second, programme)) = self.moments.next()?;
        Some(self.response(number, second, programme))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.moments.size_hint()
    }
}

impl Customer {
    fn new(dice: &mut Dice) -> Self {
        let (region, _, languages) = REGIONS[dice.pick(&REGIONS.map(|region| region.1))];
        let (language, _) = languages[dice.pick(&languages.map(|language| language.1))];
        Self { region, language, team: *dice.one(&TEAMS) }
    }
}

/// The answers in the order of the questions.
fn answers(
    programme: Programme,
    items: &[Item],
    language: &str,
    dice: &mut Dice,
) -> Vec<SubmittedAnswer> {
    let scores: Vec<i32> = items.iter().map(|item| item.draw(dice)).collect();
    let outcome = programme.outcome().draw(items, &scores, dice);
    let mut given = vec![(programme.question(), Given::Score(outcome))];
    given.extend(items.iter().zip(&scores).map(|(item, s)| (item.question, Given::Score(*s))));
    match programme {
        Programme::Relationship => given.push(("again", again(outcome, dice))),
        Programme::Support => {
            given.push(("effort", effort(scores[0], scores[1], dice)));
            given.push(("solved", solved(scores[1], dice)));
        }
        Programme::Delivery => given.push(("problems", problems(scores[0], scores[1], dice))),
    }
    let happy = outcome * 5 >= programme.outcome().max * 4;
    let comment = dice.chance(300).then(|| {
        let matter = items.iter().zip(&scores).filter(|(item, _)| item.weight > 0);
        let topic =
            if happy { matter.max_by_key(|(_, s)| **s) } else { matter.min_by_key(|(_, s)| **s) };
        comments::write(topic.map_or("", |(item, _)| item.question), happy, language, dice)
    });
    given.push(("comment", comment.map_or(Given::NoAnswer(NoAnswer::Skipped), Given::Text)));
    let answer = |(question, given): (&str, Given)| SubmittedAnswer {
        question: question.to_owned(),
        given: Some(no_answer(question, dice).map_or(given, Given::NoAnswer)),
    };
    given.into_iter().map(answer).collect()
}

/// Whether the question is passed over, which has nothing to do with what the answer would be.
fn no_answer(question: &str, dice: &mut Dice) -> Option<NoAnswer> {
    let (not_applicable, dont_know) = Programme::no_answer(question);
    match dice.pick(&[25, not_applicable, dont_know, 975 - not_applicable - dont_know]) {
        0 => Some(NoAnswer::Skipped),
        1 => Some(NoAnswer::NotApplicable),
        2 => Some(NoAnswer::DontKnow),
        _ => None,
    }
}

fn again(recommend: i32, dice: &mut Dice) -> Given {
    let shares = match recommend {
        9.. => [900, 90, 10],
        7..9 => [600, 350, 50],
        5..7 => [250, 550, 200],
        _ => [50, 350, 600],
    };
    Given::Option(["certainly", "maybe", "never"][dice.pick(&shares)].to_owned())
}

fn effort(speed: i32, knowledge: i32, dice: &mut Dice) -> Given {
    let luck = i32::try_from(dice.below(3)).expect("below 3");
    Given::Score((i32::midpoint(speed, knowledge) + luck).clamp(1, 7))
}

fn solved(knowledge: i32, dice: &mut Dice) -> Given {
    let shares = [[150, 350, 500], [350, 350, 300], [600, 280, 120], [800, 150, 50], [930, 60, 10]];
    let level = usize::try_from(knowledge - 1).expect("from 1 to 5");
    Given::Option(["solved", "in_part", "unsolved"][dice.pick(&shares[level])].to_owned())
}

fn problems(punctuality: i32, condition: i32, dice: &mut Dice) -> Given {
    let boxes = [("late", punctuality <= 2, 900), ("damaged", condition <= 2, 800)];
    let mut ticked: Vec<String> = boxes
        .into_iter()
        .filter(|(_, wrong, chance)| dice.chance(*chance) && *wrong)
        .map(|(id, ..)| id.to_owned())
        .collect();
    if dice.chance(30) {
        ticked.push("incomplete".to_owned());
    }
    Given::Options(ticked)
}
