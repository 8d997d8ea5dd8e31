// An agent that pays a seller out of the owner's budget, in every way there is, with nothing but
// HTTP: call, ask Counterfoil, call again with what it signed, report what the seller answered.
import { get } from 'node:http';

const port = new URL(process.argv[2]).port;
const seller = 'http://api.seller.example';
const gateway = process.env.COUNTERFOIL_URL;
const headers = {
  authorization: `Bearer ${process.env.COUNTERFOIL_TOKEN}`,
  'content-type': 'application/json',
};

async function ask(path, body, key) {
  const sent = key ? { ...headers, 'idempotency-key': key } : headers;
  const answer = await fetch(gateway + path, {
    method: 'POST',
    headers: sent,
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** Calls the seller under the name it would have, were it not on this machine. */
function call(way, paying = {}) {
  const headers = { host: 'api.seller.example', ...paying };
  return new Promise((done, failed) => {
    const asked = get({ host: '127.0.0.1', port, path: `/${way}`, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
    });
    asked.on('error', failed);
  });
}

for (const way of ['exact', 'permit2', 'upto', 'v1']) {
  const resource = `${seller}/${way}`;
  const first = await call(way);
  const required = first.headers['payment-required'] ?? first.text;
  const body = { resource, method: 'GET', payment_required: required };
  const bought = await ask('/v1/x402/payments', body, way);
  if (bought.payment === null || bought.payment === undefined) {
    throw new Error(JSON.stringify(bought));
  }
  const paid = await call(way, { [bought.payment.header]: bought.payment.value });
  const { page } = JSON.parse(paid.text);
  const response = paid.headers['payment-response'] ?? paid.headers['x-payment-response'];
  const told = await ask('/v1/x402/settlements', {
    purchase_id: bought.id,
    payment_response: response,
  });
  console.log(way, bought.status, paid.status, page, told.status, told.captured);
}
