// The TypeScript SDK, version 1.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { converse, transport } from './conversation.mjs';

const client = new Client({ name: 'test', version: '1' });
await converse(client, transport(StdioClientTransport, StreamableHTTPClientTransport));
