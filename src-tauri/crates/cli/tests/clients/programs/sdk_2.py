"""The Python SDK, version 2."""
import asyncio

import httpx2
from conversation import HEADERS, HTTP, STDIO, converse, over_stdio
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client


async def check(client):
    async def call(name, arguments):
        result = await client.call_tool(name, arguments)
        return result.structured_content, result.is_error

    names = [tool.name for tool in (await client.list_tools()).tools]
    await converse(client.protocol_version, names, call)


async def main():
    if over_stdio():
        async with Client(StdioServerParameters(**STDIO)) as client:
            await check(client)
    else:
        async with httpx2.AsyncClient(headers=HEADERS) as http:
            async with Client(streamable_http_client(HTTP, http_client=http)) as client:
                await check(client)


asyncio.run(main())
