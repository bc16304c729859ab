import encode from 'qr';
import decode from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { drawModules } from './qr-code';

/** What a scanner sees: four pixels for each module, drawn by the path alone. */
function scan(text: string): string {
  const { viewBox, path } = drawModules(encode(text, 'raw', { ecc: 'medium', border: 4 }));
  const size = Number(viewBox.split(' ')[3]);
  const scale = 4;
  const data = new Uint8Array(size * size * scale * scale * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(width)) * scale; column++) {
        data.fill(0, (row * size * scale + column) * 4, (row * size * scale + column) * 4 + 3);
      }
    }
  }
  return decode({ width: size * scale, height: size * scale, data });
}

describe('drawModules', () => {
  it('draws what scanners read', () => {
    for (const text of [
      'otpauth://totp/Ohmstead:ada%40home.test?secret=MZXW6YTBOIMZXW6YTBOIMZXW6YTBOI32&issuer=Ohmstead',
      `https://energy.lan:8420/reset#token=${'a-Z_9'.repeat(8)}abc`,
    ]) {
      expect(scan(text)).toBe(text);
    }
  });

  it('draws neighbours of a row in one go', () => {
    expect(
      drawModules([
        [true, true, false],
        [false, false, true],
        [false, false, false],
      ]),
    ).toEqual({ viewBox: '0 0 3 3', path: 'M0 0h2v1H0zM2 1h1v1H2z' });
  });
});
