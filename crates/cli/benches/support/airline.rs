//! The airline of `docs/examples`: 129,880 passengers rate 14 services.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::command::{plaudit, run, workspace};

const ROWS: usize = 129_880;

const HEADER: &str = "id,Gender,Customer Type,Age,Type of Travel,Class,Flight Distance,\
    Inflight wifi service,Departure/Arrival time convenient,Ease of Online booking,Gate location,\
    Food and drink,Online boarding,Seat comfort,Inflight entertainment,On-board service,\
    Leg room service,Baggage handling,Checkin service,Inflight service,Cleanliness,\
    Departure Delay in Minutes,Arrival Delay in Minutes,satisfaction,split";

/// The file as CSV, unpacked into `folder`, and what to call it. Where the data is missing, rows of
/// the same shape, which it says aloud.
pub(crate) fn csv(folder: &Path) -> (PathBuf, &'static str) {
    let file = folder.join("airline.csv");
    let packed = workspace("../shared/data/airline/airline.csv.gz");
    if let Ok(packed) = std::fs::File::open(&packed) {
        let mut text = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut text).unwrap();
        std::fs::write(&file, text).unwrap();
        return (file, "airline CSV");
    }
    println!("NOT THE AIRLINE'S DATA: {} is missing; rows are made up", packed.display());
    write_made_up(&file);
    (file, "made-up airline CSV")
}

/// Publishes the survey.
pub(crate) fn publish(database: &str) {
    let survey = workspace("docs/examples/airline/survey.yaml");
    let apply = ["survey", "apply", "--publish", "--database", database];
    run(plaudit(&apply).arg(survey));
}

fn write_made_up(file: &Path) {
    let mut dice = ChaCha8Rng::seed_from_u64(4);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(out, "{HEADER}").unwrap();
    for id in 1..=ROWS {
        let mut pick = |of: &[&'static str]| of[dice.random_range(0..of.len())];
        let gender = pick(&["Male", "Female"]);
        let customer = pick(&["Loyal Customer", "disloyal Customer"]);
        let (travel, class) =
            (pick(&["Business travel", "Personal Travel"]), pick(&["Business", "Eco Plus", "Eco"]));
        let satisfaction = pick(&["satisfied", "neutral or dissatisfied"]);
        let split = pick(&["train", "test"]);
        let ratings: Vec<String> = (0..14).map(|_| dice.random_range(0..=5).to_string()).collect();
        let (age, distance) = (dice.random_range(7..86), dice.random_range(31..4_984));
        let delay = dice.random_range(0..60);
        writeln!(
            out,
            "{id},{gender},{customer},{age},{travel},{class},{distance},{},{delay},{delay}.0,\
             {satisfaction},{split}",
            ratings.join(",")
        )
        .unwrap();
    }
}
