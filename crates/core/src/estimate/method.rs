//! The methods by which intervals are computed.

/// How an interval was computed; see [`interval`](crate::interval).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// [`interval::wilson`](crate::interval::wilson): the default of shares.
    Wilson,
    /// [`interval::tango`](crate::interval::tango): the default of an unweighted NPS.
    Tango,
    /// [`interval::vr_wilson`](crate::interval::vr_wilson): the default of everything else.
    VrWilson,
    /// [`interval::agresti_coull`](crate::interval::agresti_coull), for shares.
    AgrestiCoull,
    /// [`interval::clopper_pearson`](crate::interval::clopper_pearson), for shares.
    ClopperPearson,
    /// [`interval::jeffreys`](crate::interval::jeffreys), for shares.
    Jeffreys,
    /// [`interval::korn_graubard`](crate::interval::korn_graubard), for shares.
    KornGraubard,
    /// [`interval::logit`](crate::interval::logit), for shares.
    Logit,
    /// [`interval::adjusted_wald`](crate::interval::adjusted_wald), for an unweighted NPS.
    AdjustedWald,
    /// [`interval::bonett_price`](crate::interval::bonett_price), for an unweighted NPS.
    BonettPrice,
    /// [`interval::t`](crate::interval::t), for anything, to compare with.
    T,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 11] = [
        Self::Wilson,
        Self::Tango,
        Self::VrWilson,
        Self::AgrestiCoull,
        Self::ClopperPearson,
        Self::Jeffreys,
        Self::KornGraubard,
        Self::Logit,
        Self::AdjustedWald,
        Self::BonettPrice,
        Self::T,
    ];

    /// As `wilson`, `tango` or `vr_wilson`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::Tango => "tango",
            Self::VrWilson => "vr_wilson",
            Self::AgrestiCoull => "agresti_coull",
            Self::ClopperPearson => "clopper_pearson",
            Self::Jeffreys => "jeffreys",
            Self::KornGraubard => "korn_graubard",
            Self::Logit => "logit",
            Self::AdjustedWald => "adjusted_wald",
            Self::BonettPrice => "bonett_price",
            Self::T => "t",
        }
    }

    /// Whether it is made for answers without weights and without a design.
    #[must_use]
    pub fn needs_equal_weights(self) -> bool {
        match self {
            Self::ClopperPearson
            | Self::Jeffreys
            | Self::Tango
            | Self::AdjustedWald
            | Self::BonettPrice => true,
            Self::Wilson
            | Self::VrWilson
            | Self::AgrestiCoull
            | Self::KornGraubard
            | Self::Logit
            | Self::T => false,
        }
    }

    /// The method of that [`name`](Self::name).
    ///
    /// ```
    /// use plaudit_core::estimate::Method;
    ///
    /// assert_eq!(Method::named("clopper_pearson"), Some(Method::ClopperPearson));
    /// assert_eq!(Method::named("wald"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}
