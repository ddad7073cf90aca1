export * from './codec.ts';
export * from './codes.ts';
export * from './history.ts';
export * as limits from './limits.ts';
export * from './messages.ts';
export * from './names.ts';
