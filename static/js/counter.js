// Counts characters while a person types. Without script the server counts when the form comes back.
for (const note of document.querySelectorAll("[data-count-for]")) {
  const field = document.getElementById(note.dataset.countFor);
  const limit = Number(field.dataset.limit);
  const shown = new Intl.NumberFormat("nb");
  const count = () => {
    note.textContent = `${shown.format(field.value.length)} av ${shown.format(limit)} tegn`;
    note.classList.toggle("field__count--over", field.value.length > limit);
  };
  note.hidden = false;
  field.addEventListener("input", count);
  count();
}
