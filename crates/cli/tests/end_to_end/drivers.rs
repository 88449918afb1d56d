//! What the airline's passengers being satisfied goes with, as reports say it.

use serde_json::Value;

use crate::airline::measure_id;
use crate::command::Target;
use crate::reference::near;

/// What a regression over those who rated all 14 services must give.
struct Expected {
    n: u64,
    r2: f64,
    /// By column of the file: LMG, slope and variance inflation factor.
    drivers: Vec<(String, [f64; 3])>,
}

/// Passengers of the class Eco, by least squares and all 2^14 subsets in NumPy 2 from the file:
/// LMG, slope, VIF.
const ECO: [(&str, [f64; 3]); 14] = [
    ("Inflight wifi service", [0.247_583_074_944_3, 0.221_634_314_700_9, 2.967_939_004_031]),
    (
        "Departure/Arrival time convenient",
        [0.003_164_749_785_8, -0.005_256_523_472_9, 1.368_339_702_845],
    ),
    ("Ease of Online booking", [0.044_157_348_551_4, -0.039_351_480_409_0, 2.419_914_992_914]),
    ("Gate location", [0.001_061_254_403_8, 0.010_446_233_630_2, 1.169_457_220_330]),
    ("Food and drink", [0.005_520_834_803_7, -0.008_593_897_549_7, 3.729_806_500_416]),
    ("Online boarding", [0.068_505_209_329_3, 0.002_777_344_986_2, 2.458_751_627_358]),
    ("Seat comfort", [0.003_941_110_940_2, 0.001_436_487_452_1, 2.451_600_011_007]),
    ("Inflight entertainment", [0.014_882_629_563_2, 0.028_514_697_787_0, 4.412_173_679_262]),
    ("On-board service", [0.002_780_658_310_8, 0.009_580_603_136_1, 1.362_297_492_968]),
    ("Leg room service", [0.003_057_582_346_2, -0.000_273_032_174_0, 1.099_987_009_419]),
    ("Baggage handling", [0.000_533_468_745_5, -0.010_511_343_818_3, 1.485_316_122_555]),
    ("Checkin service", [0.000_762_470_172_6, 0.009_598_536_728_2, 1.190_704_180_798]),
    ("Inflight service", [0.000_683_834_857_1, -0.012_400_530_979_4, 1.574_764_456_405]),
    ("Cleanliness", [0.004_947_948_158_8, -0.007_356_752_387_4, 4.437_282_886_211]),
];

/// The report with drivers over all passengers, and over those of one class, whose co-moments are those
/// of the responses and not stored. Checks both where the data is the airline's own.
pub(crate) fn reports(target: &Target, reference: Option<&Value>) -> String {
    let all = ["airline", "--measure", "satisfied", "--drivers", "satisfied"];
    let eco = [&all[..], &["--where", "class=Eco"]].concat();
    let texts = [target.report(&all), target.report(&eco)];
    let reports = texts.each_ref().map(|text| serde_json::from_str::<Value>(text).unwrap());
    for report in &reports {
        assert_eq!(report["drivers"][0]["drivers"].as_array().unwrap().len(), 14);
    }
    if let Some(reference) = reference {
        check(&reports[0], &listwise(reference));
        let drivers = ECO.map(|(name, figures)| (name.to_owned(), figures)).to_vec();
        check(&reports[1], &Expected { n: 52_631, r2: 0.401_582_174_912_803_85, drivers });
        near(&reports[0]["drivers"][0]["alpha"], 0.781_670_119_847_685, "alpha");
    }
    texts.concat()
}

/// R's figures: `lm` and relaimpo.
fn listwise(reference: &Value) -> Expected {
    let reference = &reference["airline_zero_missing_listwise"];
    let table = &reference["table"];
    let row = |i: usize| {
        let figure = |name: &str| table[name][i].as_f64().unwrap();
        let name = table["driver"][i].as_str().unwrap().to_owned();
        (name, [figure("lmg"), figure("b"), figure("vif")])
    };
    Expected {
        n: reference["n"].as_u64().unwrap(),
        r2: reference["r2"].as_f64().unwrap(),
        drivers: (0..14).map(row).collect(),
    }
}

fn check(report: &Value, expected: &Expected) {
    let found = &report["drivers"][0];
    assert_eq!(found["n"], expected.n);
    assert_eq!(
        (&found["missing"], &found["importanceMethod"]),
        (&"listwise".into(), &"lmg".into())
    );
    near(&found["r2"]["value"], expected.r2, "R²");
    let drivers = found["drivers"].as_array().unwrap();
    for (name, [lmg, slope, vif]) in &expected.drivers {
        let driver = drivers.iter().find(|driver| driver["question"] == measure_id(name)).unwrap();
        let percent = driver["importance"]["value"].as_f64().unwrap();
        near(&(percent / 100.0 * expected.r2).into(), *lmg, &format!("{name}: LMG"));
        // In percentage points; the reference's outcome is 0 or 1.
        let points = driver["slope"]["value"].as_f64().unwrap();
        near(&(points / 100.0).into(), *slope, &format!("{name}: slope"));
        near(&driver["vif"], *vif, &format!("{name}: VIF"));
    }
}
