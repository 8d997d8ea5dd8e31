"""The Python SDK, version 1."""
import asyncio

from conversation import HEADERS, HTTP, STDIO, converse, over_stdio
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamablehttp_client


async def check(read, write):
    async with ClientSession(read, write) as session:
        async def call(name, arguments):
            result = await session.call_tool(name, arguments)
            return result.structuredContent, result.isError

        revision = (await session.initialize()).protocolVersion
        names = [tool.name for tool in (await session.list_tools()).tools]
        await converse(revision, names, call)


async def main():
    if over_stdio():
        async with stdio_client(StdioServerParameters(**STDIO)) as (read, write):
            await check(read, write)
    else:
        async with streamablehttp_client(HTTP, headers=HEADERS) as (read, write, _):
            await check(read, write)


asyncio.run(main())
