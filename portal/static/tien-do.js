// A page that shows how far a run is: told by events; where those do not come, by loading itself anew.
"use strict";
(() => {
  const box = document.querySelector("[data-dong]");
  const again = () => setTimeout(() => location.reload(), 3000);
  if (!box) return;
  if (!("EventSource" in window)) return void again();
  const bar = box.querySelector("progress"), said = box.querySelector("[role=status]"), steps = box.querySelector("ol");
  const source = new EventSource(box.dataset.dong);
  source.addEventListener("tien-do", event => {
    const told = JSON.parse(event.data);
    bar.value = told.percent;
    bar.textContent = said.textContent = told.said;
    steps.replaceChildren(...told.lines.map(line => {
      const step = document.createElement("li");
      step.textContent = line;
      return step;
    }));
  });
  source.addEventListener("xong", () => { source.close(); location.reload(); });
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) again(); };
})();
