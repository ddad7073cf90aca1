import { ADMIN } from './relay.ts';
import { expect, LUO, newDevice, signIn, test } from './office.ts';

test('passwords that the server made stay to be handed over while further accounts are added, and their owner sets another', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const { page } = await newDevice(browser);
  await signIn(page, relay, ADMIN, '/settings');
  const dialog = page.getByRole('dialog');
  const add = async (name: string, email: string): Promise<void> => {
    await page.getByRole('button', { name: '添加账户' }).click();
    await dialog.getByLabel('姓名').fill(name);
    await dialog.getByLabel('邮箱').fill(email);
    await dialog.getByLabel('科员').check();
    await dialog.getByRole('button', { name: '保存账户' }).click();
    // An officer with no desk would see nothing.
    await expect(dialog.getByRole('alert')).toContainText('至少一项业务');
    await dialog.getByLabel('会议与来访').check();
    await dialog.getByRole('button', { name: '保存账户' }).click();
    await expect(dialog).toBeHidden();
  };
  await add('周明远', 'zhou@example.edu');
  await add('赵六', 'zhao@example.edu');
  const zhou = page.getByText('周明远的密码');
  await expect(zhou).toBeVisible();
  await expect(page.getByText('赵六的密码')).toBeVisible();
  const made = await zhou.locator('code').innerText();

  const other = await newDevice(browser);
  await signIn(other.page, relay, { email: 'zhou@example.edu', password: made }, '/settings');
  await other.page.getByRole('button', { name: '修改密码' }).click();
  const own = other.page.getByRole('dialog');
  await own.getByLabel('现在的密码').fill('not this one');
  await own.getByLabel('新密码').fill('lake in the mountain 4');
  await own.getByRole('button', { name: '改密码' }).click();
  await expect(own.getByRole('alert')).toContainText('现在的密码不对');
  await own.getByLabel('现在的密码').fill(made);
  await own.getByRole('button', { name: '改密码' }).click();
  await expect(other.page.getByText('密码已改')).toBeVisible();

  const third = await newDevice(browser);
  await signIn(third.page, relay, { email: 'zhou@example.edu', password: 'lake in the mountain 4' });

  await page.getByRole('button', { name: '已交给本人' }).first().click();
  await expect(zhou).toBeHidden();
  await expect(page.getByText('赵六的密码')).toBeVisible();
});

test('the last administrator cannot lock the office out', async ({ office, browser }) => {
  const { page } = await newDevice(browser);
  await signIn(page, office.relay, ADMIN, '/settings');
  await expect(page.getByRole('button', { name: LUO.name, exact: true })).toBeVisible();
  await page.getByRole('region', { name: '账户管理' }).getByRole('row').nth(1).getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('系统管理员').uncheck();
  await dialog.getByRole('button', { name: '保存账户' }).click();
  await expect(dialog.getByRole('alert')).toContainText('没有别的系统管理员');
});
