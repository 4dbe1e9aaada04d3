//! Counts of sets by their size, as polynomials: what independent games make together.

use std::ops::{AddAssign, Mul, Sub};

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

/// A count of sets.
pub(super) trait Count:
    Clone
    + Zero
    + One
    + Mul<Output = Self>
    + Sub<Output = Self>
    + for<'a> AddAssign<&'a Self>
    + Into<BigInt>
{
}

impl Count for u128 {}
impl Count for BigUint {}

/// How many sets of each size, by size from 0 to the number of players.
pub(super) type BySize<N> = Vec<N>;

/// All sets less these, size by size: the sets that lose where these win, and the other way round.
pub(super) fn losing<N: Count>(winning: &BySize<N>) -> BySize<N> {
    let all = all_sets(winning.len() - 1);
    let lost = all.into_iter().zip(winning);
    lost.map(|(all, winning): (N, &N)| all - winning.clone())
        .collect()
}

/// How many sets of each size there are of so many players: a row of Pascal's triangle.
pub(super) fn all_sets<N: Count>(players: usize) -> BySize<N> {
    let mut row = vec![N::one()];
    for _ in 0..players {
        row.push(N::zero());
        for at in (1..row.len()).rev() {
            let left = row[at - 1].clone();
            row[at] += &left;
        }
    }
    row
}

/// The same game among so many players, the new ones being null players.
pub(super) fn widened<N: Count>(sets: &BySize<N>, players: usize) -> BySize<N> {
    times(sets, &all_sets(players + 1 - sets.len().min(players + 1)))
}

pub(super) fn times<N: Count>(a: &BySize<N>, b: &BySize<N>) -> BySize<N> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut product = vec![N::zero(); a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
        for (j, y) in b.iter().enumerate() {
            product[i + j] += &(x.clone() * y.clone());
        }
    }
    product
}

pub(super) fn add<N: Count>(total: &mut BySize<N>, more: &BySize<N>) {
    if total.len() < more.len() {
        total.resize(more.len(), N::zero());
    }
    for (total, more) in total.iter_mut().zip(more) {
        *total += more;
    }
}
