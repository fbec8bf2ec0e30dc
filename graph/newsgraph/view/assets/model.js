// The graph in memory: entities, facts, and which facts the filters let through.

const data = JSON.parse($("#data").textContent);

const nodes = data.nodes.iri.map((end, id) => ({
  id,
  iri: data.nodes.base + end,
  key: data.nodes.key[id] ?? end,
  name: data.nodes.name[id],
  aliases: data.nodes.aliases[id] ?? [],
  same: data.nodes.same[id] ?? [],
  type: data.types[data.nodes.type[id]],
  links: 0, // neighbours that the filters leave it
  kind: data.nodes.type[id],
  x: data.nodes.x[id],
  y: data.nodes.y[id],
  community: data.nodes.community[id],
  degree: data.nodes.degree[id],
  pagerank: data.nodes.pagerank[id],
  betweenness: data.nodes.betweenness[id],
  pairs: [],
}));
const byKey = new Map(nodes.map(node => [node.key, node]));

const column = data.facts;
const facts = column.s.map((s, id) => ({
  id,
  s,
  o: column.o[id],
  p: column.p[id],
  d: column.d[id],
  time: data.words.time[column.time[id]],
  modality: data.words.modality[column.modality[id]],
  confidence: column.confidence[id],
  role: column.role[id] ?? null,
  method: data.words.method[column.method[id]],
}));
const isDirect = fact => fact.time === "current" && fact.modality === "asserted";

// A pair is two entities with all that is said between them: one line in the picture.
const pairs = [];
{
  const at = new Map();
  for (const fact of facts) {
    const a = Math.min(fact.s, fact.o),
      b = Math.max(fact.s, fact.o);
    const name = `${a} ${b}`;
    let pair = at.get(name);
    if (!pair) {
      pair = { id: pairs.length, a, b, facts: [] };
      at.set(name, pair);
      pairs.push(pair);
      nodes[a].pairs.push(pair);
      if (b !== a) nodes[b].pairs.push(pair);
    }
    pair.facts.push(fact);
  }
}
const pairOf = (a, b) => nodes[a].pairs.find(pair => pair.a === Math.min(a, b) && pair.b === Math.max(a, b));
const otherEnd = (pair, id) => (pair.a === id ? pair.b : pair.a);

const communities = [];
for (const node of nodes) {
  if (node.community < 0) continue;
  const group = (communities[node.community] ??= { id: node.community, size: 0, head: node });
  group.size += 1;
  if (node.degree > group.head.degree) group.head = node;
}

// Facets with a default of everything hold what is hidden; those that narrow hold what is asked for.
const filter = {
  hidden: { type: new Set(), predicate: new Set(), time: new Set(), modality: new Set() },
  only: { document: new Set(), community: new Set() },
  confidence: 0,
  from: "",
  to: "", // days of publication, ISO 8601
};
function resetFilter() {
  for (const set of [...Object.values(filter.hidden), ...Object.values(filter.only)]) set.clear();
  for (const word of data.words.time) if (word !== "current") filter.hidden.time.add(word);
  for (const word of data.words.modality) if (word !== "asserted") filter.hidden.modality.add(word);
  filter.confidence = 0;
  filter.from = filter.to = "";
}
resetFilter();

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

let passing = new Uint8Array(facts.length);
let counts = {};

// A choice is counted as if its own facet were open: the number says what a click would show.
function applyFilter() {
  const names = Object.keys(tests);
  counts = Object.fromEntries(Object.keys(counted).map(name => [name, new Map()]));
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
