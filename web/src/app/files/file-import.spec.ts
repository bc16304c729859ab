import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { HomeDirectory } from '../home/home-directory';
import { FileImport } from './file-import';
import { Job } from './file-types';

const job: Job = {
  id: 'j',
  home: 'h',
  kind: 'file_import',
  state: 'proposed',
  done: 0,
  total: 0,
  step: '',
  error: '',
  import: {
    format: 'csv',
    columns: ['time', 'solar <b>kwh</b>'],
    first_rows: [['2026-03-01 10:00', '1.5']],
    series: [
      {
        series: 'solar <b>kwh</b>',
        name: 'solar <b>kwh</b>',
        unit: 'kWh',
        kind: 'amount',
        role: 'solar',
        values: 1,
        examples: ['1.5'],
      },
    ],
    problems: [{ line: 7, column: 2, code: 'time', detail: '"soon" is no time' }],
    csv: {
      delimiter: ',',
      decimal: 'point',
      header_line: 1,
      time_column: 'time',
      clock_column: '',
      end_column: '',
      series_column: '',
      value_column: '',
      unit_column: '',
      time_form: 'iso',
      zone: 'UTC',
      row_time: 'start',
      interval_s: 3600,
    },
  },
};

describe('FileImport', () => {
  let fixture: ComponentFixture<FileImport>;
  let http: HttpTestingController;
  let page: HTMLElement;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: HomeDirectory, useValue: { find: () => ({ time_zone: 'UTC' }) } },
      ],
    });
    fixture = TestBed.createComponent(FileImport);
    fixture.componentRef.setInput('home', 'h');
    fixture.detectChanges();
    http = TestBed.inject(HttpTestingController);
    page = fixture.nativeElement as HTMLElement;
    http.expectOne('api/v1/homes/h/channels').flush({ items: [], next: null });
    const field = page.querySelector<HTMLInputElement>('input[type=file]')!;
    const file = new File(['time'], 'meter.csv');
    Object.defineProperty(field, 'files', { value: [file] });
    field.dispatchEvent(new Event('change'));
    const upload = http.expectOne('api/v1/homes/h/import');
    expect(upload.request.headers.get('Content-Type')).toBe('application/octet-stream');
    expect(upload.request.body).toBe(file);
    upload.flush(job);
    await settle();
  });

  async function settle(): Promise<void> {
    await fixture.whenStable();
    fixture.detectChanges();
  }

  function button(name: string): HTMLButtonElement {
    return [...page.querySelectorAll('button')].find((each) => each.textContent?.includes(name))!;
  }

  it('shows what the file seems to be, as text, and what to look at', () => {
    expect(page.querySelector('[data-first-rows]')?.textContent).toContain('1.5');
    expect(page.querySelector('[data-fault]')?.textContent).toContain('Line 7, column 2');
    expect(page.querySelector('[data-series]')?.textContent).toContain('solar <b>kwh</b>');
    expect(page.querySelector('[data-series] b')).toBeNull();
  });

  it('starts what is wanted, and shows a fault at its series', async () => {
    button('Import 1 series').click();
    const start = http.expectOne('api/v1/jobs/j/start');
    expect(start.request.body).toEqual({
      series: [
        {
          series: 'solar <b>kwh</b>',
          kind: 'amount',
          unit: 'kWh',
          new_channel: { name: 'solar <b>kwh</b>', role: 'solar' },
        },
      ],
      file_name: 'meter.csv',
    });
    const errors = [{ pointer: '/series/0/unit', code: 'mismatch', detail: 'does not fit' }];
    start.flush(
      { detail: 'Some series cannot be imported like this.', errors },
      { status: 422, statusText: 'Unprocessable' },
    );
    await settle();
    expect(page.querySelector('.field__error')?.textContent).toContain('unit does not fit');
    expect(page.textContent).toContain('Some series cannot be imported like this.');
  });

  it('ends with the report', async () => {
    button('Import 1 series').click();
    const report = {
      rows: 9,
      refused_rows: 1,
      fault_count: 0,
      faults: [],
      channels: [
        {
          channel: 'c',
          name: 'Roof',
          series: 's',
          taken: 8,
          repeated: 0,
          covered: 0,
          contradicting: 0,
          corrected: 0,
          from: '2026-03-01T10:00:00Z',
          to: '2026-03-01T18:00:00Z',
          kwh: 12.5,
        },
      ],
    };
    http
      .expectOne('api/v1/jobs/j/start')
      .flush({ ...job, state: 'done', import: { ...job.import, report } });
    await Promise.resolve();
    TestBed.tick();
    // A channel that the import made can be chosen for the next one.
    http.expectOne('api/v1/homes/h/channels').flush({ items: [], next: null });
    await settle();
    expect(page.textContent).toContain('The file is imported.');
    expect(page.querySelector('[data-report-rows]')?.textContent).toContain('9 rows read, 1');
    expect(page.querySelector('ohm-import-report tbody')?.textContent).toContain('12.500 kWh');
  });
});
