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
    for (const c of document.querySelectorAll(".chunk")) {
      const left = c.querySelectorAll("[data-v]:not([hidden])").length;
      c.hidden = !left;
      c.style.containIntrinsicHeight = `${60 + 42 * left}px`;
    }
    n.value = `${shown} / ${all.length} ${n.dataset.w}`;
  };
  id("find").hidden = false;
  q.oninput = f.onchange = run;
  for (const a of document.querySelectorAll("a[data-f]")) a.onclick = () => { f.value = a.dataset.f; q.value = ""; run(); };
  const by = new Intl.Collator(undefined, { numeric: true }).compare;
  for (const th of document.querySelectorAll("th[data-s]")) {
    const b = document.createElement("button"), at = th.cellIndex;
    b.append(...th.childNodes);
    th.append(b);
    b.onclick = () => {
      const up = th.ariaSort != "ascending";
      for (const other of th.parentNode.cells) other.ariaSort = null;
      th.ariaSort = up ? "ascending" : "descending";
      const key = r => r.cells[at].dataset.k ?? r.cells[at].textContent;
      const tables = [...document.querySelectorAll(".matrix")];
      const rows = [...document.querySelectorAll(".matrix tbody tr")].map(r => [key(r), r]);
      rows.sort((a, b) => up ? by(a[0], b[0]) : by(b[0], a[0]));
      const each = Math.ceil(rows.length / tables.length);
      tables.forEach((table, i) => table.tBodies[0].append(...rows.slice(i * each, (i + 1) * each).map(r => r[1])));
      run();
    };
  }
})();
