import { httpResource } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { CustomerList as Customers } from '../api/types';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { countByState, customerRows } from './customer-rows';
import { ConsentState } from './customer-words';
import { EndConsent } from './end-consent';
import { ownZone } from './own-zone';

/** Every customer of the provider, how its consent stands, and what it lets the provider see. */
@Component({
  selector: 'ohm-customer-list',
  imports: [EmptyState, EndConsent, LoadError, RouterLink],
  templateUrl: './customer-list.html',
  styleUrl: './customer-list.scss',
})
export default class CustomerList {
  private readonly locale = inject(FormatLanguage).locale;

  protected readonly state = signal<ConsentState | null>(null);
  protected readonly search = signal('');
  protected readonly customers = httpResource<Customers>(() => 'api/v1/providers/customers');
  private readonly known = computed(() =>
    this.customers.hasValue()
      ? { items: this.customers.value().items, now: Date.now() }
      : { items: [], now: 0 },
  );
  protected readonly failure = computed(() => {
    const error = this.customers.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isEmpty = computed(
    () => this.customers.hasValue() && this.known().items.length === 0,
  );
  protected readonly count = computed(() => this.known().items.length);
  protected readonly states = computed(() => countByState(this.known().items));
  protected readonly rows = computed(() => {
    const { items, now } = this.known();
    const filter = { state: this.state(), search: this.search() };
    return customerRows(items, filter, now, this.locale(), ownZone);
  });
  protected readonly soonCount = computed(() => {
    const { items, now } = this.known();
    const all = customerRows(items, { state: null, search: '' }, now, this.locale(), ownZone);
    return all.filter((row) => row.soon !== null).length;
  });

  protected chooseState(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.state.set(value === '' ? null : (value as ConsentState));
  }

  protected searchFor(event: Event): void {
    this.search.set((event.target as HTMLInputElement).value);
  }
}
