//! The word lists that messages are read with: lower case, without accents and apostrophes, English, French, Spanish and
//! German together, because a message may mix two.

/// Verbs that report an act or a state, where the form alone does not show it.
pub(super) const ACTS: &[&str] = &[
    // English
    "is", "are", "was", "were", "has", "had", "did", "does", "got", "gave", "took", "made", "said",
    "says", "told", "paid", "pays", "cost", "costs", "found", "finds", "knew", "knows", "began",
    "fell", "grew", "hit", "held", "kept", "killed", "kills", "led", "left", "lost", "met", "ran",
    "rose", "sank", "saw", "sent", "set", "shot", "shows", "sold", "spent", "stole", "won", "went",
    "wrote", "bought", "built", "broke", "brought", "came", "caught", "chose", "cut", "flew",
    "fought", "let", "put", "read", "spoke", "stood", "gets", "gives", "names", "proves", "admits",
    "confirms", "agrees", "aint", "wasnt", "isnt", "arent", "werent", "didnt", "doesnt", "hasnt",
    "havent", "hadnt", "cant", "couldnt", "wont", "will", // French
    "est", "sont", "etait", "etaient", "a", "ont", "avait", "avaient", "fut", "furent", "dit",
    "disait", "affirme", "montre", // Spanish
    "es", "son", "fue", "fueron", "era", "eran", "ha", "han", "habia", "tuvo", "dijo", "dice",
    "afirma", "murieron", "mato", // German
    "ist", "sind", "war", "waren", "hat", "haben", "hatte", "hatten", "wurde", "wurden", "sagt",
    "sagte",
];

/// Words that speak of all or of nothing: easy to refute, so worth a look.
pub(super) const ALL_OR_NOTHING: &[&str] = &[
    "never",
    "none",
    "nobody",
    "nothing",
    "no",
    "every",
    "everyone",
    "all",
    "always",
    "only",
    "just",
    "most",
    "majority",
    "half",
    "jamais",
    "aucun",
    "aucune",
    "tous",
    "toutes",
    "seulement",
    "majorite",
    "nunca",
    "ningun",
    "ninguna",
    "todos",
    "todas",
    "solo",
    "mayoria",
    "nie",
    "niemals",
    "kein",
    "keine",
    "alle",
    "nur",
    "mehrheit",
];

/// Phrases that name a source.
pub(super) const SOURCES: &[&str] = &[
    "according to",
    "report says",
    "report said",
    "report found",
    "report proved",
    "report names",
    "commission said",
    "study says",
    "study found",
    "they found",
    "officials said",
    "admitted",
    "confirmed",
    "concluded",
    "selon",
    "d apres",
    "rapport",
    "segun",
    "informe",
    "laut",
    "bericht",
];

/// Words that open what is no statement: thanks, wishes, requests.
pub(super) const GREETINGS: &[&str] = &[
    "thanks",
    "thank you",
    "thx",
    "welcome",
    "congrats",
    "congratulations",
    "happy birthday",
    "please",
    "plz",
    "pls",
    "merci",
    "gracias",
    "danke",
    "bitte",
];

/// Who is greeted.
pub(super) const ADDRESSED: &[&str] = &[
    "everyone",
    "everybody",
    "folks",
    "friends",
    "guys",
    "team",
    "there",
];

/// Words that may stand before a statement, and state nothing themselves.
pub(super) const OPENERS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "good morning",
    "good evening",
    "good night",
    "good afternoon",
    "morning",
    "lol",
    "lmao",
    "bonjour",
    "salut",
    "bonsoir",
    "hola",
    "buenos dias",
    "buenas",
    "hallo",
    "guten morgen",
    "guten tag",
    "yo",
    "haha",
    "omg",
    "wtf",
    "ok",
    "okay",
    "btw",
    "fyi",
    "well",
    "so",
];

/// How people mark an opinion or a wish as theirs.
pub(super) const OPINIONS: &[&str] = &[
    "i think",
    "i believe",
    "i feel",
    "i guess",
    "i hope",
    "i wish",
    "i doubt",
    "i wonder",
    "i bet",
    "i suppose",
    "imo",
    "imho",
    "in my opinion",
    "in my view",
    "if you ask me",
    "personally",
    "we should",
    "they should",
    "you should",
    "je pense",
    "je crois",
    "a mon avis",
    "j espere",
    "creo que",
    "pienso que",
    "en mi opinion",
    "espero que",
    "ich denke",
    "ich glaube",
    "ich finde",
    "meiner meinung nach",
    "hoffentlich",
];

/// Words by which people say that something is not so.
pub(super) const UNTRUE: &[&str] = &[
    "false",
    "falsely",
    "fake",
    "hoax",
    "myth",
    "untrue",
    "wrong",
    "debunked",
    "disproved",
    "denied",
    "denies",
    "denying",
    "refuted",
    "lie",
    "faux",
    "fausse",
    "falso",
    "falsa",
    "falsch",
    "unwahr",
];

/// Words that a passive sentence names the doer with.
pub(super) const PASSIVE: &[&str] = &["by", "par", "por", "von", "vom", "durch"];

/// Forms of "to be", "to have" and "to do", without accents.
pub(super) const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "do", "does", "did", // English
    "est", "sont", "etait", "etaient", "a", "ont", "avait", // French
    "es", "son", "era", "eran", "fue", "fueron", "ha", "han", "hizo", // Spanish
    "ist", "sind", "war", "waren", "hat", "haben", "hatte", "hatten", // German
];

/// Words, and those that say the opposite.
pub(super) const OPPOSITES: &[(&[&str], &[&str])] = &[
    (
        &[
            "rose",
            "rise",
            "rises",
            "risen",
            "grew",
            "grown",
            "increase",
            "increased",
            "increases",
            "up",
            "higher",
        ],
        &[
            "fell",
            "fall",
            "falls",
            "fallen",
            "shrank",
            "decrease",
            "decreased",
            "decreases",
            "dropped",
            "declined",
            "down",
            "lower",
        ],
    ),
    (
        &["open", "opened", "opens", "began", "begun", "started"],
        &["close", "closed", "closes", "ended", "stopped"],
    ),
    (&["won", "win", "wins"], &["lost", "lose", "loses"]),
    (&["more", "most"], &["less", "fewer", "least"]),
    (&["before"], &["after"]),
    (
        &[
            "support",
            "supported",
            "supports",
            "backed",
            "favoured",
            "favored",
        ],
        &["oppose", "opposed", "opposes"],
    ),
    (&["legal", "lawful"], &["illegal", "unlawful"]),
    (
        &["accepted", "approved", "passed"],
        &["rejected", "refused", "vetoed"],
    ),
    (&["guilty", "convicted"], &["innocent", "acquitted"]),
    (&["alive"], &["dead", "killed", "died"]),
    (&["bought"], &["sold"]),
    (&["hired"], &["fired"]),
];
