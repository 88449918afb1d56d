//! Reports that need more of a response than its tally: who answered, and in which words.

use plaudit_proto::v1;

use crate::harness::Place;
use crate::samples::{publish, said, submit, survey};

/// 320 guests, of whom every second comes back twice and says the same, and 80 that name nobody.
fn visits() -> Vec<v1::Response> {
    let comment = |text: &str| v1::Answer {
        question: "comment".to_owned(),
        value: Some(v1::answer::Value::Text(text.to_owned())),
    };
    let mut all = Vec::new();
    for i in 0..400 {
        let (score, words) = if i % 4 < 2 {
            (10, "Nhân viên nhiệt tình")
        } else {
            (2, "Giao hàng rất chậm")
        };
        for visit in 0..if i < 320 && i % 2 == 0 { 3 } else { 1 } {
            let mut response = said(&format!("{i}-{visit}"), score);
            response.respondent = if i < 320 { format!("guest {i}") } else { String::new() };
            response.language = "vi".to_owned();
            response.answers.push(comment(if i < 64 {
                "Chậm, nhưng nhiệt tình"
            } else {
                words
            }));
            all.push(response);
        }
    }
    all
}

#[tokio::test]
async fn a_report_counts_respondents_and_what_they_wrote_where_they_may_come_back() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    let regulars = v1::Survey { repeat_respondents: true, ..survey("cafe") };
    publish(&client, regulars).await;
    submit(&client, visits()).await.unwrap();
    let request = v1::BuildReportRequest {
        survey_id: "cafe".to_owned(),
        terms: vec!["comment".to_owned()],
        ..Default::default()
    };
    let report = client.reports().build_report(request).await.unwrap().into_inner().report.unwrap();
    let expected = v1::Respondents { respondents: 320, repeating: 160, anonymous: 80 };
    assert_eq!(report.respondents, Some(expected));
    let nps = report.measures[0].estimate.as_ref().unwrap();
    assert_eq!((nps.n, nps.method.as_str()), (720, "vr_wilson"));
    assert!(nps.effective_n < 360.0, "{}", nps.effective_n);
    // Each guest counts once, however often they said it.
    assert_eq!((report.terms[0].good, report.terms[0].bad), (200, 200));
    let best = &report.terms[0].more_in_good[0];
    assert_eq!((best.text.as_str(), best.good), ("nhiệt tình", 200));
}
