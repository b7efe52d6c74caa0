import { MailClient } from 'house-mail';

export async function unread(account: Account): Promise<number> {
  const session = await MailClient.login(account.host, account.user, account.secret);
  try {
    const box = await session.select('INBOX');
    if (box.total === 0) return 0;
    return (await session.search({ seen: false })).length;
  } finally {
    await session.logout();
  }
}
