(() => {
  const id = i => document.getElementById(i), q = id("q"), f = id("f"), n = id("n");
  if (!q) return;
  let all;
  const run = () => {
    all ??= [...document.querySelectorAll("[data-v]")].map(e => [e, e.textContent.toLowerCase()]);
    const words = q.value.toLowerCase().split(/\s+/), v = f.value;
    let shown = 0;
    for (const [e, text] of all) {
      const d = e.dataset.v;
      const on = (!v || d == v || v == "covered" && d == "inferred") && words.every(w => text.includes(w));
      if (e.hidden == on) e.hidden = !on;
      shown += on;
    }
    n.value = `${shown} / ${all.length} ${n.dataset.w}`;
  };
  id("find").hidden = false;
  q.oninput = f.onchange = run;
  for (const a of document.querySelectorAll("a[data-f]")) a.onclick = () => { f.value = a.dataset.f; q.value = ""; run(); };
  const by = new Intl.Collator(undefined, { numeric: true }).compare;
  for (const th of document.querySelectorAll("th[data-s]")) {
    const b = document.createElement("button"), at = th.cellIndex, table = th.closest("table");
    b.append(...th.childNodes);
    th.append(b);
    b.onclick = () => {
      const up = th.ariaSort != "ascending";
      for (const other of th.parentNode.cells) other.ariaSort = null;
      th.ariaSort = up ? "ascending" : "descending";
      const key = r => r.cells[at].dataset.k ?? r.cells[at].textContent;
      const rows = [...table.querySelectorAll("tbody tr")].map(r => [key(r), r]);
      rows.sort((a, b) => up ? by(a[0], b[0]) : by(b[0], a[0]));
      table.tBodies[0].append(...rows.map(r => r[1]));
    };
  }
})();
