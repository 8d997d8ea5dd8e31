//! What a merchant makes of a checkout mandate: the documentation's example, over a real gateway.

use std::path::Path;

use counterfoil_protocols::jws;
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use crate::kit::{Shop, block, page, python, text};

/// A checkout over `cents`, as the merchant signs it.
fn checkout(cents: u32) -> String {
    let checkout = json!({
        "id": "chk_1", "status": "ready_for_complete", "currency": "EUR", "links": [],
        "merchant": {"id": "m_1", "name": "Nordlicht Books GmbH",
            "website": "https://shop.nordlicht-books.example"},
        "line_items": [{
            "id": "li_0", "item": {"id": "LI-1", "title": "Field Guide", "price": cents},
            "quantity": 1, "totals": [],
        }],
        "totals": [{"type": "subtotal", "amount": cents}, {"type": "total", "amount": cents}],
    });
    let key = SigningKey::from_slice(&[0x51; 32]).unwrap();
    jws::sign("JWT", "merchant-1", checkout.to_string().as_bytes(), &key)
}

/// What the merchant's program says to the mandate, shown `times` times.
fn said(shop: &Shop, python: &Path, case: [&str; 3], times: &str) -> String {
    let example = block(&page("checkouts.md"), "python");
    let program = format!(
        "{example}\n\nimport sys\n_, mandate, keys, checkout, times = sys.argv\nused = set()\n\
         for _ in range(int(times)):\n    try:\n        \
         content = accept(mandate, json.load(open(keys)), checkout, used)\n        \
         print('accepted', content['vct'])\n    except (ValueError, KeyError, jwt.PyJWTError):\n        \
         print('refused')\n"
    );
    let script = shop.home.write("merchant.py", &program);
    let [mandate, keys, checkout] = case;
    let keys = shop.home.write("keys.json", keys);
    let output = shop.run(python, &[&script, mandate, &keys, checkout, times]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_merchant_accepts_the_mandate_for_its_own_checkout_once_and_nothing_else() {
    let Some(python) = python(&["pyjwt[crypto]==2.10.1"]) else {
        return;
    };
    let shop = Shop::open();
    let token = shop.token();
    let jwt = checkout(1_290);
    let body = json!({"checkout_jwt": jwt});
    let bought = shop.serving.post(&token, "m", "/v1/ap2/checkouts", &body).1;
    let mandate = bought["payment"]["checkout_mandate"].as_str().unwrap();
    let keys = shop
        .serving
        .get(&token, "/.well-known/jwks.json")
        .1
        .to_string();
    let good = [mandate, keys.as_str(), jwt.as_str()];
    let accepted = "accepted mandate.checkout.1\n";
    assert_eq!(
        said(&shop, &python, good, "2"),
        format!("{accepted}refused\n")
    );
    let other = checkout(1_291);
    assert_eq!(
        said(&shop, &python, [mandate, &keys, &other], "1"),
        "refused\n"
    );
    let stranger = SigningKey::from_slice(&[7; 32]).unwrap();
    let strangers: Value = jws::to_jwk(stranger.verifying_key(), &kid(&keys));
    let strangers = json!({"keys": [strangers]}).to_string();
    assert_eq!(
        said(&shop, &python, [mandate, &strangers, &jwt], "1"),
        "refused\n"
    );
    let payment = bought["payment"]["payment_mandate"].as_str().unwrap();
    assert_eq!(
        said(&shop, &python, [payment, &keys, &jwt], "1"),
        "refused\n"
    );
    let (signed, _) = mandate.split_once('~').unwrap();
    let altered = mandate.replacen(&signed[..signed.len() - 4], &signed[4..], 1);
    assert_eq!(
        said(&shop, &python, [&altered, &keys, &jwt], "1"),
        "refused\n"
    );
}

fn kid(keys: &str) -> String {
    let keys: Value = serde_json::from_str(keys).unwrap();
    keys["keys"][0]["kid"].as_str().unwrap().to_owned()
}
