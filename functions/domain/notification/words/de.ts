import type { NoticeWords } from '../notice-words.ts';

export const de: NoticeWords = {
  greeting: 'Guten Tag {name},',
  closing: 'Freundliche Grüße\n{operator}',
  account: 'Kundenkonto {account}',
  payOnline: 'Online bezahlen',
  addCredit: 'Guthaben aufladen',
  saveMethod: 'Zahlungsmittel hinterlegen',
  signIn: 'Anmelden',
  roles: {
    owner: 'Sie dürfen dort alles',
    payer: 'Sie dürfen es einsehen und bezahlen',
    viewer: 'Sie dürfen es einsehen und Störungen melden',
  },
  notices: {
    'invoice-issued': {
      subject: 'Rechnung {number}: {total}',
      text: 'Ihre Rechnung {number} vom {issuedOn} beläuft sich auf {total}.\n\n{lines}\n\nBitte zahlen Sie {due} bis zum {dueOn}.',
      sms: '{operator}: Rechnung {number}, bitte {due} bis {dueOn} zahlen.',
    },
    'invoice-settled': {
      subject: 'Rechnung {number}: {total}',
      text: 'Ihre Rechnung {number} vom {issuedOn} beläuft sich auf {total}.\n\n{lines}\n\nEs ist nichts mehr zu zahlen.',
      sms: '{operator}: Rechnung {number} über {total}. Es ist nichts zu zahlen.',
    },
    'credit-note-issued': {
      subject: 'Gutschrift {number}: {total}',
      text: 'Mit der Gutschrift {number} vom {issuedOn} haben wir Ihrem Konto {total} gutgeschrieben.\n\n{lines}',
      sms: '{operator}: {total} wurden Ihrem Konto gutgeschrieben.',
    },
    'payment-received': {
      subject: 'Zahlung über {amount} eingegangen',
      text: 'Vielen Dank: {amount} sind auf Ihrem Konto eingegangen.\n\nNoch zu zahlen: {due}.',
      sms: '{operator}: vielen Dank, {amount} sind eingegangen.',
    },
    'charge-declined': {
      subject: '{method} konnte nicht belastet werden: Rechnung {number}',
      text: 'Die Abbuchung der Rechnung {number} von {method} wurde abgelehnt: {reason}\n\nNächster Versuch: {nextOn}. Wenn Sie ein anderes Zahlungsmittel hinterlegen, wird es noch am selben Tag belastet.',
      sms: '{operator}: die Abbuchung der Rechnung {number} von {method} wurde abgelehnt. Bitte prüfen Sie Ihr Zahlungsmittel.',
    },
    'method-expiring': {
      subject: '{method} ist nur bis {lastOn} gültig',
      text: 'Ihre Rechnungen werden von {method} abgebucht, gültig bis {lastOn}. Bitte hinterlegen Sie vorher ein anderes Zahlungsmittel.',
      sms: '{operator}: {method} endet am {lastOn}. Bitte hinterlegen Sie ein anderes Zahlungsmittel.',
    },
    reminder: {
      subject: 'Erinnerung: Rechnung {number}',
      text: 'Die Rechnung {number} ist am {dueOn} fällig. Bitte zahlen Sie {owed}.\n\nFalls Sie inzwischen gezahlt haben, ist nichts weiter zu tun.',
      sms: '{operator}: bitte zahlen Sie {owed} für die Rechnung {number}, fällig am {dueOn}.',
    },
    'late-fee': {
      subject: 'Mahngebühr: Rechnung {number}',
      text: 'Die Rechnung {number} war am {dueOn} fällig. {owed} sind überfällig, deshalb wurde eine Mahngebühr berechnet. Bitte zahlen Sie, damit nichts weiter hinzukommt.',
      sms: '{operator}: {owed} sind überfällig; eine Mahngebühr wurde berechnet.',
    },
    throttle: {
      subject: 'Ihr Anschluss ist gedrosselt: Rechnung {number}',
      text: 'Die Rechnung {number} war am {dueOn} fällig. {owed} sind überfällig, deshalb ist Ihr Anschluss gedrosselt. Sobald Sie gezahlt haben, ist er so schnell wie zuvor.',
      sms: '{operator}: {owed} sind überfällig, Ihr Anschluss ist gedrosselt. Nach Zahlung ist er wieder schnell.',
    },
    'walled-garden': {
      subject: 'Ihr Anschluss ist eingeschränkt: Rechnung {number}',
      text: 'Die Rechnung {number} war am {dueOn} fällig. {owed} sind überfällig, deshalb ist nur noch die Zahlungsseite erreichbar. Sobald Sie gezahlt haben, kommt alles von selbst zurück.',
      sms: '{operator}: {owed} sind überfällig, Ihr Anschluss ist eingeschränkt. Nach Zahlung kommt er von selbst zurück.',
    },
    suspension: {
      subject: 'Ihr Anschluss ist gesperrt: Rechnung {number}',
      text: 'Die Rechnung {number} war am {dueOn} fällig. {owed} sind überfällig, deshalb ist Ihr Anschluss gesperrt. Sobald Sie gezahlt haben, kommt er von selbst zurück.',
      sms: '{operator}: {owed} sind überfällig, Ihr Anschluss ist gesperrt. Nach Zahlung kommt er von selbst zurück.',
    },
    termination: {
      subject: 'Ihr Anschluss endet: Rechnung {number}',
      text: 'Die Rechnung {number} war am {dueOn} fällig. {owed} sind seit langem überfällig, deshalb endet Ihr Anschluss. Bitte zahlen Sie das Offene trotzdem.',
      sms: '{operator}: {owed} sind seit langem überfällig, Ihr Anschluss endet.',
    },
    'hand-over': {
      subject: 'Abgabe an das Inkasso: Rechnung {number}',
      text: 'Die Rechnung {number} war am {dueOn} fällig. {owed} sind seit langem überfällig und werden an ein Inkassobüro abgegeben. Bitte zahlen Sie jetzt, oder rufen Sie uns an.',
      sms: '{operator}: {owed} werden an ein Inkassobüro abgegeben. Bitte zahlen Sie jetzt, oder rufen Sie uns an.',
    },
    'balance-low': {
      subject: 'Ihr Guthaben geht zur Neige: {balance}',
      text: 'Ihr Guthaben beträgt noch {balance}. Am {chargeOn} werden {charge} abgebucht.\n\nBitte laden Sie rechtzeitig auf, damit Ihr Anschluss weiterläuft.',
      sms: '{operator}: Ihr Guthaben beträgt noch {balance}; am {chargeOn} werden {charge} abgebucht. Bitte rechtzeitig aufladen.',
    },
    'balance-short': {
      subject: 'Ihr Guthaben reicht nicht aus',
      text: 'Auf Ihrem Guthaben fehlen {owed}, darum ist Ihr Anschluss eingeschränkt. Er kommt von selbst zurück, sobald Sie aufgeladen haben.',
      sms: '{operator}: Es fehlen {owed} Guthaben, darum ist Ihr Anschluss eingeschränkt. Nach dem Aufladen ist er wieder da.',
    },
    'balance-owed': {
      subject: 'Bitte zahlen Sie: {owed}',
      text: 'Auf Ihrem Konto sind {owed} offen, weil eine Zahlung an Sie oder Ihre Bank zurückging. Bitte zahlen Sie, damit Ihr Anschluss weiterläuft.',
      sms: '{operator}: {owed} sind auf Ihrem Konto offen. Bitte zahlen Sie.',
    },
    'services-restored': {
      subject: 'Ihr Anschluss ist wieder da',
      text: 'Vielen Dank für Ihre Zahlung. Alle Einschränkungen Ihres Anschlusses sind aufgehoben.',
      sms: '{operator}: Ihr Anschluss ist wieder da. Vielen Dank.',
    },
    'service-active': {
      subject: 'Ihr Anschluss ist aktiv: {service}',
      text: '{service} ist seit {at} aktiv. Willkommen!',
      sms: '{operator}: {service} ist aktiv. Willkommen!',
    },
    'quota-reached': {
      subject: '{percent} % von {volume} verbraucht: {service}',
      text: '{percent} % der {volume} von {service} sind verbraucht. Ab {renewsOn} zählt das Volumen neu.',
      sms: '{operator}: {percent} % der {volume} von {service} sind verbraucht.',
    },
    'service-suspended': {
      subject: '{service} ist gesperrt',
      text: 'Ihr Anschluss {service} ist seit {at} gesperrt. Falls Sie das nicht erwartet haben, rufen Sie uns bitte an.',
      sms: '{operator}: {service} ist gesperrt. Falls Sie das nicht erwartet haben, rufen Sie uns bitte an.',
    },
    'service-resumed': {
      subject: '{service} geht wieder',
      text: 'Ihr Anschluss {service} geht seit {at} wieder in vollem Umfang.',
      sms: '{operator}: {service} geht wieder in vollem Umfang.',
    },
    'service-terminated': {
      subject: '{service} ist beendet',
      text: 'Ihr Anschluss {service} ist am {at} beendet worden. Über das bis dahin Genutzte bekommen Sie eine letzte Rechnung.',
      sms: '{operator}: {service} ist am {at} beendet worden.',
    },
    outage: {
      subject: 'Ausfall von {service}',
      text: 'Ihr Anschluss {service} war von {from} bis {to} gestört. Das tut uns leid. Was Ihnen dafür zusteht, finden Sie auf Ihrer nächsten Rechnung.',
      sms: '{operator}: {service} war von {from} bis {to} gestört. Das tut uns leid.',
    },
    'plan-change': {
      subject: '{service} ändert sich am {on}',
      text: 'Für Ihren Anschluss {service} gelten ab {on} neue Bedingungen:\n\n{terms}\n\nBitte sagen Sie uns rechtzeitig, falls Sie nicht einverstanden sind.',
      sms: '{operator}: Für {service} gelten ab {on} neue Bedingungen.',
    },
    message: { subject: '{subject}', text: '{text}', sms: '{operator}: {sms}' },
    'payment-link': {
      subject: '{due} online bezahlen',
      text: 'Bis {until} können Sie {due} online bezahlen, ohne sich anzumelden.',
      sms: '{operator}: {due} bezahlen bis {until}: {link}',
    },
    'saving-link': {
      subject: 'Zahlungsmittel hinterlegen',
      text: 'Bis {until} können Sie online eine Karte oder ein Konto hinterlegen, ohne sich anzumelden. Rechnungen können dann davon abgebucht werden.',
      sms: '{operator}: Zahlungsmittel hinterlegen bis {until}: {link}',
    },
    'person-invited': {
      subject: 'Das Kundenkonto von {holder} steht Ihnen offen',
      text: '{operator} hat Ihnen das Kundenkonto von {holder} geöffnet: {role}.\n\nZum Anmelden geben Sie diese E-Mail-Adresse an; ein Code wird Ihnen zugeschickt.',
      sms: '{operator}: Das Kundenkonto von {holder} steht Ihnen offen: {role}.',
    },
  },
};
