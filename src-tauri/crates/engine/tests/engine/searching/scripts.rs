//! Case and accents do not matter in any script, nor how a letter was typed.

use counterfoil_engine::Engine;

use super::{draft, indexed, search};
use crate::support::{House, options, parsed, submission};

/// Titles, each with what finds it and it alone.
const TABLE: [(&str, &[&str]); 15] = [
    ("Crème Brûlée", &["creme", "CRÈME", "brulee", "BRÛLÉE"]),
    ("ŁÓDŹ Stadtplan", &["lodz", "łódź", "Łodz"]),
    ("Straßenatlas", &["strassen", "STRASSEN", "straßen"]),
    ("Smørrebrød", &["smorrebrod", "SMØRREBRØD"]),
    ("Œuvre complète", &["oeuvre", "œuvre"]),
    ("Чёрный чай", &["черный", "ЧЁРНЫЙ", "чёрн"]),
    ("Ελληνικός καφές", &["ελληνικοσ", "ΚΑΦΕΣ", "καφές"]),
    ("IŞIK lamba", &["ışık", "isik", "IŞIK", "ISIK"]),
    ("İstanbul çayı", &["istanbul", "İSTANBUL", "cayi", "ÇAYI"]),
    ("東京の地図", &["東京", "地図", "の", "東"]),
    ("ガイドブック", &["ガイド", "ｶﾞｲﾄﾞ", "ブ"]),
    ("北京烤鸭", &["烤鸭", "鸭", "北京烤"]),
    ("한글 공책", &["한글", "공책", "글"]),
    ("كِتَاب الخَطّ", &["كتاب", "الخط", "كـتـاب"]),
    ("أحمد قهوة", &["احمد", "أحمد", "قهوة"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_found_however_their_letters_are_typed() {
    let mut house = House::new().await;
    house.duties = None;
    let shop = ("Shop", "shop.example");
    for (number, (title, _)) in TABLE.into_iter().enumerate() {
        let request = parsed(draft(shop, title, "1.00", "EUR"));
        house
            .agent
            .submit(submission(&format!("k{number}"), request))
            .await
            .unwrap();
    }
    let engine = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    let raw = indexed(&house).await;
    for round in ["indexed", "not indexed yet"] {
        for (title, finders) in TABLE {
            for text in finders {
                let rows = search(&engine, text).await.rows;
                let found: Vec<_> = rows
                    .iter()
                    .filter_map(|row| row.first_item.as_deref())
                    .collect();
                assert_eq!(found, [title], "{text:?}, {round}");
            }
        }
        let sql = "UPDATE setting SET value = '0' WHERE name = 'search.mark'";
        raw.execute(sql, []).unwrap();
    }
    engine.close().await.unwrap();
}
