import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Connection } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { noValues } from '../live/live-values';
import { LiveHome } from '../live/live-home';
import ConnectionSettings from './connection-settings';
import { ParityReport } from './parity-report';

const now = Date.parse('2026-11-25T10:30:00Z');

const connection: Connection = {
  url: null,
  token: 'not_shown',
  state: 'connected',
  fault: null,
  message: 'Connected.',
  by_agent: false,
  since: '2026-11-25T10:00:00Z',
  home_assistant_version: '2026.11.2',
  last_event_at: null,
  retry_at: null,
  backfill: { running: false, done: 0, total: 0 },
  past: { sources: 0, complete: 0, reached: null, stalled: false },
  notices: [],
};

async function shown(parts: Partial<Connection>): Promise<HTMLElement> {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      {
        provide: HomeDirectory,
        useValue: { can: () => true, find: () => ({ time_zone: 'UTC' }) },
      },
      { provide: LiveHome, useValue: { values: signal(noValues), now: signal(now) } },
    ],
  });
  // The comparison has tests of its own.
  TestBed.overrideComponent(ConnectionSettings, {
    remove: { imports: [ParityReport] },
    add: { schemas: [CUSTOM_ELEMENTS_SCHEMA] },
  });
  const fixture = TestBed.createComponent(ConnectionSettings);
  fixture.componentRef.setInput('home', 'h');
  fixture.detectChanges();
  TestBed.inject(HttpTestingController)
    .expectOne('api/v1/homes/h/connection')
    .flush({ ...connection, ...parts });
  await fixture.whenStable();
  fixture.detectChanges();
  return fixture.nativeElement as HTMLElement;
}

describe('ConnectionSettings', () => {
  it('lists what sources got wrong in the order given, names as text and never as markup', async () => {
    const message = 'sensor.<img src=x>: Its state is not a number.';
    const page = await shown({
      notices: [
        {
          at: '2026-11-25T10:05:00Z',
          source: 'sensor.<img src=x>',
          code: 'not_a_number',
          message: 'raw',
        },
        { at: '2026-11-25T10:04:00Z', source: 'Home Assistant', code: 'not_json', message: 'raw' },
      ],
    });
    const notices = [...page.querySelectorAll('[data-notice]')].map((item) => item.textContent);
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain(message);
    expect(notices[0]).toContain('10:05');
    expect(page.querySelector('img')).toBeNull();
  });

  it('says what is wrong in its own words', async () => {
    const page = await shown({ state: 'waiting', fault: 'banned', message: 'raw' });
    expect(page.textContent).toContain('Home Assistant has banned the IP address of Ohmstead.');
    expect(page.textContent).not.toContain('raw');
  });

  it('has no list where nothing is wrong', async () => {
    const page = await shown({});
    expect(page.textContent).toContain('Connected to Home Assistant 2026.11.2.');
    expect(page.querySelector('[aria-labelledby=notices-heading]')).toBeNull();
  });

  it('says that an agent connects the home, and offers no form', async () => {
    const heard = { by_agent: true, since: null, last_event_at: '2026-11-25T10:28:30Z' };
    const page = await shown(heard);
    expect(page.querySelector('[data-by-agent]')).not.toBeNull();
    expect(page.querySelector('.facts')?.textContent).toContain('Last heard of1 minute ago');
    expect(page.querySelector('form')).toBeNull();
    expect(page.textContent).not.toContain('Since');
  });

  it('says how far back the import of the past has come, and offers to compare', async () => {
    const page = await shown({
      past: { sources: 33, complete: 10, reached: '2024-03-05T00:00:00Z', stalled: false },
    });
    expect(page.querySelector('.facts')?.textContent).toContain('10 of 33 sources complete');
    expect(page.querySelector('.facts')?.textContent).toContain('2024');
    expect(page.querySelector('ohm-parity-report')).not.toBeNull();
  });

  it('has no beginning of a connection that never was', async () => {
    const page = await shown({ since: null, state: 'not_configured' });
    expect(page.querySelector('form')).not.toBeNull();
    expect(page.textContent).not.toContain('Since');
    expect(page.textContent).not.toContain('1970');
  });
});
