import { isIP, isIPv6 } from 'node:net';
import type { Request } from 'express';

/** Where a request came from, as far as TRUST_PROXY lets us believe it. */
export function callerAddress(req: Request): string {
  const named = withoutMapping(withoutPort(req.ip ?? ''));
  return isIP(named) === 0 ? withoutMapping(req.socket.remoteAddress ?? '') : named;
}

/** Some proxies write the port beside the address. */
function withoutPort(address: string): string {
  return address.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^\[([0-9a-f:.]+)\](?::\d+)?$/i, '$1');
}

/** What limits count by: an IPv6 customer owns a whole /64 and can take a new address for every request. */
export function callerNetwork(req: Request): string {
  return networkOf(callerAddress(req));
}

export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return plain;
  return `${expandIpv6(plain).slice(0, 4).join(':')}::/64`;
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function expandIpv6(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(missing).fill('0'), ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}
