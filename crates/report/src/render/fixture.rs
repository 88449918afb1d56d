//! Reports to render in tests: one as a shop would have it, one as large as they come. The intervals
//! are normal approximations, close enough to look real.

mod chosen;
mod comments;
mod compared;
mod drivers;
mod paths;
mod ranked;

pub(crate) use chosen::chosen;
pub(crate) use comments::commented;
pub(crate) use compared::compared;
pub(crate) use drivers::{driven, few};
pub(crate) use paths::{linked, linked_few};
pub(crate) use ranked::ranked;

use plaudit_proto::v1::{
    Bar, Component, Difference, Estimate, Filter, Group, GroupResult, MeasureResult, Participation,
    Period, QuestionParticipation, Report, Split, Standing, Trend, TrendPoint,
};

const LEVEL: f64 = 0.95;
const K: u32 = 5;

/// A measure with what it takes to make up its figures.
struct Plan {
    measure: MeasureResult,
    value: f64,
    deviation: f64,
}

/// Four measures, twelve months, three splits; with an indicative group, one with its interval
/// only, a withheld one, a month without answers, and Vietnamese texts.
pub(crate) fn shop() -> Report {
    let plans = [nps(), csat(), ease(), first_choice()];
    let departments = [
        ("sales", "Bán hàng", 412, 0.35),
        ("support", "Hỗ trợ khách hàng", 388, 0.02),
        ("delivery", "Giao hàng và lắp đặt", 251, -0.4),
        ("billing", "Kế toán", 18, -0.2),
        ("warehouse", "Kho", 3, 0.0),
        ("", "not given", 128, -0.05),
    ];
    let channels = [
        ("phone", "Điện thoại", 509, 0.08),
        ("web", "Trang web", 344, -0.1),
        ("shop", "Tại cửa hàng", 260, 0.06),
        ("chat", "Chat", 79, -0.12),
        ("mail", "E-mail", 8, 0.4),
    ];
    let regions = [
        ("north", "Miền Bắc", 601, 0.02),
        ("centre", "Miền Trung", 198, -0.07),
        ("south", "Miền Nam", 401, 0.01),
    ];
    let splits = vec![
        split("department", "Bộ phận", &departments, &plans),
        split("channel", "Kênh", &channels, &plans),
        split("region", "Vùng", &regions, &plans),
    ];
    let mut trends: Vec<_> = plans.iter().map(|plan| trend(plan, "month", &months(2026))).collect();
    for trend in &mut trends {
        trend.points[6].estimate = None;
        trend.points[8].estimate = None;
        trend.points[8].withheld = true;
    }
    report(plans, trends, splits)
}

/// The shop with weights: a design effect of 1.25, and values a little higher.
pub(crate) fn weighted() -> Report {
    let mut report = shop();
    let weigh = |estimate: &Option<Estimate>| {
        let weighted = |e: &Estimate| {
            let (value, upper) = (e.value + 0.1, e.upper + 0.2);
            Estimate { value, upper, effective_n: e.n as f64 / 1.25, count: None, ..e.clone() }
        };
        estimate.as_ref().map(weighted)
    };
    for measure in &mut report.measures {
        measure.weighted = weigh(&measure.estimate);
        let component = |c: &Component| Component { estimate: weigh(&c.estimate), ..c.clone() };
        measure.weighted_components = measure.components.iter().map(component).collect();
    }
    for point in report.trends.iter_mut().flat_map(|trend| &mut trend.points) {
        point.weighted = weigh(&point.estimate);
    }
    for group in report.splits.iter_mut().flat_map(|split| &mut split.groups) {
        group.measures.iter_mut().for_each(|result| result.weighted = weigh(&result.estimate));
    }
    report
}

/// A year by day, 20 measures, 4 splits.
pub(crate) fn year_by_day() -> Report {
    let plans: Vec<_> = (0..20)
        .map(|i| {
            let mut plan = [nps(), csat(), ease()].into_iter().nth(i % 3).expect("three plans");
            plan.measure.id = format!("measure_{i}");
            plan.measure.label = format!("Mức độ hài lòng {i}");
            plan
        })
        .collect();
    let groups: Vec<_> =
        ["Bán hàng", "Hỗ trợ khách hàng", "Giao hàng và lắp đặt", "Kế toán", "not given"]
            .into_iter()
            .zip([412, 388, 251, 60, 89])
            .map(|(label, n)| (label, label, n, 0.1))
            .collect();
    let splits = ["Bộ phận", "Kênh", "Vùng", "Loại khách hàng"]
        .map(|label| split(label, label, &groups, &plans))
        .to_vec();
    let trends = plans.iter().map(|plan| trend(plan, "day", &days(2026))).collect();
    report(plans, trends, splits)
}

/// A report in which nobody answered anything.
pub(crate) fn silent() -> Report {
    let mut report = shop();
    report.period = Some(Period::default());
    report.participation = Some(Participation::default());
    report.generated_at = None;
    report.splits.clear();
    report.trends.clear();
    for measure in &mut report.measures {
        measure.estimate = None;
        measure.components.clear();
        for bar in &mut measure.distribution {
            (bar.count, bar.share) = (0, 0.0);
        }
    }
    report
}

fn report(plans: impl IntoIterator<Item = Plan>, trends: Vec<Trend>, splits: Vec<Split>) -> Report {
    let measures: Vec<_> = plans.into_iter().map(|plan| plan.measure).collect();
    let questions = measures
        .iter()
        .map(|m| QuestionParticipation {
            question: m.question.clone(),
            text: m.question_text.clone(),
            answered: m.estimate.as_ref().map_or(0, |e| e.n),
            skipped: 31,
            not_applicable: 4,
            dont_know: 2,
        })
        .collect();
    Report {
        survey: "shop-2026".into(),
        title: "Khảo sát khách hàng: cửa hàng và dịch vụ sau bán hàng".into(),
        language: "vi".into(),
        period: Some(Period { from: Some("2026-01-01".into()), to: Some("2026-12-31".into()) }),
        filters: vec![Filter {
            segment: "customer".into(),
            values: vec!["private".into(), String::new()],
        }],
        level: LEVEL,
        time_zone: "Asia/Ho_Chi_Minh".into(),
        versions: vec![2, 3],
        participation: Some(Participation {
            responses: 1200,
            completed: 1086,
            questions,
            ..Participation::default()
        }),
        comparisons: 56,
        measures,
        trends,
        splits,
        privacy_k: K,
        notes: vec![
            "Version 3 changed the wording of the question on delivery; it is counted apart."
                .into(),
        ],
        generated_at: Some(prost_time()),
        ..Report::default()
    }
}

fn prost_time() -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: 1_798_768_800, nanos: 0 }
}

fn nps() -> Plan {
    let counts = [14, 6, 11, 15, 22, 58, 61, 158, 247, 289, 288];
    let bars = counts.iter().enumerate().map(|(score, count)| {
        let band =
            ["detractor", "passive", "promoter"][usize::from(score > 6) + usize::from(score > 8)];
        (score.to_string(), score.to_string(), *count, band)
    });
    let measure = measure(
        [
            "nps",
            "nps",
            "Mức độ giới thiệu (NPS)",
            "0..=10",
            "percent of 9-10 minus percent of 0-6",
            "points",
        ],
        "Khả năng bạn giới thiệu chúng tôi cho bạn bè hoặc đồng nghiệp là bao nhiêu?",
        (-100.0, 100.0),
        bars.collect(),
    );
    let mut plan = plan(measure, 33.36, 78.0);
    plan.measure.components = vec![
        component("promoters", "percent of 9-10", "percent", 49.36, Some(577)),
        component("passives", "percent of 7-8", "percent", 34.65, Some(405)),
        component("detractors", "percent of 0-6", "percent", 16.0, Some(187)),
        component("mean", "mean of the scores", "score", 7.87, None),
    ];
    plan
}

fn csat() -> Plan {
    let labels =
        ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"];
    let bars = labels.iter().zip([41, 66, 139, 480, 443]).enumerate().map(|(i, (label, count))| {
        ((i + 1).to_string(), (*label).to_owned(), count, if i > 2 { "top" } else { "" })
    });
    let measure = measure(
        ["csat", "csat", "Hài lòng với dịch vụ hỗ trợ", "1..=5", "percent of 4-5", "percent"],
        "Bạn hài lòng thế nào với dịch vụ hỗ trợ?",
        (0.0, 100.0),
        bars.collect(),
    );
    let mut plan = plan(measure, 78.96, 40.7);
    plan.measure.components = vec![component("mean", "mean of the scores", "score", 4.04, None)];
    plan
}

fn ease() -> Plan {
    let bars = [20, 31, 66, 120, 280, 390, 262].iter().enumerate();
    let bars = bars.map(|(i, count)| ((i + 1).to_string(), (i + 1).to_string(), *count, ""));
    let measure = measure(
        ["ease", "mean", "Dễ tìm thông tin", "1..=7", "mean of the scores", "score"],
        "Bạn có dễ dàng tìm thấy thông tin mình cần không?",
        (1.0, 7.0),
        bars.collect(),
    );
    plan(measure, 5.34, 1.42)
}

fn first_choice() -> Plan {
    let options = [
        ("yes", "Có, luôn là lựa chọn đầu tiên", 611, "top"),
        ("sometimes", "Thỉnh thoảng, tùy theo giá và thời gian giao hàng", 402, ""),
        ("no", "Không", 156, ""),
    ];
    let bars =
        options.map(|(id, label, count, band)| (id.to_owned(), label.to_owned(), count, band));
    let measure = measure(
        ["first_choice", "share", "Lựa chọn đầu tiên", "options", "percent of yes", "percent"],
        "Chúng tôi có phải là lựa chọn đầu tiên của bạn không?",
        (0.0, 100.0),
        bars.to_vec(),
    );
    plan(measure, 52.27, 49.9)
}

fn plan(mut measure: MeasureResult, value: f64, deviation: f64) -> Plan {
    let n = measure.distribution.iter().map(|bar| bar.count).sum();
    measure.estimate = Some(estimate(&measure, value, deviation, n));
    Plan { measure, value, deviation }
}

fn measure(
    [id, kind, label, scale, definition, unit]: [&str; 6],
    question: &str,
    (minimum, maximum): (f64, f64),
    bars: Vec<(String, String, u64, &str)>,
) -> MeasureResult {
    let n: u64 = bars.iter().map(|(_, _, count, _)| count).sum();
    let bar = |(value, label, count, band): (String, String, u64, &str)| Bar {
        value,
        label,
        count,
        share: count as f64 / n as f64,
        band: band.to_owned(),
    };
    MeasureResult {
        id: id.into(),
        kind: kind.into(),
        label: label.into(),
        question: format!("q_{id}"),
        question_text: question.into(),
        scale: scale.into(),
        definition: definition.into(),
        definition_version: 1,
        unit: unit.into(),
        minimum,
        maximum,
        higher_is_better: true,
        distribution: bars.into_iter().map(bar).collect(),
        ..MeasureResult::default()
    }
}

fn component(id: &str, definition: &str, unit: &str, value: f64, count: Option<u64>) -> Component {
    let half = if unit == "score" { 0.13 } else { 2.8 };
    let estimate = Estimate {
        value,
        lower: value - half,
        upper: value + half,
        level: LEVEL,
        method: "wilson".into(),
        n: 1169,
        effective_n: 1169.0,
        standard_error: None,
        count,
        standing: Standing::Reportable.into(),
    };
    Component {
        id: id.into(),
        definition: definition.into(),
        unit: unit.into(),
        estimate: Some(estimate),
    }
}

fn estimate(measure: &MeasureResult, value: f64, deviation: f64, n: u64) -> Estimate {
    let half = 1.96 * deviation / (n as f64 + 2.0).sqrt();
    let standing = match n {
        30.. => Standing::Reportable,
        10.. => Standing::Indicative,
        _ => Standing::IntervalOnly,
    };
    Estimate {
        value: value.clamp(measure.minimum, measure.maximum),
        lower: (value - half).max(measure.minimum),
        upper: (value + half).min(measure.maximum),
        level: LEVEL,
        method: if measure.kind == "nps" { "tango" } else { "vr_wilson" }.into(),
        n,
        effective_n: n as f64,
        standard_error: Some(half / 1.96),
        count: None,
        standing: standing.into(),
    }
}

fn split(segment: &str, label: &str, groups: &[(&str, &str, u64, f64)], plans: &[Plan]) -> Split {
    let group = |(value, label, n, shift): &(&str, &str, u64, f64)| Group {
        value: (*value).into(),
        label: (*label).into(),
        responses: *n,
        measures: plans.iter().map(|plan| group_result(plan, *n, *shift)).collect(),
    };
    Split {
        segment: segment.into(),
        label: label.into(),
        groups: groups.iter().map(group).collect(),
        ..Split::default()
    }
}

fn group_result(plan: &Plan, n: u64, shift: f64) -> GroupResult {
    if n < u64::from(K) {
        return GroupResult {
            measure: plan.measure.id.clone(),
            withheld: true,
            ..GroupResult::default()
        };
    }
    let shift = shift * plan.deviation * 0.6;
    let estimate = estimate(&plan.measure, plan.value + shift, plan.deviation, n);
    let value = estimate.value - plan.value;
    let half = 1.96 * plan.deviation * (1.0 / n as f64 + 1.0 / 1200.0).sqrt();
    let p = (-(value / half).powi(2) * 1.9).exp();
    let difference = Difference {
        value,
        lower: value - half,
        upper: value + half,
        level: LEVEL,
        method: "mover".into(),
        p,
        p_adjusted: (p * 1.6).min(1.0),
        reliable: p * 1.6 < 0.05,
        ..Difference::default()
    };
    GroupResult {
        measure: plan.measure.id.clone(),
        estimate: Some(estimate),
        difference: Some(difference),
        ..GroupResult::default()
    }
}

fn trend(plan: &Plan, interval: &str, spans: &[(String, String)]) -> Trend {
    let point = |(i, (from, to)): (usize, &(String, String))| {
        let wave =
            ((i * 7919 % 97) as f64 / 97.0 - 0.5) * 0.16 + 0.1 * (i as f64 / spans.len() as f64);
        let n = 60 + (i * 31 % 47) as u64;
        TrendPoint {
            from: from.clone(),
            to: to.clone(),
            estimate: Some(estimate(
                &plan.measure,
                plan.value + wave * plan.deviation,
                plan.deviation,
                n,
            )),
            ..TrendPoint::default()
        }
    };
    Trend {
        measure: plan.measure.id.clone(),
        interval: interval.into(),
        points: spans.iter().enumerate().map(point).collect(),
    }
}

fn days(year: i16) -> Vec<(String, String)> {
    let first = jiff::civil::date(year, 1, 1);
    let days = first.series(jiff::ToSpan::day(1)).take_while(|day| day.year() == year);
    days.map(|day| (day.to_string(), day.to_string())).collect()
}

fn months(year: i16) -> Vec<(String, String)> {
    (1..=12)
        .map(|month| {
            let first = jiff::civil::date(year, month, 1);
            (first.to_string(), first.last_of_month().to_string())
        })
        .collect()
}
