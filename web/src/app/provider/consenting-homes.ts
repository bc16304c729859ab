import { httpResource } from '@angular/common/http';
import { Injectable, computed } from '@angular/core';
import { CustomerList } from '../api/types';
import { ConsentingHome } from './home-choice';

/** The homes that consent now, by name. Provided by the page that lets choose among them. */
@Injectable()
export class ConsentingHomes {
  readonly customers = httpResource<CustomerList>(() => 'api/v1/providers/customers');
  readonly list = computed<readonly ConsentingHome[]>(() =>
    (this.customers.hasValue() ? this.customers.value().items : [])
      .flatMap(({ home, home_name }) =>
        home === null ? [] : [{ id: home, name: home_name ?? '' }],
      )
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  );
  readonly isEmpty = computed(() => this.customers.hasValue() && this.list().length === 0);
}

/** The homes as the API wants them named; nothing for all of them. */
export function homesParam(chosen: ReadonlySet<string> | null): string | null {
  return chosen === null ? null : [...chosen].join(',');
}
