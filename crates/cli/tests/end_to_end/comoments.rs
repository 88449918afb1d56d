//! The co-moments that a survey's imported responses left in the database.

use std::path::Path;
use std::sync::Arc;

use plaudit_core::comoments::Model;
use plaudit_core::drivers::{johnson, lmg, regress};
use plaudit_core::moments::Patterns;
use plaudit_core::survey::Version;
use plaudit_core::time::Day;
use plaudit_storage::{Options, Store, Tenant};
use serde_json::Value;

/// The first driver model of the airline, from what is stored at `url`.
fn stored(url: &str) -> (Model, Vec<Arc<Version>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = Options { url: url.to_owned(), max_connections: 2 };
        let store = Store::connect(&options).await.unwrap();
        let tenant: Tenant = "default".parse().unwrap();
        let read =
            async || store.comoments(&tenant, "airline", Day::MIN..=Day::MAX, None).await.unwrap();
        let unfolded = read().await;
        store.fold_comoments(&tenant, 1).await.unwrap();
        let comoments = read().await;
        assert!(comoments == unfolded, "folding changes no sum");
        // The days of a part of the month are read from the responses.
        let first = "2020-01-01".parse().unwrap();
        let scanned = store.comoments(&tenant, "airline", first..=first, None).await.unwrap();
        assert!(comoments == scanned, "what is stored is what the responses give");
        let survey = store.survey(&tenant, "airline").await.unwrap().unwrap();
        let model = comoments.model(&survey.versions, 0).unwrap();
        store.close().await;
        (model, survey.versions)
    })
}

/// R's regression and importances of the 14 ratings for being satisfied, over the passengers who
/// rated all of them.
pub(crate) fn reproduce(url: &str, reference: &Path) {
    let file: Value = serde_json::from_slice(&std::fs::read(reference).unwrap()).unwrap();
    let reference = &file["airline_zero_missing_listwise"];
    let (model, versions) = stored(url);
    let mut total: Patterns = model.groups[0].clone();
    assert!(model.groups[1..].iter().all(|group| total.merge(group)));
    assert_eq!(model.groups.len(), 64);
    let columns: Vec<usize> = [0].into_iter().chain(model.scores()).collect();
    let complete = total.listwise(&columns).unwrap();
    assert_eq!(complete.n(), reference["n"].as_i64().unwrap());
    let moments = complete.centred().unwrap();
    let drivers: Vec<usize> = (1..columns.len()).collect();
    let near = |found: f64, expected: &Value, what: &str| {
        let expected = expected.as_f64().unwrap();
        let error = (found - expected).abs() / expected.abs().max(1.0);
        assert!(error <= 1e-9, "{what}: {found}, not {expected}");
    };
    let fit = regress(&moments, 0, &drivers).unwrap();
    near(fit.r2, &reference["r2"], "R²");
    near(fit.intercept, &reference["intercept"]["b"], "intercept");
    let shares = lmg(&moments, 0, &drivers).unwrap().values;
    let weights = johnson(&moments, 0, &drivers).unwrap();
    let table = &reference["table"];
    let questions = &versions.last().unwrap().survey().questions;
    for (i, driver) in model.drivers.iter().enumerate() {
        let name = table["driver"][i].as_str().unwrap();
        assert_eq!(questions[driver.question].id, crate::airline::measure_id(name));
        near(moments.means()[i + 1], &table["mean"][i], name);
        near(fit.slopes[i].b, &table["b"][i], name);
        near(fit.slopes[i].se, &table["se"][i], name);
        near(shares[i], &table["lmg"][i], name);
        near(weights[i], &table["johnson"][i], name);
        // Everybody who rated the service is in its joint counts: all said whether they were satisfied.
        let rated: u64 = model.joints[i].rows().flatten().sum();
        let alone = total.listwise(&[driver.score]).unwrap().n();
        assert_eq!(rated, u64::try_from(alone).unwrap(), "{name}");
    }
}
