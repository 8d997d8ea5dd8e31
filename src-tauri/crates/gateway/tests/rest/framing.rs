//! Requests that can be read in two ways, in other protocols, or are too large.

use tokio::io::AsyncWriteExt;

use crate::support::{House, order};

fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

impl House {
    /// The head of a purchase request, with more header lines, and whatever follows it.
    fn wire(&self, more: &str, rest: &str) -> String {
        format!(
            "POST /v1/purchases HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
            Content-Type: application/json\r\nIdempotency-Key: wire\r\n{more}\r\n{rest}",
            self.address, self.token
        )
    }
}

#[tokio::test]
async fn case_79_ambiguous_framing_is_refused_and_never_read_twice() {
    let house = House::open().await;
    let body = order().to_string();
    let length = body.len();
    let before = house.ledger_size();
    let smuggled = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", house.address);
    for more in [
        "Content-Length: N|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: N",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Content-Length: N|Content-Length: N",
        "Content-Length: N|Content-Length: 0",
        "Content-Length: +N",
        "Content-Length: N, N",
        "Content-Length : N",
        "X-Folded: a| b|Content-Length: N",
        "X-Zero: a\0b|Content-Length: N",
        "X Space: a|Content-Length: N",
    ] {
        let chunks = more.contains("Transfer-Encoding");
        let rest = if chunks { chunked(&body) } else { body.clone() };
        let more = format!("{}|", more.replace('N', &length.to_string())).replace('|', "\r\n");
        let answer = house
            .raw(house.wire(&more, &format!("{rest}{smuggled}")))
            .await;
        assert_eq!(answer.status, 400, "{more:?} {}", answer.head);
    }
    for chunks in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n{}",
        "-1\r\n{}",
        "2 \n{}\n0\n\n",
    ] {
        let answer = house
            .raw(house.wire("Transfer-Encoding: chunked\r\n", chunks))
            .await;
        assert_eq!(answer.status, 400, "{chunks:?} {}", answer.head);
    }
    let unix = house
        .wire(&format!("Content-Length: {length}\r\n"), "")
        .replace("\r\n", "\n");
    assert_eq!(
        house.raw(format!("{unix}{body}")).await.status,
        400,
        "LF only"
    );
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn case_79_other_protocols_are_refused() {
    let house = House::open().await;
    let host = house.address;
    for (wire, status) in [
        ("GET /healthz\r\n\r\n".to_owned(), 400),
        (
            format!("GET /healthz HTTP/1.0\r\nHost: {host}\r\n\r\n"),
            505,
        ),
        (
            format!("GET http://evil.test/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            403,
        ),
        (
            format!("GET http://{host}/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            403,
        ),
        (
            format!("GET evil.test/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            400,
        ),
        // No answer at all: the connection is closed.
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 0),
        (format!("OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n"), 403),
        (
            format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nUpgrade: h2c\r\n\r\n"),
            403,
        ),
        (
            format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nHTTP2-Settings: AAMA\r\n\r\n"),
            403,
        ),
        (
            format!(
                "GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n\
                Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n\r\n"
            ),
            403,
        ),
    ] {
        assert_eq!(house.raw(&wire).await.status, status, "{wire:?}");
    }
}

#[tokio::test]
async fn case_79_well_formed_chunks_are_read_and_the_connection_ends() {
    let house = House::open().await;
    let body = chunked(&order().to_string());
    let answer = house
        .raw(house.wire("Transfer-Encoding: chunked\r\n", &body))
        .await;
    answer.is_ok(201);
    assert_eq!(answer.header("connection"), Some("close"));
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused_however_it_is_sent() {
    let house = House::open().await;
    let large = "x".repeat(64 * 1024 + 1);
    house
        .buy("k", large.as_str())
        .send()
        .await
        .is_problem(413, "body_too_large");
    let answer = house
        .raw(house.wire("Transfer-Encoding: chunked\r\n", &chunked(&large)))
        .await;
    answer.is_problem(413, "body_too_large");
    let answer = house
        .raw(house.wire("Content-Length: 4294967296\r\n", "{"))
        .await;
    answer.is_problem(413, "body_too_large");
    let padded = format!(
        "{}{}",
        order(),
        " ".repeat(64 * 1024 - order().to_string().len())
    );
    assert_eq!(padded.len(), 64 * 1024);
    house.buy("k", padded).send().await.is_ok(201);
}

#[tokio::test]
async fn too_many_or_too_long_headers_are_refused() {
    let house = House::open().await;
    let many = (0..10_000).fold(house.get("/healthz"), |call, n| {
        call.add(&format!("X-{n}"), "a")
    });
    assert_eq!(many.send().await.status, 431);
    let long = house.get("/healthz").add("X-Long", "a".repeat(20_000));
    assert_eq!(long.send().await.status, 431);
    let address = format!("/healthz?{}", "a".repeat(20_000));
    assert!([414, 431].contains(&house.get(&address).send().await.status));
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let house = House::open().await;
    let health = house.get("/healthz").without("Connection").bytes();
    let unknown = house.get("/nothing").bytes();
    let mut stream = house.connect().await;
    stream.write_all(&[health, unknown].concat()).await.unwrap();
    let mut all = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut all)
        .await
        .unwrap();
    let all = String::from_utf8(all).unwrap();
    let (first, second) = (
        all.find("HTTP/1.1 200").unwrap(),
        all.find("HTTP/1.1 404").unwrap(),
    );
    assert!(first < second);
}
