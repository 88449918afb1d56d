//! What must hold of a path model.

use std::collections::HashSet;

use super::Check;
use crate::comoments::Plan;
use crate::moments::MAX_COLUMNS;
use crate::survey::{PathModel, QuestionKind, Survey};

impl Check<'_> {
    /// Comes last: how much is kept of the responses is known of a survey that is right otherwise.
    pub(super) fn path_model(&mut self, survey: &Survey) {
        let Some(model) = &survey.path_model else { return };
        self.latents(model, survey);
        self.paths(model);
        if self.found.is_empty() {
            let columns = Plan::of(survey).columns().len();
            if columns > MAX_COLUMNS {
                let reason = format!(
                    "needs {columns} columns together with the driver models; there are at most \
                     {MAX_COLUMNS}, three a driver, one a model and one an item"
                );
                self.refuse("path_model", reason);
            }
        }
    }

    fn latents(&mut self, model: &PathModel, survey: &Survey) {
        let latents = &model.latents;
        self.count("path_model.latents", latents.len(), 2, 10);
        self.unique("path_model.latents", latents.iter().map(|latent| &latent.id));
        let mut items = HashSet::new();
        for (i, latent) in latents.iter().enumerate() {
            let path = format!("path_model.latents[{i}]");
            self.id(&format!("{path}.id"), &latent.id);
            self.optional_text(&format!("{path}.label"), &latent.label);
            self.count(&format!("{path}.items"), latent.items.len(), 1, 10);
            for (j, id) in latent.items.iter().enumerate() {
                let path = format!("{path}.items[{j}]");
                let question = survey.questions.iter().find(|question| question.id == *id);
                match question.map(|question| &question.kind) {
                    Some(QuestionKind::Score(_)) => {}
                    _ => self.refuse(&path, format!("{id:?} is not a score question")),
                }
                if !items.insert(id) {
                    self.refuse(&path, format!("{id:?} is an item already"));
                }
            }
            let on_path = model.paths.iter().any(|p| p.from == latent.id || p.to == latent.id);
            if !on_path {
                self.refuse(&path, format!("no path leads from or to {:?}", latent.id));
            }
        }
    }

    fn paths(&mut self, model: &PathModel) {
        let mut known = true;
        for (i, path) in model.paths.iter().enumerate() {
            let field = format!("path_model.paths[{i}]");
            for (end, id) in [("from", &path.from), ("to", &path.to)] {
                if model.position(id).is_none() {
                    let reason = format!("{id:?} is not a latent variable of the model");
                    self.refuse(&format!("{field}.{end}"), reason);
                    known = false;
                }
            }
            if model.paths[..i].contains(path) {
                self.refuse(&field, "is named twice");
            }
        }
        if known && leads_back(model.latents.len(), &model.links()) {
            self.refuse("path_model.paths", "must not lead back to where they began");
        }
    }
}

/// Whether some way along `links` comes back: taking away what nothing leads to leaves something.
fn leads_back(latents: usize, links: &[(usize, usize)]) -> bool {
    let mut left: Vec<usize> = (0..latents).collect();
    loop {
        let led_to = |at: &usize| links.iter().any(|(from, to)| to == at && left.contains(from));
        let next: Vec<usize> = left.iter().copied().filter(led_to).collect();
        if next.len() == left.len() {
            return !left.is_empty();
        }
        left = next;
    }
}
