/**
 * Releases on npm that carried malice, as their projects or registries told afterwards. A small list, kept by hand and
 * read at review; it is no audit, and says nothing about ordinary vulnerabilities.
 */
export const KNOWN_BAD_VERSIONS: Record<string, string[] | 'every version'> = {
  // 2018
  'event-stream': ['3.3.6'],
  'flatmap-stream': 'every version',
  'eslint-scope': ['3.7.2'],
  'eslint-config-eslint': ['5.0.2'],
  // 2021
  'ua-parser-js': ['0.7.29', '0.8.0', '1.0.0'],
  coa: ['2.0.3', '2.0.4', '2.1.1', '2.1.3', '3.0.1', '3.1.3'],
  rc: ['1.2.9', '1.3.9', '2.3.9'],
  // 2022
  colors: ['1.4.1', '1.4.2', '1.4.44-liberty-2'],
  faker: ['6.6.6'],
  'node-ipc': ['9.2.2', '10.1.1', '10.1.2', '11.0.0', '11.1.0'],
  peacenotwar: 'every version',
  // 2024
  '@lottiefiles/lottie-player': ['2.0.5', '2.0.6', '2.0.7'],
  '@solana/web3.js': ['1.95.6', '1.95.7'],
  '@rspack/core': ['1.1.7'],
  '@rspack/cli': ['1.1.7'],
  // 2025
  'rand-user-agent': ['1.0.110', '2.0.83', '2.0.84'],
  xrpl: ['2.14.2', '4.2.1', '4.2.2', '4.2.3', '4.2.4'],
  'eslint-config-prettier': ['8.10.1', '9.1.1', '10.1.6', '10.1.7'],
  'eslint-plugin-prettier': ['4.2.2', '4.2.3'],
  synckit: ['0.11.9'],
  '@pkgr/core': ['0.2.8'],
  'napi-postinstall': ['0.3.1'],
  is: ['3.3.1', '5.0.0'],
  nx: ['20.9.0', '20.10.0', '20.11.0', '20.12.0', '21.5.0', '21.6.0', '21.7.0', '21.8.0'],
  'ansi-regex': ['6.2.1'],
  'ansi-styles': ['6.2.2'],
  backslash: ['0.2.1'],
  chalk: ['5.6.1'],
  'chalk-template': ['1.1.1'],
  color: ['5.0.1'],
  'color-convert': ['3.1.1'],
  'color-name': ['2.0.1'],
  'color-string': ['2.1.1'],
  debug: ['4.4.2'],
  'error-ex': ['1.3.3'],
  'has-ansi': ['6.0.1'],
  'is-arrayish': ['0.3.3'],
  'simple-swizzle': ['0.2.3'],
  'slice-ansi': ['7.1.1'],
  'strip-ansi': ['7.1.1'],
  'supports-color': ['10.2.1'],
  'supports-hyperlinks': ['4.1.1'],
  'wrap-ansi': ['9.0.1'],
  duckdb: ['1.3.3'],
  '@ctrl/tinycolor': ['4.1.1', '4.1.2'],
};
