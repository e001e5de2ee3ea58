// What happened, as blocks in order: single rows, runs of ticks that saw nothing, and catches with their steps.
//
// Two witnesses tell it: the sandbox's ledger of calls, at once, and what the functions logged, a moment later. A log line
// about a call carries the trace; the call carries the content. They find each other by target, method and moment.
import { place } from "./board-model.js";
import { tell } from "./events.js";
import { isMinor, operation } from "./timeline-words.js";

const KEPT = 400;
/// How far a call's end and the log line about it may lie apart.
const SAME_MS = 250;
/// How long after a deed a call may still be the answer to it.
const ANSWER_MS = 3000;
/// The traces of bookings and offers; what users did is traced as update-N, a poller's own work by its invocation.
const ATTEMPT = /^[0-9a-f]{24}$/;

let blocks = [];
let openings = new Map();
let looks = [];
let run = null;
let numbered = 0;

export const all = () => blocks;

/// Forgets everything.
export function clear() {
  blocks = [];
  openings = new Map();
  run = null;
}

/// A slot opened on the board.
export function opened(row) {
  const cell = place(row.warehouseID, row.date, row.boxTypeID);
  if (openings.get(cell) === row.opened_at_ms) return;
  openings.set(cell, row.opened_at_ms);
  add({ kind: "opening", at: row.opened_at_ms, cell, row });
}

/// The person this page speaks as did something.
export function did(deed, at) {
  add({ kind: "deed", at, deed });
}

/// A call arrived at the sandbox.
export function called(call) {
  if (call.target === "wb" && operation(call) === "coefficients" && call.status === 200 && !call.fault) {
    looks = [...looks.slice(-60), call.at_ms];
    if (run) run.looks += 1;
    return;
  }
  const deed = call.target === "telegram" ? blocks.findLast((block) => block.kind === "deed") : undefined;
  const since = deed ? call.at_ms + call.duration_ms - deed.at : undefined;
  add({ kind: "call", at: call.at_ms, call, since: since >= 0 && since < ANSWER_MS ? since : undefined, minor: isMinor(call) });
}

/// A function logged a line.
export function logged(line) {
  if (line._aws) {
    if (line.TickDurationMs !== undefined) tick(line);
    return;
  }
  if (ATTEMPT.test(line.trace_id ?? "")) return step(catchOf(line), line);
  const call = callOf(line);
  if (call) {
    call.trace = line.trace_id;
    call.by = line.function;
    changed(call);
    return;
  }
  if (line.message?.startsWith("slot.opened")) {
    // The run of ticks that saw nothing has ended.
    run = null;
  }
  add({ kind: "log", at: line.at_ms, line, minor: isMinor(line) });
}

function tick(line) {
  if (run === null) {
    run = add({ kind: "ticks", at: line.at_ms, count: 0, looks: 0 });
  }
  run.count += 1;
  run.last = line.at_ms;
  run.ms = line.TickDurationMs;
  if (blocks.at(-1) !== run) {
    blocks.splice(blocks.indexOf(run), 1);
    blocks.push(run);
  }
  changed(run);
}

function catchOf(line) {
  const known = blocks.findLast((block) => block.kind === "catch" && block.trace === line.trace_id);
  if (known) return known;
  run = null;
  return add({ kind: "catch", at: line.at_ms, trace: line.trace_id, steps: [], cell: null, outcome: null });
}

/// One more step of a catch; a call it tells of moves in with it.
function step(caught, line) {
  if (line.cell && caught.cell === null) {
    caught.cell = line.cell;
    const open = openings.get(line.cell);
    // What an earlier look had seen already was no opening for this watch: it is younger than the slot.
    if (open !== undefined && looks.filter((at) => at >= open && at <= line.at_ms).length <= 1) {
      caught.steps.push({ at: open, name: "opened" });
      drop(blocks.findLast((block) => block.kind === "opening" && block.cell === line.cell));
    }
  }
  if (line.message?.startsWith("booking.over")) {
    caught.outcome = line.outcome ?? "over";
    if (line.seen_at) caught.steps.push({ at: Date.parse(line.seen_at), name: "seen" });
    if (line.settled_at) caught.steps.push({ at: Date.parse(line.settled_at), name: `outcome.${line.outcome}`, line });
  } else {
    const call = callOf(line);
    if (call) drop(call);
    caught.steps.push({ at: call ? call.call.at_ms : line.at_ms, line, call: call?.call, minor: isMinor(call ? call.call : line) });
  }
  caught.steps.sort((a, b) => a.at - b.at);
  changed(caught);
}

/// The call a log line is about, if it is among the newest.
function callOf(line) {
  if (!["telegram", "wb", "gateway"].includes(line.target)) return null;
  const apart = (block) => Math.abs(block.call.at_ms + block.call.duration_ms - line.at_ms);
  const fitting = blocks.slice(-200).filter((block) =>
    block.kind === "call" && block.trace === undefined && block.call.target === line.target
    && operation(block.call).toLowerCase() === line.operation?.toLowerCase() && apart(block) < SAME_MS);
  return fitting.sort((a, b) => apart(a) - apart(b))[0] ?? null;
}

function add(block) {
  numbered += 1;
  block.id = numbered;
  // What is heard of late still stands where it happened.
  const before = blocks.findLastIndex((one) => (one.last ?? one.at) <= block.at);
  blocks.splice(before + 1, 0, block);
  while (blocks.length > KEPT) drop(blocks[0]);
  changed(block);
  return block;
}

function drop(block) {
  const at = blocks.indexOf(block);
  if (at < 0) return;
  blocks.splice(at, 1);
  tell("timeline", { dropped: block });
}

function changed(block) {
  tell("timeline", { block });
}
