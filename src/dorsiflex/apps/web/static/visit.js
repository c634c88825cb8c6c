// What changes on the page of a visit while it is filled? Every change is sent; the answer and the state come back.
// Without this module the same form is saved by its button.

const form = document.getElementById("form");
const panel = document.getElementById("panel");
const answer = document.getElementById("answer");
const bar = document.getElementById("bar");
const saved = document.getElementById("saved");
const said = document.getElementById("said");
const kept = `dorsiflex ${location.pathname}`;
const WAIT = { typed: 250, chosen: 20, again: 2000, answer: 10000 };

let changed = 0; // counts changes; `sent` is the last of them that was acknowledged
let sent = 0;
let timer = 0;
let sending = false;
let clashed = false;
let mine = ""; // what this tab keeps of itself in the browser
let leaving = ""; // where a link leads that was followed while something was not yet acknowledged
let unheard = []; // the answers that were sent since the last that was acknowledged: they may have arrived

const byId = (id) => document.getElementById(id);
const anchor = (stem) => `at-${stem.replaceAll(".", "-")}`;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const boxes = (name) => all(`[name="${CSS.escape(name)}"]`, form);

// --- sending ---------------------------------------------------------------------------------------------------------

function change(wait) {
  changed += 1;
  document.body.dataset.waiting = "1";
  keep();
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function posted() {
  const data = new URLSearchParams(new FormData(form));
  // What “none of these” says is already ticked here, question by question.
  for (const name of [...data.keys()]) if (name.startsWith("none:")) data.delete(name);
  return data;
}

const answers = () => [...posted()].filter(([name]) => name !== "csrf" && name !== "revision");

// The same answers as one text, in whichever order and form they come.
function told(entries) {
  const values = new Map();
  for (const [name, value] of entries) {
    for (const one of [value].flat()) if (one.trim()) values.set(name, [...(values.get(name) ?? []), one.trim()]);
  }
  return JSON.stringify([...values].map(([name, all]) => [name, all.sort()]).sort());
}

async function send() {
  if (sending || clashed || sent === changed) return;
  sending = true;
  unheard = [...new Set([...unheard, told(answers())])];
  keep();
  const now = changed;
  try {
    const response = await fetch(`${form.getAttribute("action")}/panel`, {
      method: "POST",
      body: posted(),
      signal: AbortSignal.timeout(WAIT.answer),
    });
    if (response.status === 409) clashOrCatchUp(await response.json());
    else if (!response.ok) lost(`not saved yet: ${reason(response.status)}`);
    else {
      const changes = await response.json();
      sent = now;
      unheard = [];
      show(changes);
    }
  } catch {
    lost("not saved yet: no connection");
  }
  sending = false;
  if (sent !== changed && !clashed) {
    clearTimeout(timer);
    timer = setTimeout(send, saved.dataset.lost ? WAIT.again : WAIT.chosen);
  }
}

function reason(status) {
  if (status === 403) return "open the printed address again";
  if (status === 413) return "too much at once";
  return status === 404 ? "this visit is gone" : "the program failed, trying again";
}

// --- what was not acknowledged survives a reload ---------------------------------------------------------------------

function keep() {
  mine = JSON.stringify({ answers: answers(), revision: form.elements.revision.value, unheard });
  try {
    localStorage.setItem(kept, mine);
  } catch {
    lost("not kept: this browser stores nothing");
  }
}

function restore() {
  const text = localStorage.getItem(kept);
  if (!text) return;
  const before = JSON.parse(text);
  // What was underway when the page was left may have arrived: then this page already stands on top of it.
  if (!before.unheard.includes(told(answers()))) form.elements.revision.value = before.revision;
  unheard = before.unheard;
  const values = new Map();
  for (const [name, value] of before.answers) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || ["csrf", "revision"].includes(field.name) || field.name.startsWith("none:")) continue;
    const typed = values.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = typed.includes(field.value);
    else if (field.tagName !== "BUTTON") field.value = typed[0] ?? "";
  }
  all(".cell-none", form).forEach(tickNone);
  change(0);
}

function lost(words) {
  leaving = "";
  saved.dataset.lost = "yes";
  saved.textContent = words;
  if (said.textContent !== words) said.textContent = words;
  panel.dataset.behind = "yes";
}

function clashOrCatchUp(answer) {
  // What stands may be what this page sent itself, and never heard of.
  const own = answer.standing && unheard.includes(told(Object.entries(answer.standing.answers)));
  if (own) form.elements.revision.value = answer.standing.revision;
  else clash(answer);
}

function clash(changes) {
  clashed = true;
  form.inert = true;
  const place = byId("clash");
  place.innerHTML = changes.conflict;
  place.querySelector("form")?.addEventListener("submit", forget);
  all("[data-leave]", place).forEach((link) => link.addEventListener("click", forget));
  place.scrollIntoView({ block: "start" });
  lost("not saved: changed in another tab");
}

function forget() {
  // Another tab of the same visit may have put its own there.
  if (localStorage.getItem(kept) === mine) localStorage.removeItem(kept);
}

// --- showing ---------------------------------------------------------------------------------------------------------

function show(changes) {
  form.elements.revision.value = changes.revision;
  saved.dataset.at = changes.saved;
  delete saved.dataset.lost;
  if (sent === changed) {
    forget();
    delete panel.dataset.behind;
    document.body.dataset.waiting = "0";
    if (leaving) location.assign(leaving);
  }
  tellSaved();
  swap(panel, changes.panel);
  bar.innerHTML = changes.bar;
  byId("troubles").innerHTML = changes.troubles;
  if (said.textContent !== changes.said) said.textContent = changes.said;
  showCells(changes);
  for (const [id, section] of Object.entries(changes.sections)) showSection(id, section);
}

function showCells(changes) {
  const folded = new Set(changes.folded);
  const asked = new Set(changes.asked);
  const away = new Set(changes.folded_blocks);
  for (const block of all(".block", form)) moveBlock(block, away.has(block.id));
  for (const cell of all(".cell", form)) {
    const stem = cell.dataset.stem;
    cell.classList.toggle("asked", asked.has(stem));
    const hide = folded.has(stem) && !cell.contains(document.activeElement);
    if (hide !== "folded" in cell.dataset) {
      cell.toggleAttribute("data-folded", hide);
      cell.open = !hide;
    }
    // Out of the drawer at the end, where all stands open, a question comes folded.
    if (hide) cell.open = Boolean(cell.closest(".more")) || isFilled(cell);
    byId(`${anchor(stem)}-note`).textContent = changes.notes[stem] ?? "";
    byId(`${anchor(stem)}-wrong`).textContent = changes.wrong[stem] ?? "";
    const input = cell.querySelector('input[type="text"]');
    if (input) input.setAttribute("aria-invalid", String(stem in changes.wrong));
  }
  const nones = new Set(changes.folded_nones);
  for (const box of all(".cell-none", form)) {
    box.hidden = nones.has(box.dataset.none) && !box.closest(".more");
    tickNone(box);
  }
}

function moveBlock(block, away) {
  const inside = block.closest(".inside");
  const place = inside.querySelector(away ? ":scope > .more > .blocks" : ":scope > .blocks");
  if (block.parentElement === place || block.contains(document.activeElement)) return;
  const next = [...place.children].find((other) => Number(other.dataset.place) > Number(block.dataset.place));
  place.insertBefore(block, next ?? null);
}

function showSection(id, section) {
  const details = byId(`section-${id}`);
  details.querySelector(":scope > summary .words").textContent = section.words;
  if (section.opens) details.open = true;
  // What was answered a moment ago may still lie in it, under the hand that answered.
  const more = details.querySelector(".more");
  const count = all(".block", more).length;
  more.hidden = !count;
  more.querySelector(".count").textContent = count;
  const link = document.querySelector(`.sections [data-section="${CSS.escape(id)}"]`);
  link.dataset.state = section.state;
  link.querySelector(".words").textContent = section.words;
}

function swap(place, html) {
  const open = new Map(all("details[open][data-key]", place).map((item) => [item.dataset.key, item.querySelector(".filled")]));
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const top = answer.scrollTop;
  place.innerHTML = html;
  for (const item of all("details[data-key]", place)) {
    if (!open.has(item.dataset.key)) continue;
    const before = open.get(item.dataset.key);
    if (before) item.querySelector(".filled").replaceWith(before);
    item.open = true;
  }
  answer.scrollTop = top;
  if (focused) place.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function tellSaved() {
  const at = saved.dataset.at;
  if (!at || saved.dataset.lost) return;
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1000));
  if (seconds < 60) saved.textContent = "saved";
  else if (seconds < 3600) saved.textContent = `saved ${Math.floor(seconds / 60)} min ago`;
}

// --- none of these ---------------------------------------------------------------------------------------------------

function ofGroup(box) {
  const unit = box.dataset.none.split(":")[1];
  // A folded group that was opened is seen as a whole.
  const cells = all(box.closest(".more") ? ".cell" : ".cell:not([data-folded])", box.closest(".block"));
  return cells.filter((cell) => (cell.dataset.stem.includes(".") ? cell.dataset.stem.split(".")[0] : "") === unit);
}

const isFilled = (cell) => Boolean(cell.querySelector("input:checked") || cell.querySelector("input[type=text], select")?.value);

const answered = (cell) => cell.querySelector("input:checked")?.value ?? "";

function tickNone(box) {
  const cells = ofGroup(box);
  box.querySelector("input").checked = cells.length > 0 && cells.every((cell) => answered(cell) === "absent");
}

function denyGroup(box, denied) {
  for (const cell of ofGroup(box)) {
    if (denied && !answered(cell)) cell.querySelector('[value="absent"]').checked = true;
    if (!denied && answered(cell) === "absent") cell.querySelector('[value="absent"]').checked = false;
  }
  // Ticked beside a yes it has said “no to the rest”, which the answers below now show.
  tickNone(box);
}

function clear(box) {
  for (const choice of boxes(box.value)) choice.checked = false;
  box.checked = false;
  box.closest(".block").querySelectorAll(".cell-none").forEach(tickNone);
  boxes(box.value)[0].focus();
}

function onlyNone(target) {
  for (const other of boxes(target.name)) {
    if (other !== target && (target.value === "-" || other.value === "-")) other.checked = false;
  }
}

// --- what a person does ----------------------------------------------------------------------------------------------

form.addEventListener("input", (event) => {
  const target = event.target;
  const none = target.closest(".cell-none");
  if (none) denyGroup(none, target.checked);
  else if (target.name === "clear") clear(target);
  else if (target.type === "checkbox" && target.checked) onlyNone(target);
  const box = target.type === "radio" && target.closest(".block")?.querySelectorAll(".cell-none");
  if (box) box.forEach(tickNone);
  change(target.type === "text" ? WAIT.typed : WAIT.chosen);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  change(0);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "text") return;
  // Enter leads to the next number, as on a keypad.
  event.preventDefault();
  const numbers = all(".number input", form).filter((input) => input.offsetParent);
  numbers[numbers.indexOf(event.target) + 1]?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !answer.classList.contains("shown")) return;
  answer.classList.remove("shown");
  bar.focus({ preventScroll: true });
});

// Another page shows what is saved: what is not yet, is saved first.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href]:not([href^="#"])');
  if (!link || sent === changed || clashed || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leaving = link.href;
  clearTimeout(timer);
  send();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  const id = link.getAttribute("href").slice(1);
  if (id === "answer" || id === "form") {
    event.preventDefault();
    answer.classList.toggle("shown", id === "answer");
    (id === "answer" ? answer.querySelector(".close") : bar).focus({ preventScroll: true });
  } else if (byId(id)?.closest("#form")) {
    event.preventDefault();
    goTo(byId(id));
  }
});

function goTo(place) {
  answer.classList.remove("shown");
  if (location.hash === "#answer") history.replaceState(null, "", "#");
  for (let outer = place; outer; outer = outer.parentElement?.closest("details")) if (outer.tagName === "DETAILS") outer.open = true;
  const group = place.closest(".group");
  (group ?? place).scrollIntoView({ block: "center" });
  const first = place.querySelector("input:checked, input, select");
  first?.focus({ preventScroll: true });
}

answer.addEventListener(
  "toggle",
  async (event) => {
    const item = event.target;
    if (!item.open || !item.dataset.from) return;
    const filled = item.querySelector(".filled");
    try {
      const response = await fetch(item.dataset.from);
      if (response.ok) filled.innerHTML = await response.text();
    } catch {
      // Without a connection the link to the page stays.
    }
  },
  true,
);

window.addEventListener("online", () => change(0));
setInterval(tellSaved, 10000);
byId("send").parentElement.hidden = true;
document.body.dataset.waiting = "0";
restore();
tellSaved();
