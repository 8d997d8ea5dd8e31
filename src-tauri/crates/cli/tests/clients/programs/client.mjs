// The TypeScript client, version 2.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { converse, transport } from './conversation.mjs';

const options = { versionNegotiation: { mode: 'auto' } };
const client = new Client({ name: 'test', version: '1' }, options);
await converse(client, transport(StdioClientTransport, StreamableHTTPClientTransport));
