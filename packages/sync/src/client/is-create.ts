/** Whether an intent's body makes its record. */
export const isCreate = (body: string): boolean => (JSON.parse(body) as { type?: unknown }).type === 'create';
