// What every client of TypeScript is put through, whichever version it is.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';

const { env, argv } = process;

/** The transport that the first argument names. */
export const transport = (Stdio, Http) =>
  argv[2] === 'stdio'
    ? new Stdio({
        command: env.COUNTERFOIL_PROGRAM,
        args: ['mcp', '--token-file', env.COUNTERFOIL_TOKEN_FILE, '--data-dir', env.COUNTERFOIL_DATA_DIR],
      })
    : new Http(new URL(`${env.COUNTERFOIL_URL}/mcp`), {
        requestInit: { headers: { Authorization: `Bearer ${env.COUNTERFOIL_TOKEN}` } },
      });

/** Connects, buys, asks, repeats and errs; prints the revision and what went well. */
export const converse = async (client, transport) => {
  console.log(await connect(client, transport));
  const run = randomUUID();
  const call = (name, args) => client.callTool({ name, arguments: args });
  const order = (key, amount) => ({
    idempotency_key: key + run,
    merchant: { name: 'Books', domain: 'books.example' },
    reason: 'wanted',
    amount,
    currency: 'EUR',
  });
  const { tools } = await client.listTools();
  assert(tools.length >= 8 && tools[0].name === 'request_purchase');
  console.log('tools ok');
  const bought = (await call('request_purchase', order('a', '5.00'))).structuredContent;
  assert.equal(bought.status, 'authorized');
  console.log('bought ok');
  const asked = (await call('request_purchase', order('b', '50.00'))).structuredContent;
  assert.equal(asked.status, 'pending');
  const shown = await call('get_purchase', { purchase_id: asked.id, wait_s: 1 });
  assert.equal(shown.structuredContent.status, 'pending');
  await call('cancel_purchase', { purchase_id: asked.id });
  console.log('pending ok');
  const again = (await call('request_purchase', order('a', '5.00'))).structuredContent;
  assert.equal(again.id, bought.id);
  console.log('again ok');
  const refused = await call('request_purchase', order('c', '5,00'));
  assert(refused.isError && refused.structuredContent.field === 'amount');
  console.log('refused ok');
  await assert.rejects(call('approve_purchase', { purchase_id: asked.id }), /Unknown tool/);
  console.log('unknown ok');
  await client.close();
};

const connect = async (client, transport) => {
  let revision;
  const told = transport.setProtocolVersion?.bind(transport);
  transport.setProtocolVersion = (version) => {
    revision = version;
    told?.(version);
  };
  await client.connect(transport);
  return revision;
};
