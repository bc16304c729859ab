import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Session, isPlainAddress } from './session';

describe('isPlainAddress', () => {
  it.each([
    ['http:', 'energy.lan', true],
    ['http:', '192.168.1.5', true],
    ['http:', '[fd00::1]', true],
    ['https:', 'energy.lan', false],
    ['http:', 'localhost', false],
    ['http:', 'ohmstead.localhost', false],
    ['http:', '127.0.0.1', false],
    ['http:', '[::1]', false],
    ['http:', '127.0.0.1.example.org', true],
    ['http:', 'notlocalhost', true],
  ])('%s//%s: %s', (protocol, hostname, isPlain) => {
    expect(isPlainAddress({ protocol, hostname })).toBe(isPlain);
  });
});

describe('Session', () => {
  it('believes the server over the address, as a proxy may stand before it', async () => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    const session = TestBed.inject(Session);
    expect(session.isPlain()).toBe(isPlainAddress(location));
    for (const encrypted of [false, true]) {
      const loaded = session.reload();
      TestBed.inject(HttpTestingController)
        .expectOne('api/v1/auth/session')
        .flush({ signed_in: false, encrypted });
      await loaded;
      expect(session.isPlain()).toBe(!encrypted);
    }
  });
});
