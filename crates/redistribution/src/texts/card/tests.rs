#![allow(clippy::unwrap_used)]
use jiff::SignedDuration;
use wildberries::ChrtId;
use wildberries::redistribution_rules::cool_until;

use super::*;
use crate::rule::Refusal;
use crate::rules::samples::{self, NOW};

fn around() -> Around {
    Around {
        cool_downs: Vec::new(),
        rest_until: None,
        next_opening: NextOpening::At(NOW),
        is_stock_hidden: false,
        has_gateway: false,
    }
}

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
        held_by: None,
    };
    let around = Around {
        cool_downs: vec![cool],
        rest_until: Some(NOW + SignedDuration::from_mins(10)),
        has_gateway: true,
        ..around()
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
    assert!(!text.contains("не подключён") && !text.contains("Остатков магазина мы не видим"));
}

#[test]
fn a_card_says_when_quotas_are_looked_at_here_and_that_the_stock_is_hidden() {
    let rule = samples::rule(&[(10, 20)]);
    let text = |next_opening| {
        let around = Around {
            next_opening,
            is_stock_hidden: true,
            ..around()
        };
        card(Ru, &rule, &around, NOW).text
    };
    let at = text(NextOpening::At("2026-11-20T10:30:00Z".parse().unwrap()));
    assert!(at.contains("Ближайшее открытие: 20.11.2026 13:30 по Москве"), "{at}");
    assert!(at.contains("нет категории «Аналитика»"), "{at}");
    assert!(text(NextOpening::Now).contains("следим за ними круглосуточно"));
    assert!(text(NextOpening::Never).contains("в выбранное время мы за ними не следим"));
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
            let text = card(language, &rule, &around(), NOW).text;
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
    let card = card(Ru, &rule, &around(), NOW);
    assert!(card.utf16_len() <= Message::MAX_UTF16, "{}", card.utf16_len());
}
