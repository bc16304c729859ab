import { HttpClient } from '@angular/common/http';
import { DOCUMENT, Service, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Session as SessionInfo, SignedOut } from '../api/types';

/** Who is signed in, and which ways in this server offers. The cookie itself is out of reach of scripts. */
@Service()
export class Session {
  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);

  private readonly current = signal<SessionInfo | null>(null);
  private loading: Promise<SessionInfo> | null = null;

  readonly info = this.current.asReadonly();
  readonly user = computed(() => this.current()?.user ?? null);
  readonly isSignedIn = computed(() => this.current()?.signed_in ?? false);
  /**
   * True where what is sent can be read on the way; a connection within the machine is not meant. The server knows
   * best, as a proxy may stand before it; until it answers, the address of the page tells.
   */
  readonly isPlain = computed(() => {
    const info = this.current();
    return info ? info.encrypted === false : isPlainAddress(this.document.location);
  });
  readonly isDemo = computed(() => this.current()?.demo ?? false);

  /** The session, asked for once. Rejects when the server does not answer; the next call asks again. */
  ready(): Promise<SessionInfo> {
    const known = this.current();
    if (known) {
      return Promise.resolve(known);
    }
    this.loading ??= this.reload().finally(() => (this.loading = null));
    return this.loading;
  }

  async reload(): Promise<SessionInfo> {
    return this.adopt(await firstValueFrom(this.http.get<SessionInfo>('api/v1/auth/session')));
  }

  /** What secondStep() needs beside a code, where the account has a second step; null: signed in. */
  async signIn(email: string, password: string): Promise<string | null> {
    const info = await this.enter('api/v1/auth/local', { email, password });
    return info.second_step;
  }

  /** Signs in with a code, within five minutes of the password. */
  async secondStep(token: string, code: string): Promise<void> {
    await this.enter('api/v1/auth/second-step', { token, code });
  }

  /** A new password by a one-time link. Nobody is signed in by it. */
  async resetPassword(token: string, password: string): Promise<void> {
    // Whoever is signed in here has to show the token of that session.
    await this.ready();
    await firstValueFrom(this.http.post('api/v1/auth/reset', { token, password }));
    await this.reload();
  }

  async enterDemo(role: string): Promise<void> {
    await this.enter('api/v1/auth/demo', { role });
  }

  async createOwner(owner: {
    token: string;
    name: string;
    email: string;
    password: string;
  }): Promise<void> {
    await this.enter('api/v1/auth/setup', owner);
  }

  /** A new account by an invitation's link, which joins its home. */
  async join(person: {
    token: string;
    name: string;
    email: string;
    password: string;
  }): Promise<void> {
    await this.enter('api/v1/auth/invitation/join', person);
  }

  /** Where to go on, for somebody of a directory that they should be signed out of as well. */
  async signOut(): Promise<string | null> {
    const ending = firstValueFrom(this.http.post<SignedOut>('api/v1/auth/sign-out', {}));
    // What ends from now on is no surprise.
    this.forget();
    try {
      return (await ending).continue_at;
    } finally {
      await this.reload();
    }
  }

  /** The server no longer knows this session: forget the user, so that the guards ask for sign-in. */
  forget(): void {
    this.current.update(
      (info) => info && { ...info, signed_in: false, user: null, csrf_token: null },
    );
  }

  private async enter(url: string, body: object): Promise<SessionInfo> {
    return this.adopt(await firstValueFrom(this.http.post<SessionInfo>(url, body)));
  }

  private adopt(info: SessionInfo): SessionInfo {
    this.current.set(info);
    return info;
  }
}

/** Whether a page of this address comes unencrypted over a network. */
export function isPlainAddress(location: { protocol: string; hostname: string }): boolean {
  const isThisMachine =
    /^(.+\.)?localhost$/.test(location.hostname) ||
    /^127(\.\d+){3}$/.test(location.hostname) ||
    location.hostname === '[::1]';
  return location.protocol === 'http:' && !isThisMachine;
}
