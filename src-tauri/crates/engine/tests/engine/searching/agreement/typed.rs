//! What people type: terms of every kind, most of them about what is there.

/// Numbers that are the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 20).unwrap() % limit.max(1)
    }

    pub fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

pub const SHOPS: [(&str, &str, &str); 7] = [
    ("Nordlicht Books GmbH", "nordlicht-books.example", "books"),
    ("Café Müller", "mueller-cafe.example", "groceries"),
    ("株式会社 東京書店", "tokyo-books.example", "books"),
    ("Чайный дом", "tea-house.example", "groceries"),
    ("Fjord Outfitters", "fjord.example", "sports"),
    ("Élan & Co", "elan.example", "clothing"),
    ("Cloud Host", "cloudhost.example", "software"),
];
pub const TITLES: [&str; 10] = [
    "Field Guide to Lichens",
    "Crème brûlée torch",
    "日本地図帳",
    "Чай чёрный",
    "Waxed map case",
    "Night train \"sleeper\"",
    "Tea kettle, copper",
    "100 GB hosting",
    "GARÇON apron",
    "Map of the Night",
];
pub const REASONS: [&str; 4] = [
    "Cheapest in-stock offer",
    "The usual tea",
    "Best reviewed guide",
    "Map case was out of stock",
];
pub const CARDS: [&str; 2] = ["Visa •••• 4242", "Mastercard •••• 1881"];
pub const AMOUNTS: [(&str, &str); 12] = [
    ("35.00", "EUR"),
    ("84.90", "EUR"),
    ("12.34", "EUR"),
    ("300.00", "EUR"),
    ("5.00", "EUR"),
    ("20.00", "USD"),
    ("19.99", "USD"),
    ("5000", "JPY"),
    ("35", "JPY"),
    ("20.00", "GBP"),
    ("0.050000", "USDC"),
    ("49.99", "EUR"),
];

const WORDS: [&str; 34] = [
    "lichens",
    "LICHÉNS",
    "ichen",
    "creme",
    "brulee",
    "müller",
    "muller",
    "tea",
    "map",
    "case",
    "night",
    "garcon",
    "garçon",
    "100",
    "host",
    "example",
    "books",
    "東京",
    "図",
    "地図帳",
    "чай",
    "Чёрный",
    "дом",
    "cheapest",
    "visa",
    "4242",
    "agent",
    "travel",
    "zzz",
    "ab",
    "é",
    "in-stock",
    "needed",
    "weekly",
];
const PHRASES: [&str; 9] = [
    "map case",
    "case map",
    "field guide to",
    "night train sleeper",
    "tea kettle",
    "brulee torch",
    "株式会社 東京",
    "was out of",
    "чай черный",
];
const STATUSES: [&str; 19] = [
    "waiting",
    "paid",
    "held",
    "failed",
    "withdrawn",
    "pending",
    "approved",
    "authorized",
    "captured",
    "refunded",
    "voided",
    "denied",
    "rejected",
    "expired",
    "cancelled",
    "superseded",
    "disputed",
    "lapsed",
    "nonsense",
];
const NUMBERS: [&str; 14] = [
    "0", "5", "12.34", "12.345", "19.99", "20", "35", "49.995", "50", "84.9", "300", "5000",
    "0.05", "1000000",
];
const CURRENCIES: [&str; 8] = ["EUR", "usd", "JPY", "GBP", "USDC", "CHF", "XYZ", "eur"];
const DAYS: [&str; 17] = [
    "today",
    "yesterday",
    "7d",
    "1d",
    "40d",
    "2026",
    "2027",
    "2026-11",
    "2026-12",
    "2026-12-01",
    "2026-11-30",
    "2026-12-24",
    "this-month",
    "last-month",
    "2026-10",
    "2025",
    "someday",
];

/// A query of up to four terms; `known` are beginnings of ids and hashes that are there.
pub fn query(chance: &mut Chance, known: &[String]) -> String {
    let terms: Vec<String> = (0..chance.below(5))
        .map(|_| {
            let minus = if chance.below(4) == 0 { "-" } else { "" };
            format!("{minus}{}", term(chance, known))
        })
        .collect();
    terms.join(" ")
}

fn term(chance: &mut Chance, known: &[String]) -> String {
    match chance.below(20) {
        0..4 => chance.one(&WORDS).to_owned(),
        4 => format!("\"{}\"", chance.one(&PHRASES)),
        5 => list(
            chance,
            "merchant",
            &["nordlicht", "muller", "東京", "дом", "fjord", "x", "élan"],
        ),
        6 => list(
            chance,
            "item",
            &["map", "lichens", "\"map case\"", "чай", "図", "zz", "tea"],
        ),
        7 => {
            let field = chance.one(&["category", "reason", "card", "domain"]);
            let values = [
                "books",
                "tea",
                "guide",
                "4242",
                "\"map case\"",
                "cafe",
                "sports",
                "of",
            ];
            list(chance, field, &values)
        }
        8 => list(chance, "agent", &["travel", "TOY", "shop", "nobody", "a"]),
        9 => list(chance, "budget", &["book", "wide", "zzz", "e"]),
        10 | 11 => list(chance, "status", &STATUSES),
        12 => list(chance, "by", &["you", "rule", "me", "auto"]),
        13 => list(
            chance,
            "is",
            &["recurring", "sandbox", "flagged", "again", "unverified"],
        ),
        14 => list(chance, "has", &["receipt", "proof"]),
        15 => list(chance, "currency", &CURRENCIES),
        16 | 17 => amount(chance),
        18 => date(chance),
        _ if known.is_empty() => String::from("id:0"),
        _ => known[chance.below(known.len())].clone(),
    }
}

fn list(chance: &mut Chance, field: &str, values: &[&str]) -> String {
    let any: Vec<&str> = (0..=chance.below(3)).map(|_| chance.one(values)).collect();
    format!("{field}:{}", any.join(","))
}

fn amount(chance: &mut Chance) -> String {
    let (one, other) = (chance.one(&NUMBERS), chance.one(&NUMBERS));
    let currency = if chance.below(3) == 0 {
        chance.one(&CURRENCIES)
    } else {
        ""
    };
    match chance.below(8) {
        0 => format!("amount:{one}..{other}{currency}"),
        1 => format!("amount:{one}..{currency}"),
        2 => format!("amount:..{one}{currency}"),
        _ => format!(
            "amount{}{one}{currency}",
            chance.one(&[">", ">=", "<", "<=", "=", ":"])
        ),
    }
}

fn date(chance: &mut Chance) -> String {
    let (one, other) = (chance.one(&DAYS), chance.one(&DAYS));
    match chance.below(6) {
        0 => format!("date:{one}..{other}"),
        1 => format!("before:{one}"),
        2 => format!("after:{one}"),
        _ => format!("date{}{one}", chance.one(&[":", ">", ">=", "<", "<="])),
    }
}
