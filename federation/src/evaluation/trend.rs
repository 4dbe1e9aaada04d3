//! Where a figure is going: two straight lines through settled periods, exactly (C15).

use crate::vocabulary::Rational;
use crate::words;

words! {
    /// Whether there is a trend.
    pub enum TrendState {
        /// There is one.
        Ok = "OK",
        /// Too few points carry one.
        TooFewPoints = "TOO_FEW_POINTS",
    }
}

words! {
    /// What a trend says about the next period: a forecast, never a verdict.
    pub enum TrendForecast {
        /// The next value would meet the target.
        Ok = "FORECAST_OK",
        /// The next value would miss the target.
        Breach = "FORECAST_BREACH",
    }
}

/// A period of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// The figure; `None` without one.
    pub value: Option<Rational>,
    /// Whether the period is settled enough to be used, by contract when it is frozen: others are left
    /// out, but keep their place.
    pub settled: bool,
}

/// A place and the value there.
type Placed<'a> = (Rational, &'a Rational);

/// A straight line over the places of the points, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendLine {
    /// The change from one period to the next.
    pub slope: Rational,
    /// The value at place 0.
    pub intercept: Rational,
    /// The value one place after the last point; not cut at 100 %.
    pub next: Rational,
}

/// What the line of least squares is made of, over places x and values y.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendSums {
    /// The sum of x.
    pub x: Rational,
    /// The sum of y.
    pub y: Rational,
    /// The sum of x squared.
    pub xx: Rational,
    /// The sum of x times y.
    pub xy: Rational,
}

/// A trend with what it says about the next period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// How many points it was made of.
    pub points_used: usize,
    /// Whether there is one.
    pub state: TrendState,
    /// The sums of the points that were used.
    pub sums: TrendSums,
    /// The line of least squares.
    pub least_squares: Option<TrendLine>,
    /// The Theil-Sen line, which one outlier barely moves.
    pub theil_sen: Option<TrendLine>,
    /// Whether the next value on the line of least squares would meet the target; `None` without a
    /// trend or a target.
    pub forecast: Option<TrendForecast>,
}

impl Trend {
    /// The fewest points that carry a trend.
    pub const POINTS_MIN: usize = 3;

    /// The trend of periods that follow on each other.
    #[must_use]
    pub fn of(points: &[TrendPoint], target: Option<&Rational>) -> Self {
        let used: Vec<Placed<'_>> = points
            .iter()
            .enumerate()
            .filter(|(_, point)| point.settled)
            .filter_map(|(at, point)| Some((Rational::whole(at), point.value.as_ref()?)))
            .collect();
        let next_place = Rational::whole(points.len());
        let enough = used.len() >= Self::POINTS_MIN;
        let line = |fit: fn(&[Placed<'_>]) -> Option<(Rational, Rational)>| {
            let (slope, intercept) = enough.then(|| fit(&used)).flatten()?;
            Some(TrendLine {
                next: intercept.clone() + slope.clone() * next_place.clone(),
                slope,
                intercept,
            })
        };
        let squares = line(least_squares);
        Self {
            points_used: used.len(),
            state: match enough {
                true => TrendState::Ok,
                false => TrendState::TooFewPoints,
            },
            forecast: squares.as_ref().zip(target).map(|(line, target)| {
                match line.next < *target {
                    true => TrendForecast::Breach,
                    false => TrendForecast::Ok,
                }
            }),
            sums: TrendSums::of(&used),
            theil_sen: line(theil_sen),
            least_squares: squares,
        }
    }
}

impl TrendSums {
    fn of(points: &[Placed<'_>]) -> Self {
        let sum = |of: fn(&Rational, &Rational) -> Rational| -> Rational {
            points.iter().map(|(x, y)| of(x, y)).sum()
        };
        Self {
            x: sum(|x, _| x.clone()),
            y: sum(|_, y| y.clone()),
            xx: sum(|x, _| x.clone() * x.clone()),
            xy: sum(|x, y| x.clone() * y.clone()),
        }
    }
}

/// Slope and intercept of the line with the least sum of squared distances: slope = (n Sxy - Sx Sy)
/// / (n Sxx - Sx^2), intercept = (Sy - slope Sx) / n.
fn least_squares(points: &[Placed<'_>]) -> Option<(Rational, Rational)> {
    let count = Rational::whole(points.len());
    let TrendSums { x, y, xx, xy } = TrendSums::of(points);
    let rise = count.clone() * xy - x.clone() * y.clone();
    let run = count.clone() * xx - x.clone() * x.clone();
    let slope = rise.checked_div(&run)?;
    let intercept = (y - slope.clone() * x).checked_div(&count)?;
    Some((slope, intercept))
}

/// The median of the slopes between any two points, and the median of what it leaves at place 0.
fn theil_sen(points: &[Placed<'_>]) -> Option<(Rational, Rational)> {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (at, (x, y)) in points.iter().enumerate() {
        for (later_x, later_y) in &points[at + 1..] {
            let rise = (*later_y).clone() - (*y).clone();
            slopes.push(rise.checked_div(&(later_x.clone() - x.clone()))?);
        }
    }
    let slope = median(slopes)?;
    let left = points
        .iter()
        .map(|(x, y)| (*y).clone() - slope.clone() * x.clone());
    let intercept = median(left.collect())?;
    Some((slope, intercept))
}

/// The middle value, or the mean of the two in the middle; `None` of none.
fn median(mut values: Vec<Rational>) -> Option<Rational> {
    values.sort_unstable();
    let upper = values.get(values.len() / 2)?.clone();
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = values[values.len() / 2 - 1].clone();
    Some((lower + upper) * Rational::new(1, 2))
}
