import { Service, Type, signal } from '@angular/core';
import { Figure } from './figure';

/** Which figure is being explained. Its panel is loaded when somebody asks for the first time. */
@Service()
export class Explain {
  private readonly asked = signal<Figure | null>(null);
  private readonly loaded = signal<Type<unknown> | null>(null);

  readonly figure = this.asked.asReadonly();
  readonly panel = this.loaded.asReadonly();

  async open(figure: Figure): Promise<void> {
    this.asked.set(figure);
    if (this.loaded() === null) {
      const { ExplainPanel } = await import('./explain-panel');
      this.loaded.set(ExplainPanel);
    }
  }

  close(): void {
    this.asked.set(null);
  }
}
