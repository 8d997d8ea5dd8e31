//! Programs that ask to buy, in the words of each framework. `docs/agents` prints them and the tests
//! run them from there.

use super::{Access, entry};

pub(super) fn curl(url: &str) -> String {
    format!(
        r#"curl -sS {url}/v1/purchases \
  -H "Authorization: Bearer $COUNTERFOIL_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: order-$(date +%s)" \
  -d '{{"merchant":{{"name":"Example Books","domain":"books.example"}},
       "items":[{{"title":"Field guide","quantity":1,"amount":"9.90"}}],
       "amount":"9.90","currency":"EUR"}}'"#
    )
}

pub(super) fn http(url: &str) -> String {
    format!(
        "POST {url}/v1/purchases\n\
         Authorization: Bearer $COUNTERFOIL_TOKEN\n\
         Content-Type: application/json\n\
         Idempotency-Key: one per purchase, kept when it is tried again\n\
         then GET {url}/v1/purchases/{{id}}?wait=30 until the status is final; \
         the whole interface: {url}/openapi.json"
    )
}

/// Asks, follows the decision, and reports the settlement.
pub(super) fn python() -> String {
    r#"import json, os, urllib.request

URL, TOKEN = os.environ["COUNTERFOIL_URL"], os.environ["COUNTERFOIL_TOKEN"]


def call(method, path, body=None, **headers):
    headers |= {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, headers, method=method)
    return json.load(urllib.request.urlopen(request))


order = {
    "merchant": {"name": "Example Books", "domain": "books.example"},
    "items": [{"title": "Field guide", "quantity": 1, "amount": "9.90"}],
    "amount": "9.90",
    "currency": "EUR",
}
# Keep this key when the same purchase is tried again: it then buys once.
purchase = call("POST", "/v1/purchases", order, **{"Idempotency-Key": "order-17"})
while "next_poll_ms" in purchase:
    purchase = call("GET", purchase["links"]["self"] + "?wait=30")
print(purchase["status"], purchase["evaluation"]["reasons"])
if purchase["status"] == "authorized":
    # Pay here, with purchase["authorization"] as the shop's proof; then say what it came to.
    paid = {"amount": "9.90", "receipt": "R-2026-17"}
    purchase = call("POST", purchase["links"]["self"] + "/capture", paid)
    print(purchase["status"])"#
        .to_owned()
}

/// What every framework's program asks for.
const ORDER: &str = r#"order = {
    "idempotency_key": "order-18",  # the same for every retry of this purchase
    "merchant": {"name": "Example Books", "domain": "books.example"},
    "reason": "The field guide that was asked for",
    "amount": "9.90",
    "currency": "EUR",
}"#;

pub(super) fn openai_agents(access: &Access<'_>) -> String {
    let server = entry::python(access);
    format!(
        r#"import asyncio, json
from agents.mcp import MCPServerStdio

{ORDER}


async def main():
    # Give the same server to an agent: Agent(..., mcp_servers=[server]).
    async with MCPServerStdio(
        params={server},
        client_session_timeout_seconds=60,
    ) as server:
        print([tool.name for tool in await server.list_tools()])
        result = await server.call_tool("request_purchase", order)
        print(json.loads(result.content[0].text)["status"])


asyncio.run(main())"#
    )
}

pub(super) fn langchain(access: &Access<'_>) -> String {
    let server = entry::python(access);
    let server = server.replacen('{', "{\"transport\": \"stdio\", ", 1);
    format!(
        r#"import asyncio
from langchain_mcp_adapters.client import MultiServerMCPClient

{ORDER}


async def main():
    client = MultiServerMCPClient({{"counterfoil": {server}}})
    # Give the same tools to an agent: create_agent(model, tools).
    tools = {{tool.name: tool for tool in await client.get_tools()}}
    print(list(tools))
    print(await tools["request_purchase"].ainvoke(order))


asyncio.run(main())"#
    )
}

pub(super) fn crewai(access: &Access<'_>) -> String {
    let server = entry::python(access);
    format!(
        r#"from crewai_tools import MCPServerAdapter
from mcp import StdioServerParameters

{ORDER}

server = StdioServerParameters(**{server})
# Give the same tools to an agent: Agent(..., tools=tools).
with MCPServerAdapter(server) as tools:
    print([tool.name for tool in tools])
    print(tools["request_purchase"].run(**order))"#
    )
}

pub(super) fn mcp_python(access: &Access<'_>) -> String {
    let server = entry::python(access);
    format!(
        r#"import asyncio
from mcp import Client, StdioServerParameters

{ORDER}


async def main():
    async with Client(StdioServerParameters(**{server})) as client:
        result = await client.call_tool("request_purchase", order)
        purchase = result.structured_content
        while "next_poll_ms" in purchase:
            look = {{"purchase_id": purchase["id"], "wait_s": 3}}
            purchase = (await client.call_tool("get_purchase", look)).structured_content
        print(purchase["status"])


asyncio.run(main())"#
    )
}

pub(super) fn mcp_typescript(access: &Access<'_>) -> String {
    let server = entry::entry(access, false);
    format!(
        r"import {{ Client }} from '@modelcontextprotocol/sdk/client/index.js';
import {{ StdioClientTransport }} from '@modelcontextprotocol/sdk/client/stdio.js';

const client = new Client({{ name: 'shopping', version: '1.0.0' }});
await client.connect(new StdioClientTransport({server}));
const call = async (name, args) => (await client.callTool({{ name, arguments: args }})).structuredContent;
let purchase = await call('request_purchase', {{
  idempotency_key: 'order-19', // the same for every retry of this purchase
  merchant: {{ name: 'Example Books', domain: 'books.example' }},
  reason: 'The field guide that was asked for',
  amount: '9.90',
  currency: 'EUR',
}});
while (purchase.next_poll_ms) {{
  purchase = await call('get_purchase', {{ purchase_id: purchase.id, wait_s: 3 }});
}}
console.log(purchase.status);
await client.close();"
    )
}
