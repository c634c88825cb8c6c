// What if an answer were another? Fields for what the rule reads; each change turns the boxes and the verdict.
"use strict";

(() => {
  const section = document.getElementById("what-if");
  const logic = JSON.parse(document.getElementById("logic").textContent);
  const [verdict, form] = [section.querySelector(".verdict"), section.querySelector("form")];
  const SAID = { true: "The rule fires", false: "The rule is silent", unknown: "The rule cannot tell" };
  const SHAPES = { true: "M2 2H14V14H2Z", false: "M2 2H14V14H2ZM4 4V12H12V4Z", unknown: "M8 1L15 8L8 15L1 8Z" };
  const TRUTHS = [["true", "holds"], ["false", "does not hold"], ["", "cannot tell"]];
  const YES_NO = [["true", "present"], ["false", "absent"], ["", "not known"]];

  function made(tag, about = {}, ...inside) {
    const element = Object.assign(document.createElement(tag), about);
    element.append(...inside);
    return element;
  }

  const radios = (asked, choices) => choices.map(([value, said]) => (
    made("label", {}, made("input", { type: "radio", name: asked.stem, value, defaultChecked: value === "" }), said)
  ));

  function chosen(asked) {
    const none = [["?", "not known"], ...(asked.may_not_arise ? [["-", "does not arise"]] : [])];
    const options = [...none, ...asked.options].map(([value, textContent]) => made("option", { value, textContent }));
    return [made("select", { name: asked.stem, ariaLabel: asked.label }, ...options)];
  }

  const several = (asked) => [
    made("label", {}, made("input", { type: "checkbox", name: asked.stem, value: "?", defaultChecked: true }), "not known"),
    ...asked.options.map(([value, said]) => (
      made("label", {}, made("input", { type: "checkbox", name: asked.stem, value }), said)
    )),
  ];

  function number(asked) {
    const scale = 10 ** asked.decimals;
    const field = made("input", { type: "number", name: asked.stem, step: asked.step / scale, ariaLabel: asked.label });
    [field.min, field.max] = [asked.least / scale, asked.most / scale];
    const parts = [field, `${asked.unit} (${field.min} to ${field.max}; empty: not known)`];
    if (!asked.may_not_arise) return parts;
    const box = made("input", { type: "checkbox", name: asked.stem, value: "-" });
    return [...parts, made("label", {}, box, "does not arise")];
  }

  const FIELDS = {
    rule: (asked) => radios(asked, TRUTHS),
    yes_no: (asked) => radios(asked, YES_NO),
    choice: chosen,
    several_of: several,
    number,
  };

  function field(asked) {
    const said = asked.kind === "rule" ? `Rule: ${asked.label}` : asked.label;
    const legend = made("legend", {}, asked.where ? `${said} (${asked.where})` : said);
    return made("fieldset", {}, legend, made("div", { className: "row" }, ...FIELDS[asked.kind](asked)));
  }

  const named = (stem) => [...form.elements].filter((one) => one.name === stem);

  // The answer in the fields; undefined where it is not known.
  function answer(asked) {
    const fields = named(asked.stem);
    const ticked = fields.filter((one) => one.checked).map((one) => one.value);
    switch (asked.kind) {
      case "rule": return ticked[0] || undefined;
      case "yes_no": return { true: true, false: false }[ticked[0]];
      case "several_of": return ticked.includes("?") ? undefined : ticked;
      case "number": {
        if (ticked.includes("-")) return { does_not_arise: true };
        const steps = Math.round(Number(fields[0].value) * 10 ** asked.decimals);
        return fields[0].value === "" || !fields[0].checkValidity() ? undefined : steps;
      }
      default: return { "?": undefined, "-": { does_not_arise: true } }[fields[0].value] ?? answered(fields[0].value);
    }
  }

  const answered = (value) => (value === "?" ? undefined : value);

  function set(asked, value) {
    const away = value !== undefined && value !== null && value.does_not_arise === true;
    const word = value === undefined ? "" : String(value);
    for (const one of named(asked.stem)) {
      if (one.tagName === "SELECT") one.value = away ? "-" : word || "?";
      else if (one.type === "number") one.value = away || word === "" ? "" : value / 10 ** asked.decimals;
      else if (one.value === "-") one.checked = away;
      else if (one.type === "checkbox") one.checked = one.value === "?" ? word === "" && !Array.isArray(value) : value?.includes(one.value) ?? false;
      else one.checked = one.value === word;
    }
  }

  function turn() {
    const answers = {};
    for (const asked of logic.inputs) {
      const value = answer(asked);
      if (value !== undefined) answers[asked.stem] = value;
    }
    const { truth, nodes } = dorsiflexLogic.evaluate(logic, answers);
    // While nothing is set the boxes stay plain, to be read.
    const begun = Object.keys(answers).length > 0;
    for (const [key, own] of nodes) {
      const box = document.querySelector(`[data-node="${key}"]`);
      if (begun) box.dataset.truth = own;
      else delete box.dataset.truth;
    }
    verdict.dataset.truth = truth;
    verdict.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d="${SHAPES[truth]}"/></svg>`;
    verdict.append(SAID[truth]);
  }

  // Ticking "not known" takes the ticked options away, and the other way round.
  function keepApart(event) {
    const box = event.target;
    if (box.type !== "checkbox" || box.value === "-" || !box.checked) return;
    for (const other of named(box.name)) if ((other.value === "?") !== (box.value === "?")) other.checked = false;
  }

  function fill(answers) {
    for (const asked of logic.inputs) set(asked, answers[asked.stem]);
    turn();
  }

  form.append(...logic.inputs.map(field), made("button", { type: "reset", className: "reset", textContent: "Nothing known" }));
  form.addEventListener("input", (event) => { keepApart(event); turn(); });
  form.addEventListener("reset", () => setTimeout(turn));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("button.try")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      fill(logic.examples[button.dataset.example].answers);
      section.scrollIntoView();
      verdict.focus();
    });
  }
  verdict.tabIndex = -1;
  section.hidden = false;
  turn();
})();
