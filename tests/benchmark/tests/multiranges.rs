//! The sweep over the register against PostgreSQL's own multiranges, which share no code with it.

use benchmark::bare_sweep::BareSweep;
use benchmark::multiranges::{Multiranges, statement};
use benchmark::world::{Chance, HISTORY, Size, World, YEAR};
use federation::time::Interval;
use federation::vocabulary::Rational;

#[tokio::test]
async fn the_sweep_says_what_postgresql_multiranges_say() {
    for seed in 1..=4u64 {
        let mut chance = Chance::of(seed);
        // Few components and long outages, so that redundant ones fail together.
        let world = World::new(
            seed,
            Size {
                components: 8 + seed,
                services: 12,
                outages: 400,
                outage_seconds_max: 40 * 86_400 / seed,
                history: HISTORY,
            },
        );
        let register = world.register();
        let down = world.down_by_component();
        let mut database = Multiranges::load(&world.outages)
            .await
            .expect("the outages are loaded");
        let mut seconds = |limit: i64| chance.below(limit.unsigned_abs()).cast_signed();
        let cut = HISTORY.start.plus_seconds(seconds(HISTORY.seconds()));
        let short = Interval::new(cut, cut.plus_seconds(1 + seconds(30 * 86_400)));
        let short = short.intersect(HISTORY).expect("a part of the history");
        let mut partly_down = 0;
        for (number, tree) in world.services.iter().enumerate() {
            let sql = statement(tree);
            let end_to_end = world.end_to_end(number, HISTORY);
            let bare = BareSweep::new(tree, &down);
            for span in [HISTORY, YEAR, short] {
                let expected = database.down_seconds(&sql, span).await;
                let expected = expected.expect("PostgreSQL answers");
                let lost = end_to_end.lost_within(&register, span, None);
                assert_eq!(
                    lost.counted.to_seconds(),
                    Rational::whole(expected),
                    "seed {seed}, service {number}, {span}"
                );
                assert_eq!(lost.counted, lost.worst);
                assert_eq!(bare.down_seconds(span), expected);
                partly_down += usize::from(0 < expected && expected < span.seconds());
            }
        }
        assert!(partly_down > 12, "seed {seed} compares something");
    }
}
