// Copies the note by one tap. Without script, or where the browser refuses, the text is selected by hand.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const from = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    from.select();
    try {
      await navigator.clipboard.writeText(from.value);
      told.textContent = "copied";
    } catch {
      told.textContent = "selected: copy it with the keyboard or by a long press";
    }
  });
}
