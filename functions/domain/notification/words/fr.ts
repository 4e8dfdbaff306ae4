import type { NoticeWords } from '../notice-words.ts';

export const fr: NoticeWords = {
  greeting: 'Bonjour {name},',
  closing: 'Cordialement\n{operator}',
  account: 'Compte {account}',
  payOnline: 'Payer en ligne',
  addCredit: 'Ajouter du crédit',
  saveMethod: 'Enregistrer un moyen de paiement',
  signIn: 'Se connecter',
  roles: {
    owner: 'vous pouvez tout y faire',
    payer: 'vous pouvez le consulter et payer',
    viewer: 'vous pouvez le consulter et signaler des pannes',
  },
  notices: {
    'invoice-issued': {
      subject: 'Facture {number} : {total}',
      text: 'Votre facture {number} du {issuedOn} s’élève à {total}.\n\n{lines}\n\nMerci de payer {due} avant le {dueOn}.',
      sms: '{operator} : facture {number}, merci de payer {due} avant le {dueOn}.',
    },
    'invoice-settled': {
      subject: 'Facture {number} : {total}',
      text: 'Votre facture {number} du {issuedOn} s’élève à {total}.\n\n{lines}\n\nIl ne reste rien à payer.',
      sms: '{operator} : facture {number} de {total}. Il ne reste rien à payer.',
    },
    'credit-note-issued': {
      subject: 'Avoir {number} : {total}',
      text: 'Nous avons crédité {total} sur votre compte par l’avoir {number} du {issuedOn}.\n\n{lines}',
      sms: '{operator} : {total} ont été crédités sur votre compte.',
    },
    'payment-received': {
      subject: 'Paiement de {amount} reçu',
      text: 'Merci : nous avons reçu {amount} pour votre compte.\n\nReste à payer : {due}.',
      sms: '{operator} : merci, nous avons reçu {amount}.',
    },
    'charge-declined': {
      subject: 'Prélèvement impossible sur {method} : facture {number}',
      text: 'Le prélèvement de la facture {number} sur {method} a été refusé : {reason}\n\nProchain essai : {nextOn}. Si vous enregistrez un autre moyen de paiement, il est débité le jour même.',
      sms: '{operator} : le prélèvement de la facture {number} sur {method} a été refusé. Vérifiez votre moyen de paiement.',
    },
    'method-expiring': {
      subject: '{method} expire le {lastOn}',
      text: 'Vos factures sont prélevées sur {method}, qui expire le {lastOn}. Merci d’enregistrer un autre moyen de paiement avant ce jour.',
      sms: '{operator} : {method} expire le {lastOn}. Merci d’enregistrer un autre moyen de paiement.',
    },
    reminder: {
      subject: 'Rappel : facture {number}',
      text: 'La facture {number} est à payer le {dueOn}. Merci de payer {owed}.\n\nSi vous avez payé entre-temps, vous n’avez rien à faire.',
      sms: '{operator} : merci de payer {owed} pour la facture {number}, due le {dueOn}.',
    },
    'late-fee': {
      subject: 'Frais de retard : facture {number}',
      text: 'La facture {number} était due le {dueOn}. {owed} sont en retard, des frais ont donc été facturés. Merci de payer pour que rien ne s’ajoute.',
      sms: '{operator} : {owed} sont en retard ; des frais ont été facturés.',
    },
    throttle: {
      subject: 'Votre service est ralenti : facture {number}',
      text: 'La facture {number} était due le {dueOn}. {owed} sont en retard, votre service est donc ralenti. Il retrouve sa vitesse dès que vous avez payé.',
      sms: '{operator} : {owed} sont en retard et votre service est ralenti. Il retrouve sa vitesse dès le paiement.',
    },
    'walled-garden': {
      subject: 'Votre service est restreint : facture {number}',
      text: 'La facture {number} était due le {dueOn}. {owed} sont en retard, seule la page de paiement reste donc accessible. Tout revient de soi-même dès que vous avez payé.',
      sms: '{operator} : {owed} sont en retard et votre service est restreint. Il revient dès le paiement.',
    },
    suspension: {
      subject: 'Votre service est suspendu : facture {number}',
      text: 'La facture {number} était due le {dueOn}. {owed} sont en retard, votre service est donc suspendu. Il revient de soi-même dès que vous avez payé.',
      sms: '{operator} : {owed} sont en retard et votre service est suspendu. Il revient dès le paiement.',
    },
    termination: {
      subject: 'Votre service prend fin : facture {number}',
      text: 'La facture {number} était due le {dueOn}. {owed} sont en retard depuis longtemps, votre service prend donc fin. Merci de payer malgré tout ce qui reste dû.',
      sms: '{operator} : {owed} sont en retard depuis longtemps ; votre service prend fin.',
    },
    'hand-over': {
      subject: 'Transmis au recouvrement : facture {number}',
      text: 'La facture {number} était due le {dueOn}. {owed} sont en retard depuis longtemps et sont transmis au recouvrement. Merci de payer maintenant ou de nous appeler.',
      sms: '{operator} : {owed} sont transmis au recouvrement. Merci de payer maintenant ou de nous appeler.',
    },
    'balance-low': {
      subject: 'Votre solde est bas : {balance}',
      text: 'Il reste {balance} sur votre solde. Le prochain débit est de {charge} le {chargeOn}.\n\nRechargez à temps pour que votre service continue.',
      sms: '{operator} : il reste {balance} sur votre solde ; {charge} seront débités le {chargeOn}. Rechargez à temps.',
    },
    'balance-short': {
      subject: 'Votre solde ne suffit pas',
      text: 'Il manque {owed} sur votre solde, votre service est donc restreint. Il revient de lui-même dès que vous avez rechargé.',
      sms: '{operator} : il manque {owed} sur votre solde, votre service est restreint. Rechargez et il revient.',
    },
    'balance-owed': {
      subject: 'Merci de payer {owed}',
      text: '{owed} restent dus sur votre compte, car un paiement vous a été rendu, ou l’a été à votre banque. Merci de payer pour que votre service continue.',
      sms: '{operator} : {owed} restent dus sur votre compte. Merci de payer.',
    },
    'services-restored': {
      subject: 'Votre service est rétabli',
      text: 'Merci pour votre paiement. Tout ce qui limitait votre service est levé.',
      sms: '{operator} : votre service est rétabli. Merci.',
    },
    'service-active': {
      subject: 'Votre service est actif : {service}',
      text: '{service} est actif depuis le {at}. Bienvenue !',
      sms: '{operator} : {service} est actif. Bienvenue !',
    },
    'quota-reached': {
      subject: '{percent} % de {volume} utilisés : {service}',
      text: '{percent} % des {volume} de {service} sont utilisés. Le volume repart de zéro le {renewsOn}.',
      sms: '{operator} : {percent} % des {volume} de {service} sont utilisés.',
    },
    'service-suspended': {
      subject: '{service} est suspendu',
      text: 'Votre service {service} est suspendu depuis le {at}. Si vous ne vous y attendiez pas, merci de nous appeler.',
      sms: '{operator} : {service} est suspendu. Si vous ne vous y attendiez pas, merci de nous appeler.',
    },
    'service-resumed': {
      subject: '{service} fonctionne à nouveau',
      text: 'Votre service {service} fonctionne à nouveau pleinement depuis le {at}.',
      sms: '{operator} : {service} fonctionne à nouveau pleinement.',
    },
    'service-terminated': {
      subject: '{service} a pris fin',
      text: 'Votre service {service} a pris fin le {at}. Vous recevrez une dernière facture pour ce qui a été utilisé jusque-là.',
      sms: '{operator} : {service} a pris fin le {at}.',
    },
    outage: {
      subject: 'Panne de {service}',
      text: 'Votre service {service} n’a pas pu être utilisé du {from} au {to}. Nous en sommes désolés. Ce qui vous revient figure sur votre prochaine facture.',
      sms: '{operator} : {service} n’a pas pu être utilisé du {from} au {to}. Nous en sommes désolés.',
    },
    'plan-change': {
      subject: '{service} change le {on}',
      text: 'De nouvelles conditions s’appliquent à votre service {service} à partir du {on} :\n\n{terms}\n\nMerci de nous dire à temps si vous n’êtes pas d’accord.',
      sms: '{operator} : de nouvelles conditions s’appliquent à {service} à partir du {on}.',
    },
    message: { subject: '{subject}', text: '{text}', sms: '{operator}: {sms}' },
    'payment-link': {
      subject: 'Payer {due} en ligne',
      text: 'Vous pouvez payer {due} en ligne jusqu’au {until}, sans vous connecter.',
      sms: '{operator} : payez {due} jusqu’au {until} : {link}',
    },
    'saving-link': {
      subject: 'Enregistrer un moyen de paiement',
      text: 'Vous pouvez enregistrer une carte ou un compte en ligne jusqu’au {until}, sans vous connecter. Les factures pourront ensuite y être débitées.',
      sms: '{operator} : enregistrez un moyen de paiement jusqu’au {until} : {link}',
    },
    'person-invited': {
      subject: 'Le compte de {holder} vous est ouvert',
      text: '{operator} vous a ouvert le compte de {holder} : {role}.\n\nPour vous connecter, indiquez cette adresse e-mail ; un code vous sera envoyé.',
      sms: '{operator} : le compte de {holder} vous est ouvert : {role}.',
    },
  },
};
