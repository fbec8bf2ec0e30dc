// The source of the served explorer: parts of the graph are asked for as one walks, so the browser stays light.

const given = JSON.parse($("#data").textContent);
const KNOWN = 3000;

const source = {
  namespaces: given.namespaces,
  base: given.base,
  total: null,
  opened: false,
  sketched: false,
  first: () => ({ nodes: [], facts: [], documents: [], predicates: [], types: [] }),
  evidence: fact => fact,
  page: iri => (iri.startsWith(given.site) ? "/" + iri.slice(given.site.length) : ""),

  async find(text) {
    return (await complete(text)).map(row => {
      const known = data.types.find(one => one.id === row.type);
      const look = known && { type: known.label, icon: shapeIcon(known, typeColour(known)) };
      return { ...row, key: row.iri.replace(given.base, ""), ...look };
    });
  },

  // A question once asked is not asked again; null where there is nothing to wait for.
  asked: new Set(),
  ask(address, body) {
    const name = address + JSON.stringify(body ?? "");
    if (this.asked.has(name)) return null;
    const known = body && [...new Set([...picture.shown, ...walked().map(node => node.id)])].slice(0, KNOWN);
    return load(address, body && { ...body, known: known.map(id => nodes[id].iri) }).then(part => {
      this.asked.add(name);
      take(part);
      return part;
    });
  },
  around(key, depth, limit) {
    return this.ask("/api/around", { iri: iriOf(key), depth, limit });
  },

  // What a view needs before it can be shown.
  need({ view, focus, depth, path, entity, pair }) {
    return allOf([
      view === "map" && this.sketch(),
      focus && this.around(focus, depth, depth === 1 ? 80 : 150),
      entity && entity !== focus && this.around(entity, 1, 24),
      path && this.way(pathAddress(path)),
      pair && this.sentences(pair, `/api/between?${pairQuery(pair)}`),
    ]);
  },
  // The searches that ended before they had seen everything.
  stopped: new Set(),
  way(address) {
    return this.ask(address)?.then(part => part.gave_up && this.stopped.add(address));
  },
  gaveUp(path) {
    return this.stopped.has(pathAddress(path));
  },
  // The map, communities and measures of the whole graph, which take the server a while: once somebody asks for them.
  sketch() {
    if (this.sketched) return null;
    announce(($("#status").textContent = "Drawing the map of the whole graph…"));
    return load("/api/overview").then(part => {
      this.sketched = true;
      takeSketch(part);
    });
  },
  whole() {
    return allOf([this.sketch()]);
  },
  sentences([one, other], address) {
    const whole = () => (pairOf(byKey.get(one)?.id, byKey.get(other)?.id) ?? {}).more = false;
    return this.ask(address)?.then(whole);
  },
  question: text => location.assign(`/ask?q=${encodeURIComponent(text)}`),
  more(id, most) {
    const node = nodes[id];
    if (!beyond(node) || neighbours(id).filter(other => !picture.places.has(other)).length >= most) return null;
    return allOf([load("/api/around", { iri: node.iri, limit: most, known: walked().map(one => one.iri).slice(-KNOWN) }).then(take)]);
  },
  spread() {
    const open = [...picture.shown].filter(id => beyond(nodes[id])).sort((a, b) => beyond(nodes[b]) - beyond(nodes[a]));
    return allOf(open.slice(0, 3).map(id => this.more(id, 16)));
  },

  // The vocabulary's looks and the opening view.
  async open() {
    const [words, part] = await Promise.all([load("/api/words"), load("/api/opening")]);
    positions("types", words.types);
    this.total = part.things;
    this.opened = true;
    const ids = take(part).sort((a, b) => nodes[b].degree - nodes[a].degree || a - b);
    grown();
    // From a spiral, the best linked in the middle, to where their lines draw them.
    const turn = at => ({ x: 80 * Math.sqrt(at) * Math.cos(2.4 * at), y: 80 * Math.sqrt(at) * Math.sin(2.4 * at) });
    picture.places = new Map(ids.map((id, at) => [id, turn(at)]));
    opening.nodes = [...relax(picture.places, linesInside())].map(([id, place]) => ({ id, ...place }));
  },
};

// What is here with what is said of it, and not on the map alone.
const walked = () => nodes.filter(node => node.pairs.length);
const pairQuery = ([one, other]) => `one=${encodeURIComponent(iriOf(one))}&other=${encodeURIComponent(iriOf(other))}`;
const pathAddress = path => `/api/path?${pairQuery(path)}&everything=${isUsual() ? "false" : "true"}`;
const iriOf = key => (/^https?:/.test(key) ? key : given.base + key);

// One wait for several answers; null where there is none to wait for.
function allOf(jobs) {
  const waiting = jobs.filter(Boolean);
  return waiting.length ? Promise.all(waiting).then(grown) : null;
}
