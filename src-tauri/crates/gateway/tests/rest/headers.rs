//! The header matrix: every cell carries a valid token, and only the requests of a plain program
//! with our exact address reach a handler.

use crate::support::{House, exchange, order};

/// Whether a cell's value belongs to a plain program's request.
type Cell<'a> = (&'a str, Vec<String>, bool);

fn hosts(port: u16) -> Vec<Cell<'static>> {
    let one = |host: &str| vec![host.replace('P', &port.to_string())];
    let mut cells: Vec<Cell<'static>> = ["127.0.0.1:P", "localhost:P", "[::1]:P"]
        .into_iter()
        .map(|host| (host, one(host), true))
        .collect();
    for host in [
        "",
        "127.0.0.1",
        "localhost",
        "[::1]",
        "127.0.0.1:1",
        "localhost:80",
        "127.0.0.1.:P",
        "localhost.:P",
        "127.1:P",
        "2130706433:P",
        "0x7f.1:P",
        "0.0.0.0:P",
        "[::ffff:127.0.0.1]:P",
        "[::ffff:7f00:1]:P",
        "[0:0:0:0:0:0:0:1]:P",
        "::1:P",
        "LOCALHOST:P",
        "Localhost:P",
        "localhost.evil:P",
        "evil.localhost:P",
        "rebind.test:P",
        "192.168.1.5:P",
        "evil@127.0.0.1:P",
        "127.0.0.1:P/",
        "127.0.0.1:0P",
        "127.0.0.1:P,127.0.0.1:P",
    ] {
        cells.push((host, one(host), false));
    }
    cells.push(("none", Vec::new(), false));
    let ours = format!("127.0.0.1:{port}");
    cells.push(("two", vec![ours.clone(), ours.clone()], false));
    cells.push(("two different", vec![ours, "evil.test".to_owned()], false));
    cells
}

fn origins(port: u16) -> Vec<Cell<'static>> {
    let ours = format!("http://127.0.0.1:{port}");
    let mut cells: Vec<Cell<'static>> = vec![
        ("absent", Vec::new(), true),
        ("same", vec![ours.clone()], false),
        (
            "same, TLS",
            vec![format!("https://127.0.0.1:{port}")],
            false,
        ),
        ("two", vec![ours, "http://evil.test".to_owned()], false),
    ];
    for origin in [
        "null",
        "",
        "tauri://localhost",
        "http://tauri.localhost",
        "http://evil.test",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    ] {
        cells.push((origin, vec![origin.to_owned()], false));
    }
    cells
}

fn sites() -> Vec<Cell<'static>> {
    let mut cells = vec![("absent", Vec::new(), true)];
    for (site, fine) in [
        ("none", true),
        ("same-origin", false),
        ("same-site", false),
        ("cross-site", false),
        ("NONE", false),
        ("", false),
    ] {
        cells.push((site, vec![site.to_owned()], fine));
    }
    cells.push((
        "none and cross-site",
        vec!["none".to_owned(), "cross-site".to_owned()],
        false,
    ));
    cells
}

fn content_types() -> Vec<Cell<'static>> {
    let mut cells = vec![("absent", Vec::new(), false)];
    for (kind, fine) in [
        ("application/json", true),
        ("application/json; charset=utf-8", true),
        ("application/json;charset=UTF-8", true),
        ("Application/JSON", true),
        ("application/json; charset=utf-16", false),
        ("application/json; charset=utf-7", false),
        ("application/json; charset=utf-8; x=y", false),
        ("application/jsonp", false),
        ("application/problem+json", false),
        ("text/plain", false),
        ("text/plain; application/json", false),
        ("application/x-www-form-urlencoded", false),
        ("multipart/form-data; boundary=x", false),
        ("", false),
    ] {
        cells.push((kind, vec![kind.to_owned()], fine));
    }
    let json = "application/json".to_owned();
    cells.push(("two", vec![json.clone(), json], false));
    cells
}

fn line(wire: &mut String, name: &str, value: &str) {
    for part in [name, ": ", value, "\r\n"] {
        wire.push_str(part);
    }
}

/// Everything that a cell can say, in one place.
struct Request<'a> {
    method: &'a str,
    host: &'a Cell<'a>,
    origin: &'a Cell<'a>,
    site: &'a Cell<'a>,
    kind: &'a Cell<'a>,
}

impl Request<'_> {
    fn bytes(&self, token: &str, key: &str) -> Vec<u8> {
        let post = self.method == "POST";
        let body = if post {
            order().to_string()
        } else {
            String::new()
        };
        let mut wire = format!("{} /v1/purchases HTTP/1.1\r\n", self.method);
        for (name, (_, values, _)) in [
            ("Host", self.host),
            ("Origin", self.origin),
            ("Sec-Fetch-Site", self.site),
            ("Content-Type", self.kind),
        ] {
            for value in values {
                line(&mut wire, name, value);
            }
        }
        line(&mut wire, "Authorization", &format!("Bearer {token}"));
        if post {
            line(&mut wire, "Idempotency-Key", key);
            line(&mut wire, "Content-Length", &body.len().to_string());
        }
        wire.push_str("\r\n");
        wire.push_str(&body);
        wire.into_bytes()
    }

    /// The status that the rule asks for.
    fn expected(&self) -> u16 {
        let from_a_program = self.host.2 && self.origin.2 && self.site.2;
        match self.method {
            _ if !from_a_program => 403,
            "GET" => 200,
            "POST" if self.kind.2 => 201,
            "POST" => 415,
            "OPTIONS" => 403,
            _ => 405,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_program_that_knows_our_address_reaches_a_handler() {
    let house = House::open().await;
    let port = house.address.port();
    let (hosts, origins, sites, kinds) = (hosts(port), origins(port), sites(), content_types());
    let (mut cells, mut reached, mut recorded) = (0_u32, 0_u32, 0_u64);
    let before = house.ledger_size();
    let mut stream = house.connect().await;
    for method in ["POST", "GET", "OPTIONS", "HEAD"] {
        for host in &hosts {
            for origin in &origins {
                for site in &sites {
                    // Every content type where it decides; else the harmless and one odd one.
                    let decides = host.2 && origin.2 && site.2;
                    let some = |kind: &&Cell<'_>| ["absent", "application/json"].contains(&kind.0);
                    for kind in kinds.iter().filter(|kind| decides || some(kind)) {
                        let request = Request {
                            method,
                            host,
                            origin,
                            site,
                            kind,
                        };
                        let wire = request.bytes(&house.token, &format!("cell{cells}"));
                        let answer = exchange(&mut stream, &wire).await;
                        cells += 1;
                        let cell = (method, host.0, origin.0, site.0, kind.0);
                        assert_eq!(
                            answer.status,
                            request.expected(),
                            "{cell:?} {}",
                            answer.head
                        );
                        let head = answer.head.to_ascii_lowercase();
                        assert!(!head.contains("access-control"), "{cell:?}");
                        reached += u32::from(answer.status < 400);
                        recorded += u64::from(answer.status == 201);
                    }
                }
            }
        }
    }
    println!("{cells} cells, {reached} reached a handler, all of them allowed");
    assert!(cells >= 400);
    assert!(reached > 0 && recorded > 0);
    let entries = house.ledger_size() - before;
    assert!(
        entries >= recorded && entries <= recorded * 2,
        "{entries} entries, {recorded} allowed"
    );
}

#[tokio::test]
async fn the_check_comes_before_the_token() {
    let house = House::open().await;
    for (name, value) in [
        ("Origin", "null"),
        ("Host", "rebind.test"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let with = house.get("/v1/purchases").set(name, value).send().await;
        let without = house
            .get("/v1/purchases")
            .set(name, value)
            .without("Authorization")
            .send()
            .await;
        assert_eq!((with.status, without.status), (403, 403));
        assert_eq!(with.body, without.body);
    }
    let answer = house
        .get("/healthz")
        .without("Authorization")
        .set("Origin", "null")
        .send()
        .await;
    answer.is_problem(403, "browser_refused");
}

#[tokio::test]
async fn forwarded_requests_are_refused() {
    let house = House::open().await;
    for name in [
        "X-Forwarded-For",
        "X-Forwarded-User",
        "X-Forwarded-Host",
        "Forwarded",
        "X-Real-IP",
    ] {
        house
            .get("/v1/purchases")
            .set(name, "owner")
            .send()
            .await
            .is_problem(403, "proxy_refused");
    }
}
