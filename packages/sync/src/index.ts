export * from './protocol/index.ts';
export type * from './store/contract.ts';
