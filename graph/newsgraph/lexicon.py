"""Word lists about names: legal forms, titles, nicknames, countries. All are folded, as by `names.fold`."""

LEGAL_FORMS = frozenset(
    "ab ag aps as asa berhad bhd bv co company corp corporation cv ehf eg ev fze gesmbh gmbh hf inc "
    "incorporated jsc kg kgaa kk lda limited llc llp lp ltd ltda mbh nv oao ooo oy oyj ou pjsc plc pt "
    "pte pty pvt sa sab sae saic sal sarl sas sau sdn se sgps sl slu spa spj spol spzoo sro srl tbk ug "
    "zao zrt".split())
"""Legal forms, folded; they may follow a company's name."""

TITLES = frozenset(
    "mr mrs ms miss mme mx dr doctor prof professor sir dame lord lady baron baroness count countess "
    "king queen prince princess emperor empress sheikh sheikha sultan pope saint st rev reverend father "
    "president chairman chairwoman chairperson chancellor minister senator governor mayor judge justice "
    "secretary ambassador general gen colonel col major maj captain capt lieutenant lt sergeant sgt "
    "admiral commander commissioner director chief ceo cfo coo cto vice herr frau monsieur madame señor "
    "señora".split())
"""Words before a person's name that are not part of it."""

SUFFIXES = frozenset("jr sr ii iii iv phd md esq obe mbe cbe kcmg".split())
"""Words after a person's surname."""

PRONOUNS = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself they them their theirs themselves who whom whose which this that these those both".split())
"""Words that stand for a name and are none."""

SMALL = frozenset(
    "a an and at by da das de del dem den der des di do dos du e el en et fur für for i il in la las le "
    "les lo los o of och og on or the to un und van ved von voor y zu".split())
"""Words that an acronym may leave out."""

DESCRIPTORS = frozenset(
    "agency air airline airlines airways alliance association associates automotive aviation bank "
    "bancorp banking beverage biosciences bros brothers brewing broadcasting capital center centre "
    "chemical chemicals club college commission committee communication communications computer "
    "computers computing conference consortium consulting corp corporation council department electric "
    "electrical electronics energy engineering enterprise enterprises entertainment equity exchange "
    "expo federation festival film films finance financial foods forum foundation fund games global "
    "group groep groupe grupo gruppe holding holdings hospital hotels industries industry institute "
    "insurance interactive international investment investments laboratories labs laboratory league "
    "logistics management manufacturing market markets media microsystems ministry mobile motor motors "
    "museum network networks newspapers newspaper oil online organization organisation partners "
    "petroleum pharma pharmaceutical pharmaceuticals pictures power press prize prizes productions "
    "publishing railway railways record records research resources restaurants retail robotics school "
    "securities semicon semiconductor semiconductors service services shipping society software "
    "solutions steel stores studio studios summit supermarkets systems technologies technology tech "
    "telecom telecommunications telephone therapeutics tools toys trading trust union university "
    "ventures wireless works worldwide".split())
"""Words that say what kind of body bears a name; the name is often used without them."""

NICKNAMES: dict[str, str] = {
    nick: full for full, nicks in {
        "william": "bill will billy willy", "robert": "bob rob bobby", "richard": "dick rick",
        "james": "jim jimmy", "john": "jack johnny", "edward": "ted ed eddie",
        "margaret": "maggie peggy", "elizabeth": "liz beth betty",
        "charles": "chuck charlie", "henry": "harry hank", "michael": "mike mick", "anthony": "tony",
        "andrew": "drew andy", "joseph": "joe", "lawrence": "larry", "katherine": "kate kathy katie",
        "david": "dave", "stephen": "steve", "steven": "steve", "susan": "sue", "eugene": "gene",
        "francis": "frank", "walter": "walt", "jeffrey": "jeff", "ronald": "ron", "theodore": "ted",
    }.items() for nick in nicks.split()}

COUNTRIES: dict[str, str] = {
    form: country for country, forms in {
        "united states": ("us", "usa", "america", "united states of america"),
        "united kingdom": ("uk", "britain", "great britain"),
        "european union": ("eu",),
        "united arab emirates": ("uae", "emirates"),
        "south korea": ("republic of korea", "korea republic"),
        "north korea": ("dprk",),
        "china": ("prc", "peoples republic of china", "mainland china"),
        "netherlands": ("holland",),
        "ivory coast": ("cote divoire",),
        "czech republic": ("czechia",),
        "soviet union": ("ussr",),
        "new zealand": ("nz",),
    }.items() for form in forms}
"""Other common names of countries, folded."""

GENERIC = DESCRIPTORS | frozenset(
    "academy administration affairs agrarian agriculture army assembly attorney authority central "
    "christian church city civil coalition commerce communist conservative congress cooperative country "
    "county court customs cabinet chamber defence defense democratic democrats development district "
    "economic economy education environment exchange faculty family farmers federal finance foreign "
    "free freedom general government green greens high home house human independent infrastructure "
    "institute interior internal international interstate justice labor labour land law left "
    "legislature liberal liberals local medical medicine military ministry monetary municipal national "
    "navy office opposition parliament party patent people peoples planning police policy popular "
    "postal power progress progressive prosecutor public radical regional republican republicans "
    "reserve resistance revenue right royal rural sciences science senate services social socialist "
    "staff state statistics stock supreme tax technical tourism trade transport transportation treasury "
    "trinity united unity university welfare workers youth".split())
"""Words of bodies that every country has: a name of these words alone says little without the country."""

NATIONAL = frozenset(
    "administration army assembly cabinet chamber congress conservatives court democrats department government "
    "greens labor labour legislature liberals military ministry navy office parliament party police "
    "republicans senate treasury".split())
"""What a body is that many countries have under one name: with `GENERIC` words alone, the country must tell."""

WORLDWIDE = frozenset("federal general international united world".split())
"""Words that make a generic name somebody's own: the International Monetary Fund, General Motors."""

DIVISIONS = frozenset(
    "capital enterprise entertainment equity film films finance financial foods games global health insurance "
    "interactive international investment investments logistics manufacturing media mobile music network "
    "networks online pictures power press productions publishing records research retail robotics securities "
    "services software solutions studio studios telecom trading ventures wireless works".split())
"""Descriptors that as often tell a part of a company from the whole as they are left out of its name."""

DEMONYMS: dict[str, str] = {
    form: country for country, forms in {
        "united states": "american americans", "united kingdom": "british briton britons brit brits",
        "china": "chinese", "japan": "japanese", "germany": "german germans", "france": "french",
        "italy": "italian italians", "spain": "spanish spaniard", "canada": "canadian canadians",
        "australia": "australian australians aussie", "india": "indian indians",
        "russia": "russian russians",
        "netherlands": "dutch", "belgium": "belgian belgians", "switzerland": "swiss",
        "sweden": "swedish swede",
        "norway": "norwegian norwegians", "denmark": "danish dane danes", "finland": "finnish finn finns",
        "iceland": "icelandic", "ireland": "irish", "poland": "polish pole poles", "portugal": "portuguese",
        "greece": "greek greeks", "turkey": "turkish turk turks", "israel": "israeli israelis",
        "iran": "iranian iranians", "iraq": "iraqi iraqis", "egypt": "egyptian egyptians",
        "saudi arabia": "saudi saudis", "united arab emirates": "emirati", "qatar": "qatari",
        "south korea": "korean koreans", "taiwan": "taiwanese",
        "singapore": "singaporean", "malaysia": "malaysian", "indonesia": "indonesian", "thailand": "thai",
        "vietnam": "vietnamese", "philippines": "filipino philippine filipinos", "pakistan": "pakistani",
        "bangladesh": "bangladeshi", "nepal": "nepalese nepali",
        "mexico": "mexican mexicans", "brazil": "brazilian brazilians",
        "argentina": "argentine argentinian", "chile": "chilean", "colombia": "colombian",
        "peru": "peruvian",
        "venezuela": "venezuelan", "cuba": "cuban", "uruguay": "uruguayan", "ecuador": "ecuadorian",
        "bolivia": "bolivian", "nigeria": "nigerian", "kenya": "kenyan",
        "ghana": "ghanaian", "ethiopia": "ethiopian", "morocco": "moroccan", "algeria": "algerian",
        "tunisia": "tunisian", "libya": "libyan", "sudan": "sudanese", "uganda": "ugandan",
        "tanzania": "tanzanian", "zimbabwe": "zimbabwean", "ukraine": "ukrainian ukrainians",
        "belarus": "belarusian belarussian", "austria": "austrian austrians", "hungary": "hungarian",
        "czech republic": "czech czechs", "slovakia": "slovak", "slovenia": "slovenian slovene",
        "croatia": "croatian croat", "serbia": "serbian serb", "bosnia": "bosnian", "albania": "albanian",
        "romania": "romanian", "bulgaria": "bulgarian", "estonia": "estonian", "latvia": "latvian",
        "lithuania": "lithuanian", "georgia": "georgian", "armenia": "armenian",
        "azerbaijan": "azerbaijani",
        "kazakhstan": "kazakh", "uzbekistan": "uzbek", "afghanistan": "afghan", "syria": "syrian",
        "lebanon": "lebanese", "jordan": "jordanian", "kuwait": "kuwaiti", "yemen": "yemeni",
        "scotland": "scottish", "wales": "welsh", "england": "english", "europe": "european europeans",
        "africa": "african", "asia": "asian", "soviet union": "soviet",
    }.items() for form in forms.split()
} | {"north korean": "north korea", "south korean": "south korea", "sri lankan": "sri lanka",
     "south african": "south africa", "new zealander": "new zealand"}
"""What people and things of a country are called, folded, to the country."""

STATES: dict[str, str] = {
    form: state for state, forms in {
        "alabama": "al ala", "alaska": "ak", "arizona": "az ariz", "arkansas": "ark",
        "california": "calif ca",
        "colorado": "colo", "connecticut": "ct conn", "delaware": "del", "florida": "fl fla",
        "georgia": "ga",
        "hawaii": "hi", "idaho": "id", "illinois": "il ill", "indiana": "ind", "iowa": "ia",
        "kansas": "ks kan",
        "kentucky": "ky", "maine": "me", "maryland": "md", "massachusetts": "mass ma",
        "michigan": "mi mich",
        "minnesota": "mn minn", "mississippi": "ms miss", "missouri": "mo", "montana": "mt mont",
        "nebraska": "ne neb", "nevada": "nv nev", "new hampshire": "nh", "new jersey": "nj",
        "new mexico": "nm",
        "new york": "ny", "north carolina": "nc", "north dakota": "nd", "ohio": "oh", "oklahoma": "ok okla",
        "oregon": "ore", "pennsylvania": "pa penn", "rhode island": "ri", "south carolina": "sc",
        "south dakota": "sd", "tennessee": "tn tenn", "texas": "tx tex", "utah": "ut", "vermont": "vt",
        "virginia": "va", "washington": "wa wash", "west virginia": "wv", "wisconsin": "wi wis",
        "wyoming": "wy",
        "washington dc": "dc", "new york city": "nyc",
    }.items() for form in forms.split()
}
"""Short forms of American states and of two cities, folded."""

COMMON_NAMES = frozenset(
    "aaron adam adams ahmed albert alexander alexei ali alice allen alvarez amanda amy anderson "
    "andersson andrei andrew angela ann anna anne anthony antonio arthur ashley austin bailey baker "
    "barbara barnes becker bell ben benjamin bennett bernard betty bianchi bill billy black bob brandon "
    "brenda brian brooks brown bruce bryan butler campbell carl carlos carol carolyn carter castillo "
    "catherine charles chavez chen cho choi chris christian christina christine christopher clark cole "
    "coleman collins cook cooper costa cox cruz cynthia dan daniel dave david davis deborah debra "
    "dennis diane diaz dmitry donald donna dorothy douglas dubois durand dylan edward edwards elizabeth "
    "ellis emily emma eric eriksson ethan evans evelyn ferrari fischer fisher flores ford foster "
    "francisco frank gao garcia gary george gerald gibson giuseppe gomez gonzalez gordon graham gray "
    "green greg gregory guo gupta gutierrez hall hamilton hans hansen harold harris harrison hayes he "
    "heather helen henderson henry hernandez hill hoffmann howard hu huang hughes hui hunt ito ivan "
    "ivanov jack jackson jacob james jan jane janet jansen jason jean jeff jeffrey jenkins jennifer "
    "jensen jeremy jerry jesse jessica jim jimenez jing joan joe johansson john johnson jonathan jones "
    "jordan jorge jose joseph joshua joyce juan judith julie jun jung justin kang karen karlsson kate "
    "katherine kathleen keith kelly ken kennedy kenneth kevin khan kim kimberly king klaus kobayashi "
    "kumar kuznetsov kyle larry larsson laura lauren lawrence lee lewis li lin linda lisa liu long "
    "lopez luis luo ma manuel marco margaret maria marie mark marshall martin martinez mary mason matt "
    "matthew melissa mendoza meyer michael michel michelle miguel mike miller min ming mitchell mohamed "
    "mohammed moore morales morgan morris muhammad muller murphy murray myers nakamura nancy nathan "
    "nelson nguyen nicholas nick nicole nielsen nilsson noah novak obrien oliveira olivia olsen ortiz "
    "palmer pamela park parker patel patricia patrick paul pedro pereira perez perry peter peterson "
    "petrov phillips pierre popov powell price rachel ramirez ramos raymond rebecca reed reyes richard "
    "richardson rick rivera robert roberts robertson robinson rodriguez roger rogers ron ronald ross "
    "rossi ruiz russell russo ruth ryan sam samantha samuel sanchez sanders sandra santos sarah sato "
    "schmidt schneider schulz scott sean sergei shah sharma sharon shaw shirley silva simmons simpson "
    "singh smirnov smith souza stephanie stephen steve steven stevens stewart sullivan sun susan suzuki "
    "takahashi tanaka taylor terry thomas thompson tim timothy tom tony torres turner tyler vasquez "
    "victoria virginia vladimir wagner walker wallace walter wang ward watanabe watson webb weber wei "
    "west white william williams wilson wood wright wu xu yamamoto yang young zachary zhang zhao zhou "
    "zhu".split())
"""Given names and surnames that so many people bear that both together do not yet say who is meant."""
