//! Ten thousand small histories: whatever an assessment says, the slow way says too.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use federation::agreement::{AttributionPolicy, DegradationRule, MissingDataRule, WindowStatus};
use federation::evaluation::{
    Assessment, Downtime, Figure, FigureState, OutageStanding, StrictFigure, Verdict,
};
use federation::time::IntervalSet;
use federation::vocabulary::Rational;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

use crate::oracle::{self, Answer, BILLION, PARTS, PlainFigure, View, lost_within};
use crate::scene::{PERIOD, Scene, any_scene, tick, ticks};

const HISTORIES: u32 = 10_000;

/// How often each of these must come up among the histories: far less often than it does.
const OFTEN: u32 = 50;

/// A failing history is printed with the seed that makes it again, and tried first from then on.
#[test]
fn ten_thousand_histories_equal_the_oracle() {
    let config = ProptestConfig {
        source_file: Some(file!()),
        test_name: Some(concat!(
            module_path!(),
            "::ten_thousand_histories_equal_the_oracle"
        )),
        ..ProptestConfig::with_cases(HISTORIES)
    };
    let mut runner = TestRunner::new(config);
    let agreed = Cell::new(0);
    let met = RefCell::new(BTreeMap::new());
    let outcome = runner.run(&any_scene(), |scene| {
        let answer = oracle::answer(&scene);
        let assessment = scene.assess();
        check(&scene, &answer, &assessment)?;
        agreed.set(agreed.get() + 1);
        let standings = assessment
            .outages
            .iter()
            .map(|used| used.standing.to_string());
        for what in features(&scene, &answer)
            .map(str::to_owned)
            .chain(standings)
        {
            *met.borrow_mut().entry(what).or_insert(0) += 1;
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}\n{runner}");
    }
    assert!(agreed.get() >= HISTORIES, "only {} ran", agreed.get());
    let standings = OutageStanding::ALL.iter().map(ToString::to_string);
    for what in FEATURES.map(str::to_owned).into_iter().chain(standings) {
        let times = met.borrow().get(&what).copied().unwrap_or(0);
        assert!(times >= OFTEN, "{what} came up {times} times");
    }
}

fn check(scene: &Scene, answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    check_time(scene, answer, assessment)?;
    check_figures(answer, assessment)?;
    check_bounds(answer, assessment)?;
    check_promise(answer, assessment)?;
    check_strict(scene, answer, assessment)?;
    check_shares(scene, answer, assessment)
}

/// Ticks as a set of seconds.
fn set(ticks_of: impl IntoIterator<Item = i64>) -> IntervalSet {
    ticks_of.into_iter().map(|at| ticks(at, at + 1)).collect()
}

fn seconds(billionths: i128) -> Rational {
    Rational::new(billionths, BILLION)
}

/// (base - lost) / base.
fn part(base: usize, lost: i128) -> Option<Rational> {
    let whole = base as i128 * BILLION;
    (base > 0).then(|| Rational::new(whole - lost, whole))
}

fn check_time(scene: &Scene, answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    for (found, expect) in scene.exclusions().iter().zip(&answer.versions) {
        prop_assert_eq!(&found.statuses, &expect.statuses);
        prop_assert_eq!(found.uncapped_seconds, expect.uncapped);
        prop_assert_eq!(&found.excluded, &set(expect.excluded.iter().copied()));
    }
    let within = |ticks: &dyn Fn(&oracle::VersionTime, i64) -> bool| {
        set(PERIOD.filter(|at| answer.versions.iter().any(|version| ticks(version, *at))))
    };
    let time = &assessment.service_time;
    prop_assert_eq!(
        time.agreed(),
        &within(&|version, at| version.agreed.contains(&at))
    );
    prop_assert_eq!(
        time.excluded(),
        &within(&|version, at| version.excluded.contains(&at))
    );
    prop_assert_eq!(time.base(), &set(answer.base.iter().copied()));
    Ok(())
}

fn check_figure(figure: &Figure, expect: &PlainFigure) -> TestCaseResult {
    prop_assert_eq!(figure.agreed_seconds, expect.agreed);
    prop_assert_eq!(figure.excluded_seconds, expect.excluded);
    prop_assert_eq!(figure.base_seconds, expect.base);
    prop_assert_eq!(&figure.downtime_seconds, &seconds(expect.lost));
    prop_assert_eq!(figure.breaks, expect.breaks);
    prop_assert_eq!(figure.state, expect.state);
    let exact = part(expect.base as usize, expect.lost).filter(|_| expect.state == FigureState::Ok);
    prop_assert_eq!(&figure.availability, &exact);
    let breaks = i128::from(expect.breaks);
    let per_break =
        |billionths: i128| (breaks > 0).then(|| Rational::new(billionths, BILLION * breaks));
    prop_assert_eq!(&figure.mtrs_seconds, &per_break(expect.lost));
    let up = i128::from(expect.base) * BILLION - expect.lost;
    prop_assert_eq!(&figure.mtbf_seconds, &per_break(up));
    Ok(())
}

fn check_figures(answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    check_figure(&assessment.figure, &answer.figure)?;
    let to_date = assessment.to_date.as_ref();
    prop_assert_eq!(to_date.is_some(), answer.to_date.is_some());
    if let Some((found, expect)) = to_date.zip(answer.to_date.as_ref()) {
        check_figure(&found.figure, expect)?;
        let judged = answer
            .judged
            .as_ref()
            .filter(|judged| !judged.base.is_empty());
        let certain =
            judged.map(|judged| judged.missed(lost_within(&answer.counted, &judged.base)));
        prop_assert_eq!(found.breach_certain, certain);
    }
    let mut expect: Vec<Downtime> = Vec::new();
    for at in &answer.base {
        let lost = answer.counted[(at - PERIOD.start) as usize];
        match expect.last_mut() {
            _ if lost == 0 => {}
            Some(last)
                if last.interval.end == tick(*at) && i128::from(last.loss.billionths()) == lost =>
            {
                last.interval.end = tick(at + 1);
            }
            _ => expect.push(Downtime {
                interval: ticks(*at, at + 1),
                loss: federation::vocabulary::Loss::from_billionths(lost as u32).expect("a loss"),
            }),
        }
    }
    prop_assert_eq!(&assessment.downtimes, &expect);
    Ok(())
}

fn check_bounds(answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    let bounds = &assessment.bounds;
    let (base, open) = (&answer.base, &answer.open);
    let lower = lost_within(&answer.worst, base);
    let known: Vec<i64> = base
        .iter()
        .copied()
        .filter(|at| !open.contains(at))
        .collect();
    let known_lost = lost_within(&answer.counted, &known);
    prop_assert_eq!(&bounds.uncertain, &set(open.iter().copied()));
    prop_assert_eq!(bounds.uncertain_seconds, open.len() as i64);
    prop_assert_eq!(bounds.known_seconds, known.len() as i64);
    prop_assert_eq!(&bounds.lower_downtime_seconds, &seconds(lower));
    prop_assert_eq!(&bounds.upper_downtime_seconds, &seconds(answer.figure.lost));
    prop_assert_eq!(&bounds.known_downtime_seconds, &seconds(known_lost));
    prop_assert_eq!(&bounds.lower, &part(base.len(), lower));
    prop_assert_eq!(&bounds.upper, &part(base.len(), answer.figure.lost));
    prop_assert_eq!(&bounds.known_only, &part(known.len(), known_lost));
    let matters = |at: &i64| {
        let place = (at - PERIOD.start) as usize;
        answer.worst[place] != answer.known[place]
    };
    prop_assert_eq!(
        &assessment.unknown,
        &set(base.iter().copied().filter(matters))
    );
    Ok(())
}

fn check_promise(answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    prop_assert_eq!(assessment.verdict, answer.verdict);
    prop_assert_eq!(assessment.promise.is_some(), answer.judged.is_some());
    let judged = answer.judged.as_ref().zip(assessment.promise.as_ref());
    let Some((judged, promise)) = judged.filter(|(judged, _)| !judged.base.is_empty()) else {
        prop_assert_eq!(assessment.breach_certain_at, None);
        return Ok(());
    };
    let ticks_of = judged.base.len();
    let required = Rational::new(judged.thousandths, 1_000 * ticks_of);
    prop_assert_eq!(promise.required.as_ref(), Some(&required));
    prop_assert_eq!(promise.base_seconds, ticks_of as i64);
    let [lower, upper] = [&answer.worst, &answer.counted]
        .map(|losses| part(ticks_of, lost_within(losses, &judged.base)));
    prop_assert_eq!((&promise.lower, &promise.upper), (&lower, &upper));
    let certain = (1..=ticks_of)
        .find(|passed| judged.missed(lost_within(&answer.counted, &judged.base[..*passed])));
    let certain = certain.map(|passed| tick(judged.base[passed - 1] + 1));
    prop_assert_eq!(assessment.breach_certain_at, certain);
    Ok(())
}

/// The rules are applied to every component here, to the service there.
fn check_strict(scene: &Scene, answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    let strict = &assessment.strict;
    let by_rule = |rule| oracle::service_losses(scene, View::Degraded(rule));
    for (found, rule) in [
        (&strict.weighted, DegradationRule::Weighted),
        (&strict.as_up, DegradationRule::AsUp),
        (&strict.as_down, DegradationRule::AsDown),
    ] {
        let lost = lost_within(&by_rule(rule), &answer.base);
        let expect = StrictFigure {
            downtime_seconds: seconds(lost),
            availability: part(answer.base.len(), lost),
        };
        prop_assert_eq!(found, &expect, "{}", rule);
    }
    let weighted = by_rule(DegradationRule::Weighted);
    let degraded = |at: &&i64| (1..BILLION).contains(&weighted[(**at - PERIOD.start) as usize]);
    prop_assert_eq!(
        strict.degraded_seconds,
        answer.base.iter().filter(degraded).count() as i64
    );
    Ok(())
}

fn check_shares(scene: &Scene, answer: &Answer, assessment: &Assessment) -> TestCaseResult {
    let sharing = oracle::sharing(scene, answer);
    for policy in AttributionPolicy::ALL {
        let (found, expect) = (&assessment.shares[policy], &sharing.shares[policy]);
        let share = |parts: &i128| Rational::new(*parts, BILLION * PARTS);
        let by_supplier = expect
            .iter()
            .filter_map(|(owner, parts)| Some(((*owner)?, share(parts))));
        prop_assert_eq!(&found.by_supplier, &by_supplier.collect(), "{}", policy);
        let unowned = share(expect.get(&None).unwrap_or(&0));
        prop_assert_eq!(&found.unowned_seconds, &unowned, "{}", policy);
        prop_assert!(found.uncounted_seconds.is_zero());
        let all: i128 = expect.values().sum();
        let lost = answer.figure.lost * PARTS;
        let sums = if *policy == AttributionPolicy::Full {
            all >= lost
        } else {
            all == lost
        };
        prop_assert!(sums, "{} shares out {} of {}", policy, all, lost);
    }
    let uses = assessment.outages.iter().map(|used| {
        let seconds = [
            used.agreed_seconds,
            used.excluded_seconds,
            used.counted_seconds,
        ];
        (used.standing, seconds)
    });
    prop_assert_eq!(uses.collect::<Vec<_>>(), sharing.uses(scene, answer));
    prop_assert!(
        assessment
            .outages
            .iter()
            .map(|used| used.outage)
            .eq(scene.facts.iter().map(|f| f.outage))
    );
    Ok(())
}

const FEATURES: [&str; 16] = [
    "a breach that is certain later",
    "a cap that bites",
    "a figure to date",
    "a part of a loss",
    "a period under two agreement versions",
    "a period under two trees",
    "late notice",
    "missing data that fails",
    "no approval",
    "no data",
    "no service time",
    "open bounds",
    "the verdict BREACHED",
    "the verdict INDETERMINATE",
    "the verdict MET",
    "unknown time that counts as down",
];

/// What came up in a history, so that all of it is known to have come up.
fn features(scene: &Scene, answer: &Answer) -> impl Iterator<Item = &'static str> {
    let statuses = || answer.versions.iter().flat_map(|version| &version.statuses);
    let in_period =
        |during: &std::ops::Range<i64>| during.start < PERIOD.end && PERIOD.start < during.end;
    let capped = |version: &oracle::VersionTime| version.uncapped > version.excluded.len() as i64;
    let verdict = answer.verdict;
    let failing = scene
        .versions
        .iter()
        .any(|(_, t)| t.missing_data == MissingDataRule::CountAsFailure);
    let found = [
        answer.judged.as_ref().is_some_and(|judged| {
            let losses = |count: usize| lost_within(&answer.counted, &judged.base[..count]);
            judged.base.len() > 1
                && !judged.missed(losses(1))
                && judged.missed(losses(judged.base.len()))
        }),
        answer.versions.iter().any(capped),
        answer.to_date.is_some(),
        answer
            .counted
            .iter()
            .any(|loss| (1..BILLION).contains(loss)),
        scene
            .versions
            .iter()
            .filter(|(during, _)| in_period(during))
            .count()
            == 2,
        scene
            .trees
            .iter()
            .filter(|(during, _)| in_period(during))
            .count()
            == 2,
        statuses().any(|status| *status == WindowStatus::LateNotice),
        failing && !answer.open.is_empty() && verdict == Some(Verdict::Breached),
        statuses().any(|status| *status == WindowStatus::NotApproved),
        answer.figure.state == FigureState::NoData,
        answer.figure.state == FigureState::NoServiceTime,
        answer.figure.state == FigureState::Bounded,
        verdict == Some(Verdict::Breached),
        verdict == Some(Verdict::Indeterminate),
        verdict == Some(Verdict::Met),
        answer.base.iter().any(|at| {
            let place = (at - PERIOD.start) as usize;
            answer.known[place] < answer.counted[place]
        }),
    ];
    let found = FEATURES.into_iter().zip(found).filter(|(_, found)| *found);
    found.map(|(what, _)| what)
}
