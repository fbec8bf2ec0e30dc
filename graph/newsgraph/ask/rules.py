"""The rules: what a question may look like, and the query of the library that answers it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from newsgraph.ask.days import day
from newsgraph.ask.posts import POST, post
from newsgraph.graph.vocabulary import Vocabulary

EXAMPLES = (
    "who runs Nvidia?", "who is the CFO of Nvidia?", "what does Nvidia make?", "who makes the Vision Pro?",
    "who competes with Spotify?", "what links Sony and Activision Blizzard?", "who owns Tiffany?",
    "who invested in Anthropic?", "who acquired Activision Blizzard?", "where is Raspberry Pi based?",
    "what is new since 1 March 2024?", "which articles mention Nvidia?",
    "what does nvidia-earnings.txt say?", "tell me about Microsoft",
)
"""Questions of every kind that is understood. The graph of the sample articles answers all of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question: a query of the library and the values of its parameters.

    `predicate` and `inverse` stand for the label that the parameter ``relation`` of the query ``related``
    takes; `only` says of which types the first thing has to be for this to be the way. With `filled` it is the way
    only where it has an answer; `note` says what is shown where that is not quite what was asked.
    """

    query: str
    values: dict[str, str] = field(default_factory=dict)
    predicate: str = ""
    inverse: bool = False
    only: tuple[str, ...] = ()
    filled: bool = False
    note: str = ""


_X = r"(?P<x>.+?)"
_LEAD = r"(?:boss(?:es)?|chiefs?|heads?|leaders?|executives?|management|managers?)"
_ANY = rf"(?:(?P<post>{POST})|{_LEAD})"
_IS = r"(?:is|are|was|were|'s)"
_NOW = r"(?:is|are|'s)"
_ONCE = r"(?:was|were)"
_DO = r"(?:does|do|did|has|have)"

# (question, query, parameter for x). A `>` before a predicate's name asks for what x relates to by it, a `<`
# for what relates to x. The first that fits and whose names are in the graph counts. A post is looked for first.
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (rf"(?:who )?(?:used to|formerly) (?:run|lead|head|manage|chair) {_X}", "changes", "company"),
    (rf"who (?:will|is going to) (?:run|lead|head|take over at) {_X}", "changes", "company"),
    (rf"(?:who {_IS} )?(?:the )?(?P<when>former|ex|previous|next|new|future)[ -]{_ANY} (?:of|at) {_X}",
     "changes", "company"),
    (rf"who (?:runs?|leads?|heads?|manages?|chairs?|directs?|is (?:running|leading|heading)) {_X}",
     "executives", "company"),
    (rf"who (?:ran|led|headed|managed|chaired) {_X}", "changes", "company"),
    (rf"who {_NOW} in charge (?:of|at) {_X}", "executives", "company"),
    (rf"who {_ONCE} in charge (?:of|at) {_X}", "changes", "company"),
    (rf"(?:who {_NOW} )?(?:the )?{_ANY} (?:of|at) {_X}", "executives", "company"),
    (rf"who {_ONCE} (?:the )?{_ANY} (?:of|at) {_X}", "changes", "company"),
    (rf"(?:who {_IS} )?{_X}['’]s? (?P<when>former|ex|previous|next|new|future)[ -]{_ANY}", "changes", "company"),
    (rf"who {_ONCE} {_X}['’]s? {_ANY}", "changes", "company"),
    (rf"(?:who {_NOW} )?{_X}['’]s? {_ANY}", "executives", "company"),
    (rf"(?:what|(?:what|which) companies|where) {_DO} {_X} (?:run|lead|head|work|work for)", "companies", "person"),
    (rf"(?:what|which) (?:companies|company) {_IS} (?:run|led) by {_X}", "companies", "person"),
    (rf"(?:what|which products?) {_DO} {_X} "
     r"(?:make|produce|sell|build|develop|publish|offer|launch|manufacture)", "products", "company"),
    (rf"(?:what (?:is|are) )?(?:the )?products? (?:of|by|from) {_X}", "products", "company"),
    (rf"what {_IS} (?:made|produced|sold|built|developed) by {_X}", "products", "company"),
    (rf"(?:what {_IS} )?{_X}['’]s? products?", "products", "company"),
    (rf"(?:who|which company|what company) "
     rf"(?:makes?|produces?|sells?|built|builds?|develop(?:s|ed)?|made|launched) {_X}", "<produces", ""),
    (rf"(?:who|which company) {_IS} (?:the )?(?:maker|producer|developer) of {_X}", "<produces", ""),
    (rf"(?:who|what|which (?:companies|products))(?: {_IS})? "
     rf"(?:competes?|competing|rivals?|challenges?)(?: (?:with|against))? {_X}", "competitors", "company"),
    (rf"(?:who|what)(?: else)? {_DO} {_X} (?:compete with|compete against|rival)", "competitors", "company"),
    (rf"(?:who|what)(?: {_IS})? (?:the )?(?:competitors?|rivals?|competition)(?: of| to| for)? {_X}",
     "competitors", "company"),
    (rf"(?:(?:who|what) {_IS} )?{_X}['’]s? (?:competitors?|rivals?|competition)", "competitors", "company"),
    (rf"(?:the )?(?:competitors?|rivals?) (?:of|to) {_X}", "competitors", "company"),
    (rf"who (?:owns?|controls?) {_X}", "owners", "company"),
    (rf"(?:who|what) {_IS} (?:the )?(?:owners?|parent(?: company)?) of {_X}", "owners", "company"),
    (rf"(?:(?:who|what) {_IS} )?{_X}['’]s? (?:owners?|parent(?: company)?|subsidiar(?:y|ies))", "owners", "company"),
    (rf"what {_DO} {_X} own", "owners", "company"),
    (rf"(?:who|which company) (?:has |had )?(?:acquired|acquires?|bought|buys?|purchased|took over|takes over) "
     rf"{_X}", "<acquired", ""),
    (rf"(?:what|who|whom|which companies|which company) {_DO} {_X} "
     r"(?:acquired?|buy|bought|purchased?|taken? over)", ">acquired", ""),
    (rf"who (?:has |had )?(?:invest(?:s|ed)?(?: money)? in|backs?|backed|funds?|funded) {_X}",
     "<investorIn", ""),
    (rf"who {_IS} (?:the )?(?:investors?|backers?) (?:in|of) {_X}", "<investorIn", ""),
    (rf"(?:who {_IS} )?{_X}['’]s? (?:investors?|backers?)", "<investorIn", ""),
    (rf"(?:what|whom|who|which companies|where) {_DO} {_X} (?:invest(?:ed)?(?: in)?|backs?|funds?)",
     ">investorIn", ""),
    (rf"where {_IS} {_X} (?:based|located|headquartered|held|hosted)", ">locatedIn", ""),
    (rf"where {_DO} {_X} (?:take place|sit|have (?:its|their) (?:headquarters|seat))", ">locatedIn", ""),
    (rf"where {_IS} (?:the )?(?:headquarters|seat|home) of {_X}", ">locatedIn", ""),
    (rf"(?:where {_IS} )?{_X}['’]s? (?:headquarters|seat|home)", ">locatedIn", ""),
    (rf"where {_IS} {_X}", ">locatedIn", ""),
    (rf"(?:who|what|which (?:companies|firms|organi[sz]ations|events))(?: {_IS})? "
     rf"(?:based|located|headquartered|held) in {_X}", "<locatedIn", ""),
    (rf"who (?:founded|started|set up|created) {_X}", "<founderOf", ""),
    (rf"who {_IS} (?:the )?(?:co-?)?founders? of {_X}", "<founderOf", ""),
    (rf"(?:who {_IS} )?{_X}['’]s? (?:co-?)?founders?", "<founderOf", ""),
    (rf"(?:what|which companies) {_DO} {_X} (?:found|start|set up)", ">founderOf", ""),
    (rf"who (?:works|is employed|are employed|is working) (?:for|at|by) {_X}", "<employedBy", ""),
    (rf"who (?:partners?|works?|cooperates?) with {_X}", ">partnerOf", ""),
    (rf"who {_IS} (?:the )?partners? (?:of|with) {_X}", ">partnerOf", ""),
    (rf"(?:who {_IS} )?{_X}['’]s? partners?", ">partnerOf", ""),
    (rf"who (?:buys|orders) from {_X}", "<customerOf", ""),
    (rf"who {_IS} (?:the )?(?:customers?|clients?) of {_X}", "<customerOf", ""),
    (rf"(?:who {_IS} )?{_X}['’]s? (?:customers?|clients?)", "<customerOf", ""),
    (rf"who supplies {_X}", ">customerOf", ""),
    (rf"who (?:takes part in|attend(?:s|ed)|sp(?:eaks?|oke) at|exhibit(?:s|ed)? at|"
     rf"{_IS} (?:at|shown at)) {_X}", "participants", "event"),
    (rf"what {_IS} (?:shown|presented|exhibited) at {_X}", "participants", "event"),
    (rf"(?:which|what) (?:documents?|articles?|news) (?:mentions?|names?|{_IS} about|speaks? of) {_X}",
     "documents", "name"),
    (rf"what {_DO} (?:the (?:article|document) )?{_X} (?:say|state|claim|report)", "document", "document"),
    (rf"what {_IS} (?:said )?in (?:the (?:article|document) )?{_X}", "document", "document"),
    (rf"(?:what happened (?:to|at)|(?:the )?(?:timeline|history) of|(?:the )?news (?:of|about|on)) {_X}",
     "timeline", "company"),
    (rf"(?:tell me (?:everything )?about|(?:what do (?:we|you) know|everything|show me everything) about|"
     rf"who {_IS}|what {_IS}) {_X}", "everything", "name"),
)
RULES = tuple((re.compile(pattern, re.IGNORECASE), query, name) for pattern, query, name in _PATTERNS)

LINKS = re.compile(
    r"(?:what (?:links|connects|relates)|how (?:are|is)|(?:what is )?(?:the )?"
    r"(?:path|link|connection|relation(?:ship)?)s? (?:between|from)) (?P<both>.+?)"
    r"(?: (?:linked|connected|related|tied)(?: to each other)?)?", re.IGNORECASE)
BETWEEN = re.compile(r" (?:and|to|with|linked to|connected to|related to|connected with) ", re.IGNORECASE)
LEAD_IN = re.compile(r"^(?:please,? |(?:can|could) you tell me,? |do you know,? |tell me,? )+"
                     r"(?=who|what|which|where|how)", re.IGNORECASE)
SHORT = re.compile(r"^(who|what|where)['’]s ", re.IGNORECASE)
NOW = re.compile(r" (?:now|nowadays|today|currently|these days|at the moment|right now)$", re.IGNORECASE)
"""What one may say around a question: politeness, "who's" for "who is", and that the present is meant."""
NEW = re.compile(r"(?:what(?: is|'s|’s)? (?:new|happened|changed)|(?:the )?news|anything new|"
                  r"what has (?:happened|changed))(?: since| from| in the| after)? (?P<day>.+)", re.IGNORECASE)
_FIXED = (
    (re.compile(r"(?:which|what) companies (?:are|have) (?:the )?(?:most|best)[- ](?:connected|linked|"
                r"connections)|(?:the )?most connected companies", re.IGNORECASE), "most-connected"),
    (re.compile(r"(?:where|on what) do (?:the )?(?:documents|articles|sources) (?:disagree|conflict)"
                r"|(?:what|which facts) (?:is|are) (?:disputed|denied|contested)", re.IGNORECASE), "conflicts"),
)


def understand(question: str, vocabulary: Vocabulary, today: date) -> Iterator[Reading]:
    """The ways to understand a question, the likeliest first; none where it is not understood.

    >>> from newsgraph.graph.vocabulary import load
    >>> reading = next(understand("Who runs Acme?", load(), date(2024, 5, 1)))
    >>> reading.query, reading.values
    ('executives', {'company': 'Acme'})
    """
    text = SHORT.sub(r"\1 is ", LEAD_IN.sub("", " ".join(question.split()).rstrip("?!. ")))
    if found := NEW.fullmatch(text):
        since = day(found["day"], today)
        if since is not None:
            yield Reading("new-since", {"since": since.isoformat()})
    # As it stands first: a name may end in such a word.
    for said in dict.fromkeys((text, NOW.sub("", text))):
        yield from _understood(said, vocabulary)


def _understood(text: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    for pattern, query in _FIXED:
        if pattern.fullmatch(text):
            yield Reading(query)
    if found := LINKS.fullmatch(text):
        both = found["both"]
        for gap in BETWEEN.finditer(both):
            for one in _names(both[:gap.start()]):
                for other in _names(both[gap.end():]):
                    yield Reading("path", {"from": one, "to": other})
    for pattern, query, parameter in RULES:
        if found := pattern.fullmatch(text):
            for name in _names(found["x"]):
                if found.groupdict().get("post"):
                    yield from _holders(query, found, name)
                else:
                    yield from _readings(query, parameter, name)
    yield from _by_label(text, vocabulary)


def _readings(query: str, parameter: str, name: str) -> Iterator[Reading]:
    if query[0] in "<>":
        yield Reading("related", {"name": name}, query[1:], query[0] == "<")
        return
    if query == "competitors":
        yield Reading(query, {parameter: name}, only=("Company",))
        yield Reading("product-competitors", {"product": name})
    else:
        yield Reading(query, {parameter: name})


def _holders(query: str, found: re.Match[str], company: str) -> Iterator[Reading]:
    """Who holds a post, or held it; where no role says that, the executives, and that it is they who are shown."""
    title, pattern = post(found["post"])
    when = found.groupdict().get("when", "").lower()
    time = "current" if query == "executives" else "future" if when in ("next", "new", "future") else "past"
    yield Reading("posts", {"company": company, "post": pattern, "time": time}, filled=True)
    who = {"current": "", "past": "former ", "future": "future "}[time]
    instead = "its executives" if query == "executives" else "its former and announced executives"
    yield Reading(query, {"company": company},
                  note=f"The graph has no {who}{title} of {company}; instead, {instead}:")


def _names(text: str) -> Iterator[str]:
    """A name as it stands, then without quotes and article."""
    bare = text.strip().strip("\"'“”‘’«»").strip()
    yield bare
    if bare.lower().startswith(("the ", "a ", "an ")) and len(bare.split()) > 1:
        yield bare.split(None, 1)[1]


def _by_label(text: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    """Questions in the very words of the vocabulary, a user's own predicates among them."""
    for name, known in vocabulary.predicates.items():
        for label, inverse in ((known.label, True), (known.inverse_label, False)):
            words = re.escape(label)
            # "who is customer of X" asks for subjects, "who is X customer of" for objects.
            forms = ((rf"(?:who|what|which \w+)(?: {_IS})?(?: an?| the)? {words} {_X}", inverse),
                     (rf"(?:who|whom|what|which \w+|where) (?:{_IS}|{_DO}) {_X} (?:an? |the )?{words}",
                      not inverse))
            for form, turned in forms:
                if found := re.fullmatch(form, text, re.IGNORECASE):
                    for one in _names(found["x"]):
                        yield Reading("related", {"name": one}, name, turned)
