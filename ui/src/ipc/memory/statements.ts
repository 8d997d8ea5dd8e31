import type {
  HeapsView,
  Money,
  StatementLine,
  StatementMapping,
  StatementPreview,
  StatementSettlement,
  StatementView,
  Tag,
} from '../types';

const ID = 'stm_0199d7a0000070008000000000000001';

/** The statement of a sandbox's bank: one line for each heap, and two for the longest. */
export class StatementDesk {
  private imported = false;
  private verdicts = new Map<string, string>();

  constructor(empty: boolean) {
    this.imported = !empty;
  }

  list(): StatementView[] {
    if (!this.imported) return [];
    return [
      {
        id: ID,
        name: 'september.csv',
        account: 'DE02 1203 0000 0000 2020 51',
        from: '2026-09-01',
        until: '2026-09-24',
        count: 5,
        charged: [euro('215.88')],
      },
    ];
  }

  heaps(): HeapsView {
    const none: HeapsView = {
      matched: [],
      differs: [],
      unapproved: [],
      uncharged: [],
      matchedSum: [],
      differsSum: [],
      unapprovedSum: [],
      repeated: 0,
    };
    if (!this.imported) return none;
    const kept = this.line(0, '2026-09-05', '84.90', 'NORDLICHT-BOOKS.EXAMPLE BERLIN');
    const over = this.line(1, '2026-09-09', '62.99', 'PIX3L PRINTS 8841');
    const alone = [
      this.line(2, '2026-09-12', '19.99', 'STREAMFLIX.COM AMSTERDAM'),
      this.line(3, '2026-09-20', '48.00', 'TANKSTELLE NORD 0815'),
    ];
    return {
      matched: [
        {
          line: kept,
          settlement: settled('1284', '2026-09-03', '84.90', 'Nordlicht Books GmbH'),
          reasons: [reason('same_amount'), reason('domain'), { ...reason('days'), days: 2 }],
        },
      ],
      differs: [
        {
          line: over,
          settlement: settled('1290', '2026-09-08', '61.00', 'Pix3l-Prints'),
          reasons: [
            { ...reason('more'), amount: euro('1.99') },
            reason('name'),
            { ...reason('days'), days: 1 },
          ],
        },
      ],
      unapproved: alone,
      uncharged: [
        { settlement: settled('1277', '2026-09-02', '12.00', 'Teehaus'), until: null },
        { settlement: settled('1301', '2026-09-22', '39.00', 'Nordbahn'), until: '2026-10-27' },
      ],
      matchedSum: [euro('84.90')],
      differsSum: [euro('62.99')],
      unapprovedSum: [euro('67.99')],
      repeated: 0,
    };
  }

  /** A card's table, of which the direction of charges must be said. */
  preview(mapping: StatementMapping | null): StatementPreview {
    const known = mapping?.charges != null;
    return {
      name: 'card.csv',
      lines: known ? [this.line(0, '2026-09-05', '84.90', 'NORDLICHT-BOOKS.EXAMPLE')] : [],
      count: known ? 5 : 0,
      leftOut: 0,
      known: this.imported,
      table: {
        encoding: 'UTF-8',
        columns: ['Date', 'Merchant', 'Amount', 'Currency'],
        samples: [
          ['2026-09-05', 'NORDLICHT-BOOKS.EXAMPLE', '84.90', 'EUR'],
          ['2026-09-09', 'PIX3L PRINTS', '62.99', 'EUR'],
        ],
        mapping: {
          ...(mapping ?? blank),
          date: 'Date',
          dateOrder: 'ymd',
          amount: 'Amount',
          decimal: 'point',
          currency: 'Currency',
          description: ['Merchant'],
        },
        asks: known ? [] : ['charges'],
        remembered: false,
        problem: null,
      },
    };
  }

  take(): string {
    this.imported = true;
    return ID;
  }

  rule(line: string, verdict: string) {
    this.verdicts.set(line, verdict);
  }

  private line(number: number, booked: string, amount: string, descriptor: string): StatementLine {
    const id = `${ID}:${number}`;
    const said = this.verdicts.get(id);
    return {
      id,
      booked,
      amount: euro(amount),
      back: false,
      descriptor,
      verdict: said && said !== 'open' ? said : null,
    };
  }
}

type Answer = <Value>(make: () => Value) => Promise<Value>;
type Told = <Value>(make: () => Value, tags: Tag[]) => Promise<Value>;

/** What the host answers about statements. */
export function statementCalls(desk: StatementDesk, answer: Answer, told: Told) {
  return {
    statements: () => answer(() => desk.list()),
    reconcile: () => answer(() => desk.heaps()),
    chooseStatement: () => answer(() => desk.preview(null)),
    previewStatement: (mapping: StatementMapping) => answer(() => desk.preview(mapping)),
    importStatement: () => told(() => desk.take(), ['activity']),
    ruleLine: (line: string, verdict: string) => told(() => desk.rule(line, verdict), ['activity']),
  };
}

const blank: StatementMapping = {
  amount: null,
  charges: null,
  credit: null,
  currency: null,
  currencyCode: null,
  date: null,
  dateOrder: null,
  debit: null,
  decimal: null,
  description: [],
  reference: null,
};

function euro(amount: string): Money {
  return { amount, currency: 'EUR', exponent: 2 };
}

function reason(code: string) {
  return { code, amount: null, days: null, date: null };
}

function settled(
  entry: string,
  day: string,
  amount: string,
  merchant: string,
): StatementSettlement {
  const purchase = `pur_0199d7a000007000800000000000${entry}`;
  return { purchase, entry, day, amount: euro(amount), back: false, merchant };
}
