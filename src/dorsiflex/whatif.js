// What if an answer were another? Labelled fields on one side, what the rules say on the other; the kernel answers.
"use strict";

const WAIT = 120; // milliseconds: a slider that is being pulled asks once it rests

function made(tag, about = {}, ...inside) {
  const { aria, ...plain } = about;
  const element = Object.assign(document.createElement(tag), plain);
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(name, value);
  // JupyterLab would take the arrow keys of whatever has the focus for itself.
  if (tag === "input" || tag === "select") element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.append(...inside);
  return element;
}

const NOT_KNOWN = "not known";
let count = 0;

function number(asked, value, changed) {
  const id = `what-if-${(count += 1)}`;
  const unit = asked.unit ? ` ${asked.unit}` : "";
  const decimals = (String(asked.step).split(".")[1] ?? "").length;
  const slider = made("input", { type: "range", id, min: asked.least, max: asked.most, step: asked.step });
  const unknown = made("input", { type: "checkbox" });
  const said = made("span", { className: "value", aria: { "aria-hidden": "true" } }); // the slider says it itself
  const show = (now) => {
    unknown.checked = now === null;
    if (now !== null) slider.value = now;
    const words = now === null ? NOT_KNOWN : `${Number(now).toFixed(decimals)}${unit}`;
    said.textContent = words;
    slider.setAttribute("aria-valuetext", words);
    slider.classList.toggle("unknown", now === null);
  };
  slider.addEventListener("input", () => { show(Number(slider.value)); changed(Number(slider.value)); });
  unknown.addEventListener("change", () => {
    const now = unknown.checked ? null : Number(slider.value);
    show(now);
    changed(now);
  });
  show(value);
  const box = made("label", { className: "box" }, unknown, NOT_KNOWN, made("span", { className: "unseen" }, `: ${asked.label}`));
  const field = made("div", { className: "field" }, made("label", { htmlFor: id, title: asked.ask }, asked.label), slider, said, box);
  return [field, show];
}

function choice(asked, value, changed) {
  const id = `what-if-${(count += 1)}`;
  const options = [["", NOT_KNOWN], ...asked.options].map(([own, title]) => made("option", { value: own }, title));
  const select = made("select", { id }, ...options);
  const show = (now) => { select.value = now ?? ""; };
  select.addEventListener("change", () => changed(select.value || null));
  show(value);
  return [made("div", { className: "field" }, made("label", { htmlFor: id, title: asked.ask }, asked.label), select), show];
}

function several(asked, value, changed) {
  const unknown = made("input", { type: "checkbox" });
  const boxes = asked.options.map(([own, title]) => [own, made("input", { type: "checkbox", value: own }), title]);
  const show = (now) => {
    unknown.checked = now === null;
    for (const [own, box] of boxes) box.checked = now?.includes(own) ?? false;
  };
  unknown.addEventListener("change", () => { show(unknown.checked ? null : []); changed(unknown.checked ? null : []); });
  for (const [, box] of boxes) {
    box.addEventListener("change", () => {
      unknown.checked = false;
      changed(boxes.filter(([, one]) => one.checked).map(([own]) => own));
    });
  }
  show(value);
  const labels = [["", unknown, NOT_KNOWN], ...boxes].map(([, box, title]) => made("label", { className: "box" }, box, title));
  return [made("fieldset", { className: "field" }, made("legend", { title: asked.ask }, asked.label), ...labels), show];
}

const KINDS = { number, yes_no: choice, choice, several_of: several };

const list = (items) => made("ul", {}, ...items.map((item) => made("li", {}, ...item)));

function side(one) {
  const suggested = one.suggested.map(({ title, new: fresh }) => (fresh ? [made("strong", {}, "new: "), title] : [title]));
  const gone = one.gone.map((title) => [made("s", {}, title), " (gone)"]);
  const lines = [...suggested, ...gone];
  const held = `Withheld: ${one.withheld || "nothing"}${one.gates.length ? ` (${one.gates.join("; ")})` : ""}`;
  const heading = made("p", { className: `tone tone-${one.tone} heading` }, `${one.heading}: ${one.disposition}`);
  return [heading, lines.length ? list(lines) : made("p", {}, "No technique is suggested."), made("p", { className: "quiet" }, held)];
}

function result(told) {
  if (told.problems.length) return [made("p", { className: "heading" }, "These answers cannot be taken together"), list(told.problems.map((one) => [one]))];
  const ask = told.ask.length ? [made("p", { className: "heading" }, "Ask next"), list(told.ask.map((one) => [one]))] : [];
  return [made("p", {}, told.say), ...told.sides.flatMap(side), ...ask, made("p", { className: "quiet small" }, told.intended_use)];
}

function summary(told) {
  if (told.problems.length) return "No answer";
  const number = told.sides.reduce((sum, one) => sum + one.suggested.length, 0);
  return `${told.disposition}: ${number} suggested`;
}

function render({ model, el }) {
  const fields = new Map();
  let waiting;
  const send = () => { model.save_changes(); };
  const moved = (stem) => (value) => {
    model.set("values", { ...model.get("values"), [stem]: value });
    clearTimeout(waiting);
    waiting = setTimeout(send, WAIT);
  };
  const groups = new Map();
  for (const asked of model.get("controls")) {
    const [field, show] = KINDS[asked.kind](asked, model.get("values")[asked.stem], moved(asked.stem));
    fields.set(asked.stem, show);
    if (!groups.has(asked.where)) groups.set(asked.where, made("fieldset", { className: "group" }, made("legend", {}, asked.where)));
    groups.get(asked.where).append(field);
  }
  const back = made("button", { type: "button" }, "As recorded");
  const status = made("p", { className: "status", aria: { role: "status" } });
  const shown = made("div");
  const whole = made("section", { className: "dorsiflex-what-if", aria: { "aria-label": "What if?" } },
    made("div", { className: "fields" }, ...groups.values(), back), made("div", { className: "told" }, status, shown));
  const values = () => { for (const [stem, show] of fields) show(model.get("values")[stem]); };
  const told = () => {
    const now = model.get("told");
    status.className = `status tone tone-${now.tone ?? "plain"}`;
    status.textContent = summary(now);
    shown.replaceChildren(...result(now));
  };
  back.addEventListener("click", () => { model.set("values", { ...model.get("recorded") }); values(); send(); });
  model.on("change:values", values);
  model.on("change:told", told);
  told();
  el.append(whole);
  return () => { clearTimeout(waiting); model.off("change:values", values); model.off("change:told", told); };
}

export default { render };
