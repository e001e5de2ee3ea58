"""What is measured of channels by the program `bench`: pages read, pictures drawn, files written, a night's collection."""

from pathlib import Path

from bench_inside import figures, set_aside
from bench_rows import Row, head, show

PAGE_BUDGET_MS = 2.0
PICTURE_BUDGET_MS = 30.0
EXPORT_BUDGET_S = 10.0
ANSWER_MS = 200
# The first is the floor that is promised; nobody is spared in the sandbox, so the sources' answers set the pace.
CROWDS = (100, 1000)
FLOOR_CHANNELS, FLOOR_S = 100, 300
GAP_MS = 1
# From one page of t.me to the next, unless the operator says otherwise.
POLITE_GAP_S = 2.0


def pages(binaries: Path) -> list[Row]:
    head("A page of t.me: bytes → posts")
    rows = []
    for line in figures(binaries, "pages"):
        whole = line["whole"]
        p50, p99 = whole["p50_us"] / 1000, whole["p99_us"] / 1000
        what = f"{line['posts']} posts, {line['bytes'] / 1000:.0f} KB, {line['kind']}"
        measured = f"p50 {p50:.2f}  p99 {p99:.2f} ms, {line['pages_per_second']:,.0f} pages/s{set_aside(whole)}"
        rows.append(show(Row(what, f"p50 ≤ {PAGE_BUDGET_MS:.0f} ms", measured, p50 <= PAGE_BUDGET_MS)))
    return rows


def charts(binaries: Path) -> list[Row]:
    head("Pictures about channels, 1200 × 700: figures → PNG")
    rows = []
    for line in figures(binaries, "charts"):
        if line["row"] == "charts-memory":
            rows.append(show(Row("    memory of the program that drew them", "", f"{line['most_mib']:.0f} MiB at the most")))
            continue
        whole = line["whole"]
        p50, p99 = whole["p50_us"] / 1000, whole["p99_us"] / 1000
        measured = f"p50 {p50:.1f}  p99 {p99:.1f} ms, {line['bytes'] / 1024:.0f} KiB{set_aside(whole)}"
        rows.append(show(Row(line["kind"], f"p50 ≤ {PICTURE_BUDGET_MS:.0f} ms", measured, p50 <= PICTURE_BUDGET_MS)))
    return rows


def export(binaries: Path) -> list[Row]:
    head("An export of 50 channels and three years; the table in another process of this machine")
    rows = []
    for line in figures(binaries, "export"):
        if line["row"] != "export":
            continue
        seconds = line["took_ms"] / 1000
        what = f"{line['format']}: {line['days']:,} days, {line['posts']:,} posts"
        grew = line["most_mib"] - line["before_mib"]
        measured = f"{seconds:.1f} s, {line['bytes'] / 1e6:.1f} MB, {line['most_mib']:.0f} MiB at the most, {grew:.0f} more than before"
        rows.append(show(Row(what, f"≤ {EXPORT_BUDGET_S:.0f} s", measured, seconds <= EXPORT_BUDGET_S)))
    return rows


def collection(binaries: Path) -> list[Row]:
    head(f"A night's collection by four workers: answers take {ANSWER_MS} ms, {GAP_MS} ms between requests to a source")
    return [row for channels in CROWDS for row in night(binaries, channels)]


def night(binaries: Path, channels: int) -> list[Row]:
    # The workers' metrics come on the same channel.
    lines = figures(binaries, "collection", str(channels), str(GAP_MS), str(ANSWER_MS))
    line = [line for line in lines if line.get("row") == "collection"][-1]
    over_s, whole_s = line["days_over_ms"] / 1000, line["took_ms"] / 1000
    whole = line["complete"] == line["ordered"] == channels
    has_floor = channels <= FLOOR_CHANNELS
    kept = whole and (over_s <= FLOOR_S or not has_floor)
    each = line["pages"] / channels
    rows = [
        show(Row(f"{channels:,} channels: every day complete", f"≤ {FLOOR_S} s" if has_floor else "all complete",
                 f"{over_s:.0f} s, {line['complete']:,} complete, {line['with_gaps']:,} with gaps", kept)),
        show(Row("    until nothing is left to do", "", f"{whole_s:.0f} s, {1000 * whole_s / channels:.0f} ms a channel")),
        show(Row("    asked", "", f"{line['pages']:,} pages ({each:.1f} a channel, {line['newest_pages']:,} newest), {line['bot_api']:,} Bot API")),
        show(Row("    delivered again; memory of everything in one process", "", f"{line['again']:,}; {line['most_mib']:.0f} MiB")),
        # Reckoned, not measured: at this gap the source's pace is all that counts.
        show(Row(f"    reckoned at {POLITE_GAP_S:.0f} s a page: newest pages; all pages", "",
                 f"{line['newest_pages'] * POLITE_GAP_S / 60:.0f} min; {line['pages'] * POLITE_GAP_S / 60:.0f} min")),
    ]
    return rows
