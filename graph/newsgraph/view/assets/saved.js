// The source of a saved page: the whole graph is in the page itself.

const given = JSON.parse($("#data").textContent);

const source = {
  namespaces: given.namespaces,
  base: given.nodes.base,
  total: null,
  opened: true,

  // What is there from the start, out of the columns that it is kept in.
  first() {
    const { nodes: column, facts: said, words } = given;
    return {
      ...given,
      nodes: column.iri.map((end, id) => ({
        iri: column.base + end,
        key: column.key[id] ?? end,
        name: column.name[id],
        aliases: column.aliases[id] ?? [],
        same: column.same[id] ?? [],
        type: column.type[id],
        x: column.x[id],
        y: column.y[id],
        community: column.community[id],
        degree: column.degree[id],
        pagerank: column.pagerank[id],
        betweenness: column.betweenness[id],
      })),
      facts: said.s.map((s, id) => ({
        s,
        o: said.o[id],
        p: said.p[id],
        d: said.d[id],
        time: words.time[said.time[id]],
        modality: words.modality[said.modality[id]],
        confidence: said.confidence[id],
        role: said.role[id] ?? null,
        method: words.method[said.method[id]],
      })),
    };
  },

  // Sentences are most of the page's weight, so a block of them is parsed when first needed.
  blocks: [],
  evidence({ id }) {
    const number = Math.floor(id / given.chunk),
      at = id % given.chunk;
    const block = (this.blocks[number] ??= JSON.parse($(`#evidence-${number}`).textContent));
    return { iri: block.iri[at], quote: block.quote[at], marks: block.marks[at] };
  },

  find: text => findName(text),
  page: () => "",
  question(text) {
    const { node, path } = understand(text) ?? {};
    go({ ...state, view: "network", focus: node?.key ?? null, depth: 1, path: path ?? null, entity: null, pair: null, question: text });
  },
  answer: text => answerPanel(text),
  // Nothing has to be waited for.
  need: () => null,
  more: () => null,
  spread: () => null,
  whole: () => null,
  open: () => null,
  gaveUp: () => false,
};
