import { expect, it } from 'vitest';
import { accountId, owner, payer, signedIn, stack, viewer } from './portal-household.ts';

/** Who uses an account, and what they may do in it. */
export function peopleCases(): void {
  it('offers to nobody what the role does not allow', async () => {
    const looker = await signedIn(viewer, { width: 'phone' });
    await looker.page.getByText('Your role only lets you look.', { exact: false }).waitFor();
    expect(await looker.page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
    await looker.page.getByRole('link', { name: 'See details' }).click();
    await looker.page.getByRole('button', { name: 'Report a fault' }).waitFor();
    expect(await looker.page.getByRole('button', { name: 'Change plan' }).count()).toBe(0);
    await looker.page.getByRole('link', { name: 'You', exact: true }).click();
    await looker.page.getByText('Only an owner of this account can change this.').waitFor();
    expect(await looker.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await looker.page.goto(`${stack.api.endpoints.portal}/service/svc_of_somebody_else`);
    await looker.page.getByText('There is no such thing in this account.', { exact: false }).waitFor();
    await looker.page.getByRole('link', { name: 'To the overview' }).click();
    await looker.page.getByRole('link', { name: 'See details' }).waitFor();
    await looker.leave();
    const payingOne = await signedIn(payer, { width: 'phone' });
    await payingOne.page.getByRole('button', { name: /^Pay €/ }).waitFor();
    await payingOne.page.getByRole('link', { name: 'See details' }).click();
    await payingOne.page.getByRole('button', { name: 'Report a fault' }).waitFor();
    expect(await payingOne.page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await payingOne.leave();
  });

  it('lets an owner invite somebody, give another role, and take the account away again', async () => {
    const visitor = await signedIn(owner, { width: 'phone', theme: 'dark' }, '/you');
    const { page } = visitor;
    const card = page.getByRole('region', { name: 'Who uses this account' });
    await card.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Their e-mail address').fill('grandmother@example.com');
    await dialog.getByText('May look').click();
    await visitor.expectAccessible();
    await visitor.picture('portal-invite');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByText('grandmother@example.com may use the account now', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await card.getByRole('button', { name: 'Change: grandmother@example.com' }).click();
    await dialog.getByText('May pay').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await card.getByText('May pay').nth(1).waitFor();
    await visitor.expectAccessible();
    await visitor.picture('portal-people');
    await card.getByRole('button', { name: `Change: ${owner}` }).click();
    await dialog.getByRole('button', { name: 'Take the account away' }).click();
    await dialog.getByText('The account needs an owner.', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Change: grandmother@example.com' }).click();
    await dialog.getByRole('button', { name: 'Take the account away' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card.getByText('grandmother@example.com').waitFor({ state: 'detached' });
    // Who gives up the account's ownership sees at once what is left to them.
    await stack.api.post(`/subscribers/${accountId}/people`, { email: payer, role: 'owner' });
    await card.getByRole('button', { name: `Change: ${owner}` }).click();
    await dialog.getByText('May look').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Only an owner of this account can change this.').waitFor();
    for (const [email, role] of [
      [owner, 'owner'],
      [payer, 'payer'],
    ])
      await stack.api.post(`/subscribers/${accountId}/people`, { email, role });
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('keeps what is typed when somebody else changes the contacts meanwhile, and says what is new', async () => {
    const path = `/subscribers/${accountId}`;
    await stack.api.patch(path, { emails: [owner], phones: ['+35391555200'] });
    const visitor = await signedIn(owner, { width: 'phone' }, '/you');
    const { page } = visitor;
    const card = page.getByRole('region', { name: 'How we reach you' });
    await card.getByLabel('Phone', { exact: true }).fill('+35391555201');
    await stack.api.patch(path, { emails: ['desk@example.com'], phones: ['+35391555202'] });
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Somebody else has changed this meanwhile.', { exact: false }).waitFor();
    expect(await card.getByLabel('E-mail', { exact: true }).inputValue()).toBe('desk@example.com');
    expect(await card.getByLabel('Phone', { exact: true }).inputValue()).toBe('+35391555201');
    await card.getByText('+35391555202').scrollIntoViewIfNeeded();
    await visitor.expectAccessible();
    await visitor.picture('portal-changed-meanwhile');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Saved.').waitFor();
    expect(await stack.api.get(path)).toMatchObject({
      emails: ['desk@example.com'],
      phones: ['+35391555201'],
    });
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('turns to another account of the same person, and shows nothing of the first there', async () => {
    const visitor = await signedIn(owner, { width: 'phone' });
    const { page } = visitor;
    await page.getByText('Home 100').waitFor();
    await page.getByRole('button', { name: /Household/ }).click();
    await page.getByRole('menuitem', { name: /Harbour Road School/ }).click();
    await page.getByRole('heading', { name: 'Harbour Road School' }).waitFor();
    await page.getByText('No service yet.').waitFor();
    expect(await page.getByText('Home 100').count()).toBe(0);
    await visitor.picture('portal-other');
    await visitor.leave();
  });
}
