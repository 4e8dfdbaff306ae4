import type { NoticeWords } from '../notice-words.ts';

export const es: NoticeWords = {
  greeting: 'Hola, {name}:',
  closing: 'Un cordial saludo\n{operator}',
  account: 'Cuenta {account}',
  payOnline: 'Pagar en línea',
  addCredit: 'Añadir saldo',
  saveMethod: 'Guardar un medio de pago',
  signIn: 'Entrar',
  roles: {
    owner: 'puede hacerlo todo en ella',
    payer: 'puede consultarla y pagar',
    viewer: 'puede consultarla y comunicar averías',
  },
  notices: {
    'invoice-issued': {
      subject: 'Factura {number}: {total}',
      text: 'Su factura {number} del {issuedOn} asciende a {total}.\n\n{lines}\n\nPague {due} antes del {dueOn}, por favor.',
      sms: '{operator}: factura {number}, pague {due} antes del {dueOn}.',
    },
    'invoice-settled': {
      subject: 'Factura {number}: {total}',
      text: 'Su factura {number} del {issuedOn} asciende a {total}.\n\n{lines}\n\nNo queda nada por pagar.',
      sms: '{operator}: factura {number} de {total}. No queda nada por pagar.',
    },
    'credit-note-issued': {
      subject: 'Nota de crédito {number}: {total}',
      text: 'Hemos abonado {total} en su cuenta con la nota de crédito {number} del {issuedOn}.\n\n{lines}',
      sms: '{operator}: se han abonado {total} en su cuenta.',
    },
    'payment-received': {
      subject: 'Pago de {amount} recibido',
      text: 'Gracias: hemos recibido {amount} para su cuenta.\n\nQueda por pagar: {due}.',
      sms: '{operator}: gracias, hemos recibido {amount}.',
    },
    'charge-declined': {
      subject: 'No se pudo cobrar en {method}: factura {number}',
      text: 'El cobro de la factura {number} en {method} fue rechazado: {reason}\n\nPróximo intento: {nextOn}. Si guarda otro medio de pago, se cobrará el mismo día.',
      sms: '{operator}: el cobro de la factura {number} en {method} fue rechazado. Revise su medio de pago.',
    },
    'method-expiring': {
      subject: '{method} vence el {lastOn}',
      text: 'Sus facturas se cobran en {method}, que vence el {lastOn}. Guarde otro medio de pago antes de ese día.',
      sms: '{operator}: {method} vence el {lastOn}. Guarde otro medio de pago.',
    },
    reminder: {
      subject: 'Recordatorio: factura {number}',
      text: 'La factura {number} vence el {dueOn}. Pague {owed}, por favor.\n\nSi ya ha pagado, no tiene que hacer nada.',
      sms: '{operator}: pague {owed} de la factura {number}, con vencimiento el {dueOn}.',
    },
    'late-fee': {
      subject: 'Recargo por mora: factura {number}',
      text: 'La factura {number} venció el {dueOn}. {owed} están vencidos, por lo que se ha cobrado un recargo. Pague para que no se añada nada más.',
      sms: '{operator}: {owed} están vencidos; se ha cobrado un recargo.',
    },
    throttle: {
      subject: 'Su servicio va más lento: factura {number}',
      text: 'La factura {number} venció el {dueOn}. {owed} están vencidos, por lo que su servicio va más lento. Volverá a la velocidad de antes en cuanto pague.',
      sms: '{operator}: {owed} están vencidos y su servicio va más lento. Pague y volverá a ser rápido.',
    },
    'walled-garden': {
      subject: 'Su servicio está restringido: factura {number}',
      text: 'La factura {number} venció el {dueOn}. {owed} están vencidos, por lo que solo puede abrir la página de pago. Todo vuelve por sí solo en cuanto pague.',
      sms: '{operator}: {owed} están vencidos y su servicio está restringido. Vuelve en cuanto pague.',
    },
    suspension: {
      subject: 'Su servicio está suspendido: factura {number}',
      text: 'La factura {number} venció el {dueOn}. {owed} están vencidos, por lo que su servicio está suspendido. Vuelve por sí solo en cuanto pague.',
      sms: '{operator}: {owed} están vencidos y su servicio está suspendido. Vuelve en cuanto pague.',
    },
    termination: {
      subject: 'Su servicio termina: factura {number}',
      text: 'La factura {number} venció el {dueOn}. {owed} llevan mucho tiempo vencidos, por lo que su servicio termina. Pague lo pendiente de todos modos.',
      sms: '{operator}: {owed} llevan mucho tiempo vencidos; su servicio termina.',
    },
    'hand-over': {
      subject: 'Cesión a cobro: factura {number}',
      text: 'La factura {number} venció el {dueOn}. {owed} llevan mucho tiempo vencidos y se ceden a una agencia de cobro. Pague ahora o llámenos.',
      sms: '{operator}: {owed} se ceden a una agencia de cobro. Pague ahora o llámenos.',
    },
    'balance-low': {
      subject: 'Su saldo es bajo: {balance}',
      text: 'Le quedan {balance} de saldo. El próximo cargo es de {charge} el {chargeOn}.\n\nRecargue a tiempo para que su servicio continúe.',
      sms: '{operator}: le quedan {balance} de saldo; el {chargeOn} se cargan {charge}. Recargue a tiempo.',
    },
    'balance-short': {
      subject: 'Su saldo no alcanza',
      text: 'Faltan {owed} en su saldo, por lo que su servicio está restringido. Vuelve por sí solo en cuanto recargue.',
      sms: '{operator}: faltan {owed} en su saldo, por lo que su servicio está restringido. Recargue y volverá.',
    },
    'balance-owed': {
      subject: 'Por favor, pague {owed}',
      text: 'En su cuenta se deben {owed}, porque un pago se devolvió a usted o a su banco. Páguelo, por favor, para que su servicio continúe.',
      sms: '{operator}: se deben {owed} en su cuenta. Páguelo, por favor.',
    },
    'services-restored': {
      subject: 'Su servicio ha vuelto',
      text: 'Gracias por su pago. Se ha levantado todo lo que limitaba su servicio.',
      sms: '{operator}: su servicio ha vuelto. Gracias.',
    },
    'service-active': {
      subject: 'Su servicio está activo: {service}',
      text: '{service} está activo desde el {at}. ¡Bienvenido!',
      sms: '{operator}: {service} está activo. ¡Bienvenido!',
    },
    'quota-reached': {
      subject: '{percent} % de {volume} usado: {service}',
      text: 'Se ha usado el {percent} % de los {volume} de {service}. El volumen vuelve a contar desde el {renewsOn}.',
      sms: '{operator}: se ha usado el {percent} % de los {volume} de {service}.',
    },
    'service-suspended': {
      subject: '{service} está suspendido',
      text: 'Su servicio {service} está suspendido desde el {at}. Si no lo esperaba, llámenos.',
      sms: '{operator}: {service} está suspendido. Si no lo esperaba, llámenos.',
    },
    'service-resumed': {
      subject: '{service} vuelve a funcionar',
      text: 'Su servicio {service} vuelve a funcionar por completo desde el {at}.',
      sms: '{operator}: {service} vuelve a funcionar por completo.',
    },
    'service-terminated': {
      subject: '{service} ha terminado',
      text: 'Su servicio {service} terminó el {at}. Recibirá una última factura por lo usado hasta entonces.',
      sms: '{operator}: {service} terminó el {at}.',
    },
    outage: {
      subject: 'Avería de {service}',
      text: 'Su servicio {service} no se pudo usar del {from} al {to}. Lo sentimos. Lo que le corresponde por ello figura en su próxima factura.',
      sms: '{operator}: {service} no se pudo usar del {from} al {to}. Lo sentimos.',
    },
    'plan-change': {
      subject: '{service} cambia el {on}',
      text: 'Desde el {on} rigen nuevas condiciones para su servicio {service}:\n\n{terms}\n\nAvísenos a tiempo si no está de acuerdo.',
      sms: '{operator}: desde el {on} rigen nuevas condiciones para {service}.',
    },
    message: { subject: '{subject}', text: '{text}', sms: '{operator}: {sms}' },
    'payment-link': {
      subject: 'Pague {due} en línea',
      text: 'Puede pagar {due} en línea hasta el {until}, sin iniciar sesión.',
      sms: '{operator}: pague {due} hasta el {until}: {link}',
    },
    'saving-link': {
      subject: 'Guarde un medio de pago',
      text: 'Puede guardar una tarjeta o una cuenta en línea hasta el {until}, sin iniciar sesión. Después se le podrán cargar las facturas.',
      sms: '{operator}: guarde un medio de pago hasta el {until}: {link}',
    },
    'person-invited': {
      subject: 'Ya puede usar la cuenta de {holder}',
      text: '{operator} le ha abierto la cuenta de {holder}: {role}.\n\nPara entrar, indique esta dirección de correo; le enviaremos un código.',
      sms: '{operator}: ya puede usar la cuenta de {holder}: {role}.',
    },
  },
};
