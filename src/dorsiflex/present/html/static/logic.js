// What is the truth of a rule's condition, given some answers? The meaning of the language (language/meaning.py) in a
// browser; tests/site compares the two on random answers. Truths are "true", "false" and "unknown".
// An answer is true/false, a whole number of steps, an option, a list of options, {does_not_arise: true}, or
// (for another rule) a truth; a stem without an answer is not known.
"use strict";

const dorsiflexLogic = (() => {
  const opposite = (truth) => ({ true: "false", false: "true", unknown: "unknown" })[truth];
  const known = (value) => (value ? "true" : "false");

  function settled(truths, by, otherwise) {
    if (truths.includes(by)) return by;
    return truths.includes("unknown") ? "unknown" : otherwise;
  }

  function counted(count, truths) {
    if (truths.filter((truth) => truth === "true").length >= count) return "true";
    const possible = truths.filter((truth) => truth !== "false").length;
    return possible < count ? "false" : "unknown";
  }

  const COMPARISONS = {
    below: (value, limit) => value < limit,
    at_most: (value, limit) => value <= limit,
    above: (value, limit) => value > limit,
    at_least: (value, limit) => value >= limit,
  };

  // An extent is null (not known), "none" (does not arise) or [least, most].
  function compare(extent, op, limit) {
    if (extent === null) return "unknown";
    if (extent === "none") return "false";
    const [least, most] = extent.map((value) => COMPARISONS[op](value, limit));
    return least === most ? known(least) : "unknown";
  }

  class Reading {
    constructor(logic, answers) {
      this.logic = logic;
      this.answers = answers;
      this.truths = new Map();
    }

    has(stem) {
      return Object.hasOwn(this.answers, stem);
    }

    // The truth of a node, remembered under its key so that a page can show it.
    truth(node, key, numbers) {
      const truth = this.work(node, key, numbers);
      if (key !== null) this.truths.set(key, truth);
      return truth;
    }

    work(node, key, numbers) {
      const parts = () => node.parts.map((part) => {
        const own = key === null ? null : `${key.split("-")[0]}-${numbers.next++}`;
        return this.truth(part, own, numbers);
      });
      switch (node.is) {
        case "all": return settled(parts(), "false", "true");
        case "any": return settled(parts(), "true", "false");
        case "none": return opposite(settled(parts(), "true", "false"));
        case "some": return counted(node.count, parts());
        case "compared": return compare(this.extent(node.stem), node.op, node.limit);
        case "known": return known(this.isKnown(node.stem));
        case "concluded": {
          const truth = this.answers[node.stem] ?? "unknown";
          return node.wanted ? truth : opposite(truth);
        }
        default: return this.answered(node);
      }
    }

    answered(node) {
      if (!this.has(node.stem)) return "unknown";
      const value = this.answers[node.stem];
      switch (node.is) {
        case "answered": return known(value === node.wanted);
        case "one_of": return known(node.options.includes(value));
        case "includes": return known(Array.isArray(value) && value.includes(node.option));
        default: throw new Error(`no such word: ${node.is}`);
      }
    }

    isKnown(stem) {
      if (!(stem in this.logic.numbers)) return this.has(stem) && this.answers[stem] !== "unknown";
      const extent = this.extent(stem);
      return extent === "none" || (extent !== null && extent[0] === extent[1]);
    }

    extent(stem) {
      const number = this.logic.numbers[stem];
      if (number) return this.compute(number);
      if (!this.has(stem)) return null;
      const value = this.answers[stem];
      return typeof value === "number" ? [value, value] : "none";
    }

    compute(number) {
      if (number.made === "difference") return this.difference(number);
      const parts = number.parts.map(([when, value]) => [this.truth(when, null, null), value]);
      return number.made === "score" ? this.score(parts) : this.lookUp(parts);
    }

    difference({ of, minus }) {
      const [first, second] = [of, minus].map((term) => {
        const extent = this.extent(term.stem);
        return Array.isArray(extent) ? extent.map((value) => value * term.scale) : extent;
      });
      if (first === "none" || second === "none") return "none";
      if (first === null || second === null) return null;
      return [first[0] - second[1], first[1] - second[0]];
    }

    score(parts) {
      let [least, most] = [0, 0];
      for (const [truth, points] of parts) {
        if (truth === "true" || (truth === "unknown" && points < 0)) least += points;
        if (truth === "true" || (truth === "unknown" && points > 0)) most += points;
      }
      return [least, most];
    }

    lookUp(parts) {
      const possible = [];
      for (const [truth, value] of parts) {
        if (truth !== "false") possible.push(value);
        if (truth === "true") return [Math.min(...possible), Math.max(...possible)];
      }
      return possible.length ? null : "none";
    }
  }

  // The truth of a whole rule, and of each node by its key.
  function evaluate(logic, answers) {
    const reading = new Reading(logic, answers);
    const truths = logic.conditions.map((tree, place) => reading.truth(tree, `${place}-0`, { next: 1 }));
    return { truth: settled(truths, "false", "true"), nodes: reading.truths };
  }

  return { evaluate };
})();
