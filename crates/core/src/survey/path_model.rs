//! The path model of a survey: what its questions together measure, and what of it goes with what.

use crate::text::LocalText;

/// Things that cannot be asked for directly, each measured by several questions, and the paths between
/// them: expectations, quality, value, satisfaction, loyalty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathModel {
    /// 2 to 10 latent variables.
    pub latents: Vec<Latent>,
    /// Which goes with which: no way along them leads back, and each latent variable is on one.
    pub paths: Vec<Path>,
}

/// A latent variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latent {
    /// Same form as a survey id, unique in the model.
    pub id: String,
    /// Label; the id is shown when there is none.
    pub label: LocalText,
    /// Ids of the 1 to 10 score questions that measure it. A question measures one latent variable.
    pub items: Vec<String>,
}

/// A path from one latent variable to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Id of the latent variable where it begins.
    pub from: String,
    /// Id of that where it ends.
    pub to: String,
}

impl PathModel {
    /// Position of the latent variable `id`.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.latents.iter().position(|latent| latent.id == id)
    }

    /// The paths as positions of latent variables; without those that name none.
    #[must_use]
    pub fn links(&self) -> Vec<(usize, usize)> {
        let link = |path: &Path| Some((self.position(&path.from)?, self.position(&path.to)?));
        self.paths.iter().filter_map(link).collect()
    }
}
