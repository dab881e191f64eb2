import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** The installation's own key and the certificate that readers of a PDF see. */
export interface SealKey {
  /** PKCS #8, base64. */
  privateKey: string;
  /** X.509, DER, base64. */
  certificate: string;
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 3072,
  publicExponent: new Uint8Array([1, 0, 1]),
};
// Documents brought in later may be older than the key, and a seal has to hold for as long as anybody keeps the file:
// RFC 5280 (4.1.2.5) writes "no end" as the last second of the year 9999.
const VALID_FROM = new Date('2000-01-01T00:00:00Z');
const VALID_UNTIL = new Date('9999-12-31T23:59:59Z');
const COMMON_NAME = '2.5.4.3';
const KEY_USAGE = '2.5.29.15';
/** digitalSignature and nonRepudiation. */
const SIGNS = new Uint8Array([0xc0]);

/** A new RSA key and a certificate that it signed itself, in the name of the installation. */
export async function newSealKey(host: string): Promise<SealKey> {
  const keys = await crypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const certificate = await certificateFor(keys, `Countersign seal of ${host}`.slice(0, 64));
  return {
    privateKey: Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64'),
    certificate: Buffer.from(certificate.toSchema().toBER()).toString('base64'),
  };
}

async function certificateFor(keys: CryptoKeyPair, name: string): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: positiveSerial() });
  for (const side of [certificate.subject, certificate.issuer]) {
    side.typesAndValues.push(
      new pkijs.AttributeTypeAndValue({ type: COMMON_NAME, value: new asn1js.Utf8String({ value: name }) }),
    );
  }
  certificate.notBefore = new pkijs.Time({ type: 0, value: VALID_FROM });
  certificate.notAfter = new pkijs.Time({ type: 1, value: VALID_UNTIL });
  const usage = new asn1js.BitString({ valueHex: SIGNS.buffer, unusedBits: 6 });
  certificate.extensions = [
    new pkijs.Extension({ extnID: KEY_USAGE, critical: true, extnValue: usage.toBER(), parsedValue: usage }),
  ];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(keys.privateKey, 'SHA-256');
  return certificate;
}

/** Sixteen random bytes; the first bit is 0, for a serial number is positive. */
function positiveSerial(): ArrayBuffer {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.buffer;
}
