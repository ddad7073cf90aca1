export { hashBytes, type ByteSource } from './hashing.ts';
export { keepBytes } from './keeping.ts';
export { fetchBytes, type BytesAnswer, type GetBytes } from './fetching.ts';
export { readBytes, verifyBytes } from './reading.ts';
