import { HttpClient } from '@angular/common/http';
import { firstValueFrom } from 'rxjs';
import { CustomerList, Home } from '../api/types';
import { KnownHome } from '../home/home-directory';

/** The home of a customer whose consent is in force; null of every other. Asking for it is a look that its people see. */
export async function customerHome(http: HttpClient, id: string): Promise<KnownHome | null> {
  const customers = await firstValueFrom(http.get<CustomerList>('api/v1/providers/customers'));
  const customer = customers.items.find((item) => item.home === id);
  if (!customer?.given) {
    return null;
  }
  const home = await firstValueFrom(http.get<Home>(`api/v1/homes/${id}`));
  return {
    ...home,
    role: '',
    can: [],
    visit: null,
    consent: {
      permission: customer.permission,
      purpose: customer.purpose,
      terms: customer.given,
    },
  };
}
