//! Sellers that lie, stall, stream for ever, ask again or send elsewhere.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// The purchases that were made.
async fn purchases(house: &House) -> Vec<Value> {
    let listed = house.does("list_purchases", json!({})).await;
    listed["items"].as_array().unwrap().clone()
}

/// A call that comes to nothing before anything is bought: recorded once, nothing signed.
async fn comes_to_nothing(house: &House, url: &str, code: &str) {
    let before = house.ledger_size();
    let refused = house.refuses("fetch_paid", call(code, url)).await;
    assert_eq!(refused["code"], code, "{refused}");
    assert_eq!(house.ledger_size(), before + 1, "{code} is recorded");
    assert_eq!(purchases(house).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_seller_that_asks_for_ever_is_paid_once() {
    let house = open().await;
    let seller = Seller::open(|_, own| asks(&offer(own))).await;
    for _ in 0..3 {
        let refused = house.refuses("fetch_paid", call("one", &seller.url)).await;
        assert_eq!(refused["code"], "fetch_paid_refused");
    }
    assert_eq!((seller.heard().len(), seller.payments().len()), (2, 1));
    let bought = &purchases(&house).await[0];
    assert_eq!(bought["status"], "authorized", "the money stays held");
}

#[tokio::test]
async fn an_offer_that_changes_after_the_payment_is_not_signed() {
    let house = open().await;
    let seller = Seller::open(|heard, own| {
        let mut offer = offer(own);
        if heard.payment().is_some() {
            offer["accepts"][0]["amount"] = "40000".into();
            offer["accepts"][0]["payTo"] = "0x000000000000000000000000000000000000dEaD".into();
        }
        asks(&offer)
    })
    .await;
    let refused = house.refuses("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(refused["code"], "fetch_paid_refused");
    assert_eq!(seller.payments().len(), 1);
    assert_eq!(purchases(&house).await.len(), 1);
}

#[tokio::test]
async fn an_offer_for_another_address_or_above_the_most_is_refused_and_recorded() {
    let house = open().await;
    let seller = Seller::open(|_, _| asks(&offer("http://api.seller.example/other"))).await;
    comes_to_nothing(&house, &seller.url, "x402_resource_mismatch").await;
    let seller = Seller::open(|_, own| asks(&offer(own))).await;
    let mut capped = call("capped", &seller.url);
    capped["max_amount"] = "0.009999".into();
    let refused = house.refuses("fetch_paid", capped).await;
    assert_eq!(refused["code"], "x402_amount_above_cap");
    assert!(seller.payments().is_empty());
}

#[tokio::test]
async fn a_seller_that_lies_about_the_amount_is_not_believed() {
    let house = open().await;
    let seller = Seller::open(honest(|| {
        let mut lie = receipt();
        lie["amount"] = "990000".into();
        http("200 OK", &[said(&lie)], "the report")
    }))
    .await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["answer"]["text"], "the report");
    assert_eq!(done["purchase"]["status"], "authorized");
    assert_eq!(done["purchase"]["captured"], "0.000000");
}

#[tokio::test]
async fn a_seller_that_says_nothing_of_the_payment_leaves_it_held() {
    let house = open().await;
    let seller = Seller::open(honest(|| http("200 OK", &[], "the report"))).await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["purchase"]["status"], "authorized");
    assert_eq!(done["purchase"]["payment"], Value::Null);
    house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(seller.payments().len(), 1);
}

#[tokio::test]
async fn a_seller_that_stalls_gets_no_second_payment() {
    let house = open().await;
    let mute = Seller::open(|_, _| Reply::Silence(Vec::new())).await;
    comes_to_nothing(&house, &mute.url, "fetch_stalled").await;
    let greedy = Seller::open(honest(|| Reply::Silence(Vec::new()))).await;
    for _ in 0..2 {
        let told = house.refuses("fetch_paid", call("paid", &greedy.url)).await;
        assert_eq!(told["code"], "fetch_stalled");
        assert!(told["hint"].as_str().unwrap().contains("not sent again"));
    }
    assert_eq!(greedy.payments().len(), 1);
}

#[tokio::test]
async fn a_body_that_stops_or_breaks_off_is_told_as_far_as_it_came() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf".to_vec();
    let house = open().await;
    let silent = head.clone();
    let stops = Seller::open(move |_, _| Reply::Silence(silent.clone())).await;
    let breaks = Seller::open(move |_, _| Reply::Bytes(head.clone())).await;
    for (seller, cut) in [(stops, "stalled"), (breaks, "broke_off")] {
        let done = house.does("fetch_paid", call(cut, &seller.url)).await;
        assert_eq!(
            (&done["answer"]["text"], &done["answer"]["cut"]),
            (&json!("half"), &json!(cut))
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_without_end_is_cut() {
    let house = open().await;
    let seller = Seller::open(honest(|| {
        let head = format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", said(&receipt()));
        Reply::Forever(head.into_bytes(), vec![b'x'; 8192])
    }))
    .await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["answer"]["cut"], "too_large");
    assert_eq!(done["answer"]["bytes"], 256 * 1024);
    assert_eq!(done["purchase"]["status"], "captured");
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let house = open().await;
    let seller = Seller::open(|_, _| {
        let head = b"HTTP/1.1 200 OK\r\n".to_vec();
        Reply::Forever(head, b"x-more: and more\r\n".to_vec())
    })
    .await;
    comes_to_nothing(&house, &seller.url, "fetch_broke_off").await;
}

#[tokio::test]
async fn what_is_packed_is_not_unpacked() {
    let house = open().await;
    let mut packing = GzEncoder::new(Vec::new(), Compression::best());
    packing.write_all(&vec![0; 50_000_000]).unwrap();
    let bomb = packing.finish().unwrap();
    let sent = bomb.clone();
    let seller =
        Seller::open(move |_, _| http("200 OK", &["content-encoding: gzip".to_owned()], &sent))
            .await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    let answer = &done["answer"];
    assert_eq!(answer["headers"]["content-encoding"], "gzip");
    assert_eq!(answer["bytes"], bomb.len());
    assert_eq!(answer["base64"], STANDARD.encode(bomb));
    assert_eq!(answer["text"], Value::Null);
}

#[tokio::test]
async fn a_name_on_this_network_is_called_only_where_the_owner_lets_it_be() {
    let fetch = json!({"hosts": [HOST]});
    for (address, code) in [
        ("127.0.0.1", "fetch_private_address"),
        ("10.0.0.8", "fetch_private_address"),
        ("169.254.169.254", "fetch_private_address"),
        ("::ffff:127.0.0.1", "fetch_private_address"),
        ("93.184.216.34", "fetch_insecure"),
    ] {
        let address: IpAddr = address.parse().unwrap();
        let names = Names::of(HOST, vec![vec![address]]);
        let house = house(Arc::new(names), &calls(&fetch)).await;
        let seller = Seller::open(honest(report)).await;
        comes_to_nothing(&house, &seller.url, code).await;
        assert!(seller.heard().is_empty());
    }
}

#[tokio::test]
async fn a_name_that_moves_between_question_and_payment_is_not_paid() {
    let (here, away) = (
        IpAddr::from([127, 0, 0, 1]),
        IpAddr::from([169, 254, 169, 254]),
    );
    let names = Arc::new(Names::of(HOST, vec![vec![here], vec![away], vec![here]]));
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    let house = house(Arc::clone(&names), &calls(&fetch)).await;
    let seller = Seller::open(honest(report)).await;
    let refused = house.refuses("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(refused["code"], "fetch_private_address");
    assert!(seller.payments().is_empty());
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["answer"]["text"], "the report");
    assert_eq!(names.asked().len(), 3, "one look-up for each connection");
    assert_eq!(seller.payments().len(), 1);
}

fn sends_to(url: &str) -> Reply {
    http("302 Found", &[format!("location: {url}")], "")
}

#[tokio::test]
async fn a_redirect_is_followed_only_where_a_call_may_go() {
    let other = Seller::named(OTHER, honest(report)).await;
    let to = other.url.clone();
    let seller = Seller::open(move |_, _| sends_to(&to)).await;
    let both = json!([HOST, OTHER]);
    for (fetch, code) in [
        (
            json!({"hosts": both, "private_addresses": true}),
            "fetch_redirect",
        ),
        (
            json!({"hosts": [HOST], "private_addresses": true, "redirects": true}),
            "fetch_not_allowed",
        ),
    ] {
        let house = house(Arc::new(Names::here()), &calls(&fetch)).await;
        comes_to_nothing(&house, &seller.url, code).await;
        assert!(other.heard().is_empty());
    }
    let fetch = json!({"hosts": both, "private_addresses": true, "redirects": true});
    let house = house(Arc::new(Names::here()), &calls(&fetch)).await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["answer"]["url"], other.url);
    assert_eq!((seller.payments().len(), other.payments().len()), (0, 1));
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let inside = Seller::named("127.0.0.1", honest(report)).await;
    let to = inside.url.clone();
    let seller = Seller::open(move |_, _| sends_to(&to)).await;
    let fetch = json!({"hosts": [HOST], "private_addresses": true, "redirects": true});
    let house = house(Arc::new(Names::here()), &calls(&fetch)).await;
    comes_to_nothing(&house, &seller.url, "fetch_not_allowed").await;
    assert!(inside.heard().is_empty());
}

#[tokio::test]
async fn a_redirect_in_a_circle_ends() {
    let seller = Seller::open(|_, own| sends_to(own)).await;
    let fetch = json!({"hosts": [HOST], "private_addresses": true, "redirects": true});
    let house = house(Arc::new(Names::here()), &calls(&fetch)).await;
    comes_to_nothing(&house, &seller.url, "fetch_redirect").await;
    assert_eq!(seller.heard().len(), 4);
}

#[tokio::test]
async fn a_payment_is_never_carried_to_where_a_redirect_leads() {
    let other = Seller::named(OTHER, honest(report)).await;
    let to = other.url.clone();
    let seller = Seller::open(honest(move || sends_to(&to))).await;
    let fetch = json!({"hosts": [HOST, OTHER], "private_addresses": true, "redirects": true});
    let house = house(Arc::new(Names::here()), &calls(&fetch)).await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["answer"]["http_status"], 302);
    assert!(other.heard().is_empty());
    assert_eq!(seller.payments().len(), 1);
}

#[tokio::test]
async fn what_does_not_speak_http_or_prove_its_name_is_told_apart() {
    let house = open().await;
    let noise = Seller::open(|_, _| Reply::Bytes(b"SSH-2.0-hello\r\n".to_vec())).await;
    comes_to_nothing(&house, &noise.url, "fetch_broke_off").await;
    let plain = Seller::open(honest(report)).await;
    let secure = plain.url.replace("http://", "https://");
    let refused = house.refuses("fetch_paid", call("tls", &secure)).await;
    assert_eq!(refused["code"], "fetch_tls");
    let nobody = "http://api.seller.example:1/paid";
    let refused = house.refuses("fetch_paid", call("nobody", nobody)).await;
    assert_eq!(refused["code"], "fetch_not_reached");
}
