//! Bad currencies, and the decimals of good ones.

use serde_json::json;

use crate::support::{House, order_with, plain, refused, taken};

async fn prices_are_refused(prices: &[(&str, &str)], code: &str, field: &str) {
    let house = House::open().await;
    for (amount, currency) in prices {
        refused(&house, plain(amount, currency).to_string(), code, field).await;
    }
}

#[tokio::test]
async fn case_17_decimals_of_a_currency_without_them_are_refused() {
    prices_are_refused(
        &[("1200.00", "JPY"), ("1200.5", "JPY"), ("1.0", "KRW")],
        "amount_decimals",
        "amount",
    )
    .await;
    let house = House::open().await;
    assert_eq!(
        taken(&house, "yen", plain("1200", "JPY").to_string()).await["amount"],
        "1200"
    );
}

#[tokio::test]
async fn case_18_currencies_with_three_decimals_take_three_and_no_more() {
    prices_are_refused(
        &[("1234.5678", "BHD"), ("0.0001", "KWD")],
        "amount_decimals",
        "amount",
    )
    .await;
    let house = House::open().await;
    for currency in ["BHD", "KWD", "OMR", "JOD", "TND"] {
        let answer = taken(&house, currency, plain("1234.567", currency).to_string()).await;
        assert_eq!(answer["amount"], "1234.567");
    }
}

#[tokio::test]
async fn case_19_units_of_account_are_refused_and_odd_exponents_kept() {
    prices_are_refused(
        &[("1.0000", "CLF"), ("1.0000", "UYW")],
        "currency_not_tender",
        "currency",
    )
    .await;
    prices_are_refused(
        &[("1.5", "ISK"), ("1.5", "UGX")],
        "amount_decimals",
        "amount",
    )
    .await;
    let house = House::open().await;
    taken(&house, "huf", plain("1.50", "HUF").to_string()).await;
    taken(&house, "twd", plain("1.50", "TWD").to_string()).await;
}

#[tokio::test]
async fn case_20_usdc_has_six_decimals() {
    prices_are_refused(
        &[("0.0000001", "USDC"), ("1.000000000000000000", "USDC")],
        "amount_decimals",
        "amount",
    )
    .await;
    let house = House::open().await;
    let answer = taken(&house, "usdc", plain("0.000001", "USDC").to_string()).await;
    assert_eq!(answer["amount"], "0.000001");
}

#[tokio::test]
async fn case_21_assets_that_are_not_registered_are_refused() {
    prices_are_refused(
        &[("0.009007199254740993", "ETH"), ("1", "BTC"), ("1", "USDT")],
        "currency_unknown",
        "currency",
    )
    .await;
}

#[tokio::test]
async fn case_22_only_exact_codes_of_currencies_in_use_are_accepted() {
    prices_are_refused(
        &[
            ("1", "usd"),
            ("1", "US$"),
            ("1", "$"),
            ("1", "¥"),
            ("1", "Eur"),
            ("1", ""),
            ("1", " EUR"),
        ],
        "currency_syntax",
        "currency",
    )
    .await;
    prices_are_refused(
        &[("1", "XXX"), ("1", "XTS"), ("1", "XAU")],
        "currency_not_tender",
        "currency",
    )
    .await;
    let house = House::open().await;
    for withdrawn in ["DEM", "FRF", "HRK", "ZWL", "VEF"] {
        let answer = house
            .buy("k", plain("1", withdrawn).to_string())
            .send()
            .await;
        assert_eq!(answer.status, 400, "{withdrawn}");
        answer.about("currency");
    }
}

#[tokio::test]
async fn case_23_a_code_with_a_look_alike_letter_is_refused() {
    prices_are_refused(
        &[("1", "UЅD"), ("1", "ΕUR"), ("1", "ＥＵＲ")],
        "currency_syntax",
        "currency",
    )
    .await;
}

#[tokio::test]
async fn case_24_an_asset_is_never_named_by_contract_here() {
    prices_are_refused(
        &[
            ("1", "USDC:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
            ("1", "USDC.e"),
        ],
        "currency_syntax",
        "currency",
    )
    .await;
    let house = House::open().await;
    refused(
        &house,
        order_with("/asset", json!("0xdead")),
        "unknown_field",
        "asset",
    )
    .await;
}
