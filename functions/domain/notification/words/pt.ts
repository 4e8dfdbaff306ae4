import type { NoticeWords } from '../notice-words.ts';

export const pt: NoticeWords = {
  greeting: 'Olá, {name},',
  closing: 'Atenciosamente\n{operator}',
  account: 'Conta {account}',
  payOnline: 'Pagar online',
  addCredit: 'Adicionar saldo',
  saveMethod: 'Guardar um meio de pagamento',
  signIn: 'Entrar',
  roles: {
    owner: 'pode fazer tudo nela',
    payer: 'pode consultá-la e pagar',
    viewer: 'pode consultá-la e comunicar avarias',
  },
  notices: {
    'invoice-issued': {
      subject: 'Fatura {number}: {total}',
      text: 'Sua fatura {number} de {issuedOn} soma {total}.\n\n{lines}\n\nPague {due} até {dueOn}, por favor.',
      sms: '{operator}: fatura {number}, pague {due} até {dueOn}.',
    },
    'invoice-settled': {
      subject: 'Fatura {number}: {total}',
      text: 'Sua fatura {number} de {issuedOn} soma {total}.\n\n{lines}\n\nNão há nada a pagar.',
      sms: '{operator}: fatura {number} de {total}. Não há nada a pagar.',
    },
    'credit-note-issued': {
      subject: 'Nota de crédito {number}: {total}',
      text: 'Creditamos {total} em sua conta pela nota de crédito {number} de {issuedOn}.\n\n{lines}',
      sms: '{operator}: {total} foram creditados em sua conta.',
    },
    'payment-received': {
      subject: 'Pagamento de {amount} recebido',
      text: 'Obrigado: recebemos {amount} para sua conta.\n\nAinda a pagar: {due}.',
      sms: '{operator}: obrigado, recebemos {amount}.',
    },
    'charge-declined': {
      subject: 'Não foi possível cobrar em {method}: fatura {number}',
      text: 'A cobrança da fatura {number} em {method} foi recusada: {reason}\n\nPróxima tentativa: {nextOn}. Se salvar outro meio de pagamento, ele será cobrado no mesmo dia.',
      sms: '{operator}: a cobrança da fatura {number} em {method} foi recusada. Verifique seu meio de pagamento.',
    },
    'method-expiring': {
      subject: '{method} vence em {lastOn}',
      text: 'Suas faturas são cobradas em {method}, que vence em {lastOn}. Salve outro meio de pagamento antes desse dia.',
      sms: '{operator}: {method} vence em {lastOn}. Salve outro meio de pagamento.',
    },
    reminder: {
      subject: 'Lembrete: fatura {number}',
      text: 'A fatura {number} vence em {dueOn}. Pague {owed}, por favor.\n\nSe já pagou, não precisa fazer nada.',
      sms: '{operator}: pague {owed} da fatura {number}, com vencimento em {dueOn}.',
    },
    'late-fee': {
      subject: 'Multa por atraso: fatura {number}',
      text: 'A fatura {number} venceu em {dueOn}. {owed} estão em atraso, por isso foi cobrada uma multa. Pague para que nada mais seja acrescentado.',
      sms: '{operator}: {owed} estão em atraso; foi cobrada uma multa.',
    },
    throttle: {
      subject: 'Seu serviço está mais lento: fatura {number}',
      text: 'A fatura {number} venceu em {dueOn}. {owed} estão em atraso, por isso seu serviço está mais lento. Ele volta à velocidade normal assim que você pagar.',
      sms: '{operator}: {owed} estão em atraso e seu serviço está mais lento. Pague e ele volta ao normal.',
    },
    'walled-garden': {
      subject: 'Seu serviço está restrito: fatura {number}',
      text: 'A fatura {number} venceu em {dueOn}. {owed} estão em atraso, por isso só a página de pagamento pode ser aberta. Tudo volta sozinho assim que você pagar.',
      sms: '{operator}: {owed} estão em atraso e seu serviço está restrito. Ele volta assim que você pagar.',
    },
    suspension: {
      subject: 'Seu serviço está suspenso: fatura {number}',
      text: 'A fatura {number} venceu em {dueOn}. {owed} estão em atraso, por isso seu serviço está suspenso. Ele volta sozinho assim que você pagar.',
      sms: '{operator}: {owed} estão em atraso e seu serviço está suspenso. Ele volta assim que você pagar.',
    },
    termination: {
      subject: 'Seu serviço termina: fatura {number}',
      text: 'A fatura {number} venceu em {dueOn}. {owed} estão há muito em atraso, por isso seu serviço termina. Pague o que está em aberto mesmo assim.',
      sms: '{operator}: {owed} estão há muito em atraso; seu serviço termina.',
    },
    'hand-over': {
      subject: 'Encaminhada para cobrança: fatura {number}',
      text: 'A fatura {number} venceu em {dueOn}. {owed} estão há muito em atraso e são encaminhados para cobrança. Pague agora ou ligue para nós.',
      sms: '{operator}: {owed} são encaminhados para cobrança. Pague agora ou ligue para nós.',
    },
    'balance-low': {
      subject: 'Seu saldo está baixo: {balance}',
      text: 'Restam {balance} de saldo. A próxima cobrança é de {charge} em {chargeOn}.\n\nRecarregue a tempo para que seu serviço continue.',
      sms: '{operator}: restam {balance} de saldo; em {chargeOn} serão cobrados {charge}. Recarregue a tempo.',
    },
    'balance-short': {
      subject: 'Seu saldo não é suficiente',
      text: 'Faltam {owed} no seu saldo, por isso seu serviço está restrito. Ele volta sozinho assim que você recarregar.',
      sms: '{operator}: faltam {owed} no seu saldo, por isso seu serviço está restrito. Recarregue e ele volta.',
    },
    'balance-owed': {
      subject: 'Por favor, pague {owed}',
      text: 'Há {owed} em dívida na sua conta, porque um pagamento lhe foi devolvido, ou ao seu banco. Pague, por favor, para que o seu serviço continue.',
      sms: '{operator}: há {owed} em dívida na sua conta. Pague, por favor.',
    },
    'services-restored': {
      subject: 'Seu serviço voltou',
      text: 'Obrigado pelo pagamento. Tudo o que limitava seu serviço foi retirado.',
      sms: '{operator}: seu serviço voltou. Obrigado.',
    },
    'service-active': {
      subject: 'Seu serviço está ativo: {service}',
      text: '{service} está ativo desde {at}. Boas-vindas!',
      sms: '{operator}: {service} está ativo. Boas-vindas!',
    },
    'quota-reached': {
      subject: '{percent} % de {volume} usados: {service}',
      text: '{percent} % dos {volume} de {service} foram usados. O volume volta a contar em {renewsOn}.',
      sms: '{operator}: {percent} % dos {volume} de {service} foram usados.',
    },
    'service-suspended': {
      subject: '{service} está suspenso',
      text: 'O seu serviço {service} está suspenso desde {at}. Se não o esperava, ligue para nós.',
      sms: '{operator}: {service} está suspenso. Se não o esperava, ligue para nós.',
    },
    'service-resumed': {
      subject: '{service} funciona de novo',
      text: 'O seu serviço {service} funciona de novo por completo desde {at}.',
      sms: '{operator}: {service} funciona de novo por completo.',
    },
    'service-terminated': {
      subject: '{service} terminou',
      text: 'O seu serviço {service} terminou em {at}. Receberá uma última fatura do que foi usado até então.',
      sms: '{operator}: {service} terminou em {at}.',
    },
    outage: {
      subject: 'Avaria de {service}',
      text: 'O seu serviço {service} não pôde ser usado de {from} a {to}. Lamentamos. O que lhe é devido consta da sua próxima fatura.',
      sms: '{operator}: {service} não pôde ser usado de {from} a {to}. Lamentamos.',
    },
    'plan-change': {
      subject: '{service} muda em {on}',
      text: 'A partir de {on} valem novas condições para o seu serviço {service}:\n\n{terms}\n\nAvise-nos a tempo se não concordar.',
      sms: '{operator}: a partir de {on} valem novas condições para {service}.',
    },
    message: { subject: '{subject}', text: '{text}', sms: '{operator}: {sms}' },
    'payment-link': {
      subject: 'Pague {due} online',
      text: 'Pode pagar {due} online até {until}, sem iniciar sessão.',
      sms: '{operator}: pague {due} até {until}: {link}',
    },
    'saving-link': {
      subject: 'Guarde um meio de pagamento',
      text: 'Pode guardar um cartão ou uma conta online até {until}, sem iniciar sessão. As faturas podem depois ser cobradas nele.',
      sms: '{operator}: guarde um meio de pagamento até {until}: {link}',
    },
    'person-invited': {
      subject: 'A conta de {holder} está aberta para si',
      text: '{operator} abriu-lhe a conta de {holder}: {role}.\n\nPara entrar, indique este endereço de e-mail; enviamos-lhe um código.',
      sms: '{operator}: a conta de {holder} está aberta para si: {role}.',
    },
  },
};
