/** One file of an exported registry. */
export interface RegistryFile {
  /** Relative, with slashes: `tenants/acme/tenant.json`. */
  readonly path: string;
  readonly text: string;
}

/** What importing files comes to. */
export interface RegistryImportReport {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Files that keep everything from being imported. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  /** What is created or changed, in words. */
  readonly changes: readonly string[];
}
