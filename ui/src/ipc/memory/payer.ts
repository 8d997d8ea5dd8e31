import type { NetworkView, PayerView } from '../types';
import { ipcError, wrongPassphrase } from './requests';
import { money, PASSPHRASE } from './seeds';

const NETWORKS: NetworkView[] = [
  ['eip155:1', 'Ethereum', true],
  ['eip155:137', 'Polygon', true],
  ['eip155:8453', 'Base', true],
  ['eip155:42161', 'Arbitrum', true],
  ['eip155:42220', 'Celo', true],
  ['eip155:43114', 'Avalanche', true],
  ['eip155:84532', 'Base Sepolia (test)', false],
].map(([id, name, realMoney]) => ({
  id: String(id),
  name: String(name),
  realMoney: realMoney === true,
  on: realMoney !== true,
}));

/** The paying account of the in-memory world. */
export class PayerDesk {
  private address: string | null;
  private networks = NETWORKS;

  constructor(private readonly used: boolean) {
    this.address = used ? '0x1563915e194D8CfBA1943570603F7606A3115508' : null;
    if (used) this.turn('eip155:8453', true);
  }

  view(): PayerView {
    const { address, networks, used } = this;
    return {
      address,
      networks,
      paid: used ? [money('3.250000', 'USDC')] : [],
      held: used ? [money('0.020000', 'USDC')] : [],
    };
  }

  set(key: string | null, passphrase: string): PayerView {
    if (passphrase !== PASSPHRASE) throw wrongPassphrase();
    if (key !== null && !/^(0x)?[0-9a-f]{64}$/i.test(key.trim())) {
      throw {
        ...ipcError('invalid', 'This is not a private key of 64 hexadecimal digits.', ''),
        field: 'key',
      };
    }
    this.address ??= '0x209693Bc6afc0C5328bA36FaF03C514EF312287C';
    return this.view();
  }

  network(id: string, passphrase: string | null): PayerView {
    if (passphrase !== null && passphrase !== PASSPHRASE) throw wrongPassphrase();
    this.turn(id, passphrase !== null);
    return this.view();
  }

  private turn(id: string, on: boolean) {
    this.networks = this.networks.map((one) => (one.id === id ? { ...one, on } : one));
  }
}
