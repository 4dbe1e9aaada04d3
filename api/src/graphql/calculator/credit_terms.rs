//! Bands and tiers of credit as a query gives them.

use async_graphql::InputObject;
use federation::agreement::credit::{Band, BandError, Bands, CreditTiers};

use super::given;
use super::place::Place;
use crate::error::Error;
use crate::graphql::scalar::RatioInput;

/// The most tiers, and the most bands.
const BANDS_MAX: usize = 50;

/// The tier of a credit: values in `[atOrAbove, below)`, on the exact value.
#[derive(Clone, Debug, InputObject)]
pub struct CreditTierInput {
    /// The lower end, inside. Absent: the tier is open below.
    at_or_above: Option<RatioInput>,
    /// The upper end, outside.
    below: RatioInput,
    /// The part of the charge that is given back.
    credit: RatioInput,
}

/// The band of a value: `[atOrAbove, below)`, on the exact value.
fn band<T>(
    at_or_above: Option<&RatioInput>,
    below: &RatioInput,
    meaning: T,
    at: &Place,
) -> Result<Band<T>, Error> {
    let least = at_or_above.map(|least| given::share(least, &at.field("atOrAbove")));
    Ok(Band {
        at_or_above: least.transpose()?,
        below: given::share(below, &at.field("below"))?,
        meaning,
    })
}

/// Lawful bands out of a list.
pub(super) fn bands<I, T>(
    list: &[I],
    parts: impl Fn(&I, &Place) -> Result<(Option<RatioInput>, RatioInput, T), Error>,
    at: &Place,
) -> Result<Bands<T>, Error> {
    at.at_most(list, BANDS_MAX)?;
    let mut read = Vec::with_capacity(list.len());
    for (number, given) in list.iter().enumerate() {
        let at = at.item(number);
        let (least, below, meaning) = parts(given, &at)?;
        read.push(band(least.as_ref(), &below, meaning, &at)?);
    }
    Bands::new(read).map_err(|error| {
        let expected = "bands that each hold a value, no two the same";
        let hint = match error {
            BandError::Empty { .. } => "give an upper end above the lower one",
            BandError::Overlap { .. } => {
                "end one band where the next begins: the ends are half-open"
            }
        };
        at.refuse(format!("a list where {error}"), expected, hint)
    })
}

/// Tiers with an optional cap.
pub(super) fn tiers(
    tiers: &[CreditTierInput],
    cap: Option<&RatioInput>,
    at: &Place,
) -> Result<CreditTiers, Error> {
    let parts = |tier: &CreditTierInput, at: &Place| {
        let CreditTierInput {
            at_or_above,
            below,
            credit,
        } = tier.clone();
        let credit = given::ratio(&credit, &at.field("credit"))?;
        Ok((at_or_above, below, credit))
    };
    let cap = cap.map(|cap| given::ratio(cap, &at.field("cap")));
    Ok(CreditTiers {
        bands: bands(tiers, parts, &at.field("tiers"))?,
        cap: cap.transpose()?,
    })
}
