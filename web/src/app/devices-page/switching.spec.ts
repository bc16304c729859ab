import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Command } from '../api/types';
import { Switching } from './switching';

const command: Command = {
  id: 'k',
  home: 'h',
  kind: 'switch_device',
  state: 'open',
  created_at: '2026-11-30T10:00:00Z',
  expires_at: '2026-11-30T10:01:30Z',
  detail: '',
  result: null,
};

describe('Switching', () => {
  let switching: Switching;
  let http: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [Switching, provideHttpClient(), provideHttpClientTesting()],
    });
    switching = TestBed.inject(Switching);
    http = TestBed.inject(HttpTestingController);
  });
  afterEach(() => {
    vi.useRealTimers();
    http.verify();
  });

  async function accepted(): Promise<void> {
    void switching.switch('h', 'lamp', true, false);
    const asked = http.expectOne('api/v1/homes/h/devices/lamp/actions');
    expect(asked.request.body).toEqual({ on: true, confirmed: false });
    asked.flush(command, { status: 202, statusText: 'Accepted' });
    await vi.advanceTimersByTimeAsync(400);
  }

  async function answered(changes: Partial<Command>): Promise<void> {
    http.expectOne('api/v1/commands/k').flush({ ...command, ...changes });
    await vi.advanceTimersByTimeAsync(400);
  }

  it('is pending until the device confirms, and is news for a while', async () => {
    await accepted();
    await answered({ state: 'sent' });
    expect(switching.outcome('lamp')).toMatchObject({ on: true, state: 'pending' });
    await answered({ state: 'done' });
    expect(switching.outcome('lamp')).toMatchObject({ on: true, state: 'confirmed' });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(switching.outcome('lamp')).toBeUndefined();
  });

  it('asks once while it is pending', async () => {
    await accepted();
    void switching.switch('h', 'lamp', false, false);
    http.expectNone('api/v1/homes/h/devices/lamp/actions');
    await answered({ state: 'done' });
  });

  it('says why it failed, until it is asked again', async () => {
    await accepted();
    await answered({ state: 'failed', detail: 'The device did not confirm it in time.' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(switching.outcome('lamp')).toEqual({
      on: true,
      state: 'failed',
      detail: 'The device did not confirm it in time.',
    });
    await accepted();
    expect(switching.outcome('lamp')?.state).toBe('pending');
    await answered({ state: 'expired' });
    expect(switching.outcome('lamp')?.detail).toBe('The home did not answer in time.');
  });

  it('tells a refusal in the words of the server', async () => {
    void switching.switch('h', 'lamp', true, false);
    http
      .expectOne('api/v1/homes/h/devices/lamp/actions')
      .flush(
        { detail: 'Home Assistant cannot reach this device.' },
        { status: 409, statusText: 'Conflict' },
      );
    await vi.advanceTimersByTimeAsync(0);
    expect(switching.outcome('lamp')).toMatchObject({
      state: 'failed',
      detail: 'Home Assistant cannot reach this device.',
    });
  });
});
