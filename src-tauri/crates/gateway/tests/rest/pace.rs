//! Slow, silent and too many clients.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{House, exchange, order, plain};

/// Writes one byte at a time until the gateway hangs up; says how long that took.
async fn drip(mut stream: TcpStream, bytes: Vec<u8>, pause: Duration) -> Duration {
    let begun = Instant::now();
    for byte in bytes.into_iter().chain(std::iter::repeat(b'x')) {
        let mut answer = [0; 4096];
        let read = tokio::time::timeout(pause, stream.read(&mut answer)).await;
        let hung_up = matches!(read, Ok(Ok(0) | Err(_)));
        if hung_up || stream.write_all(&[byte]).await.is_err() {
            break;
        }
    }
    begun.elapsed()
}

/// Waits without a word; says how long the gateway was patient.
async fn wait_for_end(mut stream: TcpStream) -> Duration {
    let begun = Instant::now();
    let mut rest = Vec::new();
    drop(stream.read_to_end(&mut rest).await);
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_80_whoever_dawdles_is_sent_away_after_ten_seconds() {
    let house = House::open().await;
    let body = order().to_string();
    let head = house.buy("slow", body.as_str());
    let slow_head = drip(
        house.connect().await,
        head.bytes(),
        Duration::from_millis(400),
    );
    let slow_body = async {
        let mut stream = house.connect().await;
        let wire = head.bytes();
        stream
            .write_all(&wire[..wire.len() - body.len()])
            .await
            .unwrap();
        drip(stream, vec![b'{'], Duration::from_millis(400)).await
    };
    let endless = async {
        let mut stream = house.connect().await;
        let call = house.buy("slow", "").without("Content-Length");
        stream
            .write_all(&call.add("Transfer-Encoding", "chunked").bytes())
            .await
            .unwrap();
        drip(
            stream,
            b"1\r\n{\r\n".repeat(500),
            Duration::from_millis(100),
        )
        .await
    };
    let permission = async {
        let mut stream = house.connect().await;
        let wire = head.clone().set("Expect", "100-continue").bytes();
        stream
            .write_all(&wire[..wire.len() - body.len()])
            .await
            .unwrap();
        wait_for_end(stream).await
    };
    let idle = async {
        let mut stream = house.connect().await;
        let call = house.get("/healthz").without("Connection");
        assert_eq!(exchange(&mut stream, &call.bytes()).await.status, 200);
        wait_for_end(stream).await
    };
    let silent = async { wait_for_end(house.connect().await).await };

    let times = tokio::join!(slow_head, slow_body, endless, permission, idle, silent);
    let times: [Duration; 6] = times.into();

    println!("head, body, chunks, Expect, idle, silent: {times:?}");
    for time in times {
        assert!(
            time > Duration::from_secs(8) && time < Duration::from_secs(12),
            "{times:?}"
        );
    }
    assert_eq!(house.ledger_size(), house.ledger_size());
    let page = house.get("/v1/purchases").send().await.is_ok(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_body_that_is_late_is_told_so() {
    let house = House::with(|config| config.patience = Duration::from_millis(300)).await;
    let mut stream = house.connect().await;
    let wire = house.buy("late", order().to_string()).bytes();
    let answer = exchange(&mut stream, &wire[..wire.len() - 1]).await;
    answer.is_problem(408, "body_timeout");
    assert_eq!(answer.header("connection"), Some("close"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_silent_connections_keep_nobody_out() {
    let house = House::open().await;
    let mut silent = Vec::new();
    for _ in 0..2000 {
        silent.push(house.connect().await);
    }
    let mut slowest = Duration::ZERO;
    for number in 0..50 {
        let begun = Instant::now();
        let call = house.buy(&format!("k{number}"), plain("1.00", "EUR").to_string());
        call.send().await.is_ok(201);
        slowest = slowest.max(begun.elapsed());
    }
    println!("slowest honest request: {slowest:?}");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

#[tokio::test]
async fn a_gateway_full_of_waiting_requests_says_so() {
    let house = House::with(|config| {
        config.connections = 2;
        config.rate = None;
    })
    .await;
    let bought = house.buy("k", order().to_string()).send().await.is_ok(201);
    let wait = house
        .get(&format!(
            "{}?wait=30",
            bought["links"]["self"].as_str().unwrap()
        ))
        .bytes();
    let mut waiting = Vec::new();
    for _ in 0..2 {
        let mut stream = house.connect().await;
        stream.write_all(&wait).await.unwrap();
        // A connection whose request has not been read yet would give way to the next one.
        tokio::time::sleep(Duration::from_millis(500)).await;
        waiting.push(stream);
    }
    assert_eq!(house.get("/healthz").send().await.status, 503);
}

#[tokio::test]
async fn a_client_that_takes_no_answers_is_given_up() {
    let house = House::with(|config| {
        config.rate = None;
        config.patience = Duration::from_millis(500);
    })
    .await;
    let stream = house.connect().await;
    let wire = house.get("/openapi.json").without("Connection").bytes();
    let (_answers, mut requests) = stream.into_split();
    let flood = async move {
        loop {
            if requests.write_all(&wire).await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), flood)
        .await
        .expect("the connection ends");
}

#[tokio::test]
async fn a_stopped_gateway_ends_long_polls_and_frees_its_port() {
    let house = House::open().await;
    let bought = house.buy("k", order().to_string()).send().await.is_ok(201);
    let path = format!("{}?wait=30", bought["links"]["self"].as_str().unwrap());
    let mut stream = house.connect().await;
    let wire = house.get(&path).without("Connection").bytes();
    stream.write_all(&wire).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;

    let begun = Instant::now();
    house.stop.cancel();

    let answer = crate::support::Answer::read(&mut stream, false).await;
    assert_eq!(answer.is_ok(200)["status"], "pending");
    house.serving.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert!(TcpStream::connect(house.address).await.is_err());
}

#[tokio::test]
async fn the_rate_is_counted_by_agent_and_tells_when_to_come_back() {
    let house = House::with(|config| config.rate = std::num::NonZeroU32::new(5)).await;
    let mut answers = Vec::new();
    for _ in 0..25 {
        answers.push(house.get("/v1/purchases").send().await);
    }
    assert!(answers[..20].iter().all(|answer| answer.status == 200));
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    refused.is_problem(429, "rate_limited");
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&seconds));
    assert_eq!(
        house
            .get("/healthz")
            .without("Authorization")
            .send()
            .await
            .status,
        200
    );
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    house.get("/v1/purchases").send().await.is_ok(200);
}

#[tokio::test]
async fn a_locked_gateway_answers_503_and_still_shows_what_there_is() {
    let house = House::open().await;
    let bought = house.buy("k", order().to_string()).send().await.is_ok(201);
    let path = bought["links"]["self"].as_str().unwrap();
    house.engine.lock();

    let answer = house.buy("locked", order().to_string()).send().await;

    answer.is_problem(503, "locked");
    assert!(answer.header("retry-after").is_some());
    assert_eq!(house.get(path).send().await.is_ok(200)["status"], "pending");
    let health = house
        .get("/healthz")
        .without("Authorization")
        .send()
        .await
        .is_ok(200);
    assert_eq!(health["status"], "locked");
}
