import { TestBed } from '@angular/core/testing';
import { ConsentCode, addressWithCode, codeFrom } from './consent-code';

describe('the code of a request', () => {
  it('is what was typed, without blanks', () => {
    expect(codeFrom('  abC-_1 ')).toBe('abC-_1');
    expect(codeFrom('abcd efgh\nijkl')).toBe('abcdefghijkl');
  });
  it('is found in an address that was pasted or scanned', () => {
    const address = addressWithCode('https://home.test/ohmstead/', 'abC-_1');
    expect(address).toBe('https://home.test/ohmstead/consent#code=abC-_1');
    expect(codeFrom(address)).toBe('abC-_1');
    expect(codeFrom(` ${address}\n`)).toBe('abC-_1');
    expect(codeFrom('#code=abC-_1')).toBe('abC-_1');
  });
  it('is nothing where an address has none', () => {
    expect(codeFrom('https://home.test/consent#token=x')).toBe('');
    expect(codeFrom('')).toBe('');
  });
  it('outlives the page in its tab, is taken once, and is kept nowhere else', () => {
    TestBed.inject(ConsentCode).keep('abc');
    TestBed.resetTestingModule();
    expect(localStorage.length).toBe(0);
    expect(TestBed.inject(ConsentCode).take()).toBe('abc');
    expect(TestBed.inject(ConsentCode).take()).toBe('');
    TestBed.resetTestingModule();
    expect(TestBed.inject(ConsentCode).take()).toBe('');
  });
});
