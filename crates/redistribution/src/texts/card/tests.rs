#![allow(clippy::unwrap_used)]
use jiff::SignedDuration;
use wildberries::ChrtId;
use wildberries::redistribution_rules::cool_until;

use super::*;
use crate::rule::Refusal;
use crate::rules::samples::{self, NOW};

#[test]
fn a_card_says_what_is_left_what_rests_and_why_it_failed() {
    let mut rule = samples::rule(&[(10, 20), (11, 30)]);
    rule.lines[0].moved = 12;
    rule.refusal = Some(Refusal {
        at: NOW,
        why: Why::Exhausted,
    });
    let cool = CoolDown {
        seller: samples::seller(),
        chrt: ChrtId(10),
        src: rule.from.id,
        dst: rule.to[0].id,
        units: 12,
        at: NOW,
        until: cool_until(NOW),
    };
    let around = Around {
        cool_downs: vec![cool],
        rest_until: Some(NOW + SignedDuration::from_mins(10)),
        has_gateway: true,
    };
    let text = card(Ru, &rule, &around, NOW).text;
    for words in [
        "перенесено 12 из 20, осталось 8",
        "❄️ Размер 10 → Новосибирск: снова можно с",
        "⏳ Магазин отдыхает до",
        "↩️ Последний отказ",
        "квоты кончились раньше",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("не подключён"));
}

#[test]
fn every_state_reads_in_both_languages() {
    let detail = "x".to_owned();
    let states = [
        RuleState::Waiting,
        RuleState::Paused(PauseReason::ByUser),
        RuleState::Paused(PauseReason::Rejected { detail }),
        RuleState::Paused(PauseReason::Key),
        RuleState::Paused(PauseReason::Unsettled),
        RuleState::Done,
        RuleState::Passed,
    ];
    let mut seen = std::collections::HashSet::new();
    for language in Language::ALL {
        for state in &states {
            let rule = samples::rule(&[(10, 20)]).with_state(state.clone(), NOW);
            let text = card(language, &rule, &Around::default(), NOW).text;
            assert!(seen.insert(text), "{language:?} {state:?}");
        }
    }
}

#[test]
fn a_long_rule_still_fits_into_a_message() {
    let sizes: Vec<(u64, u32)> = (0..20).map(|n| (9_999_999_900 + n, 999_999)).collect();
    let mut rule = samples::rule(&sizes);
    rule.to = (0..10)
        .map(|n| crate::rule::Office {
            id: wildberries::OfficeId(n + 1),
            name: "Я".repeat(200),
        })
        .collect();
    let card = card(Ru, &rule, &Around::default(), NOW);
    assert!(card.utf16_len() <= Message::MAX_UTF16, "{}", card.utf16_len());
}
