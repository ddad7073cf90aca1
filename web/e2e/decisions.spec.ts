import { addPerson, expect, HOST, LUO, newDevice, newRecordId, signIn, syncPill, test, type Account } from './office.ts';
import { Caller } from './relay.ts';

test('a double press on a decision makes it once', async ({ office, browser }) => {
  const { relay } = office;
  const luo = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record });
  const { page } = await newDevice(browser);
  await signIn(page, relay, LUO, `/event/${record}`);
  await page.getByRole('textbox', { name: '会议名称，中文' }).fill('高原湖泊研讨会');
  await page.getByRole('combobox', { name: '类型' }).selectOption('国际会议');
  await page.getByRole('textbox', { name: '主办单位' }).fill('曲靖师范学院');
  await page.getByRole('textbox', { name: '地点' }).fill('逸夫楼');
  await page.getByRole('textbox', { name: '开始日期' }).fill('2026-10-21');
  await page.getByRole('textbox', { name: '结束日期' }).fill('2026-10-22');
  await page.getByRole('textbox', { name: '预计境外人数' }).fill('30');
  await page.getByRole('textbox', { name: '预计总人数' }).fill('120');
  await page.keyboard.press('Tab');
  // Twice before the page can draw anything in between, as a slow tablet takes a double tap.
  await page.getByRole('button', { name: '提交', exact: true }).evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(page.getByRole('button', { name: '撤回', exact: true })).toBeVisible();
  await expect(page.getByText('处长、校领导')).toBeVisible();
  await expect(page.getByText('没有生效')).toHaveCount(0);
  const ledger = page.getByRole('region', { name: '办理记录' });
  await expect(ledger.getByText('提交，转为待批')).toHaveCount(1);
  await expect(ledger.getByText('撤回')).toHaveCount(0);
});

const LEADER: Account = { email: 'yang@example.edu', password: 'a gate of cedar wood 4', name: '杨校长' };

test('[DEV1] a decision that a full device cannot store says so; once it can, a leader is told what became of it though the record goes on to others', async ({
  office,
  browser,
}) => {
  const { relay, admin } = office;
  await addPerson(admin, LEADER, ['leader'], []);
  const luo = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  for (const type of ['create', 'submit'])
    await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type, kind: 'event', record });
  const { page } = await newDevice(browser);
  await signIn(page, relay, LEADER, `/event/${record}`);
  // A leader is not told to ask for what would not help.
  await expect(page.getByText('这些内容您可以看，不能改。', { exact: true })).toBeVisible();

  await page.evaluate(() => {
    const full = (): never => {
      throw new DOMException('the disk is full', 'QuotaExceededError');
    };
    const before = Object.getOwnPropertyDescriptors(IDBObjectStore.prototype);
    Object.assign(IDBObjectStore.prototype, { add: full, put: full });
    addEventListener('room-again', () => Object.defineProperties(IDBObjectStore.prototype, before), { once: true });
  });
  await page.getByRole('button', { name: '退回', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('请补主办单位');
  await page.getByRole('dialog').getByRole('button', { name: '退回' }).click();
  const notice = page.getByRole('alert').filter({ hasText: '退回没有存下' });
  await expect(notice).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('room-again')));
  await notice.getByRole('button', { name: '再试' }).click();

  await expect(page.getByText('您的退回已生效，记在办理记录里。之后由经办人接着办。')).toBeVisible();
  const { body } = await luo.call<{ facts: { state: string } }>('GET', `/api/records/event/${record}`);
  expect(body.facts.state).toBe('draft');
});

test('a host who is taken off an event while away still reads what they had written there, and who was taken off is in the ledger', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const luo = await Caller.signIn(relay, LUO);
  const xu = await Caller.signIn(relay, HOST);
  const record = newRecordId();
  const decide = (type: string, more: object = {}) =>
    luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type, kind: 'event', record, ...more });
  await decide('create');
  await decide('assign', { assignees: [{ id: xu.user.id, name: xu.user.name }] });

  const { page, context } = await newDevice(browser);
  await signIn(page, relay, HOST, `/event/${record}/plan`);
  await context.setOffline(true);
  await expect(syncPill(page)).toContainText('离线');
  await page.getByRole('button', { name: '加一场' }).first().click();
  await page.keyboard.insertText('接机，三号航站楼');
  await page.keyboard.press('Enter');
  await expect(syncPill(page)).toContainText('待发');
  await decide('assign', { assignees: [] });
  await context.setOffline(false);
  await expect(syncPill(page)).toContainText('被退回');
  await syncPill(page).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet).toContainText('会议与活动，一条您不再能看的记录');
  await expect(sheet).toContainText('场次：接机，三号航站楼');
  await expect(sheet).not.toContainText(record);

  const officer = await newDevice(browser);
  await signIn(officer.page, relay, LUO, `/event/${record}`);
  await expect(officer.page.getByRole('region', { name: '办理记录' })).toContainText(`−${HOST.name}`);
});
