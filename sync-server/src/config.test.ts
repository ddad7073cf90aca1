import { describe, expect, it } from 'vitest';
import { BadSetting, readConfig } from './config.ts';

describe('settings', () => {
  it('have the values of the contract when nothing is set', () => {
    const config = readConfig({ PORT: '', HOST: '' });
    expect(config).toMatchObject({
      port: 8787,
      host: '127.0.0.1',
      url: 'http://localhost:8787',
      secure: false,
      admin: null,
      databaseUrl: null,
    });
    expect([...config.origins]).toEqual(['http://localhost:8787', 'http://127.0.0.1:8787']);
    expect(config.dataDir).toMatch(/\/data$/);
  });

  it('take one public origin and no other when it is named', () => {
    const config = readConfig({ PUBLIC_ORIGIN: 'https://qiao.example.edu.cn/', PORT: '80' });
    expect([...config.origins]).toEqual(['https://qiao.example.edu.cn']);
    expect(config).toMatchObject({ secure: true, url: 'https://qiao.example.edu.cn' });
  });

  it('that cannot be are named', () => {
    for (const env of [
      { PORT: 'x' },
      { PORT: '70000' },
      { PUBLIC_ORIGIN: 'qiao' },
      { PUBLIC_ORIGIN: 'ftp://x' },
      { QIAO_ADMIN_EMAIL: 'a@b.cn' },
      { DATABASE_URL: 'mysql://x' },
    ]) {
      expect(() => readConfig(env)).toThrow(BadSetting);
      expect(() => readConfig(env)).toThrow(Object.keys(env)[0]);
    }
  });
});
