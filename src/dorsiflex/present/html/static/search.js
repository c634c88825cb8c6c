// Which records answer to some words? By the beginning of a word, or with a letter or two mistaken; all in the page.
"use strict";

const dorsiflexSearch = (() => {
  const MOST = 60;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => plain(text).match(/[\p{L}\p{N}]+(?:\.\p{N}+)?/gu) ?? [];
  const slips = (word) => (word.length < 5 ? 0 : word.length < 9 ? 1 : 2);

  // Whether `word` becomes the beginning of `other` with at most `most` letters changed, added, left out or swapped.
  function near(word, other, most) {
    if (Math.abs(word.length - Math.min(word.length, other.length)) > most) return false;
    let [before, last] = [null, Array.from({ length: other.length + 1 }, (_, at) => at)];
    for (let row = 1; row <= word.length; row++) {
      const next = [row];
      for (let at = 1; at <= other.length; at++) {
        const same = word[row - 1] === other[at - 1];
        next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + (same ? 0 : 1));
        const swapped = before && at > 1 && word[row - 1] === other[at - 2] && word[row - 2] === other[at - 1];
        if (swapped) next[at] = Math.min(next[at], before[at - 2] + 1);
      }
      if (Math.min(...next) > most) return false;
      [before, last] = [last, next];
    }
    return Math.min(...last) <= most;
  }

  // How well a word is met by a list of words: 3 whole, 2 as a beginning, 1 nearly, 0 not.
  function met(word, others) {
    let best = 0;
    for (const other of others) {
      if (other === word) return 3;
      if (other.startsWith(word)) best = 2;
    }
    if (best || !slips(word)) return best;
    return others.some((other) => other[0] === word[0] && near(word, other, slips(word))) ? 1 : 0;
  }

  const prepare = (lines) => lines.map(([kind, id, title, path, rest]) => (
    { kind, id, title, path, own: words(`${title} ${id}`), rest: words(rest) }
  ));

  // The records that meet every word, best first: a word of the title counts more than one of the text.
  function search(records, asked) {
    const wanted = words(asked);
    if (!wanted.length) return [];
    const found = [];
    for (const [place, record] of records.entries()) {
      let score = record.id && plain(asked).trim() === record.id ? 100 : 0;
      const all = wanted.every((word) => {
        const points = Math.max(met(word, record.own) * 4, met(word, record.rest));
        score += points;
        return points > 0;
      });
      if (all) found.push({ record, score, place });
    }
    found.sort((one, other) => other.score - one.score || one.place - other.place);
    return found.map(({ record }) => record);
  }

  function show(records, field, told, results) {
    const found = search(records, field.value);
    results.replaceChildren(...found.slice(0, MOST).map((record) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = record.path;
      link.textContent = record.title;
      const about = document.createElement("span");
      about.className = "quiet";
      about.textContent = record.id ? ` ${record.kind} · ${record.id}` : ` ${record.kind}`;
      item.append(link, about);
      return item;
    }));
    const more = found.length > MOST ? `; the first ${MOST} are shown` : "";
    const number = found.length === 1 ? "1 record" : `${found.length} records`;
    told.textContent = !field.value.trim() ? "Type a symptom, a test, an author or an id in the field above."
      : found.length ? `${number} for “${field.value.trim()}”${more}.`
        : `Nothing for “${field.value.trim()}”. Fewer or shorter words find more.`;
  }

  // Arrows walk from the field through the results and back.
  function walk(event, field, results) {
    const links = [field, ...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  }

  function begin() {
    const field = document.getElementById("find");
    const [told, results] = [document.getElementById("told"), document.getElementById("results")];
    const records = prepare(dorsiflexIndex);
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    field.addEventListener("input", () => show(records, field, told, results));
    document.addEventListener("keydown", (event) => walk(event, field, results));
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
      results.querySelector("a")?.focus();
    });
    show(records, field, told, results);
    field.focus();
  }

  if (document.getElementById("results")) begin();
  return { prepare, search };
})();
