"""The Python SDK, version 2."""
import asyncio, os, sys, uuid
import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

run = uuid.uuid4().hex


def order(key, amount):
    return {"idempotency_key": key + run, "merchant": {"name": "Books", "domain": "books.example"},
            "reason": "wanted", "amount": amount, "currency": "EUR"}


async def check(client):
    print(client.protocol_version)
    names = [tool.name for tool in (await client.list_tools()).tools]
    assert names[0] == "request_purchase" and len(names) >= 8, names
    print("tools ok")
    bought = (await client.call_tool("request_purchase", order("a", "5.00"))).structured_content
    assert bought["status"] == "authorized", bought
    print("bought ok")
    asked = (await client.call_tool("request_purchase", order("b", "50.00"))).structured_content
    assert asked["status"] == "pending", asked
    look = {"purchase_id": asked["id"], "wait_s": 1}
    assert (await client.call_tool("get_purchase", look)).structured_content["status"] == "pending"
    await client.call_tool("cancel_purchase", {"purchase_id": asked["id"]})
    print("pending ok")
    again = (await client.call_tool("request_purchase", order("a", "5.00"))).structured_content
    assert again["id"] == bought["id"]
    print("again ok")
    refused = await client.call_tool("request_purchase", order("c", "5,00"))
    assert refused.is_error and refused.structured_content["field"] == "amount", refused
    print("refused ok")
    try:
        await client.call_tool("approve_purchase", {"purchase_id": asked["id"]})
    except Exception as error:
        assert "Unknown tool" in str(error), error
        print("unknown ok")


async def main():
    if sys.argv[1] == "stdio":
        server = StdioServerParameters(
            command=os.environ["COUNTERFOIL_PROGRAM"],
            args=["mcp", "--token-file", os.environ["COUNTERFOIL_TOKEN_FILE"],
                  "--data-dir", os.environ["COUNTERFOIL_DATA_DIR"]])
        async with Client(server) as client:
            await check(client)
    else:
        headers = {"Authorization": "Bearer " + os.environ["COUNTERFOIL_TOKEN"]}
        async with httpx2.AsyncClient(headers=headers) as http:
            server = streamable_http_client(os.environ["COUNTERFOIL_URL"] + "/mcp", http_client=http)
            async with Client(server) as client:
                await check(client)


asyncio.run(main())
