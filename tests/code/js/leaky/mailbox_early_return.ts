import { MailClient } from 'house-mail';

export async function unread(account: Account): Promise<number> {
  const session = await MailClient.login(account.host, account.user, account.secret);
  const box = await session.select('INBOX');
  if (box.total === 0) return 0; // expect: close-wait-leak
  const ids = await session.search({ seen: false });
  await session.logout();
  return ids.length;
}
