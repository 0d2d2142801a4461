// The page of spmtrack serve: one open video, its targets, and what the user does with them.
import { Picture, UNSURE, between, dragged, hold, insight, timeline } from "./draw.js";

const $ = (id) => document.getElementById(id);
const picture = new Picture($("picture"));
let about = { ffmpeg: false, cameras: [] };
let video = null; // what the server said of it
let frames = 1;
let now = 0; // the frame shown
let follow = true; // show the newest tracked frame
let tracking = false;
let targets = []; // {id, color, first, next, given: Map, rows: [{box, confidence, lost}], insight}
let chosen = 0; // target of the next box, 0 for a new one
let draft = null; // a box that is not given yet: {box, target}
let drag = null;
let folder = "";
let explained = "";

// ---- talking to the server

async function ask(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error((await answer.text()).trim() || `status ${answer.status}`);
  return answer;
}

const send = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) });

function say(text) {
  $("note").textContent = text;
}

/** Runs something a user asked for; what goes wrong is said. */
function attempt(work) {
  return work().catch((failure) => say(failure.message));
}

const address = (rest) => `videos/${video.id}${rest}`;

// ---- choosing a video

async function list(path) {
  const { entries } = await (await ask(`folder?path=${encodeURIComponent(path)}`)).json();
  folder = path;
  $("place").textContent = [about.folder, ...path.split("/").filter(Boolean)].join(" / ");
  const items = entries.map(({ name, kind }) => entry(path ? `${path}/${name}` : name, name, kind));
  if (path) items.unshift(item("↰ up", () => list(path.split("/").slice(0, -1).join("/"))));
  else about.cameras.forEach((camera) => items.push(item(`📷 camera ${camera}`, () => open({ camera }))));
  if (!items.length) items.push(item("no videos, images or folders here", async () => {}));
  $("entries").replaceChildren(...items);
}

function entry(path, name, kind) {
  if (kind === "folder") return item(`📁 ${name}`, () => list(path));
  return item(`${kind === "video" ? "🎞" : "🖼"} ${name}`, () => open({ path }));
}

function item(text, action) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => attempt(action));
  line.append(button);
  return line;
}

async function open(what) {
  say("opening …");
  const opened = await (await send("videos", what)).json();
  if (video) ask(address(""), { method: "DELETE" }).catch(() => {});
  say("");
  await begin(opened);
}

async function begin(opened) {
  video = opened;
  history.replaceState(null, "", `#${video.id}`);
  frames = video.frames ?? 1;
  targets = [];
  chosen = 0;
  draft = null;
  now = 0;
  follow = true;
  explained = "";
  $("name").textContent = video.name;
  document.title = `${video.name} – SPMTrack`;
  chooser(false);
  for (const id of ["track", "back", "ahead"]) $(id).disabled = false;
  $("slider").disabled = $("back").disabled = video.camera;
  $("save").hidden = false;
  $("csv").href = address("/boxes.csv");
  $("mot").href = address("/mot.txt");
  $("film").disabled = video.camera || !about.ffmpeg;
  $("filming").textContent = about.ffmpeg ? "" : "a video needs ffmpeg";
  $("insight").replaceChildren();
  await show(video.camera ? "latest" : 0);
  $("picture").focus();
  listen(video.id);
  if (video.camera) preview(video.id);
}

function chooser(shown) {
  $("chooser").hidden = !shown;
  $("choose").setAttribute("aria-expanded", String(shown));
}

// ---- showing frames

let wanted = null;
let fetching = false;

/** Shows a frame; of several that are asked for while one is fetched, the last. */
async function show(frame) {
  wanted = frame;
  if (fetching) return;
  fetching = true;
  try {
    while (wanted !== null) {
      const next = wanted;
      wanted = null;
      const answer = await ask(address(`/frames/${next}`));
      const shown = Number(answer.headers.get("X-Frame"));
      picture.show(await createImageBitmap(await answer.blob()));
      now = shown;
      render();
    }
  } finally {
    fetching = false;
  }
}

/** A camera shows what it sees while nothing is tracked; it stands still while a box is drawn. */
async function preview(id) {
  while (video?.id === id) {
    if (tracking || drag || draft || document.hidden) await new Promise((done) => setTimeout(done, 50));
    else await show("latest").catch(async (failure) => {
      say(failure.message);
      await new Promise((done) => setTimeout(done, 2000));
    });
  }
}

function render() {
  const boxes = [];
  for (const target of targets) {
    const given = target.given.get(now);
    const found = target.rows[now];
    const box = draft?.target === target.id ? draft.box : given ?? found?.box;
    if (!box) continue;
    const sure = given ? "given" : found ? found.confidence.toFixed(2) : "";
    boxes.push({
      box,
      color: target.color,
      label: `${target.id}  ${draft?.target === target.id ? "new box" : sure}`,
      unsure: !given && found?.confidence < UNSURE,
      chosen: target.id === chosen,
    });
  }
  if (draft && !targets.some((target) => target.id === draft.target)) {
    boxes.push({ box: draft.box, color: "#fff", label: "new target", chosen: true });
  }
  picture.draw(boxes);
  timeline($("timeline"), targets, frames, now);
  $("slider").max = Math.max(0, frames - 1);
  $("slider").value = now;
  $("slider").setAttribute("aria-valuetext", `frame ${now + 1} of ${frames}`);
  $("frame").textContent = video?.camera ? `frame ${now + 1}` : `${now + 1} / ${frames}`;
  $("picture").setAttribute("aria-label", `Frame ${now + 1}; ${boxes.map((each) => `target ${each.label}`).join(", ") || "no box"}`);
  $("track").textContent = tracking ? "Pause" : "Track";
  $("why").hidden = !targets.some((target) => target.insight !== undefined);
  for (const target of targets) {
    const sure = document.getElementById(`sure${target.id}`);
    const found = target.rows[now];
    if (sure) sure.textContent = found ? (found.box ? found.confidence.toFixed(2) : found.lost ? "lost" : "absent") : "";
  }
}

function goTo(frame) {
  follow = false;
  draft = null;
  attempt(() => show(Math.max(0, Math.min(frames - 1, frame))));
}

// ---- following the server's state

async function listen(id) {
  let version = 0;
  while (video?.id === id) {
    try {
      const state = await (await ask(`videos/${id}/state?after=${version}`)).json();
      if (video?.id !== id) return;
      version = state.version;
      await take(state);
    } catch (failure) {
      if (video?.id !== id) return;
      say(failure.message);
      if (!(failure instanceof TypeError)) return; // the video is closed; where the server is away, try again
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

async function take(state) {
  tracking = state.tracking;
  if (state.frames !== undefined) frames = state.frames;
  const before = new Map(targets.map((target) => [target.id, target]));
  const shape = targets.map((target) => target.id).join();
  targets = state.targets.map((told) => merged(before.get(told.id), told));
  if (shape !== targets.map((target) => target.id).join()) listTargets();
  if (video.camera) frames = Math.max(1, state.newest + 1);
  if (state.note) say(state.note);
  filmed(state.film);
  if (follow && tracking && state.newest >= 0 && !drag && !draft) await show("latest").catch(() => {});
  else if (follow && state.newest > now && !drag && !draft && !video.camera) await show(state.newest).catch(() => {});
  else render();
  await explain();
}

function merged(old, told) {
  const rows = old && old.first === told.first ? old.rows : [];
  rows.length = Math.min(rows.length, told.next);
  for (const [frame, x, y, w, h, confidence] of told.rows) {
    rows[frame] = y === undefined ? { box: null, confidence: 0, lost: x === "lost" } : { box: [x, y, w, h], confidence };
  }
  const given = new Map(told.given.map(([frame, ...box]) => [frame, box]));
  return { ...told, rows, given };
}

async function explain() {
  const target = targets.find((each) => each.id === chosen && each.insight !== undefined)
    ?? targets.find((each) => each.insight !== undefined);
  if (!target || $("why").hidden) return;
  const key = `${target.id}:${target.insight}`;
  if (key === explained) return;
  explained = key;
  const answer = await fetch(address(`/targets/${target.id}/insight`));
  if (!answer.ok) return;
  const why = await answer.json();
  $("whyframe").textContent = `– target ${target.id}, frame ${why.frame + 1}, confidence ${why.confidence.toFixed(2)}`;
  insight($("insight"), why);
}

// ---- targets

function listTargets() {
  if (chosen && !targets.some((target) => target.id === chosen)) chosen = 0;
  const rows = targets.map((target) => {
    const row = document.createElement("div");
    row.className = "row";
    const sure = document.createElement("output");
    sure.id = `sure${target.id}`;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `Remove target ${target.id}`);
    remove.addEventListener("click", () => attempt(() => ask(address(`/targets/${target.id}`), { method: "DELETE" })));
    row.append(radio(target.id, `Target ${target.id}`, target.color), sure, remove);
    return row;
  });
  $("list").replaceChildren(...rows, radio(0, "A new target", "transparent"));
}

function radio(id, text, color) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "target";
  input.checked = id === chosen;
  input.addEventListener("change", () => choose(id));
  const swatch = document.createElement("span");
  swatch.className = "swatch";
  swatch.style.background = color;
  label.append(input, swatch, text);
  label.dataset.target = id;
  return label;
}

function choose(id) {
  chosen = id;
  draft = null;
  explained = "";
  document.querySelectorAll("#list label").forEach((label) => {
    label.firstChild.checked = Number(label.dataset.target) === id;
  });
  render();
  explain().catch(() => {});
}

const boxOf = (target) => target.given.get(now) ?? target.rows[now]?.box;

/** Gives the draft to the server: the target's box in the frame shown. */
async function give() {
  const { box, target } = draft;
  try {
    const answer = await (await send(address("/boxes"), { target: target || null, frame: now, box })).json();
    chosen = answer.target;
    document.querySelectorAll("#list label").forEach((label) => {
      label.firstChild.checked = Number(label.dataset.target) === chosen;
    });
    say("");
  } finally {
    draft = null;
    render();
  }
}

async function toggle() {
  if (draft) await give();
  if (!tracking) follow = true;
  await send(address("/track"), { run: !tracking });
}

/** Shows the next frame, and tracks it first where it is not tracked. */
async function ahead() {
  const next = now + 1;
  if (targets.some((target) => target.next === next || (target.next === now && target.given.has(now)))) {
    follow = true;
    const steps = targets.some((target) => target.next === now) ? 2 : 1;
    await send(address("/track"), { run: true, frames: steps });
  } else goTo(next);
}

// ---- mouse

$("picture").addEventListener("pointerdown", (event) => {
  if (!video || event.button !== 0) return;
  $("picture").focus();
  const at = picture.point(event);
  const unit = picture.scale();
  const ordered = [...targets].sort((a, b) => (b.id === chosen) - (a.id === chosen));
  const hit = ordered.find((target) => boxOf(target) && hold(boxOf(target), at, unit));
  if (hit) {
    choose(hit.id);
    drag = { at, box: boxOf(hit), held: hold(boxOf(hit), at, unit), target: hit.id };
  } else drag = { at, box: null, target: chosen };
  $("picture").setPointerCapture(event.pointerId);
});

$("picture").addEventListener("pointermove", (event) => {
  if (!drag) return;
  const at = picture.point(event);
  const [dx, dy] = [at[0] - drag.at[0], at[1] - drag.at[1]];
  if (!draft && Math.hypot(dx, dy) < 3 * picture.scale()) return;
  draft = { box: drag.box ? dragged(drag.box, drag.held, dx, dy) : between(drag.at, at), target: drag.target };
  render();
});

$("picture").addEventListener("pointerup", () => {
  const moved = drag && draft;
  const empty = drag && !drag.box;
  drag = null;
  if (moved) attempt(give);
  else if (empty) say("a box needs a size: drag from one corner of the target to the other");
});

$("picture").addEventListener("pointercancel", () => {
  drag = draft = null;
  render();
});

$("timeline").addEventListener("pointerdown", (event) => scrub(event));
$("timeline").addEventListener("pointermove", (event) => event.buttons && scrub(event));

function scrub(event) {
  if (!video || video.camera) return;
  const place = $("timeline").getBoundingClientRect();
  goTo(Math.round(((event.clientX - place.left) / place.width) * (frames - 1)));
}

// ---- keyboard

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

$("picture").addEventListener("keydown", (event) => {
  if (!video || event.ctrlKey || event.metaKey) return;
  const action = keyed(event);
  if (!action) return;
  event.preventDefault();
  attempt(async () => action());
});

function keyed(event) {
  if (ARROWS[event.key]) return () => nudge(event);
  switch (event.key) {
    case "Enter":
      return draft ? give : middle;
    case "Escape":
      return () => {
        draft = null;
        render();
      };
    case " ":
      return toggle;
    case ",":
      return () => goTo(now - 1);
    case ".":
      return ahead;
    case "n":
    case "N":
      return () => choose(0);
    default:
      return null;
  }
}

/** A box to begin with. */
function middle() {
  const target = targets.find((each) => each.id === chosen);
  const [w, h] = [picture.width / 5, picture.height / 5];
  draft = { box: (target && boxOf(target)) ?? [(picture.width - w) / 2, (picture.height - h) / 2, w, h], target: chosen };
  render();
}

function nudge(event) {
  if (!draft) middle();
  const step = event.shiftKey ? 10 : 1;
  const [dx, dy] = ARROWS[event.key].map((side) => side * step);
  const [x, y, w, h] = draft.box;
  draft.box = event.altKey ? [x, y, Math.max(1, w + dx), Math.max(1, h + dy)] : [x + dx, y + dy, w, h];
  say(`box ${draft.box.map((number) => Math.round(number)).join(", ")}; Enter gives it, Esc undoes`);
  render();
}

// ---- buttons

$("track").addEventListener("click", () => attempt(toggle));
$("back").addEventListener("click", () => goTo(now - 1));
$("ahead").addEventListener("click", () => attempt(ahead));
$("slider").addEventListener("input", () => goTo(Number($("slider").value)));
$("choose").addEventListener("click", () => {
  chooser($("chooser").hidden);
  if (!$("chooser").hidden) attempt(() => list(folder));
});
$("film").addEventListener("click", () => attempt(() => send(address("/film"), {})));
addEventListener("resize", () => render());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => render());
addEventListener("pagehide", (event) => {
  if (video?.camera && !event.persisted) fetch(address(""), { method: "DELETE", keepalive: true });
});

let filming = false;

function filmed(film) {
  if (!film) return;
  if (film.failure) $("filming").textContent = film.failure;
  else if (!film.ready) $("filming").textContent = `making the video: ${film.done} of ${film.of} frames`;
  else if (filming) {
    $("filming").textContent = "the video is ready";
    const link = document.createElement("a");
    link.href = address("/film.mp4");
    link.download = "";
    link.click();
  }
  filming = !film.ready && !film.failure;
}

// ---- begin

async function start() {
  listTargets();
  about = await (await ask("about")).json();
  $("with").textContent = `tracks with ${about.with}`;
  await list("");
  const before = location.hash.slice(1);
  if (before) {
    const answer = await fetch(`videos/${encodeURIComponent(before)}`);
    if (answer.ok) await begin(await answer.json());
  }
}

attempt(start);
