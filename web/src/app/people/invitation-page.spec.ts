import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Session } from '../auth/session';
import { HomeDirectory } from '../home/home-directory';
import InvitationPage from './invitation-page';

const token = 'abC-_1';
const offer = { by_name: 'Ada', home_name: 'House', name: 'Bob', role: 'viewer', hand_over: 'no' };
const session = {
  user: () => null,
  isPlain: () => false,
  ready: () => Promise.resolve({}),
};

describe('InvitationPage', () => {
  let http: HttpTestingController;

  beforeEach(() => {
    sessionStorage.clear();
    start();
  });

  // As a page that is loaded anew: what is in the storage of the tab is all that stays.
  function start(): void {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([
          { path: 'invitation', component: InvitationPage },
          { path: '**', component: InvitationPage },
        ]),
        { provide: Session, useValue: session },
        { provide: HomeDirectory, useValue: {} },
      ],
    });
    http = TestBed.inject(HttpTestingController);
  }

  async function open(address: string): Promise<HTMLElement> {
    const harness = await RouterTestingHarness.create(address);
    await harness.fixture.whenStable();
    return harness.routeNativeElement as HTMLElement;
  }
  const asked = () => http.expectOne('api/v1/auth/invitation');

  it('has its token in no address, neither its own nor that of signing in', async () => {
    const page = await open(`/invitation#token=${token}`);
    const request = asked();
    expect(request.request.body).toEqual({ token });
    request.flush(offer);
    await vi.waitFor(() => {
      TestBed.tick();
      expect(page.textContent).toContain('I have an account already');
    });
    expect(TestBed.inject(Router).url).toBe('/invitation');
    expect(page.querySelector('a[href*="sign-in"]')?.getAttribute('href')).toBe(
      '/sign-in?return=%2Finvitation',
    );
    expect(page.innerHTML).not.toContain(token);
  });

  it('goes on with it where somebody comes back signed in, also by a page that was loaded anew', async () => {
    await open(`/invitation#token=${token}`);
    asked().flush(offer);
    start();
    await open('/invitation');
    expect(asked().request.body).toEqual({ token });
  });

  it('forgets one that is good for nothing', async () => {
    const page = await open(`/invitation#token=${token}`);
    asked().flush(null, { status: 404, statusText: 'Not Found' });
    await vi.waitFor(() => {
      TestBed.tick();
      expect(page.textContent).toContain('not good any more');
    });
    expect(sessionStorage.length).toBe(0);
  });
});
