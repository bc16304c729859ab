import { Component, input } from '@angular/core';
import { FileExport } from '../files/file-export';
import { FileImport } from '../files/file-import';

/** Files into the home, and out of it. */
@Component({
  selector: 'ohm-files-settings',
  imports: [FileExport, FileImport],
  template: `
    <ohm-file-import [home]="home()" (imported)="exporting.reload()" />
    <ohm-file-export #exporting [home]="home()" />
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-6);
    }
  `,
})
export default class FilesSettings {
  readonly home = input.required<string>();
}
