// The explorer over the store: neighbourhoods are loaded as one walks, so the picture stays light.

(async () => {
  "use strict";
  const STEP = 16;
  const MOST = 300;
  const things = new Map(); // IRI -> what is known of it
  const lines = new Map(); // "from to predicate" -> a relation
  const loaded = new Map(); // IRI -> how many of its neighbours have been asked for
  let chosen = null; // {iri} or {pair: [iri, iri]}
  let types = new Map();
  let first = null; // the opening view, asked for before all else is known

  const nodeSet = new vis.DataSet();
  const edgeSet = new vis.DataSet();
  const status = $("#status");
  const details = $("#details");
  const graph = $("#graph");
  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const tone = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const look = type => types.get(type) ?? { shape: "dot", light: "#5c6670", dark: "#aeb8c4", label: type };
  const colour = type => (dark() ? look(type).dark : look(type).light);

  const network = new vis.Network(
    graph,
    { nodes: nodeSet, edges: edgeSet },
    {
      layout: { improvedLayout: false, randomSeed: 7 },
      physics: {
        solver: "barnesHut",
        barnesHut: { gravitationalConstant: -9000, centralGravity: 0.55, springLength: 120, avoidOverlap: 0.4 },
        stabilization: { iterations: 220, fit: true },
      },
      nodes: { borderWidth: 1.5, labelHighlightBold: false },
      edges: { smooth: false, labelHighlightBold: false },
      interaction: { hover: true, keyboard: false, multiselect: false, selectConnectedEdges: false },
    },
  );
  $("canvas", graph)?.setAttribute("aria-hidden", "true");
  // Places are found out of sight, then nothing moves any more.
  let wide = true;
  network.on("stabilizationIterationsDone", () => {
    network.setOptions({ physics: { enabled: false } });
    if (wide) network.fit({ maxZoomLevel: 1.2 });
    document.body.dataset.placed = String(things.size);
  });

  const pairId = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`);

  function draw() {
    const strokes = new Map();
    for (const line of lines.values()) {
      if (!things.has(line.from) || !things.has(line.to)) continue;
      const id = pairId(line.from, line.to);
      if (!strokes.has(id)) strokes.set(id, []);
      strokes.get(id).push(line);
    }
    const looks = [...things.values()].map(one => {
      const selected = chosen?.iri === one.iri;
      const fill = colour(one.type);
      return {
        id: one.iri,
        label: short(one.name, 34),
        title: `${short(one.name, 80)} (${one.type}, ${plural(one.sentences, "sentence")})`,
        shape: look(one.type).shape,
        size: 11 + 3 * Math.log2(1 + one.sentences),
        borderWidth: selected ? 4 : 1.5,
        color: { background: fill, border: selected ? tone("ink") : tone("canvas"), highlight: { background: fill, border: tone("ink") }, hover: { background: fill, border: tone("ink") } },
        font: { color: tone("ink"), strokeColor: tone("canvas"), strokeWidth: 4, size: 16, face: "system-ui, sans-serif" },
        ...(one.x === undefined ? {} : { x: one.x, y: one.y }),
      };
    });
    const wishes = [...strokes].map(([id, all]) => {
      const first = all.find(line => line.direct) ?? all[0];
      const names = [...new Set(all.map(line => line.label))];
      const ends = id.split(" ");
      const selected = chosen?.pair && pairId(...chosen.pair) === id;
      return {
        id,
        from: ends[0],
        to: ends[1],
        label: names[0] + (names.length > 1 ? ` +${names.length - 1}` : ""),
        title: names.join(", "),
        dashes: all.some(line => line.direct) ? false : [6, 5],
        width: (selected ? 2 : 0) + 1 + Math.min(3, Math.log2(all.reduce((sum, line) => sum + line.sentences, 0) + 1) / 2),
        arrows: {
          to: { enabled: !first.symmetric && first.to === ends[1], scaleFactor: 0.6 },
          from: { enabled: !first.symmetric && first.to === ends[0], scaleFactor: 0.6 },
        },
        color: { color: selected ? tone("accent") : tone("edge"), highlight: tone("accent"), hover: tone("accent") },
        font: { color: tone("soft"), strokeColor: tone("canvas"), strokeWidth: 4, size: 13, align: "middle", face: "system-ui, sans-serif" },
      };
    });
    for (const [set, items] of [[edgeSet, wishes], [nodeSet, looks]]) {
      const ids = new Set(items.map(item => item.id));
      set.remove(set.getIds().filter(id => !ids.has(id)));
    }
    nodeSet.update(looks);
    edgeSet.update(wishes);
    for (const one of things.values()) delete one.x;
    network.unselectAll();
    status.textContent = `${plural(things.size, "thing")}, ${plural(wishes.length, "line")} shown`;
    const used = [...new Set([...things.values()].map(one => one.type))].sort();
    $("#legend").replaceChildren(...used.map(type => el("span", {}, mark(type), look(type).label)));
  }

  function mark(type) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "-12 -12 24 24");
    svg.setAttribute("aria-hidden", "true");
    const ring = (count, turn, radius) =>
      Array.from({ length: count }, (_, i) => {
        const angle = turn + (i * 2 * Math.PI) / count;
        return `${radius(i) * Math.cos(angle)},${radius(i) * Math.sin(angle)}`;
      }).join(" ");
    const outlines = {
      square: ring(4, Math.PI / 4, () => 11),
      diamond: ring(4, 0, () => 10),
      triangle: ring(3, -Math.PI / 2, () => 10),
      triangleDown: ring(3, Math.PI / 2, () => 10),
      hexagon: ring(6, 0, () => 10),
      star: ring(10, -Math.PI / 2, i => (i % 2 ? 5 : 11)),
    };
    const points = outlines[look(type).shape];
    const shape = document.createElementNS(SVG, points ? "polygon" : "circle");
    if (points) shape.setAttribute("points", points);
    else shape.setAttribute("r", 9);
    shape.setAttribute("fill", colour(type));
    svg.append(shape);
    return svg;
  }

  function add(data, near) {
    const fresh = data.nodes.filter(one => !things.has(one.iri));
    const place = near && nodeSet.get(near) ? network.getPosition(near) : null;
    fresh.forEach((one, n) => {
      const angle = (n * 2 * Math.PI) / Math.max(1, fresh.length);
      const spot = place ? { x: place.x + 160 * Math.cos(angle), y: place.y + 160 * Math.sin(angle) } : {};
      things.set(one.iri, { ...one, ...spot });
    });
    for (const line of data.edges) lines.set(`${line.from} ${line.to} ${line.predicate}`, line);
    forget();
    draw();
    if (fresh.length) {
      wide = !place || fresh.length > 3;
      network.setOptions({ physics: { enabled: true } });
      network.stabilize(place ? 100 : 250);
    }
    return fresh.length;
  }

  // The oldest leave where the picture grows too large to read.
  function forget() {
    for (const iri of things.keys()) {
      if (things.size <= MOST) break;
      if (iri !== chosen?.iri) things.delete(iri);
    }
    for (const [id, line] of lines) if (!things.has(line.from) || !things.has(line.to)) lines.delete(id);
  }

  const around = (iri, offset, limit) =>
    site.load("/api/around", { iri, offset, limit, shown: [...things.keys()].slice(0, MOST) });

  async function more(iri) {
    const from = loaded.get(iri) ?? 0;
    const data = await around(iri, from, STEP);
    loaded.set(iri, from + STEP);
    const count = add(data, iri);
    announce(`${plural(count, "thing")} loaded`);
    showThing(iri, data);
  }

  async function choose(iri, { load = 0, push = true } = {}) {
    const known = things.has(iri);
    const data = await around(iri, loaded.get(iri) ?? 0, known ? load : STEP);
    if (!known) loaded.set(iri, STEP);
    chosen = { iri };
    add(data, known ? iri : null);
    if (push) history.pushState(null, "", `#entity=${encodeURIComponent(iri)}`);
    showThing(iri, data);
    if (!known) network.focus(iri, { scale: network.getScale(), animation: false });
  }

  const link = (iri, name) => el("button", { type: "button", onclick: () => attempt(() => choose(iri)) }, named(name));

  function showThing(iri, data) {
    const one = things.get(iri);
    const rest = data.total - Math.min(data.total, loaded.get(iri) ?? 0);
    const groups = new Map();
    for (const line of lines.values()) {
      if (line.from !== iri && line.to !== iri) continue;
      const out = line.from === iri;
      const label = out ? line.label : line.inverse;
      if (!groups.has(label)) groups.set(label, []);
      groups.get(label).push(out ? line.to : line.from);
    }
    details.replaceChildren(
      el("h2", {}, named(one.name, 300)),
      el("p", { class: "soft" }, `${look(one.type).label}, ${plural(data.total, "neighbour")}`),
      el(
        "p",
        { class: "row" },
        rest > 0 ? el("button", { type: "button", class: "main", onclick: () => attempt(() => more(iri)) }, `Load ${Math.min(STEP, rest)} of ${rest} more`) : "",
        el("a", { class: "button", href: site.pageOf(iri) }, "Open its page"),
        el("button", { type: "button", onclick: () => hide(iri) }, "Hide"),
      ),
      ...[...groups].sort().flatMap(([label, others]) => [
        el("h3", {}, label),
        el("ul", {}, ...[...new Set(others)].filter(other => things.has(other)).map(other =>
          el("li", {}, link(other, things.get(other).name), " ",
            el("button", { type: "button", "aria-label": `Sentences on ${short(things.get(other).name, 60)}`, title: "Sentences", onclick: () => attempt(() => chooseLine(iri, other)) }, "“ ”")))),
      ]),
    );
  }

  function hide(iri) {
    things.delete(iri);
    loaded.delete(iri);
    chosen = null;
    forget();
    draw();
    details.replaceChildren(el("p", { class: "soft" }, "Choose a thing or a line."));
  }

  async function chooseLine(one, other, { push = true } = {}) {
    const data = await site.load(`/api/between?one=${encodeURIComponent(one)}&other=${encodeURIComponent(other)}`);
    chosen = { pair: [one, other] };
    draw();
    if (push) history.pushState(null, "", `#one=${encodeURIComponent(one)}&other=${encodeURIComponent(other)}`);
    const name = iri => (iri === one ? data.one.name : data.other.name);
    details.replaceChildren(
      el("h2", {}, named(data.one.name), " – ", named(data.other.name)),
      el("p", { class: "soft" }, plural(data.sentences.length, "sentence")),
      el("ul", { class: "sentences" }, ...data.sentences.map(row =>
        el("li", {},
          el("div", {}, link(row.from, name(row.from)), ` ${row.predicate} `, link(row.to, name(row.to)), row.role ? el("span", { class: "soft" }, " ", named(row.role)) : ""),
          el("blockquote", {}, marked(row)),
          el("small", { class: "soft" },
            el("a", { href: site.pageOf(row.document) }, named(row.title || row.source || row.document)),
            ` ${row.date ?? ""} ${percent(row.confidence)} ${row.time === "current" ? "" : row.time} ${row.modality === "asserted" ? "" : row.modality} ${row.method ?? ""}`)))),
    );
  }

  // Offsets count characters, as Python does; JavaScript's strings count UTF-16 units.
  function marked(row) {
    const letters = Array.from(row.quote);
    const [s1, s2, o1, o2] = row.marks;
    const parts = [[s1, s2, "subject"], [o1, o2, "object"]].filter(([a, b]) => a >= 0 && b <= letters.length && a < b).sort((a, b) => a[0] - b[0]);
    const found = [];
    let at = 0;
    for (const [a, b, kind] of parts) {
      if (a < at) continue;
      found.push(visible(letters.slice(at, a).join("")), el("mark", { class: kind }, visible(letters.slice(a, b).join(""))));
      at = b;
    }
    found.push(visible(letters.slice(at).join("")));
    return el("bdi", {}, ...found);
  }

  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      status.textContent = visible(error.message);
      announce(error.message);
    }
  }

  async function begin() {
    things.clear();
    lines.clear();
    loaded.clear();
    chosen = null;
    const opening = first ?? site.load("/api/opening");
    first = null;
    add(await opening);
    if (!things.size) status.textContent = "There is nothing in this graph yet.";
  }

  async function arrive() {
    const given = new URLSearchParams(location.hash.slice(1));
    if (given.get("entity")) await choose(given.get("entity"), { push: false });
    else if (given.get("one") && given.get("other")) await chooseLine(given.get("one"), given.get("other"), { push: false });
    else if (!things.size) await begin();
  }

  network.on("click", ({ nodes, edges }) => {
    if (nodes.length) attempt(() => choose(nodes[0]));
    else if (edges.length) attempt(() => chooseLine(...edges[0].split(" ")));
  });
  network.on("doubleClick", ({ nodes }) => nodes.length && attempt(() => more(nodes[0])));
  $("#fit").addEventListener("click", () => network.fit({ maxZoomLevel: 1.2 }));
  $("#clear").addEventListener("click", () => {
    history.pushState(null, "", "/");
    details.replaceChildren(el("p", { class: "soft" }, "Choose a thing or a line."));
    attempt(begin);
  });
  addEventListener("popstate", () => attempt(arrive));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  site.hooks.choose = iri => attempt(() => choose(iri));

  const HEADINGS = { ArrowRight: 0, ArrowDown: Math.PI / 2, ArrowLeft: Math.PI, ArrowUp: -Math.PI / 2 };
  graph.addEventListener("keydown", event => {
    const iri = chosen?.iri ?? things.keys().next().value;
    if (!iri) return;
    if (event.key in HEADINGS) {
      event.preventDefault();
      const here = network.getPosition(iri);
      const turned = other => {
        const there = network.getPosition(other);
        const angle = Math.atan2(there.y - here.y, there.x - here.x) - HEADINGS[event.key];
        return Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
      };
      const [next] = network.getConnectedNodes(iri).filter(other => turned(other) < 1.2).sort((a, b) => turned(a) - turned(b));
      if (next) attempt(() => choose(next)).then(() => announce(things.get(next)?.name ?? ""));
    } else if (event.key === "Enter") {
      event.preventDefault();
      attempt(() => choose(iri)).then(() => details.focus());
    } else if (event.key === "+") attempt(() => more(iri));
    else if (event.key === "0") network.fit();
  });

  await attempt(async () => {
    first = location.hash.length > 1 ? null : site.load("/api/opening");
    const words = await site.load("/api/words");
    types = new Map(words.types.map(type => [type.id, type]));
    await arrive();
    if (!things.size) await begin();
  });
  document.body.dataset.ready = "true";
})();
