import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { HomeDirectory } from '../home/home-directory';
import { LiveFeed } from '../live/live-feed';
import { LiveHome } from '../live/live-home';
import { noValues } from '../live/live-values';
import { FormatLanguage } from '../ui/format-language';
import { ConnectionBanner } from './connection-banner';

const age = { m: '2026-11-25T10:04:00Z', s: '2026-11-25T10:05:00Z' };

describe('ConnectionBanner', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function shown(
    state: string,
    message: string,
    ages: Readonly<Record<string, string>>,
    fault?: string,
    endsAt: number | null = null,
  ): string {
    const values = signal({ ...noValues, age: ages, connection: { state, message, fault } });
    TestBed.configureTestingModule({
      providers: [
        { provide: FormatLanguage, useValue: { locale: () => 'en-GB' } },
        { provide: HomeDirectory, useValue: { current: () => ({ time_zone: 'UTC' }) } },
        {
          provide: LiveFeed,
          useValue: { state: () => 'open', hasNewVersion: () => false, endsAt: () => endsAt },
        },
        { provide: LiveHome, useValue: { values } },
      ],
    });
    const fixture = TestBed.createComponent(ConnectionBanner);
    fixture.detectChanges();
    vi.advanceTimersByTime(1000);
    fixture.detectChanges();
    return (fixture.nativeElement as HTMLElement).textContent.trim();
  }

  for (const state of ['waiting', 'unreachable']) {
    it(`says in the server’s sentence why values are old where it has none of its own: ${state}`, () => {
      expect(shown(state, "Nothing has come from the home's agent for minutes.", age)).toBe(
        "Nothing has come from the home's agent for minutes. " +
          'Last values from 10:05; the gap is filled when it is back.',
      );
    });

    it(`says that Home Assistant does not answer where the server gives no reason: ${state}`, () => {
      expect(shown(state, '', age)).toBe(
        'Home Assistant does not answer. Last values from 10:05; the gap is filled when it is back.',
      );
    });
  }

  it.each([
    ['waiting', 'banned', 'Home Assistant has banned the IP address of Ohmstead.'],
    ['waiting', 'lost', 'The connection to Home Assistant was lost.'],
    ['unreachable', 'changed_certificate', 'Home Assistant shows another certificate'],
  ])('has words of its own for the fault of a home that is %s: %s', (state, fault, words) => {
    const text = shown(state, 'Nothing answers at this address.', age, fault);
    expect(text).toContain(words);
    expect(text).toContain('Last values from 10:05');
    expect(text).not.toContain('this address');
  });

  it('does not speak of trying again where a token is needed first', () => {
    const text = shown('authentication_failed', '', age, 'token_refused');
    expect(text).toContain('An admin needs to enter a new one');
    expect(text).not.toContain('Last values');
  });

  it('WS-09: says when somebody has to sign in again, and nothing of it before', () => {
    expect(shown('connected', '', age, undefined, Date.UTC(2026, 0, 1, 10, 7))).toBe(
      'Your session ends at 10:07. You will be asked to sign in again, and then return to this page.',
    );
    TestBed.resetTestingModule();
    expect(shown('connected', '', age)).toBe('');
  });

  it('says why there has never been a value', () => {
    const reason = 'The certificate of this address is not trusted.';
    expect(shown('unreachable', reason, {})).toBe(`${reason} Trying again.`);
  });
});
