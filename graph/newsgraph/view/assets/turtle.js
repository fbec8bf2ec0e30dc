// The part of the graph that is shown, as Turtle: the same triples that the whole file has for it.

const prefixes = Object.entries(source.namespaces);
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
// eslint-disable-next-line no-control-regex
const literal = text =>
  `"${String(text)
    .replace(/[\\"\n\r\t]/g, c => ESCAPES[c])
    .replace(/[\u0000-\u001f\u007f]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
const unsafe = /[\u0000-\u0020<>"{}|^`\\]/g;
function term(iri) {
  for (const [prefix, base] of prefixes) {
    if (iri.startsWith(base) && /^[A-Za-z][A-Za-z0-9_-]*$/.test(iri.slice(base.length)))
      return `${prefix}:${iri.slice(base.length)}`;
  }
  return `<${iri.replace(unsafe, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}>`;
}

const decimal = number => (Number.isInteger(number) ? number.toFixed(1) : String(number));

function shownFacts() {
  if (state.view === "table") return tableRows();
  const found = [];
  for (const id of picture.shown) {
    for (const pair of openPairs(id))
      if (pair.a === id && picture.shown.has(pair.b)) found.push(...openFacts(pair));
  }
  return found.sort((a, b) => a.id - b.id);
}

function turtle() {
  const rows = shownFacts();
  const ids = new Set([
    ...(state.view === "table" ? [] : picture.shown),
    ...rows.flatMap(fact => [fact.s, fact.o]),
  ]);
  const parts = [prefixes.map(([prefix, base]) => `@prefix ${prefix}: <${base}> .`).join("\n")];
  const block = (subject, lines) => parts.push(`${subject} ${lines.join(" ;\n    ")} .`);
  const direct = new Map();
  for (const fact of rows) {
    if (!isDirect(fact)) continue;
    const { iri, symmetric } = data.predicates[fact.p];
    for (const [from, to] of symmetric
      ? [
          [fact.s, fact.o],
          [fact.o, fact.s],
        ]
      : [[fact.s, fact.o]]) {
      if (!direct.has(from)) direct.set(from, new Set());
      direct.get(from).add(`${term(iri)} ${term(nodes[to].iri)}`);
    }
  }
  for (const id of [...ids].sort((a, b) => a - b)) {
    const node = nodes[id];
    block(term(node.iri), [
      `a ${term(node.type.iri)}`,
      `rdfs:label ${literal(node.name)}`,
      ...node.aliases.map(name => `skos:altLabel ${literal(name)}`),
      ...node.same.map(iri => `schema:sameAs ${term(iri)}`),
      ...(direct.get(id) ?? []),
    ]);
  }
  for (const document of new Set(rows.map(fact => data.documents[fact.d]))) {
    if (document.iri)
      block(term(document.iri), [
        "a schema:NewsArticle",
        ...(document.headline ? [`schema:headline ${literal(document.headline)}`] : []),
      ]);
  }
  for (const fact of rows) {
    const { iri, quote } = source.evidence(fact);
    const subject = /^[a-z][a-z0-9+.-]*:/i.test(iri) ? term(iri) : `_:${iri.replace(/[^A-Za-z0-9]/g, "")}`;
    block(subject, [
      "a ng:Assertion",
      `rdf:subject ${term(nodes[fact.s].iri)}`,
      `rdf:predicate ${term(data.predicates[fact.p].iri)}`,
      `rdf:object ${term(nodes[fact.o].iri)}`,
      ...(fact.role ? [`ng:role ${literal(fact.role)}`] : []),
      `ng:time ${literal(fact.time)}`,
      `ng:modality ${literal(fact.modality)}`,
      `ng:confidence ${literal(decimal(fact.confidence))}^^xsd:double`,
      `ng:quote ${literal(quote)}`,
      ...(fact.method ? [`ng:method ${literal(fact.method)}`] : []),
      ...(data.documents[fact.d].iri ? [`prov:wasDerivedFrom ${term(data.documents[fact.d].iri)}`] : []),
    ]);
  }
  return parts.join("\n\n") + "\n";
}
