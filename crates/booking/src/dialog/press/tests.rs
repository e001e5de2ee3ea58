use super::*;
use proptest::prelude::*;

fn key_id() -> impl Strategy<Value = KeyId> {
    "[0-9a-f]{16}".prop_map(|id| KeyId::from_text(&id))
}

fn watch_id() -> impl Strategy<Value = WatchId> {
    "[a-z0-9]{10}".prop_map(|id| WatchId::from_text(&id))
}

fn any_press() -> impl Strategy<Value = Press> {
    let step = prop::sample::select(Step::ALL.to_vec());
    let kind = prop_oneof![
        Just(BoxType::Qr),
        any::<u16>().prop_map(|id| BoxType::from_id(Some(id)))
    ];
    prop_oneof![
        prop::sample::select(vec![
            WizardPress::New,
            WizardPress::Cancel,
            WizardPress::Make,
            WizardPress::All,
            WizardPress::Renew,
            WizardPress::Mode(Mode::FirstCatch),
            WizardPress::Mode(Mode::KeepCatching),
            WizardPress::Way(WayChoice::Assisted),
            WizardPress::Way(WayChoice::Gateway),
            WizardPress::NewDraft,
            WizardPress::Goods,
            WizardPress::NoGoods,
        ])
        .prop_map(Press::Wizard),
        (1i64..).prop_map(|order| Press::Wizard(WizardPress::Order(OrderId(order)))),
        (1u32..).prop_map(|id| Press::Wizard(WizardPress::Warehouse(WarehouseId(id)))),
        any::<usize>().prop_map(|n| Press::Wizard(WizardPress::Page(n))),
        kind.prop_map(|kind| Press::Wizard(WizardPress::Box(kind))),
        (0..=HIGHEST_COEFFICIENT).prop_map(|n| Press::Wizard(WizardPress::Max(n))),
        key_id().prop_map(|id| Press::Wizard(WizardPress::Key(id))),
        step.clone().prop_map(|step| Press::Wizard(WizardPress::Next(step))),
        step.prop_map(|step| Press::Wizard(WizardPress::Back(step))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Open(id))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Show(id))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Pause(id))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Resume(id))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Delete(id))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::ConfirmDelete(id))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Edit(id))),
        (watch_id(), prop::sample::select(Step::EDITABLE.to_vec()))
            .prop_map(|(id, step)| Press::Watch(WatchPress::Change(id, step))),
        watch_id().prop_map(|id| Press::Watch(WatchPress::Sooner(id, None))),
        (watch_id(), "[0-9a-f]{24}")
            .prop_map(|(id, attempt)| Press::Watch(WatchPress::Sooner(id, Some(AttemptId::from_text(&attempt))))),
        "[0-9a-f]{24}".prop_map(|id| Press::Offer(OfferPress::Skip(AttemptId::from_text(&id)))),
        (watch_id(), "[0-9a-f]{12}").prop_map(|(id, mark)| Press::Watch(WatchPress::Renew(id, mark))),
    ]
}

proptest! {
    #[test]
    fn every_press_fits_and_reads_back(press in any_press()) {
        let data = match &press {
            Press::Wizard(press) => press.to_string(),
            Press::Watch(press) => press.to_string(),
            Press::Offer(press) => press.to_string(),
        };
        prop_assert!(CallbackData::try_from(data.as_str()).is_ok());
        prop_assert_eq!(Press::parse(&data), Some(press));
    }

    #[test]
    fn what_is_read_was_written_by_us(data in "(key|w|ws|of|cal):[a-z]{0,6}:?[a-z0-9:+]{0,12}") {
        let written = Press::parse(&data).map(|press| match press {
            Press::Wizard(press) => press.to_string(),
            Press::Watch(press) => press.to_string(),
            Press::Offer(press) => press.to_string(),
        });
        prop_assert!(written.is_none_or(|written| written == data));
    }
}

#[test]
fn garbled_data_is_no_press() {
    for data in [
        "",
        "w",
        "w:",
        "w:wh:",
        "w:wh:0",
        "w:wh:-1",
        "w:wh:01",
        "w:max:21",
        "w:box:",
        "key:show:",
        "key:show:a#b",
        "ws:renew:a",
        "ws:show",
        "cal:day:2026:2:30",
        "menu:x",
        "w:next:xx",
        "w:way:magic",
        "w:cargo:0",
        "w:cargo:-5",
        "ws:edit:a:sum",
        "ws:edit:a:wh:x",
    ] {
        assert_eq!(Press::parse(data), None, "{data}");
    }
}
