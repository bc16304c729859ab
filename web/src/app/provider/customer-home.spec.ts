import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Customer, Me } from '../api/types';
import { HomeDirectory, seesLive } from '../home/home-directory';

const terms: Customer['asked'] = {
  fields: ['grid'],
  detail: 'day',
  history_from: '2026-01-01T00:00:00Z',
  starts_at: '2026-01-01T00:00:00Z',
  ends_at: '2027-01-01T00:00:00Z',
};
const customer: Customer = {
  permission: 'p1',
  home: 'theirs',
  home_name: 'Mill Road 2',
  purpose: 'To plan the grid',
  state: 'accepted',
  since: '2026-01-01T00:00:00Z',
  asked: terms,
  given: terms,
};

describe('the home of a customer', () => {
  let http: HttpTestingController;
  let homes: HomeDirectory;

  async function signIn(server_role: Me['server_role']): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    homes = TestBed.inject(HomeDirectory);
    const ready = homes.ready();
    http.expectOne('api/v1/me').flush({ id: 'u', server_role, homes: [], can: [] });
    http.expectOne('api/v1/homes').flush({ items: [], next: null });
    await ready;
  }

  afterEach(() => http.verify());

  it('is opened by a provider’s staff as far as it consents, and forgotten by nobody’s choice of home', async () => {
    await signIn('provider');
    const opened = homes.openCustomer('theirs');
    await vi.waitFor(() =>
      http.expectOne('api/v1/providers/customers').flush({ items: [customer], next: null }),
    );
    await vi.waitFor(() =>
      http
        .expectOne('api/v1/homes/theirs')
        .flush({ id: 'theirs', name: 'Mill Road 2', time_zone: 'Europe/Amsterdam' }),
    );
    await opened;
    homes.select('theirs');
    expect(homes.current()?.consent).toMatchObject({ permission: 'p1', terms });
    const current = homes.current();
    expect(current && seesLive(current)).toBe(false);
    expect(homes.can('home.edit')).toBe(false);
    expect(homes.preferred()).toBeUndefined();
    homes.leave();
    expect(homes.current()).toBeNull();
  });

  it('is not asked for when it does not consent', async () => {
    await signIn('provider');
    const opened = homes.openCustomer('others');
    await vi.waitFor(() =>
      http.expectOne('api/v1/providers/customers').flush({ items: [customer], next: null }),
    );
    await opened;
    expect(homes.find('others')).toBeUndefined();
  });

  it('is not asked for by anybody else', async () => {
    await signIn('none');
    await homes.openCustomer('theirs');
    expect(homes.find('theirs')).toBeUndefined();
  });
});
