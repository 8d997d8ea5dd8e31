//! What a shop checks: the two examples of the documentation and the command, against real
//! authorizations and altered ones.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_protocols::authorization::{Claims, assemble, jwks, open_by_set, signing_input};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::Value;

use crate::kit::{Shop, block, page, python};

const DOMAIN: &str = "shop.nordlicht-books.example";

/// One presentation at the shop's door, and whether it may pass.
struct Case {
    name: &'static str,
    token: String,
    keys: String,
    asked: [&'static str; 3],
    /// What the command answers; the programs only accept or refuse.
    code: i32,
}

/// What the agent got, and the keys of those who might have signed it.
struct Given {
    token: String,
    keys: String,
    stranger: SigningKey,
    strangers_keys: String,
}

const RIGHT: [&str; 3] = [DOMAIN, "12.90", "EUR"];

impl Given {
    fn by(shop: &Shop) -> Self {
        let body = serde_json::json!({"merchant": {"name": "Nordlicht Books GmbH", "domain": DOMAIN},
            "reason": "wanted", "amount": "12.90", "currency": "EUR"});
        let token = shop.token();
        let bought = shop.serving.post(&token, "m", "/v1/purchases", &body).1;
        let keys = shop.serving.get(&token, "/.well-known/jwks.json").1;
        let stranger = SigningKey::from_slice(&[7; 32]).unwrap();
        Self {
            token: bought["authorization"].as_str().unwrap().to_owned(),
            keys: keys.to_string(),
            strangers_keys: jwks(stranger.verifying_key()),
            stranger,
        }
    }

    /// The same claims after a change, under a stranger's signature that names the key of `keys`.
    fn signed_anew(&self, keys: &str, change: impl FnOnce(&mut Claims)) -> String {
        let mut claims = open_by_set(&self.token, &self.keys).unwrap();
        change(&mut claims);
        let input = signing_input(&kid(keys), &claims).unwrap();
        let signature: Signature = self.stranger.sign(input.as_bytes());
        assemble(&input, &signature.to_bytes().into())
    }

    fn case(
        &self,
        name: &'static str,
        token: impl Into<String>,
        asked: [&'static str; 3],
        code: i32,
    ) -> Case {
        Case {
            name,
            token: token.into(),
            keys: self.keys.clone(),
            asked,
            code,
        }
    }
}

fn kid(keys: &str) -> String {
    let keys: Value = serde_json::from_str(keys).unwrap();
    keys["keys"][0]["kid"].as_str().unwrap().to_owned()
}

fn cases(shop: &Shop) -> Vec<Case> {
    let given = Given::by(shop);
    let as_it_is = given.token.as_str();
    let mut cases = vec![
        given.case("as it is", as_it_is, RIGHT, 0),
        given.case(
            "for another shop",
            as_it_is,
            ["other.example", "12.90", "EUR"],
            1,
        ),
        given.case("for another amount", as_it_is, [DOMAIN, "12.91", "EUR"], 1),
        given.case("in another currency", as_it_is, [DOMAIN, "12.90", "USD"], 1),
    ];
    cases.extend(changed(&given));
    cases.extend(strange(&given));
    cases
}

/// Parts that were exchanged.
fn changed(given: &Given) -> Vec<Case> {
    let parts: Vec<&str> = given.token.split('.').collect();
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    let dearer = URL_SAFE_NO_PAD.encode(payload.replace("12.90", "92.90"));
    let none = URL_SAFE_NO_PAD.encode(format!(
        r#"{{"alg":"none","kid":"{}","typ":"counterfoil-authorization+jwt"}}"#,
        kid(&given.keys)
    ));
    let dearer = format!("{}.{dearer}.{}", parts[0], parts[2]);
    let unsigned = format!("{none}.{}.", parts[1]);
    vec![
        given.case("made dearer", dearer, [DOMAIN, "92.90", "EUR"], 3),
        given.case("with no algorithm", unsigned, RIGHT, 3),
        given.case("cut off", parts[..2].join("."), RIGHT, 1),
    ]
}

/// What a stranger signed, who may even be known.
fn strange(given: &Given) -> Vec<Case> {
    let known = |name, change: &dyn Fn(&mut Claims)| Case {
        keys: given.strangers_keys.clone(),
        ..given.case(
            name,
            given.signed_anew(&given.strangers_keys, change),
            RIGHT,
            1,
        )
    };
    vec![
        given.case(
            "by a stranger",
            given.signed_anew(&given.keys, |_| ()),
            RIGHT,
            3,
        ),
        Case {
            keys: given.strangers_keys.clone(),
            ..given.case("with a stranger's keys", given.token.as_str(), RIGHT, 3)
        },
        known("expired", &|claims| {
            claims.exp = claims.nbf.saturating_sub(3_600);
            claims.nbf = claims.exp.saturating_sub(60);
            claims.iat = claims.nbf;
        }),
        known("not valid yet", &|claims| {
            claims.nbf = claims.nbf.saturating_add(86_400);
            claims.exp = claims.nbf.saturating_add(60);
        }),
        known("with play money", &|claims| claims.purchase.sandbox = true),
    ]
}

/// Runs one of the programs on every case, and on the good one twice.
fn shops_agree(shop: &Shop, program: &std::path::Path, script: &str, used_twice: bool) {
    for case in cases(shop) {
        let token = shop.home.write("token.jws", &case.token);
        let keys = shop.home.write("keys.json", &case.keys);
        let twice = if used_twice && case.code == 0 {
            "twice"
        } else {
            "once"
        };
        let [domain, amount, currency] = case.asked;
        let output = shop.run(
            program,
            &[script, &token, &keys, domain, amount, currency, twice],
        );
        let said = crate::kit::text(&output.stdout);
        let wanted = match (case.code, twice) {
            (0, "twice") => "accepted\nrefused\n",
            (0, _) => "accepted\n",
            _ => "refused\n",
        };
        assert_eq!(
            said,
            wanted,
            "{}: {}",
            case.name,
            crate::kit::text(&output.stderr)
        );
    }
}

#[test]
fn the_python_example_accepts_what_is_genuine_once_and_nothing_else() {
    let Some(python) = python(&["pyjwt[crypto]==2.10.1"]) else {
        return;
    };
    let shop = Shop::open();
    let example = block(&page("merchants.md"), "python");
    let script = shop.home.write("shop.py", &format!(
        "{example}\n\nimport json, sys\n_, token, keys, domain, amount, currency, times = sys.argv\n\
         used = set()\nfor _ in range(2 if times == 'twice' else 1):\n    try:\n        \
         accept(open(token).read(), json.load(open(keys)), domain, amount, currency, used)\n        \
         print('accepted')\n    except (ValueError, KeyError, jwt.PyJWTError) as error:\n        \
         print('refused')\n        print(repr(error), file=sys.stderr)\n"
    ));
    shops_agree(&shop, &python, &script, true);
}

#[test]
fn the_javascript_example_accepts_what_is_genuine_once_and_nothing_else() {
    let shop = Shop::open();
    let example = block(&page("merchants.md"), "js");
    let script = shop.home.write(
        "shop.mjs",
        &format!(
            "{example}\nimport {{ readFileSync }} from 'node:fs';\n\
         const [token, keys, domain, amount, currency, times] = process.argv.slice(2);\n\
         const read = (file) => readFileSync(file, 'utf8');\nconst used = new Set();\n\
         for (let n = 0; n < (times === 'twice' ? 2 : 1); n++) {{\n  try {{\n    \
         accept(read(token), JSON.parse(read(keys)), domain, amount, currency, used);\n    \
         console.log('accepted');\n  }} catch (error) {{\n    console.log('refused');\n    \
         console.error(error);\n  }}\n}}\n"
        ),
    );
    shops_agree(&shop, "node".as_ref(), &script, true);
}

#[test]
fn the_command_tells_what_is_wrong_by_its_exit_code() {
    let shop = Shop::open();
    for case in cases(&shop) {
        // Play money is genuine; the command says so and leaves the choice.
        let code = if case.name == "with play money" {
            0
        } else {
            case.code
        };
        let token = shop.home.write("token.jws", &case.token);
        let keys = shop.home.write("keys.json", &case.keys);
        let [domain, amount, currency] = case.asked;
        let ran = shop.home.run(&[
            "authorization",
            "verify",
            &token,
            "--keys",
            &keys,
            "--merchant",
            domain,
            "--amount",
            amount,
            "--currency",
            currency,
        ]);
        assert_eq!(ran.code, code, "{}: {} {}", case.name, ran.out, ran.err);
        if case.name == "with play money" {
            assert!(ran.out.contains("play money"), "{}", ran.out);
        }
    }
}

#[test]
fn without_keys_an_authorization_is_held_against_the_own_ledger() {
    let shop = Shop::open();
    let all = cases(&shop);
    let token = shop.home.write("token.jws", &all[0].token);
    let shown = shop
        .home
        .run(&["--json", "authorization", "verify", &token])
        .ok()
        .json();
    assert_eq!(
        (&shown["valid"], &shown["amount"]),
        (&true.into(), &"12.90".into())
    );
    assert!(shown["checkpoint_size"].as_u64().unwrap() > 0);

    let answer = shop.home.write(
        "answer.json",
        &serde_json::json!({"authorization": null}).to_string(),
    );
    shop.home
        .run(&["authorization", "verify", &answer])
        .failed(1)
        .says("no authorization");
    let missing = shop.home.path("missing");
    shop.home
        .run(&["authorization", "verify", &missing])
        .failed(1);
    fs::write(shop.home.file("big"), "x".repeat(1_000_000)).unwrap();
    shop.home
        .run(&["authorization", "verify", &shop.home.path("big")])
        .failed(1);
}
