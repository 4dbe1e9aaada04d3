//! The slow way: tick by tick and fact by fact, straight from the definitions, in whole numbers.
//!
//! It shares no code with the calculations: of them it knows only the forms in which questions are
//! asked. A loss is counted in billionths, a share in parts of one as well.

mod shares;

use std::collections::{BTreeMap, BTreeSet};

use federation::agreement::{
    DegradationRule, ExclusionWindow, MaintenanceTerms, MissingDataRule, Terms, WindowStatus,
};
use federation::evaluation::{FigureState, OutageFact, Verdict};
use federation::incident::Effect;
use federation::topology::{Gate, Node};
use federation::vocabulary::ComponentId;

use crate::scene::{CLOCK, COMPONENTS, PERIOD, Scene};

pub(crate) use shares::{PARTS, sharing};

pub(crate) const BILLION: i128 = 1_000_000_000;

/// The loss of every component by its number, in billionths; the last one is in no tree.
pub(crate) type Losses = [i128; COMPONENTS as usize + 1];

/// What the facts are taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// As agreed.
    Counted,
    /// Unknown time is up, whatever was agreed.
    UnknownUp,
    /// Unknown time is down, whatever was agreed.
    UnknownDown,
    /// As agreed, but for this rule for degradations.
    Degraded(DegradationRule),
}

pub(crate) fn number(component: ComponentId) -> usize {
    component.0.as_u128() as usize
}

/// The loss of a tree when its components have these losses.
pub(crate) fn tree_loss(tree: &Node, losses: &Losses) -> i128 {
    match tree {
        Node::Component(component) => losses[number(*component)],
        Node::Gate { gate, children } => {
            let of_children = children.iter().map(|child| tree_loss(child, losses));
            let mut of_children: Vec<i128> = of_children.collect();
            of_children.sort_unstable();
            match gate {
                Gate::Serial => of_children[of_children.len() - 1],
                Gate::Parallel => of_children[0],
                Gate::KOfN(k) => of_children[*k as usize - 1],
            }
        }
    }
}

/// The terms that hold at a tick: those of the last version that began, or of the first one.
fn terms_at(scene: &Scene, at: i64) -> &Terms {
    let begun = scene
        .versions
        .iter()
        .rev()
        .find(|(during, _)| during.start <= at);
    &begun.unwrap_or(&scene.versions[0]).1
}

/// Whether a fact holds at a tick. What has no end lasts until now, or the end of the period.
fn holds(scene: &Scene, fact: &OutageFact, at: i64) -> bool {
    let now = scene.as_of.map_or(PERIOD.end, |now| now.unix_seconds());
    let end = fact
        .end
        .map_or(now.min(PERIOD.end), |end| end.unix_seconds());
    fact.start.unix_seconds() <= at && at < end
}

/// What a fact takes of its component at a tick.
fn loss_of(scene: &Scene, fact: &OutageFact, at: i64, view: View) -> i128 {
    if !holds(scene, fact, at) {
        return 0;
    }
    let terms = terms_at(scene, at);
    let rule = match view {
        View::Degraded(rule) => rule,
        _ => terms.degradation,
    };
    match (fact.effect, rule, view) {
        (Effect::Lost(loss), DegradationRule::Weighted, _) => loss.billionths().into(),
        (Effect::Lost(loss), DegradationRule::AsUp, _)
            if i128::from(loss.billionths()) < BILLION =>
        {
            0
        }
        (Effect::Lost(_), ..) | (Effect::Unknown, _, View::UnknownDown) => BILLION,
        (Effect::Unknown, _, View::UnknownUp) => 0,
        (Effect::Unknown, ..) if terms.missing_data == MissingDataRule::CountAsDown => BILLION,
        (Effect::Unknown, ..) => 0,
    }
}

/// The largest loss of every component at a tick.
pub(crate) fn losses_at(scene: &Scene, at: i64, view: View) -> Losses {
    let mut losses = [0; COMPONENTS as usize + 1];
    for fact in &scene.facts {
        let of = &mut losses[number(fact.component)];
        *of = loss_of(scene, fact, at, view).max(*of);
    }
    losses
}

/// The tree in force at a tick.
pub(crate) fn tree_at(scene: &Scene, at: i64) -> Option<&Node> {
    let in_force = scene.trees.iter().find(|(during, _)| during.contains(&at));
    in_force.map(|(_, tree)| tree)
}

/// What the service loses at every tick of the period.
pub(crate) fn service_losses(scene: &Scene, view: View) -> Vec<i128> {
    let loss = |at| {
        let losses = losses_at(scene, at, view);
        // Every gate needs somebody, so nothing is lost while nothing fails.
        let failing = losses.iter().any(|loss| *loss > 0);
        tree_at(scene, at)
            .filter(|_| failing)
            .map_or(0, |tree| tree_loss(tree, &losses))
    };
    PERIOD.map(loss).collect()
}

/// What an agreement makes of a window: approval first, then the notice it had.
fn status(window: &ExclusionWindow, terms: &MaintenanceTerms) -> WindowStatus {
    let start = window.interval.start.unix_seconds();
    match window.notified_at {
        _ if !window.approved => WindowStatus::NotApproved,
        Some(told) if start - told.unix_seconds() >= terms.notice_seconds => WindowStatus::Counted,
        _ => WindowStatus::LateNotice,
    }
}

/// What one agreement version says of the clock.
#[derive(Default)]
pub(crate) struct VersionTime {
    pub(crate) statuses: Vec<WindowStatus>,
    /// Ticks that its counted windows ask for, within its agreed hours.
    pub(crate) uncapped: i64,
    pub(crate) excluded: BTreeSet<i64>,
    pub(crate) agreed: BTreeSet<i64>,
}

/// Each version's time, over the whole clock.
pub(crate) fn version_times(scene: &Scene) -> Vec<VersionTime> {
    let within = |interval: &federation::time::Interval, at: i64| {
        interval.start.unix_seconds() <= at && at < interval.end.unix_seconds()
    };
    let mut times = Vec::new();
    for (during, terms) in &scene.versions {
        let mut time = VersionTime::default();
        if let Some(terms) = &terms.maintenance {
            time.statuses = scene
                .windows
                .iter()
                .map(|window| status(window, terms))
                .collect();
        }
        let mut used = [0; 2];
        for at in CLOCK.filter(|at| during.contains(at)) {
            if !scene.hours.iter().any(|hours| within(hours, at)) {
                continue;
            }
            time.agreed.insert(at);
            let planned = scene.windows.iter().zip(&time.statuses);
            let mut counted = planned.filter(|(_, status)| **status == WindowStatus::Counted);
            if counted.any(|(window, _)| within(&window.interval, at)) {
                let month = scene.months.iter().position(|month| month.contains(&at));
                let month = month.expect("the months cover the clock");
                time.uncapped += 1;
                used[month] += 1;
                let cap = terms
                    .maintenance
                    .and_then(|terms| terms.cap_seconds_per_month);
                if cap.is_none_or(|cap| used[month] <= cap) {
                    time.excluded.insert(at);
                }
            }
        }
        times.push(time);
    }
    times
}

/// A figure in whole numbers: times in ticks, losses in billionths of one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PlainFigure {
    pub(crate) agreed: i64,
    pub(crate) excluded: i64,
    pub(crate) base: i64,
    pub(crate) lost: i128,
    pub(crate) breaks: u64,
    pub(crate) state: FigureState,
}

/// Everything about a scene that its assessment says too.
pub(crate) struct Answer {
    pub(crate) figure: PlainFigure,
    /// Ticks of base, in time order.
    pub(crate) base: Vec<i64>,
    /// What the service loses at every tick of the period: as agreed, at worst, and known.
    pub(crate) counted: Vec<i128>,
    pub(crate) worst: Vec<i128>,
    pub(crate) known: Vec<i128>,
    /// Base in which unknown time leaves the figure open.
    pub(crate) open: Vec<i64>,
    pub(crate) judged: Option<Judged>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) to_date: Option<PlainFigure>,
    pub(crate) versions: Vec<VersionTime>,
}

/// The service time that has a target.
#[derive(Clone)]
pub(crate) struct Judged {
    pub(crate) base: Vec<i64>,
    /// The sum over that time of the targets, in thousandths.
    pub(crate) thousandths: i128,
    failed_to_report: bool,
}

impl Judged {
    /// Whether the targets are missed when this much of that time is lost.
    pub(crate) fn missed(&self, lost: i128) -> bool {
        (self.base.len() as i128 * BILLION - lost) * 1_000 < self.thousandths * BILLION
    }
}

pub(crate) fn lost_within(losses: &[i128], base: &[i64]) -> i128 {
    base.iter()
        .map(|at| losses[(at - PERIOD.start) as usize])
        .sum()
}

/// Runs of loss that touch base.
fn breaks(losses: &[i128], base: &[i64]) -> u64 {
    let mut breaks = 0;
    let mut touched = false;
    for (at, loss) in PERIOD.zip(losses) {
        touched &= *loss > 0;
        if *loss > 0 && !touched && base.contains(&at) {
            touched = true;
            breaks += 1;
        }
    }
    breaks
}

pub(crate) fn answer(scene: &Scene) -> Answer {
    let versions = version_times(scene);
    let [counted, worst, known] =
        [View::Counted, View::UnknownDown, View::UnknownUp].map(|view| service_losses(scene, view));
    let agreed = |at: &i64| versions.iter().any(|version| version.agreed.contains(at));
    let excluded = |at: &i64| versions.iter().any(|version| version.excluded.contains(at));
    let base: Vec<i64> = PERIOD.filter(|at| agreed(at) && !excluded(at)).collect();
    let at_tick = |losses: &[i128], at: i64| losses[(at - PERIOD.start) as usize];
    let differs = |at: &i64| at_tick(&counted, *at) != at_tick(&worst, *at);
    let open: Vec<i64> = base.iter().copied().filter(differs).collect();
    let figure_until = |until: i64| {
        let base: Vec<i64> = base.iter().copied().filter(|at| *at < until).collect();
        let open = open.iter().filter(|at| **at < until).count();
        PlainFigure {
            agreed: PERIOD.filter(|at| *at < until && agreed(at)).count() as i64,
            excluded: PERIOD.filter(|at| *at < until && excluded(at)).count() as i64,
            lost: lost_within(&counted, &base),
            breaks: breaks(&counted, &base),
            state: match (open, base.len()) {
                (_, 0) => FigureState::NoServiceTime,
                (0, _) => FigureState::Ok,
                (open, all) if open == all => FigureState::NoData,
                _ => FigureState::Bounded,
            },
            base: base.len() as i64,
        }
    };
    let judged = judged(scene, &base, &open);
    let now = scene.as_of.map(|now| now.unix_seconds());
    Answer {
        figure: figure_until(PERIOD.end),
        to_date: now.filter(|now| *now < PERIOD.end).map(figure_until),
        verdict: judged
            .as_ref()
            .map(|judged| verdict(judged, &open, &counted, &worst)),
        judged,
        base,
        counted,
        worst,
        known,
        open,
        versions,
    }
}

fn judged(scene: &Scene, base: &[i64], open: &[i64]) -> Option<Judged> {
    let mut judged = Judged {
        base: Vec::new(),
        thousandths: 0,
        failed_to_report: false,
    };
    let mut promised = false;
    for (during, terms) in &scene.versions {
        let Some(target) = &terms.availability_target else {
            continue;
        };
        let (numerator, denominator) = target.fraction().to_i64_pair().expect("a small target");
        promised = true;
        for at in base.iter().filter(|at| during.contains(at)) {
            judged.base.push(*at);
            judged.thousandths += i128::from(numerator * 1_000 / denominator);
            judged.failed_to_report |=
                terms.missing_data == MissingDataRule::CountAsFailure && open.contains(at);
        }
    }
    promised.then_some(judged)
}

fn verdict(judged: &Judged, open: &[i64], counted: &[i128], worst: &[i128]) -> Verdict {
    if judged.base.is_empty() {
        Verdict::NoData
    } else if judged.failed_to_report {
        Verdict::Breached
    } else if judged.base.iter().all(|at| open.contains(at)) {
        Verdict::NoData
    } else if !judged.missed(lost_within(worst, &judged.base)) {
        Verdict::Met
    } else if judged.missed(lost_within(counted, &judged.base)) {
        Verdict::Breached
    } else {
        Verdict::Indeterminate
    }
}

/// Every component of the trees that are in force within the period.
pub(crate) fn in_trees(scene: &Scene) -> BTreeMap<ComponentId, bool> {
    let mut found = BTreeMap::new();
    for (during, tree) in &scene.trees {
        let in_period = during.start < PERIOD.end && PERIOD.start < during.end;
        let mut rest = vec![tree];
        while let Some(node) = rest.pop() {
            match node {
                Node::Component(component) => {
                    *found.entry(*component).or_insert(false) |= in_period
                }
                Node::Gate { children, .. } => rest.extend(children),
            }
        }
    }
    found
}
