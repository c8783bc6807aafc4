/** The bill of materials (CycloneDX 1.6) of this package: itself and what it depends on, from its own package.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../templates.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export function softwareBill() {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as Manifest;
  const required = Object.entries(manifest.dependencies).map(entry => component(entry, 'required'));
  const optional = Object.entries(manifest.optionalDependencies ?? {}).map(entry =>
    component(entry, 'optional'),
  );
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': purl(manifest.name, manifest.version),
        name: manifest.name,
        version: manifest.version,
        licenses: [{ license: { id: manifest.license } }],
        purl: purl(manifest.name, manifest.version),
      },
    },
    // Direct dependencies, which are pinned; what stands behind them is in the lock file of the release.
    components: [...required, ...optional].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function component([name, version]: readonly [string, string], scope: 'required' | 'optional') {
  return { type: 'library', 'bom-ref': purl(name, version), name, version, scope, purl: purl(name, version) };
}

function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
