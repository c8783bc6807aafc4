/** How to mend one failing thing, in words that can be pasted: for exactly this resource, never a fragment. */
export interface Remedy {
  /** AWS CLI commands, one a line, in the order in which to run them. */
  readonly cli: readonly string[];
  readonly terraform: string;
  /** YAML. */
  readonly cloudFormation: string;
  /** What the mending may break, and how to notice. */
  readonly mayBreak: string;
}
