import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Candidate, Channel, Problem } from '../api/types';
import { draftFromChannel } from '../home-forms/channel-drafts';
import { ReplaceMeterDialog } from './replace-meter';

const channel: Channel = {
  id: 'c1',
  name: 'Washing machine',
  role: 'device',
  order: 0,
  adds_to_ac_balance: false,
  adds_to_production: false,
  power_origin: 'mean',
  bindings: [
    {
      source: { type: 'entity', id: 'sensor.old' },
      measure: 'counter',
      sign: 'positive',
      invert: false,
    },
  ],
};
const candidate = (id: string, measure: Candidate['measure'] = 'counter'): Candidate => ({
  entity_id: id,
  name: id,
  unit: 'kWh',
  state: '1',
  measure,
});
const address = 'api/v1/homes/h/channels/c1/replace-meter';
/** 14:15 in Amsterdam. */
const now = Date.parse('2026-11-30T13:15:40Z');

interface Shown {
  readonly fixture: ComponentFixture<ReplaceMeterDialog>;
  readonly page: HTMLElement;
  readonly http: HttpTestingController;
  readonly answers: Channel[];
}

async function asked(of: Channel = channel): Promise<Shown> {
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting()],
  });
  const fixture = TestBed.createComponent(ReplaceMeterDialog);
  const draft = draftFromChannel(of);
  if (!draft) {
    throw new Error('no draft');
  }
  fixture.componentRef.setInput('home', 'h');
  fixture.componentRef.setInput('zone', 'Europe/Amsterdam');
  fixture.componentRef.setInput('drafts', [draft]);
  fixture.componentRef.setInput('candidates', [
    candidate('sensor.old'),
    candidate('sensor.new'),
    candidate('sensor.power', 'power'),
  ]);
  const answers: Channel[] = [];
  fixture.componentInstance.replaced.subscribe((answer) => answers.push(answer));
  const page = fixture.nativeElement as HTMLElement;
  document.body.append(page);
  fixture.detectChanges();
  fixture.componentInstance.ask(draft, now);
  await fixture.whenStable();
  return { fixture, page, http: TestBed.inject(HttpTestingController), answers };
}

/** What an answer brings is on the page only after those who waited for it went on. */
async function settle(fixture: ComponentFixture<unknown>): Promise<void> {
  await fixture.whenStable();
  fixture.detectChanges();
}

async function enter(shown: Shown, field: string, text: string): Promise<void> {
  const input = shown.page.querySelector<HTMLInputElement>(`#replace-${field}`);
  if (!input) {
    throw new Error(`no field ${field}`);
  }
  input.value = text;
  input.dispatchEvent(new Event('input'));
  await shown.fixture.whenStable();
}

async function chooseAnother({ page, fixture }: Shown): Promise<void> {
  page.querySelector<HTMLInputElement>('input[value=other]')?.click();
  await fixture.whenStable();
}

async function send({ page, fixture }: Shown): Promise<void> {
  page.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
  await fixture.whenStable();
}

async function refuse(shown: Shown, status: number, problem: Partial<Problem>): Promise<void> {
  shown.http.expectOne(address).flush(problem, { status, statusText: 'refused' });
  await settle(shown.fixture);
}

function faultOf(page: HTMLElement, field: string): string | undefined {
  const about = page.querySelector(`#replace-${field}`)?.getAttribute('aria-describedby') ?? '';
  const fault = about.split(' ').find((id) => id.endsWith('-fault'));
  return page.querySelector(`#${fault}`)?.textContent;
}

function isOpen(page: HTMLElement): boolean {
  return page.querySelector('dialog')?.open ?? false;
}

describe('replacing a meter', () => {
  beforeEach(() => {
    // Tests have no top layer.
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
    };
  });

  it('begins now by the home’s clock, and goes on with the same entity', async () => {
    const shown = await asked();
    const { page, http, answers } = shown;
    expect(page.querySelector('h2')?.textContent).toBe('Replace the meter of Washing machine');
    expect(page.querySelector<HTMLInputElement>('#replace-at')?.value).toBe('2026-11-30T14:15');
    expect(page.querySelector('#replace-at-hint')?.textContent).toContain('Europe/Amsterdam');
    expect(page.querySelector('label[for=replace-final]')?.textContent).toContain('kWh');
    await enter(shown, 'final', '1234,5');
    await enter(shown, 'initial', '0.2');
    await send(shown);
    const request = http.expectOne({ method: 'POST', url: address });
    expect(request.request.body).toEqual({
      at: '2026-11-30T13:15:00.000Z',
      final: 1234.5,
      initial: 0.2,
    });
    request.flush({ ...channel, name: 'answered' });
    await settle(shown.fixture);
    expect(answers.map((answer) => answer.name)).toEqual(['answered']);
    expect(isOpen(page)).toBe(false);
    expect(page.querySelector('[role=status]')?.textContent).toBe(
      'The meter of Washing machine is replaced.',
    );
  });

  it('offers counters that feed nothing yet, and needs no reading', async () => {
    const shown = await asked({ ...channel, role: 'gas' });
    await chooseAnother(shown);
    const offered = [...shown.page.querySelectorAll<HTMLOptionElement>('datalist option')];
    expect(offered.map((option) => option.value)).toEqual(['sensor.new']);
    expect(shown.page.querySelector('label[for=replace-final]')?.textContent).toContain('m³');
    await enter(shown, 'at', '2025-09-03T14:00');
    await enter(shown, 'source', ' sensor.new ');
    await send(shown);
    expect(shown.http.expectOne(address).request.body).toEqual({
      at: '2025-09-03T12:00:00.000Z',
      source: { type: 'entity', id: 'sensor.new' },
      final: null,
      initial: null,
    });
  });

  it('sends nothing before it knows enough, and says what is missing where it is', async () => {
    const shown = await asked();
    await chooseAnother(shown);
    await enter(shown, 'at', '');
    await enter(shown, 'final', 'twelve');
    await send(shown);
    shown.http.expectNone(address);
    expect(faultOf(shown.page, 'at')).toBe('Say when.');
    expect(faultOf(shown.page, 'source')).toBe('Name the new entity.');
    expect(faultOf(shown.page, 'final')).toBe('Write a number, or leave it empty.');
    expect(faultOf(shown.page, 'initial')).toBeUndefined();
    expect(document.activeElement?.id).toBe('replace-at');
  });

  it('tells what the server refuses at the field that it is about', async () => {
    const shown = await asked();
    await chooseAnother(shown);
    await enter(shown, 'source', 'sensor.taken');
    await enter(shown, 'initial', '-1');
    await send(shown);
    await refuse(shown, 422, {
      detail: 'Not all of it can be.',
      errors: [
        { pointer: '/source/id', code: 'used', detail: 'It feeds another channel.' },
        { pointer: '/initial', code: 'range', detail: 'At least 0.' },
      ],
    });
    expect(faultOf(shown.page, 'source')).toBe('It feeds another channel.');
    expect(faultOf(shown.page, 'initial')).toBe('At least 0.');
    expect(shown.page.querySelector('#replace-initial')?.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement?.id).toBe('replace-source');
    expect(isOpen(shown.page)).toBe(true);
    expect(shown.answers).toEqual([]);
  });

  it('tells what is about no field below them', async () => {
    const shown = await asked();
    await send(shown);
    await refuse(shown, 409, { detail: 'The channel has no counter.' });
    expect(shown.page.querySelector('.note--error')?.textContent).toContain(
      'The channel has no counter.',
    );
    expect(isOpen(shown.page)).toBe(true);
  });
});
