import { Component, computed, input, linkedSignal, model } from '@angular/core';

export interface ConsentingHome {
  readonly id: string;
  readonly name: string;
}

let count = 0;

/** Which consenting homes count: all of them, or those that are ticked. */
@Component({
  selector: 'ohm-home-choice',
  template: `
    <fieldset class="field">
      <legend class="field__label">{{ label() }}</legend>
      @if (canTakeAll()) {
        <label class="choice">
          <input
            type="radio"
            [name]="id"
            [checked]="chosen() === null"
            (change)="chosen.set(null)"
          />
          <span i18n>All that consent ({{ homes().length }})</span>
        </label>
        <label class="choice">
          <input
            type="radio"
            [name]="id"
            [checked]="chosen() !== null"
            (change)="chosen.set(ticked())"
          />
          <span i18n>Some of them ({{ ticked().size }})</span>
        </label>
      }
      @if (chosen() !== null) {
        <input
          class="input input--small"
          type="search"
          autocomplete="off"
          i18n-placeholder
          placeholder="Find by name"
          i18n-aria-label
          aria-label="Find by name"
          (input)="search($event)"
        />
        <div class="list" role="group" tabindex="0" [attr.aria-label]="label()">
          @for (home of shown(); track home.id) {
            <label class="check">
              <input type="checkbox" [checked]="ticked().has(home.id)" (change)="tick(home.id)" />
              <span>{{ home.name }}</span>
            </label>
          } @empty {
            <p class="small muted" i18n>No home is called like that.</p>
          }
        </div>
      }
    </fieldset>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    .choice {
      display: flex;
      gap: var(--space-2);
      align-items: center;
      min-height: 2rem;
    }
    .choice input {
      width: 1.125rem;
      height: 1.125rem;
      margin: 0;
      accent-color: var(--ink);
    }
    .list {
      display: grid;
      max-height: 13rem;
      overflow-y: auto;
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--line);
      border-radius: var(--radius-s);
    }
    .check {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class HomeChoice {
  readonly label = input.required<string>();
  readonly homes = input.required<readonly ConsentingHome[]>();
  readonly canTakeAll = input(true);
  /** null: all of them. */
  readonly chosen = model.required<ReadonlySet<string> | null>();

  protected readonly id = `homes-${(count += 1)}`;
  /** What was ticked stays so while all are taken. */
  protected readonly ticked = linkedSignal<ReadonlySet<string> | null, ReadonlySet<string>>({
    source: this.chosen,
    computation: (chosen, previous) => chosen ?? previous?.value ?? new Set(),
  });
  private readonly wanted = linkedSignal({ source: this.homes, computation: () => '' });
  protected readonly shown = computed(() => {
    const wanted = this.wanted().trim().toLocaleLowerCase();
    return this.homes().filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  });

  protected search(event: Event): void {
    this.wanted.set((event.target as HTMLInputElement).value);
  }

  protected tick(id: string): void {
    const next = new Set(this.ticked());
    if (!next.delete(id)) {
      next.add(id);
    }
    this.chosen.set(next);
  }
}
