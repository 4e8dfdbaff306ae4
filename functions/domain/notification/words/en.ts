import type { NoticeWords } from '../notice-words.ts';

export const en: NoticeWords = {
  greeting: 'Dear {name},',
  closing: 'Kind regards\n{operator}',
  account: 'Account {account}',
  payOnline: 'Pay online',
  addCredit: 'Add credit',
  saveMethod: 'Save a payment method',
  signIn: 'Sign in',
  roles: {
    owner: 'you may do everything there',
    payer: 'you may see it and pay',
    viewer: 'you may see it and report faults',
  },
  notices: {
    'invoice-issued': {
      subject: 'Invoice {number}: {total}',
      text: 'Your invoice {number} of {issuedOn} comes to {total}.\n\n{lines}\n\nPlease pay {due} by {dueOn}.',
      sms: '{operator}: invoice {number}, please pay {due} by {dueOn}.',
    },
    'invoice-settled': {
      subject: 'Invoice {number}: {total}',
      text: 'Your invoice {number} of {issuedOn} comes to {total}.\n\n{lines}\n\nNothing is left to pay.',
      sms: '{operator}: invoice {number} of {total}. Nothing is left to pay.',
    },
    'credit-note-issued': {
      subject: 'Credit note {number}: {total}',
      text: 'We have credited {total} to your account by credit note {number} of {issuedOn}.\n\n{lines}',
      sms: '{operator}: {total} was credited to your account.',
    },
    'payment-received': {
      subject: 'Payment of {amount} received',
      text: 'Thank you: we received {amount} for your account.\n\nStill to be paid: {due}.',
      sms: '{operator}: thank you, we received {amount}.',
    },
    'charge-declined': {
      subject: 'We could not charge {method}: invoice {number}',
      text: 'Charging invoice {number} to {method} was declined: {reason}\n\nNext attempt: {nextOn}. If you save another payment method, it is charged the same day.',
      sms: '{operator}: charging invoice {number} to {method} was declined. Please look at your payment method.',
    },
    'method-expiring': {
      subject: '{method} can be charged until {lastOn}',
      text: 'Your invoices are charged to {method}, which ends on {lastOn}. Please save another payment method before that day.',
      sms: '{operator}: {method} ends on {lastOn}. Please save another payment method.',
    },
    reminder: {
      subject: 'Reminder: invoice {number}',
      text: 'Invoice {number} is due on {dueOn}. Please pay {owed}.\n\nIf you have paid in the meantime, there is nothing that you need to do.',
      sms: '{operator}: please pay {owed} for invoice {number}, due on {dueOn}.',
    },
    'late-fee': {
      subject: 'Late fee: invoice {number}',
      text: 'Invoice {number} was due on {dueOn}. {owed} is overdue, so a late fee was charged. Please pay, so that nothing more is added.',
      sms: '{operator}: {owed} is overdue; a late fee was charged.',
    },
    throttle: {
      subject: 'Your service is slowed down: invoice {number}',
      text: 'Invoice {number} was due on {dueOn}. {owed} is overdue, so your service is slowed down. It is as fast as before as soon as you have paid.',
      sms: '{operator}: {owed} is overdue, so your service is slowed down. Pay, and it is fast again.',
    },
    'walled-garden': {
      subject: 'Your service is restricted: invoice {number}',
      text: 'Invoice {number} was due on {dueOn}. {owed} is overdue, so that only the page on which to pay can be reached. Everything comes back by itself as soon as you have paid.',
      sms: '{operator}: {owed} is overdue, so your service is restricted. It comes back as soon as you have paid.',
    },
    suspension: {
      subject: 'Your service is suspended: invoice {number}',
      text: 'Invoice {number} was due on {dueOn}. {owed} is overdue, so your service is suspended. It comes back by itself as soon as you have paid.',
      sms: '{operator}: {owed} is overdue, so your service is suspended. It comes back as soon as you have paid.',
    },
    termination: {
      subject: 'Your service ends: invoice {number}',
      text: 'Invoice {number} was due on {dueOn}. {owed} is long overdue, so your service ends. Please pay what is open all the same.',
      sms: '{operator}: {owed} is long overdue, so your service ends.',
    },
    'hand-over': {
      subject: 'Handed over for collection: invoice {number}',
      text: 'Invoice {number} was due on {dueOn}. {owed} is long overdue and is handed over for collection. Please pay now, or call us.',
      sms: '{operator}: {owed} is handed over for collection. Please pay now, or call us.',
    },
    'balance-low': {
      subject: 'Your balance is low: {balance}',
      text: '{balance} is left on your balance. The next charge is {charge} on {chargeOn}.\n\nPlease top up in time, so that your service goes on.',
      sms: '{operator}: {balance} is left on your balance; {charge} is charged on {chargeOn}. Please top up in time.',
    },
    'balance-short': {
      subject: 'Your balance does not suffice',
      text: '{owed} is missing on your balance, so your service is restricted. It comes back by itself as soon as you have topped up.',
      sms: '{operator}: {owed} is missing on your balance, so your service is restricted. Top up, and it is back.',
    },
    'balance-owed': {
      subject: 'Please pay: {owed}',
      text: '{owed} is owed on your account, because a payment was given back to you or to your bank. Please pay it, so that your service goes on.',
      sms: '{operator}: {owed} is owed on your account. Please pay it.',
    },
    'services-restored': {
      subject: 'Your service is back',
      text: 'Thank you for your payment. Everything that was taken of your service is given back.',
      sms: '{operator}: your service is back. Thank you.',
    },
    'service-active': {
      subject: 'Your service is active: {service}',
      text: '{service} is active since {at}. Welcome!',
      sms: '{operator}: {service} is active. Welcome!',
    },
    'quota-reached': {
      subject: '{percent} % of {volume} used: {service}',
      text: '{percent} % of the {volume} of {service} are used. The volume counts anew from {renewsOn} on.',
      sms: '{operator}: {percent} % of the {volume} of {service} are used.',
    },
    'service-suspended': {
      subject: '{service} is suspended',
      text: 'Your service {service} is suspended since {at}. If you did not expect this, please call us.',
      sms: '{operator}: {service} is suspended. If you did not expect this, please call us.',
    },
    'service-resumed': {
      subject: '{service} works again',
      text: 'Your service {service} works in full again since {at}.',
      sms: '{operator}: {service} works in full again.',
    },
    'service-terminated': {
      subject: '{service} has ended',
      text: 'Your service {service} ended on {at}. You get a last invoice for what was used until then.',
      sms: '{operator}: {service} ended on {at}.',
    },
    outage: {
      subject: 'Outage of {service}',
      text: 'Your service {service} could not be used from {from} to {to}. We are sorry. What is owed to you for it stands on your next invoice.',
      sms: '{operator}: {service} could not be used from {from} to {to}. We are sorry.',
    },
    'plan-change': {
      subject: '{service} changes on {on}',
      text: 'New terms hold for your service {service} from {on} on:\n\n{terms}\n\nPlease tell us in time if you do not agree.',
      sms: '{operator}: new terms hold for {service} from {on} on.',
    },
    message: { subject: '{subject}', text: '{text}', sms: '{operator}: {sms}' },
    'payment-link': {
      subject: 'Pay {due} online',
      text: 'You can pay {due} online until {until}, without signing in.',
      sms: '{operator}: pay {due} until {until}: {link}',
    },
    'saving-link': {
      subject: 'Save a payment method',
      text: 'Save a card or an account online until {until}, without signing in. Bills can then be charged to it.',
      sms: '{operator}: save a payment method until {until}: {link}',
    },
    'person-invited': {
      subject: 'The account of {holder} is open to you',
      text: '{operator} has opened the account of {holder} to you: {role}.\n\nTo sign in, give this e-mail address; a code is mailed to you.',
      sms: '{operator}: the account of {holder} is open to you: {role}.',
    },
  },
};
