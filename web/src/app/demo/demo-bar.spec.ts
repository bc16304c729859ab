import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { noValues } from '../live/live-values';
import { DemoBar } from './demo-bar';

describe('DemoBar', () => {
  let fixture: ComponentFixture<DemoBar>;
  let server: HttpTestingController;
  const bar = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const settle = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(0);
    fixture.detectChanges();
  };

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: HomeDirectory, useValue: { current: () => ({ id: 'h' }) } },
        { provide: LiveHome, useValue: { values: signal(noValues), channelList: () => [] } },
      ],
    });
    fixture = TestBed.createComponent(DemoBar);
    server = TestBed.inject(HttpTestingController);
    fixture.detectChanges();
    server
      .expectOne('api/v1/demo')
      .flush({ actions: { h: [{ id: 'cut', label: 'from the server' }] } });
    await settle();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const press = async (): Promise<void> => {
    bar().querySelector<HTMLButtonElement>('[data-action=cut]')?.click();
    server
      .expectOne('api/v1/demo/cut')
      .flush({ received_ms: Date.now(), at_ms: Date.now(), answered_ms: Date.now() });
    await settle();
  };
  const passes = async (ms: number): Promise<string> => {
    await vi.advanceTimersByTimeAsync(ms);
    fixture.detectChanges();
    return bar().querySelector('[role=status]')?.textContent ?? '';
  };

  it('names what the cut does', () => {
    expect(bar().querySelector('[data-action=cut]')?.textContent.trim()).toBe(
      'Cut Home Assistant for 30 s',
    );
  });

  it('waits its whole time again after the same button is pressed again', async () => {
    const nothing = 'Nothing visible changed.';
    await press();
    expect(await passes(10_000)).not.toContain(nothing);
    await press();
    expect(await passes(14_000)).not.toContain(nothing);
    expect(await passes(1000)).toContain(nothing);
  });
});
