// What helps the keyboard on every page: "/" goes to the search field.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.getElementById("find").focus();
});

// What is folded on the screen is open on paper.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not(.words):not([open])")) {
    folded.open = true;
    folded.dataset.opened = "";
  }
});
addEventListener("afterprint", () => {
  for (const opened of document.querySelectorAll("details[data-opened]")) opened.open = false;
});
