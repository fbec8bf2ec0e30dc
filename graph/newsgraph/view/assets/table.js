// The same facts as a table: sorted and filtered, a hundred rows at a time.

const table = { sort: "subject", down: false, query: "", rows: 100 };
const columns = {
  subject: { title: "Subject", value: f => nodes[f.s].name, cell: f => entityLink(f.s) },
  predicate: {
    title: "Relation",
    value: f => data.predicates[f.p].label,
    cell: f => data.predicates[f.p].label,
  },
  object: { title: "Object", value: f => nodes[f.o].name, cell: f => entityLink(f.o) },
  role: { title: "Role", value: f => f.role ?? "", cell: f => named(f.role ?? "", 80) },
  state: {
    title: "Status",
    value: f => (isDirect(f) ? "" : `${f.modality} ${f.time}`),
    cell: f => (isDirect(f) ? "now" : el("span", { class: "badges" }, badges(f))),
  },
  confidence: {
    title: "Confidence",
    value: f => f.confidence,
    cell: f => percent(f.confidence),
    number: true,
  },
  date: {
    title: "Date",
    value: f => data.documents[f.d].date ?? "",
    cell: f => visible(data.documents[f.d].date ?? "").slice(0, 10),
  },
  document: {
    title: "Document",
    value: f => data.documents[f.d].title,
    cell: f => documentName(data.documents[f.d]),
  },
  sentence: { title: "Sentence", cell: f => quoted(f) },
};

function tableRows() {
  const wanted = plain(table.query.trim()).split(/\s+/).filter(Boolean);
  const text = f =>
    plain(
      [
        nodes[f.s].name,
        data.predicates[f.p].label,
        nodes[f.o].name,
        f.role ?? "",
        data.documents[f.d].title,
        source.evidence(f).quote,
      ].join(" "),
    );
  const rows = facts.filter(
    fact =>
      passing[fact.id] &&
      (!wanted.length || (known => wanted.every(word => known.includes(word)))(text(fact))),
  );
  const { value, number } = columns[table.sort];
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const keyed = rows.map(fact => [value(fact), fact]);
  keyed.sort(
    ([a, x], [b, y]) => (table.down ? -1 : 1) * (number ? a - b : order.compare(a, b)) || x.id - y.id,
  );
  return keyed.map(([, fact]) => fact);
}

function drawTable() {
  const area = $("#table-area");
  if (!area.children.length) buildTable(area);
  const rows = tableRows();
  $("#table-size").textContent = plural(rows.length, "fact") + (source.total === null ? "" : " loaded");
  const input = $("#table-query");
  if (input.value !== table.query) input.value = table.query;
  for (const head of area.querySelectorAll("th")) {
    const name = head.dataset.column;
    if (columns[name].value)
      head.setAttribute(
        "aria-sort",
        name === table.sort ? (table.down ? "descending" : "ascending") : "none",
      );
  }
  $("#facts-body").replaceChildren(
    ...rows.slice(0, table.rows).map(fact =>
      el(
        "tr",
        { class: isDirect(fact) ? "" : "open" },
        Object.entries(columns).map(([name, { cell, title, number }]) =>
          el("td", { class: number ? "number" : name, "data-title": title }, cell(fact)),
        ),
      ),
    ),
  );
  const more = $("#table-more");
  more.hidden = rows.length <= table.rows;
  more.textContent = `Show ${Math.min(100, rows.length - table.rows)} more of ${plural(rows.length, "fact")}`;
}

function buildTable(area) {
  let waiting = 0;
  const input = el("input", {
    id: "table-query",
    type: "text",
    placeholder: "Words in names, roles, documents, sentences…",
    "aria-label": "Filter the table",
    spellcheck: "false",
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        table.query = input.value;
        table.rows = 100;
        drawTable();
      }, 120);
    },
  });
  const head = Object.entries(columns).map(([name, { title, value, number }]) =>
    el(
      "th",
      { scope: "col", "data-column": name, class: number ? "number" : "" },
      value
        ? el(
            "button",
            {
              type: "button",
              onclick: () => {
                table.down = table.sort === name ? !table.down : name === "confidence" || name === "date";
                table.sort = name;
                drawTable();
                announce(`Sorted by ${title}, ${table.down ? "descending" : "ascending"}.`);
              },
            },
            title,
          )
        : title,
    ),
  );
  area.replaceChildren(
    el("div", { class: "table-bar" }, input, el("span", { id: "table-size", class: "count" })),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Facts" },
      el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", { id: "facts-body" })),
      el("button", {
        type: "button",
        class: "text",
        id: "table-more",
        onclick: () => {
          table.rows += 100;
          drawTable();
        },
      }),
    ),
  );
}
