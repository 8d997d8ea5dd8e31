//! The pages of the documentation say what the program says, and their examples work.

use counterfoil_gateway::connect::{Access, Token, snippets};

use crate::kit::{Shop, block, page, python};

/// The facts of the reader's machine that the pages assume.
const READER: Access<'static> = Access {
    url: "http://127.0.0.1:7402",
    program: "/usr/local/bin/counterfoil",
    data_dir: None,
    token: Token::InFile("/home/you/shopping.token"),
};

#[test]
fn every_client_has_a_page_with_the_text_that_the_program_gives() {
    for snippet in snippets(&READER) {
        let name = match snippet.id {
            "env" | "curl" | "python" => "http",
            "http" => continue,
            id => id,
        };
        let page = page(&format!("agents/{name}.md"));
        let block = format!("```{}\n{}\n```", snippet.language, snippet.text.trim_end());
        assert!(
            page.contains(&block),
            "docs/agents/{name}.md needs:\n{block}"
        );
        assert!(
            self::page("agents/README.md").contains(&format!("({name}.md)")),
            "{name}"
        );
    }
}

/// Runs the program on a page, which asks for 9.90 and may have it.
fn runs(name: &str, packages: &[&str]) -> Option<String> {
    let python = python(packages)?;
    let shop = Shop::open();
    let example = shop.localized(&block(&page(&format!("agents/{name}.md")), "python"));
    let script = shop.home.write("example.py", &example);
    Some(shop.prints(&python, &[&script]))
}

#[test]
fn the_standard_librarys_example_buys_and_settles() {
    let printed = runs("http", &[]).unwrap();
    assert!(
        printed.starts_with("authorized ") && printed.ends_with("\ncaptured\n"),
        "{printed}"
    );
}

#[test]
fn the_python_sdks_example_buys() {
    if let Some(printed) = runs("mcp-python", &["mcp==2.3.0"]) {
        assert_eq!(printed, "authorized\n");
    }
}

#[test]
fn the_typescript_sdks_example_buys() {
    let Some(folder) = crate::kit::node(&["@modelcontextprotocol/sdk@1.32.2"]) else {
        return;
    };
    let shop = Shop::open();
    let example = shop.localized(&block(&page("agents/mcp-typescript.md"), "js"));
    let script = folder.join("example.mjs");
    std::fs::write(&script, example).unwrap();
    let printed = shop.prints("node".as_ref(), &[script.to_str().unwrap()]);
    assert_eq!(printed, "authorized\n");
}

#[test]
fn the_openai_agents_example_buys() {
    if let Some(printed) = runs("openai-agents", &["openai-agents==0.24.0"]) {
        assert!(
            printed.contains("'request_purchase'") && printed.ends_with("authorized\n"),
            "{printed}"
        );
    }
}

#[test]
fn the_langchain_example_buys() {
    if let Some(printed) = runs("langchain", &["langchain-mcp-adapters==0.3.2"]) {
        assert!(printed.contains("authorized"), "{printed}");
    }
}

#[test]
fn the_crewai_example_buys() {
    if let Some(printed) = runs("crewai", &["crewai-tools[mcp]==1.15.30"]) {
        assert!(
            printed.contains("'request_purchase'") && printed.contains("authorized"),
            "{printed}"
        );
    }
}
