//! What is true of Lumo Home: its teams and places, how its customers feel, and what went wrong.

use super::model::{Item, Outcome};

/// A survey of the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Programme {
    /// The relationship, asked every quarter.
    Relationship,
    /// After each contact with the service team.
    Support,
    /// After each delivery.
    Delivery,
}

pub(super) const PROGRAMMES: [Programme; 3] =
    [Programme::Relationship, Programme::Support, Programme::Delivery];

/// Service teams, each with as many customers, and how far each lifts what its customers say of it.
/// Birch and Cedar are equally good: what sets them apart in the answers is chance.
pub(super) const TEAMS: [(&str, i32); 5] =
    [("aurora", 350), ("birch", 0), ("cedar", 0), ("dune", 60), ("ember", -350)];

/// Regions with their share of the customers, of 1000, and the languages spoken there.
pub(super) const REGIONS: [Region; 3] = [
    ("north", 450, [("fi", 850), ("en", 150)]),
    ("south", 300, [("it", 880), ("en", 120)]),
    ("east", 250, [("vi", 900), ("en", 100)]),
];

type Region = (&'static str, u32, [(&'static str, u32); 2]);

/// Channels in the order of [`Programme::channels`].
pub(super) const CHANNELS: [&str; 5] = ["phone", "email", "chat", "web", "shop"];

/// The chat of the south went wrong for five weeks: answers came late and staff lacked the data.
/// Days are counted from the first; the end is the first day after the repair.
pub(super) const INCIDENT: (&str, &str, i32, i32) = ("south", "chat", 210, 245);

/// How far the incident lifts speed and knowledge.
const INCIDENT_LIFT: [i32; 2] = [-1_000, -1_000];

impl Programme {
    /// Of 40,000 responses.
    pub(super) fn responses(self) -> u32 {
        match self {
            Self::Relationship => 12_000,
            Self::Support => 20_000,
            Self::Delivery => 8_000,
        }
    }

    /// The survey's id.
    pub(super) fn survey(self) -> &'static str {
        match self {
            Self::Relationship => "lumo-relationship",
            Self::Support => "lumo-support",
            Self::Delivery => "lumo-delivery",
        }
    }

    /// The measure that the outcome gives.
    pub(super) fn measure(self) -> &'static str {
        match self {
            Self::Relationship => "nps",
            Self::Support => "csat",
            Self::Delivery => "nps_1_10",
        }
    }

    /// The question of the outcome.
    pub(super) fn question(self) -> &'static str {
        match self {
            Self::Relationship | Self::Delivery => "recommend",
            Self::Support => "satisfaction",
        }
    }

    /// The survey file.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Relationship => include_str!("relationship.yaml"),
            Self::Support => include_str!("support.yaml"),
            Self::Delivery => include_str!("delivery.yaml"),
        }
    }

    /// Of 1000 answers, how many come by each channel.
    pub(super) fn channels(self) -> [u32; 5] {
        match self {
            Self::Relationship => [60, 560, 0, 280, 100],
            Self::Support => [330, 230, 240, 120, 80],
            Self::Delivery => [0, 600, 0, 400, 0],
        }
    }

    /// How the outcome follows from the items.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Relationship => Outcome { min: 0, max: 10, centre: 7, step: 4, luck: 6 },
            Self::Support => Outcome { min: 1, max: 5, centre: 3, step: 4, luck: 6 },
            Self::Delivery => Outcome { min: 1, max: 10, centre: 6, step: 3, luck: 4 },
        }
    }

    /// The items for the customers of the team that lifts by `team`, in or out of the incident.
    pub(super) fn items(self, team: i32, incident: bool) -> Vec<Item> {
        let item = |question, weight, chances| Item { question, weight, chances };
        match self {
            Self::Relationship => vec![
                item("product_quality", 4, [20, 60, 220, 420, 280]),
                item("value", 2, [50, 130, 320, 350, 150]),
                item("delivery", 2, [40, 90, 230, 380, 260]),
                item("support", 4, [70, 110, 250, 340, 230]).lifted(team),
                item("website", 1, [40, 110, 300, 370, 180]),
                item("invoices", 1, [20, 50, 280, 430, 220]),
                item("packaging", 0, [30, 90, 330, 370, 180]),
            ],
            Self::Support => {
                let [speed, knowledge] = if incident { INCIDENT_LIFT } else { [0, 0] };
                vec![
                    item("speed", 3, [60, 100, 210, 360, 270]).lifted(speed),
                    item("knowledge", 4, [40, 90, 220, 380, 270]).lifted(knowledge).lifted(team),
                    item("respect", 2, [20, 40, 160, 400, 380]),
                    item("waiting_music", 0, [110, 180, 380, 230, 100]),
                ]
            }
            Self::Delivery => vec![
                item("punctuality", 3, [60, 90, 200, 350, 300]),
                item("condition", 3, [20, 40, 130, 380, 430]),
                item("driver", 1, [10, 40, 250, 400, 300]),
            ],
        }
    }

    /// Of 1000 to whom the question is shown, how many say that it does not apply, and how many
    /// that they don't know.
    pub(super) fn no_answer(question: &str) -> (u32, u32) {
        match question {
            "website" => (120, 0),
            "invoices" => (60, 10),
            "delivery" => (40, 0),
            "waiting_music" => (400, 0),
            "value" | "packaging" => (0, 40),
            "driver" => (90, 30),
            _ => (0, 0),
        }
    }
}
