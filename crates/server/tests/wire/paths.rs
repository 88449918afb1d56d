//! The path model, from publishing to the page.

use plaudit_proto::v1;
use tonic::Code;

use crate::harness::Place;
use crate::http::get;
use crate::samples::{cafe, publish, said, scale, score, submit, survey, text};

/// The café asks for the coffee as well, which recommendations may go with.
fn tasting() -> v1::Survey {
    let latent = |id: &str, item: &str| v1::Latent {
        id: id.to_owned(),
        items: vec![item.to_owned()],
        ..v1::Latent::default()
    };
    let path = v1::Path { from: "taste".to_owned(), to: "loyalty".to_owned() };
    let coffee = v1::Question {
        id: "coffee".to_owned(),
        text: text("coffee"),
        kind: Some(v1::question::Kind::Score(scale(1, 5))),
        ..v1::Question::default()
    };
    let mut survey = survey("cafe");
    survey.questions.push(coffee);
    let latents = vec![latent("taste", "coffee"), latent("loyalty", "recommend")];
    survey.path_model = Some(v1::PathModel { latents, paths: vec![path] });
    survey
}

#[tokio::test]
async fn a_path_model_is_published_kept_and_reported() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let request = v1::BuildReportRequest {
        survey_id: "cafe".to_owned(),
        path_model: true,
        ..Default::default()
    };
    let refused = client.reports().build_report(request.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("path_model"), "{}", refused.message());

    publish(&client, tasting()).await;
    let guest = |i: usize| {
        let coffee = 1 + i as i32 % 5;
        let mut response = said(&format!("g-{i}"), 2 * coffee - i as i32 % 2);
        response.answers.push(score("coffee", coffee));
        response
    };
    submit(&client, (0..200).map(guest).collect()).await.unwrap();
    let reply = client.reports().build_report(request).await.unwrap().into_inner();
    let model = reply.report.unwrap().path_model.unwrap();
    assert_eq!((model.n, model.error_method.as_str()), (200, "jackknife"));
    assert!(model.paths[0].reliable && model.paths[0].coefficient.unwrap().value > 0.9);
    assert_eq!(model.latents[0].index.unwrap().value, 50.0);

    let page = get(server.address, "/reports/cafe?path_model=true", &[]).await;
    assert!(page.body.contains("<h2 id=\"paths\">Path model</h2>"));
    let plain = get(server.address, "/reports/cafe", &[]).await;
    assert!(!plain.body.contains("id=\"paths\""));
    let wrong = get(server.address, "/reports/cafe?path_model=perhaps", &[]).await;
    assert_eq!((wrong.status, &*wrong.body), (400, "path_model: must be true or false\n"));
}
