import path from 'node:path';
import { Eta } from 'eta';
import { projectFolder } from '../../project-folder.js';
import type { Assets } from '../assets/assets.js';

/** The templates of views/, with the two words that every one of them may use: icon(name) and asset(name). */
export class Views extends Eta {
  constructor(private readonly assets: Assets) {
    super({
      views: path.join(projectFolder, 'views'),
      cache: true,
      functionHeader: 'const icon = (name) => this.icon(name); const asset = (name) => this.asset(name);',
    });
  }

  asset(name: string): string {
    return this.assets.href(name);
  }

  icon(name: string): string {
    return `<svg class="icon" aria-hidden="true"><use href="${this.asset('icons.svg')}#${name}"></use></svg>`;
  }
}
