import type { FieldType } from '@qiao/domain/kind';
import type { Component } from 'svelte';
import type { FieldProps } from './field-props.ts';
import Choice from './Choice.svelte';
import Date from './Date.svelte';
import Duration from './Duration.svelte';
import File from './File.svelte';
import Flag from './Flag.svelte';
import Instant from './Instant.svelte';
import Localized from './Localized.svelte';
import Money from './Money.svelte';
import Number from './Number.svelte';
import Reference from './Reference.svelte';
import Region from './Region.svelte';
import Rich from './Rich.svelte';
import Text from './Text.svelte';

// Each takes the field of its own type; the type of the field chooses, so one table may hold them all.
const COMPONENTS: Record<FieldType, unknown> = {
  text: Text,
  localized: Localized,
  rich: Rich,
  number: Number,
  money: Money,
  date: Date,
  instant: Instant,
  duration: Duration,
  choice: Choice,
  region: Region,
  reference: Reference,
  flag: Flag,
  file: File,
};

/** The component of a field type. */
export const fieldComponent = (type: FieldType): Component<FieldProps> => COMPONENTS[type] as Component<FieldProps>;
