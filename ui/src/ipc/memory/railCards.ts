import { difference, minorOf, toMinor, withMinor } from '@/money/money';
import type { Card, CardLine, CardPayment, Money, RefusedOffer } from '../types';
import { at, money, seedCards } from './seeds';

const MINUTE = 60_000;

function line(
  code: string,
  tone: CardLine['tone'],
  text: string,
  params: Record<string, string> = {},
): CardLine {
  return { code, params, text, tone };
}

const ENDS: Record<string, CardLine> = {
  x402: line('x402_end', 'plain', 'The seller can take the money for 5 minutes.', { minutes: '5' }),
  ap2: line('ap2_end', 'plain', 'Two mandates are signed.', { minutes: '10' }),
  acp: line('acp_end', 'plain', 'One payment may be made.', {
    merchant: 'nordlicht',
    minutes: '10',
  }),
};

function payment(lines: (CardLine | undefined)[], rest: Partial<CardPayment> = {}): CardPayment {
  const known = lines.filter((one) => one !== undefined);
  return { about: null, atMost: false, lines: known, network: null, ...rest };
}

function facts(rail: string, values: Record<string, string>): Card['facts'] {
  return Object.entries(values).map(([name, value]) => ({ name: `${rail}.${name}`, value }));
}

/** What each little world allows without asking. */
const LIMITS: Record<string, string> = { USDC: '0.0005', EUR: '20.00', CNY: '1.00' };

function limitOf(amount: Money): Money {
  return withMinor(amount, toMinor(LIMITS[amount.currency] ?? '0', amount.exponent) ?? 0n);
}

function budgetOf(amount: Money): Card['budget'] {
  const part = (limits: bigint) => withMinor(amount, minorOf(limitOf(amount)) * limits);
  return {
    name: amount.currency === 'USDC' ? 'Calls' : 'Books',
    window: 'month',
    max: part(500n),
    spent: part(130n),
    held: part(2n),
    leftAfter: difference(part(368n), amount),
    overBy: null,
    counted: null,
  };
}

type Made = Pick<Card, 'id' | 'rail' | 'amount' | 'payment' | 'facts'> & Partial<Card>;

function made(card: Made, host: string | null, name: string, title: string): Card {
  const [base, , , plain] = seedCards();
  if (!base || !plain) throw new Error('no seeded cards');
  return {
    ...plain,
    reasons: [
      {
        code: 'over_auto',
        text: 'Over the automatic limit',
        params: { budget: 'Calls' },
        amounts: {
          limit: limitOf(card.amount),
          diff: difference(card.amount, limitOf(card.amount)),
        },
      },
    ],
    budget: budgetOf(card.amount),
    totals: null,
    instrument: null,
    items: [{ title, quantity: 1, amount: card.amount }],
    merchant: {
      ...plain.merchant,
      name,
      domain: host,
      registrable: host?.split('.').slice(-2).join('.') ?? null,
      category: null,
      known: false,
      purchasesBefore: 0,
    },
    claims: { reason: 'The page was asked for.', intent: null },
    expiresAt: at(24 * MINUTE),
    ...card,
  };
}

/** One waiting request of each rail, as the core would render it. */
export function railCards(): Card[] {
  return [call(), playCall(), signedCheckout(), unsignedCheckout(), session(), alipay(), jd()];
}

function call(): Card {
  return made(
    {
      id: 'pur_20x402',
      rail: 'x402',
      amount: money('0.010000', 'USDC'),
      instrument: 'USDC on Base',
      payment: payment(
        [
          line('offer_signed', 'verified', 'The offer is signed by the account that is paid.', {
            key: '0x2096…287C',
          }),
          ENDS.x402,
        ],
        { about: { amount: money('0.01', 'USD'), less: false, date: null }, network: 'Base' },
      ),
      facts: facts('x402', {
        address: 'https://api.forecast.example/v1/hourly',
        asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
        http_method: 'GET',
        method: 'eip3009',
        network: 'eip155:8453',
        pay_to: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C',
        scheme: 'exact',
        seconds: '300',
        signed_offer: 'payee',
        terms: 'b7f5e1c04d1f7c1aa6a2a19c1a9d2e1c3f0b5f4a2bd1a0d4d8c4f7e90a1b2c3d',
        version: '2',
      }),
    },
    'api.forecast.example',
    'Hourly Forecast',
    'Hourly forecast for one place',
  );
}

function playCall(): Card {
  return made(
    {
      id: 'pur_21upto',
      rail: 'x402',
      amount: money('0.001000', 'USDC'),
      instrument: 'USDC on Base Sepolia (test)',
      payment: payment(
        [
          line('offer_unsigned', 'plain', 'The seller did not sign this offer.'),
          line('test_network', 'plain', 'Money of a test network.', {
            network: 'Base Sepolia (test)',
          }),
          ENDS.x402,
        ],
        {
          about: { amount: money('0.01', 'USD'), less: true, date: null },
          atMost: true,
          network: 'Base Sepolia (test)',
        },
      ),
      facts: facts('x402', {
        network: 'eip155:84532',
        pay_to: '0x857b06519E91e3A54538791bDbb0E22373e36b66',
        scheme: 'upto',
        signed_offer: 'no',
      }),
    },
    'mcp.translate.example',
    'Translate',
    'Tool translate',
  );
}

function signedCheckout(): Card {
  return made(
    {
      id: 'pur_22ap2',
      rail: 'ap2',
      amount: money('84.90'),
      instrument: 'Visa •••• 4242',
      payment: payment([
        line('merchant_signed', 'verified', 'Signed by the shop.', {
          domain: 'nordlicht-books.example',
          key: 'merchant-1',
        }),
        ENDS.ap2,
        line('offer_end', 'plain', 'The shop keeps this offer.', { until: at(40 * MINUTE) }),
      ]),
      facts: facts('ap2', {
        audience: 'merchant',
        checkout_hash: 'vX7m2Qb1n9zS0r4cT8kLwYpJfHd3uEaG6iNoVtBxM5Q',
        key: 'merchant-1',
        verified: 'true',
      }),
    },
    'shop.nordlicht-books.example',
    'Nordlicht Books GmbH',
    'Field Guide to Nordic Lichens',
  );
}

function unsignedCheckout(): Card {
  return made(
    {
      id: 'pur_23ap2',
      rail: 'ap2',
      amount: money('129.00'),
      instrument: 'Visa •••• 4242',
      payment: payment([
        line('merchant_unverified', 'warn', 'Not verified.', { domain: 'kartenhaus.example' }),
        ENDS.ap2,
        line('offer_open', 'plain', 'The shop names no end of this offer.'),
      ]),
      facts: facts('ap2', { verified: 'false', key: 'k-2026' }),
    },
    'kartenhaus.example',
    'Kartenhaus',
    'Topographic maps, set of 12',
  );
}

function session(): Card {
  return made(
    {
      id: 'pur_24acp',
      rail: 'acp',
      amount: money('24.90'),
      payment: payment([
        line('acp_unsigned', 'plain', 'Not signed.'),
        ENDS.acp,
        line('offer_end', 'plain', 'The shop keeps this offer.', { until: at(15 * MINUTE) }),
      ]),
      facts: facts('acp', { merchant: 'nordlicht', session: 'cs_1', status: 'ready_for_payment' }),
    },
    'shop.nordlicht-books.example',
    'shop.nordlicht-books.example',
    'Field Guide',
  );
}

function elsewhere(who: string, end: CardLine): CardPayment {
  return payment([
    line('settled_unchecked', 'warn', 'Not verified: nothing of this can be checked here.'),
    line('settled_elsewhere', 'plain', `${who} makes this payment.`, { who }),
    end,
  ]);
}

function alipay(): Card {
  return made(
    {
      id: 'pur_25a402',
      rail: 'a402',
      amount: money('6.00', 'CNY'),
      instrument: 'Alipay, settled by Alipay',
      payment: elsewhere(
        'Alipay',
        line('offer_end', 'plain', 'The shop keeps this offer.', { until: at(5 * MINUTE) }),
      ),
      facts: facts('a402', { order: 'T-1', resource: 'weather', seller: '2088001' }),
    },
    'tianqi.example',
    'Tianqi',
    'Forecast',
  );
}

function jd(): Card {
  return made(
    {
      id: 'pur_26claw',
      rail: 'clawtip',
      amount: money('2.50', 'CNY'),
      instrument: 'Clawtip, settled by JD',
      payment: elsewhere('JD', line('offer_open', 'plain', 'The shop names no end.')),
      facts: facts('clawtip', { order: 'O-9', pay_to: 'jd-merchant' }),
    },
    null,
    'Poet',
    'Poet',
  );
}

/** Offers that the rules of the rails refused. */
export function refusedOffers(): RefusedOffer[] {
  const refused = (seq: number, minutes: number, rest: Partial<RefusedOffer>): RefusedOffer => ({
    seq,
    at: at(-minutes * MINUTE),
    agentName: 'DevOps agent',
    sandbox: false,
    rail: 'x402',
    seller: 'api.forecast.example',
    code: 'x402_network_off',
    text: 'The owner has not turned on payments on Polygon.',
    ...rest,
  });
  return [
    refused(1279, 12, {}),
    refused(1266, 95, {
      seller: 'cheap-usdc.example',
      code: 'x402_unknown_asset',
      text: 'The token 0x5FbD… is not one that is paid with.',
    }),
    refused(1201, 60 * 27, {
      agentName: 'Shopping agent',
      rail: 'ap2',
      seller: null,
      code: 'jws_signature',
      text: 'The signature does not hold.',
    }),
  ];
}
