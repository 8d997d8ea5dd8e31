//! Bad transport: framing, encodings, methods, tokens, connections cut short.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use crate::support::{House, add_agent, order, plain};

#[tokio::test]
async fn case_62_encoded_bodies_are_refused() {
    let house = House::open().await;
    for encoding in ["gzip", "br", "deflate", "identity", "gzip, gzip", "zstd"] {
        let call = house
            .buy("k", b"\x1f\x8b\x08".to_vec())
            .set("Content-Encoding", encoding);
        call.send().await.is_problem(415, "content_encoding");
    }
}

#[tokio::test]
async fn case_63_other_charsets_are_refused() {
    let house = House::open().await;
    for charset in ["utf-16", "utf-7", "iso-8859-1", "", "utf-8; charset=utf-7"] {
        let kind = format!("application/json; charset={charset}");
        let call = house
            .buy("k", order().to_string())
            .set("Content-Type", kind);
        call.send().await.is_problem(415, "content_type");
    }
    let utf16: Vec<u8> = order()
        .to_string()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(house.buy("k", utf16).send().await.status, 400);
}

#[tokio::test]
async fn case_64_forms_are_refused() {
    let house = House::open().await;
    for kind in [
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded",
        "text/plain",
    ] {
        let call = house
            .buy("k", order().to_string())
            .set("Content-Type", kind);
        call.send().await.is_problem(415, "content_type");
    }
    let call = house.buy("k", order().to_string()).without("Content-Type");
    call.send().await.is_problem(415, "content_type");
}

#[tokio::test]
async fn case_66_a_token_of_another_kind_is_no_token() {
    let house = House::open().await;
    let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9.";
    for token in [
        unsigned,
        "eyJhbGciOiJIUzI1NiJ9.e30.AA",
        &format!("{unsigned}cfa_"),
    ] {
        let call = house
            .get("/v1/purchases")
            .set("Authorization", format!("Bearer {token}"));
        call.send().await.is_problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn case_76_every_bad_token_gets_the_same_answer() {
    let house = House::open().await;
    let token = house.token.clone();
    let (other, revoked) = add_agent(&house.owner, "Short-lived").await;
    house
        .owner
        .remove_agent(other, house.presence().await)
        .await
        .unwrap();
    let long = format!("Bearer cfa_{}", "a".repeat(100_000));
    let mut cut = token.clone();
    cut.pop();
    let mut seen = Vec::new();
    for value in [
        "Bearer cfa_wrong",
        &format!("Bearer {revoked}"),
        &format!("Bearer {cut}"),
        &format!("Bearer {token}x"),
        &format!("Bearer  {token}"),
        &format!("Basic {token}"),
        &format!("Bearer {token}, Bearer {token}"),
        &format!("Bearer cfa_{}", "a".repeat(200)),
        "Bearer",
        "Bearer ",
        "",
        &token,
    ] {
        let answer = house
            .get("/v1/purchases")
            .set("Authorization", value)
            .send()
            .await;
        answer.is_problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        seen.push(answer.body);
    }
    let call = house.get("/v1/purchases");
    seen.push(call.clone().without("Authorization").send().await.body);
    let two = call.clone().add("Authorization", format!("Bearer {token}"));
    seen.push(two.send().await.body);
    let query = format!("/v1/purchases?access_token={token}&token={token}");
    seen.push(house.get(&query).without("Authorization").send().await.body);
    assert!(seen.iter().all(|body| *body == seen[0]));
    assert_eq!(
        call.clone().set("Authorization", long).send().await.status,
        431
    );
    call.send().await.is_ok(200);
}

#[tokio::test]
async fn case_77_a_nearly_right_token_is_answered_like_a_wrong_one() {
    let house = House::open().await;
    let mut near = house.token.clone();
    let last = near.pop().unwrap();
    near.push(if last == 'A' { 'B' } else { 'A' });
    let near = house
        .get("/v1/limits")
        .set("Authorization", format!("Bearer {near}"))
        .send()
        .await;
    let far = house
        .get("/v1/limits")
        .set("Authorization", "Bearer cfa_0")
        .send()
        .await;
    near.is_problem(401, "unauthorized");
    assert_eq!(near.body, far.body);
}

#[tokio::test]
async fn case_78_methods_do_only_what_they_say() {
    let house = House::open().await;
    let bought = house.buy("k", order().to_string()).send().await.is_ok(201);
    let path = bought["links"]["self"].as_str().unwrap().to_owned();
    for verb in ["amend", "cancel", "capture", "void", "refund", "dispute"] {
        let answer = house.get(&format!("{path}/{verb}")).send().await;
        answer.is_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("POST"));
    }
    house
        .get("/v1/pause")
        .send()
        .await
        .is_problem(405, "method_not_allowed");
    for method in ["TRACE", "PUT", "PATCH", "DELETE", "PURGE", "get"] {
        let answer = house.call(method, &path).send().await;
        answer.is_problem(405, "method_not_allowed");
    }
    let connect = format!("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n\r\n", house.address);
    assert_eq!(house.raw(connect).await.status, 403);
    for name in [
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
    ] {
        house
            .get(&path)
            .set(name, "DELETE")
            .send()
            .await
            .is_problem(403, "override_refused");
    }
    house
        .get(&path)
        .body("{}")
        .send()
        .await
        .is_problem(400, "body_refused");
    assert_eq!(
        house.get(&path).send().await.is_ok(200)["status"],
        "pending"
    );
}

#[tokio::test]
async fn case_81_a_client_that_vanished_gets_the_same_answer_when_it_retries() {
    let house = House::open().await;
    let call = house.buy("vanish", order().to_string());
    for half in [true, false] {
        let mut stream = house.connect().await;
        stream.write_all(&call.bytes()).await.unwrap();
        if half {
            stream.shutdown().await.unwrap();
        }
        drop(stream);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let first = call.send().await;
    let second = call.send().await;
    assert!([200, 201].contains(&first.status));
    assert_eq!((second.status, &second.body), (200, &first.body));
    let page = house.get("/v1/purchases").send().await.is_ok(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn case_82_one_busy_agent_does_not_slow_down_another() {
    let house = House::with(|config| config.rate = std::num::NonZeroU32::new(20)).await;
    let (_, other) = add_agent(&house.owner, "Quiet agent").await;
    let mut limited = 0;
    for number in 0..200 {
        let call = house.buy(&format!("k{number}"), plain("1.00", "EUR").to_string());
        limited += u32::from(call.send().await.status == 429);
    }
    assert!(limited >= 60, "{limited}");
    let call = house
        .get("/v1/purchases")
        .set("Authorization", format!("Bearer {other}"));
    call.send().await.is_ok(200);
}
