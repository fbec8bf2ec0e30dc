// The graph in memory: entities, facts, and which facts the filters let through.

const data = { types: [], predicates: [], documents: [], words: { time: [], modality: [] } };
const nodes = [],
  facts = [],
  // A pair is two entities with all that is said between them: one line in the picture.
  pairs = [],
  communities = [];
const byKey = new Map();
const places = { types: new Map(), predicates: new Map(), documents: new Map(), facts: new Set(), pairs: new Map() };

const isDirect = fact => fact.time === "current" && fact.modality === "asserted";
const pairKey = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`);
const pairOf = (a, b) => places.pairs.get(pairKey(a, b));
const otherEnd = (pair, id) => (pair.a === id ? pair.b : pair.a);

// Facets with a default of everything hold what is hidden; those that narrow hold what is asked for.
const filter = {
  hidden: { type: new Set(), predicate: new Set(), time: new Set(), modality: new Set() },
  only: { document: new Set(), community: new Set() },
  confidence: 0,
  from: "",
  to: "", // days of publication, ISO 8601
};
const USUAL = { time: "current", modality: "asserted" };
const facetSets = () => [...Object.values(filter.hidden), ...Object.values(filter.only)];
function resetFilter() {
  for (const set of facetSets()) set.clear();
  for (const [name, usual] of Object.entries(USUAL))
    for (const word of data.words[name]) if (word !== usual) filter.hidden[name].add(word);
  filter.confidence = 0;
  filter.from = filter.to = "";
}
// Whether the filters let through what holds now, and nothing else.
const isUsual = () =>
  Object.entries(USUAL).every(([name, usual]) =>
    data.words[name].every(word => filter.hidden[name].has(word) === (word !== usual)),
  );

// ---- taking parts of the graph in

function positions(name, rows) {
  return rows.map(row => {
    if (!places[name].has(row.iri)) places[name].set(row.iri, data[name].push(row) - 1);
    return places[name].get(row.iri);
  });
}

function word(name, value) {
  if (data.words[name].includes(value)) return value;
  const open = data.words[name].length > 1 && !filter.hidden[name].size;
  data.words[name].push(value);
  if (value !== USUAL[name] && !open) filter.hidden[name].add(value);
  return value;
}

function takeNode(row, kind) {
  const known = byKey.get(row.key);
  if (known) {
    known.neighbours = row.neighbours ?? known.neighbours;
    Object.assign(known, { aliases: row.aliases, same: row.same });
    return known.id;
  }
  const node = { community: -1, ...row, id: nodes.length, kind, type: data.types[kind], links: 0, pairs: [] };
  nodes.push(node);
  byKey.set(node.key, node);
  return node.id;
}

function takePair(s, o) {
  const known = pairOf(s, o);
  if (known) return known;
  const pair = { id: pairs.length, a: Math.min(s, o), b: Math.max(s, o), facts: [] };
  pairs.push(pair);
  places.pairs.set(pairKey(s, o), pair);
  nodes[pair.a].pairs.push(pair);
  if (pair.a !== pair.b) nodes[pair.b].pairs.push(pair);
  return pair;
}

// Take in a part in the form of `newsgraph.view.payload`, where positions are those in the part; gives its nodes.
function take(part) {
  const types = positions("types", part.types),
    predicates = positions("predicates", part.predicates),
    documents = positions("documents", part.documents);
  const ids = part.nodes.map(row => takeNode(row, types[row.type]));
  for (const row of part.facts) {
    if (row.iri && places.facts.has(row.iri)) continue;
    if (row.iri) places.facts.add(row.iri);
    const fact = {
      ...row,
      id: facts.length,
      s: ids[row.s],
      o: ids[row.o],
      p: predicates[row.p],
      d: documents[row.d],
      time: word("time", row.time),
      modality: word("modality", row.modality),
    };
    facts.push(fact);
    takePair(fact.s, fact.o).facts.push(fact);
  }
  for (const [a, b] of part.more ?? []) takePair(ids[a], ids[b]).more = true;
  return ids;
}
take(source.first());

// Lines of the map of which nothing is here but that they are.
let sketch = [];
function takeSketch({ types, nodes: rows, pairs: lines }) {
  const kinds = positions("types", types);
  const ids = rows.map(({ type, ...row }) => {
    const key = row.iri.replace(source.base, "");
    const id = byKey.get(key)?.id ?? takeNode({ key, aliases: [], same: [], ...row }, kinds[type]);
    const { x, y, community, pagerank, betweenness, neighbours } = row;
    Object.assign(nodes[id], { x, y, community, pagerank, betweenness, neighbours });
    return id;
  });
  sketch = lines.map(([a, b]) => [ids[a], ids[b]]);
  gatherCommunities();
}
// The lines of the map that the filters leave: what is not here passes by its types and communities alone.
const sketchOpen = () =>
  sketch.filter(([a, b]) => !pairOf(a, b) && tests.type({ s: a, o: b }) && tests.community({ s: a, o: b }));

function gatherCommunities() {
  communities.length = 0;
  for (const node of nodes) {
    if (node.community < 0) continue;
    const group = (communities[node.community] ??= { id: node.community, size: 0, head: node });
    group.size += 1;
    if (node.degree > group.head.degree) group.head = node;
  }
}
gatherCommunities();

// ---- filters

const tests = {
  type: f => !filter.hidden.type.has(nodes[f.s].kind) && !filter.hidden.type.has(nodes[f.o].kind),
  predicate: f => !filter.hidden.predicate.has(f.p),
  time: f => !filter.hidden.time.has(f.time),
  modality: f => !filter.hidden.modality.has(f.modality),
  document: f => !filter.only.document.size || filter.only.document.has(f.d),
  community: f =>
    !filter.only.community.size ||
    (filter.only.community.has(nodes[f.s].community) && filter.only.community.has(nodes[f.o].community)),
  confidence: f => f.confidence >= filter.confidence,
  date: f => {
    if (!filter.from && !filter.to) return true;
    const day = (data.documents[f.d].date ?? "").slice(0, 10);
    return day !== "" && day >= filter.from && (!filter.to || day <= filter.to);
  },
};
const counted = {
  predicate: f => [f.p],
  time: f => [f.time],
  modality: f => [f.modality],
  document: f => [f.d],
  type: f => (nodes[f.s].kind === nodes[f.o].kind ? [nodes[f.s].kind] : [nodes[f.s].kind, nodes[f.o].kind]),
  community: f => (nodes[f.s].community === nodes[f.o].community ? [nodes[f.s].community] : []),
};

let passing = [];
let farLines = [];
// Whether the map shows it.
const onMap = node => node.x !== undefined && (node.links > 0 || node.far);
let counts = {};

// A choice is counted as if its own facet were open: the number says what a click would show.
function applyFilter() {
  const names = Object.keys(tests);
  counts = Object.fromEntries(Object.keys(counted).map(name => [name, new Map()]));
  passing = new Uint8Array(facts.length);
  for (const fact of facts) {
    const failed = names.filter(name => !tests[name](fact));
    passing[fact.id] = failed.length === 0 ? 1 : 0;
    if (failed.length > 1) continue;
    for (const name in counted) {
      if (failed.length && failed[0] !== name) continue;
      for (const value of counted[name](fact)) counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
    }
  }
  for (const node of nodes) node.links = 0;
  farLines = sketchOpen();
  const far = new Set(farLines.flat());
  for (const node of nodes) node.far = far.has(node.id);
  for (const pair of pairs) {
    pair.open = pair.facts.some(fact => passing[fact.id]);
    if (pair.open && pair.a !== pair.b) {
      nodes[pair.a].links += 1;
      nodes[pair.b].links += 1;
    }
  }
}
applyFilter();

const openPairs = id => nodes[id].pairs.filter(pair => pair.open && pair.a !== pair.b);
const neighbours = id => openPairs(id).map(pair => otherEnd(pair, id));
const openFacts = pair => pair.facts.filter(fact => passing[fact.id]);
// How many neighbours the source has beside those that are here.
const beyond = node =>
  node.neighbours ? Math.max(0, node.neighbours - node.pairs.filter(pair => pair.a !== pair.b).length) : 0;

// Entity -> steps from the start, up to a depth.
function within(start, depth, limit = Infinity) {
  const found = new Map([[start, 0]]);
  let ring = [start];
  for (let step = 1; step <= depth && found.size < limit; step++) {
    const next = [];
    for (const id of ring) {
      for (const other of neighbours(id).sort((a, b) => nodes[b].degree - nodes[a].degree)) {
        if (found.has(other) || found.size >= limit) continue;
        found.set(other, step);
        next.push(other);
      }
    }
    ring = next;
  }
  return found;
}

function shortestPath(from, to) {
  const before = new Map([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !before.has(to); at++) {
    for (const other of neighbours(queue[at])) {
      if (!before.has(other)) {
        before.set(other, queue[at]);
        queue.push(other);
      }
    }
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let id = to; id !== null; id = before.get(id)) path.unshift(id);
  return path;
}
