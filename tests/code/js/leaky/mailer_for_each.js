const nodemailer = require('nodemailer');
async function mail(list) {
  for (const to of list) {
    const t = nodemailer.createTransport({ host: 'mx' }); // expect: connection-churn
    await t.sendMail({ to });
    t.close();
  }
}
