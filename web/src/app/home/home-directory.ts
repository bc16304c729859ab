import { HttpClient } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { ConsentTerms, Home, Me, MyHome } from '../api/types';
import { readStored, store } from '../ui/stored';

const lastHomeKey = 'ohmstead.home';

/** By which a provider's staff see a customer's home. */
export interface HomeConsent {
  readonly permission: string;
  readonly purpose: string;
  readonly terms: ConsentTerms;
}

export interface KnownHome extends Home {
  readonly role: string;
  readonly can: readonly string[];
  /** Of an operator who is no member. */
  readonly visit: MyHome['visit'];
  /** Of a customer's: it is seen so far and no further. */
  readonly consent: HomeConsent | null;
}

/** Whether this person sees what the home does at this moment. */
export function seesLive(home: KnownHome): boolean {
  return home.consent === null || home.consent.terms.detail === 'live';
}

/** The homes this person may see, what they may do in each, and the one on screen. */
@Service()
export class HomeDirectory {
  private readonly http = inject(HttpClient);

  private readonly me = signal<Me | null>(null);
  private readonly list = signal<readonly KnownHome[]>([]);
  /** The customer's home that was opened last, of whoever works for a provider. */
  private readonly customer = signal<KnownHome | null>(null);
  private readonly currentId = signal<string | null>(null);
  private loading: Promise<void> | null = null;

  readonly person = this.me.asReadonly();
  readonly homes = this.list.asReadonly();
  readonly current = computed(() => this.find(this.currentId() ?? '') ?? null);
  /** Whether this person works for a provider, which has customers. */
  readonly isOfProvider = computed(() => this.me()?.server_role === 'provider');

  /** Loads once per signed-in person; `reload` asks again. */
  ready(): Promise<void> {
    if (this.me()) {
      return Promise.resolve();
    }
    this.loading ??= this.reload().finally(() => (this.loading = null));
    return this.loading;
  }

  async reload(): Promise<void> {
    const [me, homes] = await Promise.all([
      firstValueFrom(this.http.get<Me>('api/v1/me')),
      firstValueFrom(this.http.get<{ items: Home[] }>('api/v1/homes')),
    ]);
    const mine = new Map<string, MyHome>(me.homes.map((home) => [home.id, home]));
    this.list.set(
      homes.items.map((home) => ({
        ...home,
        role: mine.get(home.id)?.role ?? '',
        can: mine.get(home.id)?.can ?? [],
        visit: mine.get(home.id)?.visit ?? null,
        consent: null,
      })),
    );
    this.me.set(me);
  }

  find(id: string): KnownHome | undefined {
    const customer = this.customer();
    return (
      this.list().find((home) => home.id === id) ?? (customer?.id === id ? customer : undefined)
    );
  }

  /** Asks for a customer's home, which is then found while it consents. Its people see that somebody looked. */
  async openCustomer(id: string): Promise<void> {
    if (this.isOfProvider() && !this.list().some((home) => home.id === id)) {
      const { customerHome } = await import('../provider/customer-home');
      this.customer.set(await customerHome(this.http, id));
    }
  }

  select(id: string): void {
    this.currentId.set(id);
    if (this.customer()?.id !== id) {
      store(lastHomeKey, id);
    }
  }

  /** No home is on screen any more, so nothing more is asked of one. */
  leave(): void {
    this.currentId.set(null);
  }

  /** Where to go without being told: the home seen last, else the first one. */
  preferred(): KnownHome | undefined {
    const last = readStored(lastHomeKey);
    return (last !== null ? this.find(last) : undefined) ?? this.list()[0];
  }

  can(ability: string): boolean {
    return this.current()?.can.includes(ability) ?? false;
  }

  /** What this person may do with the server itself. */
  canOnServer(ability: string): boolean {
    return this.me()?.can.includes(ability) ?? false;
  }

  async create(home: Pick<Home, 'name' | 'time_zone' | 'currency' | 'country'>): Promise<Home> {
    const created = await firstValueFrom(this.http.post<Home>('api/v1/homes', home));
    await this.reload();
    return created;
  }

  async edit(id: string, changes: Partial<Omit<Home, 'id' | 'created_at'>>): Promise<void> {
    const changed = await firstValueFrom(this.http.patch<Home>(`api/v1/homes/${id}`, changes));
    this.list.update((homes) =>
      homes.map((home) => (home.id === id ? { ...home, ...changed } : home)),
    );
  }

  /** Another person may sign in next: keep nothing of this one. */
  clear(): void {
    this.me.set(null);
    this.list.set([]);
    this.customer.set(null);
    this.currentId.set(null);
  }
}
