// Filters with counts, the legend that is a switch, and the choice of colour and size.

const SIZES = {
  degree: "number of links",
  pagerank: "PageRank",
  betweenness: "bridging (betweenness)",
  equal: "all the same",
};
const measure = () => (look.size === "equal" ? "degree" : look.size);
const TIME_NAMES = { current: "Now", past: "Former", future: "Announced" };
const MODALITY_NAMES = {
  asserted: "Stated",
  negated: "Denied",
  hypothetical: "Possible",
  rumoured: "Rumoured",
};

const isUsed = ({ value }) => nodes.some(node => node.kind === value);

const facets = {
  time: {
    title: "Time",
    values: () => data.words.time.map(word => ({ value: word, label: TIME_NAMES[word] ?? word })),
  },
  modality: {
    title: "How it is said",
    values: () => data.words.modality.map(word => ({ value: word, label: MODALITY_NAMES[word] ?? word })),
  },
  type: { title: "Type", values: () => data.types.map((type, value) => ({ value, label: type.label, type })).filter(isUsed) },
  predicate: {
    title: "Relation",
    values: () => data.predicates.map((predicate, value) => ({ value, label: predicate.label })),
  },
  community: {
    title: "Community",
    narrows: true,
    values: () =>
      communities
        .filter(group => group && group.size > 1)
        .map(group => ({ value: group.id, label: `around ${short(group.head.name, 40)}`, group })),
  },
  document: {
    title: "Document",
    narrows: true,
    values: () =>
      data.documents.map((document, value) => ({
        value,
        label: short(document.title || document.iri, 90),
        note: document.date?.slice(0, 10),
      })),
  },
};
let redraw = [];
const unfolded = new Map(); // sections that a reader has opened or closed

function filtersChanged() {
  applyFilter();
  forgetMap();
  redraw.forEach(update => update());
  sync();
  if (state.view === "table") drawTable();
  showDetails();
  showLegend();
  showSize();
}

function showEverything() {
  for (const set of [...Object.values(filter.hidden), ...Object.values(filter.only)]) set.clear();
  filter.confidence = 0;
  filter.from = filter.to = "";
  filtersChanged();
}

const marked = (name, value) =>
  facets[name].narrows ? filter.only[name].has(value) : !filter.hidden[name].has(value);
function mark(name, value, on) {
  const set = facets[name].narrows ? filter.only[name] : filter.hidden[name];
  if (on === Boolean(facets[name].narrows)) set.add(value);
  else set.delete(value);
}

function facetRow(name, item) {
  const box = el("input", {
    type: "checkbox",
    onchange: () => {
      mark(name, item.value, box.checked);
      filtersChanged();
    },
  });
  const count = el("span", { class: "count" });
  const sign = item.type
    ? shapeIcon(item.type, typeColour(item.type))
    : item.group
      ? dot(groupColour(item.group.id))
      : null;
  const only = facets[name].narrows
    ? null
    : el(
        "button",
        {
          type: "button",
          class: "text only",
          "aria-label": `Only ${item.label}`,
          onclick: () => {
            facets[name].values().forEach(other => mark(name, other.value, other.value === item.value));
            filtersChanged();
          },
        },
        "only",
      );
  const update = () => {
    const number = counts[name].get(item.value) ?? 0;
    box.checked = marked(name, item.value);
    count.textContent = number.toLocaleString("en");
    row.classList.toggle("zero", number === 0);
    if (sign && item.type) sign.firstChild.setAttribute("fill", typeColour(item.type));
    if (sign && item.group) sign.style.background = groupColour(item.group.id);
  };
  const row = el(
    "li",
    { class: "facet" },
    el("label", {}, box, sign, named(item.label, 90), item.note && el("small", {}, item.note)),
    only,
    count,
  );
  return { row, update };
}

function facetSection(name) {
  const facet = facets[name];
  const items = facet.values();
  if (!items.length) return null;
  const list = el("ul", { class: "plain" });
  const body = [list];
  let rows = [];
  const fill = (wanted = "") => {
    const words = plain(wanted);
    const values = [...items]
      .filter(item => !words || plain(item.label).includes(words))
      .sort(
        (a, b) =>
          (facet.narrows ? Number(marked(name, b.value)) - Number(marked(name, a.value)) : 0) ||
          (counts[name].get(b.value) ?? 0) - (counts[name].get(a.value) ?? 0),
      );
    const shown = facet.narrows ? values.slice(0, words ? 30 : 8) : values;
    rows = shown.map(item => facetRow(name, item));
    list.replaceChildren(...rows.map(({ row }) => row));
    rows.forEach(({ update }) => update());
    if (values.length > shown.length)
      list.append(el("li", { class: "hint" }, `and ${values.length - shown.length} more; type to find one`));
  };
  if (facet.narrows && items.length > 8) {
    const input = el("input", {
      type: "text",
      class: "narrow",
      placeholder: `Find a ${facet.title.toLowerCase()}…`,
      "aria-label": `Find a ${facet.title.toLowerCase()}`,
      oninput: () => fill(input.value),
    });
    body.unshift(input);
  }
  fill();
  redraw.push(() => rows.forEach(({ update }) => update()));
  const section = el(
    "details",
    { class: "group", open: unfolded.get(name) ?? (!facet.narrows || name === "document") },
    el("summary", {}, facet.title),
    body,
  );
  section.addEventListener("toggle", () => unfolded.set(name, section.open));
  return section;
}

function choice(label, options, value, onchange) {
  const select = el(
    "select",
    { id: `choose-${label.toLowerCase()}`, onchange: () => onchange(select.value) },
    Object.entries(options).map(([name, text]) =>
      el("option", { value: name, selected: name === value }, text),
    ),
  );
  return el("label", { class: "choice" }, el("span", {}, label), select);
}

// From which day to which the documents are, where any has a date.
function dateSection() {
  const days = data.documents
    .map(document => document.date?.slice(0, 10))
    .filter(Boolean)
    .sort();
  if (!days.length) return null;
  const field = (side, label) => {
    const input = el("input", {
      type: "date",
      min: days[0],
      max: days.at(-1),
      "aria-label": `Published ${label}`,
      onchange: () => {
        filter[side] = input.value;
        filtersChanged();
      },
    });
    redraw.push(() => {
      input.value = filter[side];
    });
    return el("label", {}, el("span", {}, label), input);
  };
  return el(
    "div",
    { class: "group dates" },
    el("span", { class: "label" }, "Published"),
    field("from", "from"),
    field("to", "to"),
  );
}

function buildFilters() {
  redraw = [];
  const range = el("input", {
    type: "range",
    min: "0",
    max: "100",
    step: "5",
    value: "0",
    "aria-label": "Lowest confidence",
    oninput: () => {
      filter.confidence = Number(range.value) / 100;
      filtersChanged();
    },
  });
  const output = el("output", {});
  redraw.push(() => {
    range.value = String(Math.round(filter.confidence * 100));
    output.textContent = filter.confidence ? `${percent(filter.confidence)} or more` : "any";
    range.setAttribute("aria-valuetext", output.textContent);
  });
  $("#filters").replaceChildren(
    el(
      "div",
      { class: "head" },
      el("h2", {}, "Filters"),
      el(
        "button",
        {
          type: "button",
          class: "text",
          id: "reset",
          onclick: () => {
            resetFilter();
            filtersChanged();
            announce("Filters reset.");
          },
        },
        "Reset",
      ),
      el(
        "button",
        { type: "button", class: "icon only-small", "aria-label": "Close filters", onclick: closePanels },
        icon("close"),
      ),
    ),
    el(
      "div",
      { class: "choices" },
      choice("Colour", { type: "type", community: "community" }, look.colour, value => chooseLook({ colour: value })),
      choice("Size", SIZES, look.size, value => chooseLook({ size: value })),
    ),
    el("label", { class: "group range" }, el("span", { class: "label" }, "Confidence ", output), range),
    ...["time", "modality", "type", "predicate", "community"].map(facetSection).filter(Boolean),
    ...[dateSection(), facetSection("document")].filter(Boolean),
    el(
      "p",
      { class: "hint" },
      "A number here counts sentences; in the legend it counts entities.",
      source.total === null ? null : " Filters and counts speak of what is loaded.",
    ),
  );
  redraw.forEach(update => update());
}

// By type and number of links anything can be drawn; the rest has to be known of the whole graph.
function chooseLook(choice) {
  const known = Object.values(choice).every(value => ["type", "degree", "equal"].includes(value));
  const chooser = document.activeElement.id;
  after(known ? null : source.whole(), () => {
    Object.assign(look, choice);
    restyle();
    showDetails();
    // The filters are made anew as more of the graph comes.
    if (document.activeElement === document.body && chooser) $(`#${chooser}`).focus();
  });
}

function restyle() {
  readTones();
  forgetMap();
  redraw.forEach(update => update());
  sync();
  network.redraw();
  showLegend();
}
