import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Connection, ConnectionTest } from '../api/types';
import { ConnectionForm } from './connection-form';

const connection: Connection = {
  url: null,
  token: 'not_set',
  state: 'not_configured',
  fault: null,
  message: 'No Home Assistant is set up yet.',
  by_agent: false,
  since: '2026-11-25T10:00:00Z',
  home_assistant_version: null,
  last_event_at: null,
  retry_at: null,
  backfill: { running: false, done: 0, total: 0 },
  past: { sources: 0, complete: 0, reached: null, stalled: false },
  notices: [],
};
const fingerprint = 'ab'.repeat(32);

describe('ConnectionForm', () => {
  let fixture: ComponentFixture<ConnectionForm>;
  let page: HTMLElement;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(ConnectionForm);
    fixture.componentRef.setInput('home', 'h');
    fixture.componentRef.setInput('connection', connection);
    await settled();
    page = fixture.nativeElement as HTMLElement;
  });

  async function settled(): Promise<void> {
    await fixture.whenStable();
    fixture.detectChanges();
  }

  async function enter(id: string, text: string): Promise<void> {
    const field = page.querySelector<HTMLInputElement>(`#${id}`)!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await settled();
  }

  async function press(label: string): Promise<void> {
    const buttons = [...page.querySelectorAll('button')];
    buttons.find((button) => button.textContent.trim() === label)!.click();
    await settled();
  }

  async function answer(test: ConnectionTest): Promise<unknown> {
    const request = TestBed.inject(HttpTestingController).expectOne(
      'api/v1/homes/h/connection/test',
    );
    request.flush(test);
    await settled();
    return request.request.body;
  }

  it('takes an address without a scheme as plain http', async () => {
    await enter('connection-url', '192.168.1.5:8123');
    await enter('connection-token', 'secret');
    await press('Test only');
    const asked = await answer({ ok: false, code: 'unreachable', message: '' });
    expect(asked).toEqual({ url: 'http://192.168.1.5:8123', token: 'secret' });
  });

  it('offers another certificate than the trusted one for comparison only with a warning', async () => {
    await enter('connection-url', 'https://home:8123');
    await press('Test only');
    await answer({
      ok: false,
      code: 'changed_certificate',
      message: '',
      tls_fingerprint: fingerprint,
    });
    expect(page.querySelector('[data-connection-result]')?.textContent).toContain(
      'another certificate than the one you trusted',
    );
    expect(page.querySelector('[data-fingerprint]')?.textContent).toContain(fingerprint);
  });

  it('offers to trust the certificate of an address, and forgets that for another', async () => {
    const unknown: ConnectionTest = {
      ok: false,
      code: 'unknown_certificate',
      message: '',
      tls_fingerprint: fingerprint,
    };
    await enter('connection-url', 'https://home:8123');
    await press('Test only');
    await answer(unknown);
    expect(page.querySelector('[data-fingerprint]')?.textContent).toContain(fingerprint);

    await press('Trust this certificate');
    expect(await answer({ ok: true, code: 'ok', message: '' })).toEqual({
      url: 'https://home:8123',
      tls_fingerprint: fingerprint,
    });
    expect(page.querySelector('[data-fingerprint]')).toBeNull();

    await enter('connection-url', 'https://elsewhere:8123');
    await press('Test only');
    expect(await answer(unknown)).toEqual({ url: 'https://elsewhere:8123' });
  });
});
