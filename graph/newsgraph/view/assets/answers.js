// Questions in plain English, by the rules of `newsgraph ask`, answered from the facts of the page.

const asking = given.questions;
const whole = pattern => new RegExp(`^(?:${pattern})$`, "iu");
const bareName = text =>
  text
    .trim()
    .replace(/^["'“”‘’«»\s]+|["'“”‘’«»\s]+$/gu, "")
    .replace(/^(?:the|an?) (?=\S)/i, "");

// The entity that has this name, or the only one whose name begins with it.
function entityNamed(text) {
  for (const wanted of [plain(text.trim()), plain(bareName(text))]) {
    const same = index().filter(entry => entry.plain === wanted);
    const found = same.length ? same : index().filter(entry => entry.plain.startsWith(wanted + " "));
    const ids = new Set(found.map(entry => entry.node.id));
    if (ids.size === 1 || same.length) return found.sort((a, b) => b.node.degree - a.node.degree)[0].node;
  }
  return null;
}

function dayNamed(text) {
  const words = text.trim().toLowerCase();
  if (/^\d{4}(-\d\d){0,2}$/.test(words)) return `${words}-01-01`.slice(0, 10);
  const ago = words.match(/^(?:last |past |this )?(?:(\d{1,3}) )?(day|week|month|year)s?(?: ago)?$/);
  const days = { day: 1, week: 7, month: 30, year: 365 };
  const back = ago ? Number(ago[1] ?? 1) * days[ago[2]] : { today: 0, yesterday: 1 }[words];
  const time = back === undefined ? Date.parse(/\d{4}/.test(words) ? `${words} UTC` : "") : Date.now() - back * 864e5;
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
}

// What a question asks for: {path}, {since}, or {node, direction, predicates, when}, each with its query; {missing}
// where a name is not in the graph; null where no rule fits.
function understand(text) {
  const without = (said, pattern, instead = "") => said.replace(new RegExp(pattern, "iu"), instead);
  const said = without(text.trim().replace(/\s+/g, " ").replace(/[?!.\s]+$/, ""), asking.lead);
  const words = without(said, asking.short, "$1 is ");
  // As it stands first: a name may end in such a word.
  const found = reading(words);
  return found && !found.missing ? found : (reading(without(words, asking.now)) ?? found);
}

function reading(words) {
  const day = whole(asking.since).exec(words)?.groups.day;
  if (day && dayNamed(day)) return { query: "new-since", since: dayNamed(day) };
  let missing = null;
  const both = whole(asking.links).exec(words)?.groups.both;
  for (const gap of both?.matchAll(new RegExp(asking.between, "giu")) ?? []) {
    const names = [both.slice(0, gap.index), both.slice(gap.index + gap[0].length)];
    const ends = names.map(entityNamed);
    if (ends.every(Boolean)) return { query: "path", path: ends.map(node => node.key) };
    missing ??= names[ends.indexOf(null)];
  }
  for (const [pattern, query] of asking.rules) {
    const name = whole(pattern).exec(words)?.groups.x;
    if (!name) continue;
    const node = entityNamed(name);
    missing ??= name;
    if (!node) continue;
    const related = /^[<>]/.test(query);
    const [direction, predicates, when] = related ? [query[0], [query.slice(1)], "all"] : asking.answers[query];
    return { query: related ? "related" : query, node, direction, predicates, when };
  }
  return missing === null ? null : { missing };
}

const fits = { now: isDirect, once: fact => !isDirect(fact), all: () => true };

function answerRows({ node, direction, predicates, when }) {
  const rows = new Map();
  for (const pair of node.pairs) {
    for (const fact of pair.facts) {
      const { id, symmetric } = data.predicates[fact.p];
      const stands = direction === "=" || symmetric || (direction === "<" ? fact.o : fact.s) === node.id;
      if (!stands || !fits[when](fact) || (predicates.length && !predicates.includes(id))) continue;
      const other = otherEnd(pair, node.id);
      const name = `${other} ${fact.p} ${fact.role ?? ""} ${fact.time} ${fact.modality}`;
      if (!rows.has(name)) rows.set(name, { other, pair, facts: [] });
      rows.get(name).facts.push(fact);
    }
  }
  const best = row => Math.max(...row.facts.map(fact => fact.confidence));
  return [...rows.values()].sort((a, b) => b.facts.length - a.facts.length || best(b) - best(a));
}

// Facts that no document before the day states.
function newSince(day) {
  const first = new Map();
  for (const fact of facts) {
    const date = data.documents[fact.d].date;
    const name = [fact.s, fact.p, fact.o, fact.time, fact.modality].join(" ");
    if (date && !(first.get(name)?.date <= date)) first.set(name, { date, fact });
  }
  return [...first.values()].filter(({ date }) => date >= day).sort((a, b) => (a.date < b.date ? 1 : -1));
}

function sparqlOf({ query, node, path, since, direction, predicates }) {
  const [one, two] = path ? path.map(key => byKey.get(key).iri) : [node?.iri, ""];
  const known = predicates && data.predicates.find(({ id }) => id === predicates[0]);
  const relation = known ? (direction === "<" ? known.inverse : known.label) : "";
  return asking.sparql[query]
    .replaceAll("<urn:one>", term(one ?? ""))
    .replaceAll("<urn:two>", term(two))
    .replaceAll('"relation"', literal(relation))
    .replaceAll('"since"', `${literal(since ?? "")}^^xsd:date`);
}

function answerPanel(text) {
  const found = understand(text);
  const head = heading(el("p", { class: "kind" }, "Question"), el("h2", {}, named(text, 200)));
  const examples = [
    el("p", { class: "hint" }, "Questions such as these are understood:"),
    el(
      "ul",
      { class: "plain" },
      asking.examples.map(example =>
        el("li", {}, el("button", { type: "button", class: "text", onclick: () => source.question(example) }, example)),
      ),
    ),
  ];
  if (!found) return [head, el("p", { role: "alert" }, "I do not understand this question."), ...examples];
  if (found.missing !== undefined)
    return [head, el("p", { role: "alert" }, "Nothing in this graph is called ", named(found.missing, 100), "."), ...examples];
  let body;
  if (found.path) body = state.path ? pathPanel() : [];
  else if (found.since)
    body = newSince(found.since)
      .slice(0, 60)
      .map(({ fact }) => el("section", { class: "facts" }, el("h3", {}, entityLink(fact.s), ` ${data.predicates[fact.p].label} `, entityLink(fact.o)), sentence(fact)));
  else body = answerRows(found).slice(0, 100).map(factRow);
  return [
    head,
    el("p", { class: "kind" }, `Taken for: ${asking.titles[found.query]}`),
    found.path ? el("div", {}, body) : el("ul", { class: "plain" }, body),
    !body.length && el("p", { class: "hint" }, "The graph holds nothing that answers this."),
    el("details", { class: "why" }, el("summary", {}, "The SPARQL that asks this"), el("pre", { tabindex: "0" }, sparqlOf(found))),
  ].filter(Boolean);
}
