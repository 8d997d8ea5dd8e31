"""The Python SDK, version 1."""
import asyncio, os, sys, uuid
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamablehttp_client

run = uuid.uuid4().hex


def order(key, amount):
    return {"idempotency_key": key + run, "merchant": {"name": "Books", "domain": "books.example"},
            "reason": "wanted", "amount": amount, "currency": "EUR"}


async def check(read, write):
    async with ClientSession(read, write) as session:
        print((await session.initialize()).protocolVersion)
        names = [tool.name for tool in (await session.list_tools()).tools]
        assert names[0] == "request_purchase" and len(names) >= 8, names
        print("tools ok")
        bought = (await session.call_tool("request_purchase", order("a", "5.00"))).structuredContent
        assert bought["status"] == "authorized", bought
        print("bought ok")
        asked = (await session.call_tool("request_purchase", order("b", "50.00"))).structuredContent
        assert asked["status"] == "pending", asked
        look = {"purchase_id": asked["id"], "wait_s": 1}
        shown = (await session.call_tool("get_purchase", look)).structuredContent
        assert shown["status"] == "pending", shown
        await session.call_tool("cancel_purchase", {"purchase_id": asked["id"]})
        print("pending ok")
        again = (await session.call_tool("request_purchase", order("a", "5.00"))).structuredContent
        assert again["id"] == bought["id"]
        print("again ok")
        refused = await session.call_tool("request_purchase", order("c", "5,00"))
        assert refused.isError and refused.structuredContent["field"] == "amount", refused
        print("refused ok")
        try:
            await session.call_tool("approve_purchase", {"purchase_id": asked["id"]})
        except Exception as error:
            assert "Unknown tool" in str(error), error
            print("unknown ok")


async def main():
    if sys.argv[1] == "stdio":
        server = StdioServerParameters(
            command=os.environ["COUNTERFOIL_PROGRAM"],
            args=["mcp", "--token-file", os.environ["COUNTERFOIL_TOKEN_FILE"],
                  "--data-dir", os.environ["COUNTERFOIL_DATA_DIR"]])
        async with stdio_client(server) as (read, write):
            await check(read, write)
    else:
        headers = {"Authorization": "Bearer " + os.environ["COUNTERFOIL_TOKEN"]}
        url = os.environ["COUNTERFOIL_URL"] + "/mcp"
        async with streamablehttp_client(url, headers=headers) as (read, write, _):
            await check(read, write)


asyncio.run(main())
