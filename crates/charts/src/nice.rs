//! Round numbers for an axis.

/// An axis from `low` to `high` with a label every `step`; both ends are multiples of the step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) step: f64,
}

impl Scale {
    /// The scale that holds `min..=max` in about `wanted` steps. `whole` keeps the step from falling below one.
    pub(crate) fn around(min: f64, max: f64, wanted: usize, whole: bool) -> Self {
        let (min, max) = widen(min, max);
        let mut step = round_step((max - min) / wanted.max(1) as f64);
        if whole {
            step = if step == 2.5 { 5.0 } else { step.max(1.0) };
        }
        Self {
            low: (min / step).floor() * step,
            high: (max / step).ceil() * step,
            step,
        }
    }

    /// The labelled values, lowest first.
    pub(crate) fn ticks(self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count)
            .map(|tick| (self.low / self.step).round() + tick as f64)
            .map(|ticks| ticks * self.step)
            .collect()
    }

    /// How far up the axis a value is, from 0 to 1.
    pub(crate) fn share(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// Equal ends get room around them, and so do ends too close for their own size.
fn widen(min: f64, max: f64) -> (f64, f64) {
    let size = min.abs().max(max.abs());
    if size < 1e-9 {
        return (0.0, 1.0);
    }
    if max - min > size * 1e-9 {
        return (min, max);
    }
    (min - size * 0.1, max + size * 0.1)
}

/// The next of 1, 2, 2.5, 5 times a power of ten.
fn round_step(rough: f64) -> f64 {
    let magnitude = 10_f64.powf(rough.log10().floor());
    let lead = rough / magnitude;
    let nice = [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .find(|nice| lead <= nice * 1.000_001)
        .unwrap_or(10.0);
    nice * magnitude
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!(
            Scale::around(0.0, 97.0, 5, true),
            Scale {
                low: 0.0,
                high: 100.0,
                step: 20.0
            }
        );
        assert_eq!(Scale::around(12_310.0, 12_480.0, 4, true).step, 50.0);
        assert_eq!(
            Scale::around(-3.0, 7.0, 5, true).ticks(),
            [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]
        );
    }

    #[test]
    fn equal_values_stand_in_the_middle() {
        let scale = Scale::around(500.0, 500.0, 4, true);
        assert!((scale.share(500.0) - 0.5).abs() < 0.26, "{scale:?}");
        assert_eq!(
            Scale::around(0.0, 0.0, 4, true),
            Scale {
                low: 0.0,
                high: 1.0,
                step: 1.0
            }
        );
    }

    #[test]
    fn things_are_not_counted_in_halves() {
        assert_eq!(Scale::around(0.0, 2.0, 5, true).ticks(), [0.0, 1.0, 2.0]);
        assert_eq!(Scale::around(0.0, 2.0, 4, false).step, 0.5);
    }

    proptest! {
        #[test]
        fn every_value_is_on_its_scale(a in -1e15..1e15_f64, b in -1e15..1e15_f64, wanted in 1_usize..8) {
            let (min, max) = (a.min(b), a.max(b));
            let scale = Scale::around(min, max, wanted, false);
            let slack = scale.step * 1e-6;
            prop_assert!(scale.low <= min + slack && scale.high >= max - slack, "{:?}", scale);
            prop_assert!((2..=wanted + 3).contains(&scale.ticks().len()), "{:?}", scale.ticks());
        }

        #[test]
        fn tiny_spans_have_few_ticks(a in -1e15..1e15_f64, span in 0.0..1e-3_f64) {
            prop_assert!(Scale::around(a, a + span, 5, false).ticks().len() <= 9);
        }
    }
}
