//! What is bought, where and why, as texts: names that repeat as they do in life.

use super::chance::{Chance, mixed};

const THINGS: [&str; 96] = [
    "lichens",
    "atlas",
    "kettle",
    "blanket",
    "ticket",
    "coffee",
    "tea",
    "lamp",
    "chair",
    "shelf",
    "cable",
    "adapter",
    "charger",
    "battery",
    "notebook",
    "paper",
    "pencil",
    "toner",
    "monitor",
    "keyboard",
    "mouse",
    "camera",
    "lens",
    "tripod",
    "hosting",
    "domain",
    "compute",
    "credits",
    "tokens",
    "report",
    "forecast",
    "hotel",
    "flight",
    "seat",
    "rental",
    "bicycle",
    "soil",
    "seeds",
    "tomatoes",
    "basil",
    "knife",
    "pan",
    "bowl",
    "plate",
    "linen",
    "shirt",
    "socks",
    "shoes",
    "jacket",
    "tent",
    "stove",
    "rope",
    "map case",
    "compass",
    "lantern",
    "hammer",
    "drill",
    "screws",
    "paint",
    "brush",
    "canvas",
    "violin",
    "strings",
    "piano",
    "score",
    "novel",
    "dictionary",
    "grammar",
    "primer",
    "poster",
    "frame",
    "mirror",
    "curtain",
    "carpet",
    "pillow",
    "mattress",
    "towel",
    "soap",
    "shampoo",
    "toothbrush",
    "razor",
    "vitamins",
    "bandage",
    "thermometer",
    "stroller",
    "puzzle",
    "dice",
    "cards",
    "ball",
    "racket",
    "gloves",
    "helmet",
    "pump",
    "tyre",
    "saddle",
    "bell",
];

const KINDS: [&str; 32] = [
    "field guide to",
    "waxed",
    "cast iron",
    "organic",
    "monthly",
    "annual",
    "refurbished",
    "used",
    "spare",
    "travel",
    "pocket",
    "folding",
    "wireless",
    "rechargeable",
    "recycled",
    "handmade",
    "large",
    "small",
    "dark",
    "light",
    "green",
    "copper",
    "woollen",
    "oak",
    "steel",
    "glass",
    "ceramic",
    "cotton",
    "crème",
    "winter",
    "summer",
    "starter",
];

const SYLLABLES: [&str; 48] = [
    "ba", "bel", "bro", "cor", "dan", "del", "dor", "ek", "fal", "fen", "gar", "gel", "hal", "hem",
    "ila", "jor", "kal", "kel", "lan", "lo", "mar", "mel", "mir", "na", "nor", "ola", "pel", "pra",
    "quin", "ra", "rel", "ros", "sal", "sen", "sol", "ta", "ter", "tol", "ul", "val", "ven", "vik",
    "wes", "xan", "yor", "zan", "zel", "thur",
];

const ABROAD: [(&str, &str); 8] = [
    ("東京書店", "日本地図帳"),
    ("京都茶舗", "抹茶 宇治"),
    ("Чайный дом", "Чай чёрный листовой"),
    ("Книжная лавка", "Словарь русского языка"),
    ("مكتبة النور", "كتاب الخط العربي"),
    ("İstanbul Çay Evi", "Ilık Kış Çayı"),
    ("서울 문구", "한글 공책"),
    ("Brûlerie Saint-Émile", "Café moulu crème brûlée"),
];

const CATEGORIES: [&str; 16] = [
    "books",
    "groceries",
    "software",
    "travel",
    "office",
    "electronics",
    "clothing",
    "garden",
    "tools",
    "music",
    "health",
    "sports",
    "toys",
    "furniture",
    "art",
    "services",
];

const WHY: [&str; 12] = [
    "Cheapest in-stock offer for the",
    "Best reviewed",
    "Replaces the broken",
    "Needed by Friday:",
    "The usual",
    "Only shop that delivers the",
    "Second-hand, hardly worn",
    "Same as last month:",
    "Lowest shipping for the",
    "Asked for by the team:",
    "On sale:",
    "Recommended with the",
];

/// A shop; the small numbers are met often.
pub(super) struct Shop {
    pub(super) name: String,
    pub(super) domain: String,
    pub(super) category: &'static str,
}

impl Shop {
    pub(super) fn number(number: u64) -> Self {
        let mix = mixed(number);
        let label = format!("{}{}", name(mix), number);
        let suffix = one(
            &["GmbH", "Ltd", "Books", "Store", "Supply", "& Co"],
            mix >> 7,
        );
        Self {
            name: match abroad(number) {
                Some((shop, _)) => shop.to_owned(),
                None if number == 0 => "Nordlicht Books GmbH".to_owned(),
                None => format!("{} {suffix}", capital(&name(mix))),
            },
            domain: if number == 0 {
                "nordlicht-books.example".to_owned()
            } else {
                format!("{label}.example")
            },
            category: one(&CATEGORIES, mix >> 17),
        }
    }
}

/// What is bought; the small numbers are met often.
pub(super) fn title(number: u64) -> String {
    if let Some((_, title)) = abroad(number) {
        return title.to_owned();
    }
    let mix = mixed(number ^ 0x00AB_CDEF);
    let thing = one(&THINGS, mix);
    let kind = one(&KINDS, mix >> 9);
    match number {
        0..400 => format!("{} {thing}", capital(kind)),
        _ => format!("{} {thing} {}", capital(kind), name(mix >> 15)),
    }
}

/// Why an agent says it chose this.
pub(super) fn reason(chance: &mut Chance) -> String {
    let thing = one(&THINGS, mixed(chance.rank(96)));
    let why = one(&WHY, chance.rank(12));
    format!("{why} {thing}")
}

/// What the owner had asked for.
pub(super) fn intent(chance: &mut Chance) -> String {
    let (one_thing, other) = (chance.rank(96), chance.below(96));
    let known = name(mixed(chance.rank(3000)));
    let (one_thing, other) = (one(&THINGS, mixed(one_thing)), one(&THINGS, other));
    format!("for {known}: {one_thing} and {other}")
}

/// One shop and one thing in fifty are not of here.
fn abroad(number: u64) -> Option<(&'static str, &'static str)> {
    let mix = mixed(number ^ 0x5151);
    (number > 20 && mix.is_multiple_of(50)).then(|| {
        let place = usize::try_from(mix >> 32).unwrap_or(0) % ABROAD.len();
        ABROAD.get(place).copied().unwrap_or(("", ""))
    })
}

fn name(mix: u64) -> String {
    let length = 2 + mix % 2;
    let at = |place: u64| one(&SYLLABLES, mix >> (3 + 6 * place));
    (0..length).map(at).collect()
}

fn one(list: &[&'static str], number: u64) -> &'static str {
    let length = u64::try_from(list.len()).unwrap_or(1);
    let place = usize::try_from(number % length).unwrap_or(0);
    list.get(place).copied().unwrap_or("")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
