// A seller over x402 with a facilitator of its own: it recovers every signature, on a chain that
// always says yes. Prints its address, and afterwards what was settled.
import express from 'express';
import { x402Facilitator } from '@x402/core/facilitator';
import { ExactEvmScheme as ExactFacilitator } from '@x402/evm/exact/facilitator';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/facilitator';
import { UptoEvmScheme as UptoFacilitator } from '@x402/evm/upto/facilitator';
import { UptoEvmScheme } from '@x402/evm/upto/server';
import { paymentMiddleware, setSettlementOverrides, x402ResourceServer } from '@x402/express';
import {
  encodeAbiParameters,
  encodeEventTopics,
  isAddressEqual,
  parseAbi,
  recoverTypedDataAddress,
} from 'viem';
import { paymentMiddleware as paymentMiddlewareV1 } from 'x402-express';

const NETWORK = 'eip155:84532';
const SELLER = '0x209693Bc6afc0C5328bA36FaF03C514EF312287C';
const FACILITATOR = '0x857b06519E91e3A54538791bDbb0E22373e36b66';

const TOKEN = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
const EVENTS = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
]);

/** What the token would have logged. */
function transfer([from, to, value, , , nonce]) {
  const log = (eventName, args, data) => ({
    address: TOKEN,
    topics: encodeEventTopics({ abi: EVENTS, eventName, args }),
    data,
  });
  return [
    log('AuthorizationUsed', { authorizer: from, nonce }, '0x'),
    log('Transfer', { from, to }, encodeAbiParameters([{ type: 'uint256' }], [value])),
  ];
}

let moved = [];
const chain = {
  getAddresses: () => [FACILITATOR],
  getCode: async ({ address }) => (isAddressEqual(address, TOKEN) ? '0x60' : undefined),
  readContract: async ({ functionName, args }) => {
    if (functionName === 'tryAggregate') {
      return args[1].map(() => ({ success: true, returnData: `0x${'f'.repeat(64)}` }));
    }
    return functionName === 'authorizationState' ? false : 10n ** 12n;
  },
  verifyTypedData: async ({ address, ...typed }) =>
    isAddressEqual(await recoverTypedDataAddress(typed), address),
  writeContract: async ({ functionName, args }) => {
    moved = functionName === 'transferWithAuthorization' ? transfer(args) : [];
    return `0x${'ab'.repeat(32)}`;
  },
  sendTransaction: async () => `0x${'ab'.repeat(32)}`,
  waitForTransactionReceipt: async () => ({ status: 'success', logs: moved }),
};

const facilitator = new x402Facilitator()
  .register(NETWORK, new ExactFacilitator(chain))
  .register(NETWORK, new UptoFacilitator(chain))
  .registerV1('base-sepolia', new ExactEvmSchemeV1(chain));
const client = {
  verify: (payload, requirements) => facilitator.verify(payload, requirements),
  settle: (payload, requirements) => facilitator.settle(payload, requirements),
  getSupported: async () => facilitator.getSupported(),
};
const server = new x402ResourceServer(client)
  .register(NETWORK, new ExactEvmScheme())
  .register(NETWORK, new UptoEvmScheme());

const price = { asset: TOKEN, amount: '10000' };
const token = { name: 'USDC', version: '2' };
const accepts = (scheme, extra) => ({
  accepts: { scheme, network: NETWORK, payTo: SELLER, price: { ...price, extra } },
  description: 'one cent page',
  mimeType: 'application/json',
});
const routes = {
  'GET /exact': accepts('exact', token),
  'GET /permit2': accepts('exact', { ...token, assetTransferMethod: 'permit2' }),
  'GET /upto': accepts('upto', { ...token, facilitatorAddress: FACILITATOR }),
};
const app = express();
app.use(paymentMiddleware(routes, server));
app.get('/exact', (_, answer) => answer.json({ page: 'exact' }));
app.get('/permit2', (_, answer) => answer.json({ page: 'permit2' }));
app.get('/upto', (_, answer) => {
  setSettlementOverrides(answer, { amount: '4000' });
  answer.json({ page: 'upto' });
});
app.post('/facilitator/:verb', express.json(), async (asked, answer) => {
  const { paymentPayload, paymentRequirements } = asked.body;
  answer.json(await facilitator[asked.params.verb](paymentPayload, paymentRequirements));
});
app.get('/v1', (asked, answer, next) => {
  const url = `http://127.0.0.1:${listening.address().port}/facilitator`;
  const price = { amount: '10000', asset: { address: TOKEN, decimals: 6, eip712: token } };
  const routes = { 'GET /v1': { price, network: 'base-sepolia' } };
  return paymentMiddlewareV1(SELLER, routes, { url })(asked, answer, next);
});
app.get('/v1', (_, answer) => answer.json({ page: 'v1' }));
const listening = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${listening.address().port}`);
});
