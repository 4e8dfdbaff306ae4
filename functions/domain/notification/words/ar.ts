import type { NoticeWords } from '../notice-words.ts';

export const ar: NoticeWords = {
  greeting: 'مرحبًا {name}،',
  closing: 'مع أطيب التحيات\n{operator}',
  account: 'الحساب {account}',
  payOnline: 'ادفع عبر الإنترنت',
  addCredit: 'أضف رصيدًا',
  saveMethod: 'حفظ وسيلة دفع',
  signIn: 'تسجيل الدخول',
  roles: {
    owner: 'يمكنك فعل كل شيء فيه',
    payer: 'يمكنك الاطلاع عليه والدفع',
    viewer: 'يمكنك الاطلاع عليه والإبلاغ عن الأعطال',
  },
  notices: {
    'invoice-issued': {
      subject: 'الفاتورة {number}: {total}',
      text: 'قيمة فاتورتك {number} بتاريخ {issuedOn} هي {total}.\n\n{lines}\n\nيرجى دفع {due} قبل {dueOn}.',
      sms: '{operator}: الفاتورة {number}، يرجى دفع {due} قبل {dueOn}.',
    },
    'invoice-settled': {
      subject: 'الفاتورة {number}: {total}',
      text: 'قيمة فاتورتك {number} بتاريخ {issuedOn} هي {total}.\n\n{lines}\n\nلم يبق شيء للدفع.',
      sms: '{operator}: الفاتورة {number} بقيمة {total}. لم يبق شيء للدفع.',
    },
    'credit-note-issued': {
      subject: 'إشعار دائن {number}: {total}',
      text: 'أضفنا {total} إلى رصيد حسابك بالإشعار الدائن {number} بتاريخ {issuedOn}.\n\n{lines}',
      sms: '{operator}: أضيف {total} إلى رصيد حسابك.',
    },
    'payment-received': {
      subject: 'استلمنا دفعة بقيمة {amount}',
      text: 'شكرًا لك: استلمنا {amount} لحسابك.\n\nالمتبقي للدفع: {due}.',
      sms: '{operator}: شكرًا، استلمنا {amount}.',
    },
    'charge-declined': {
      subject: 'تعذر الخصم من {method}: الفاتورة {number}',
      text: 'رُفض خصم الفاتورة {number} من {method}: {reason}\n\nالمحاولة التالية: {nextOn}. إذا حفظت وسيلة دفع أخرى فسيُخصم منها في اليوم نفسه.',
      sms: '{operator}: رُفض خصم الفاتورة {number} من {method}. يرجى مراجعة وسيلة الدفع.',
    },
    'method-expiring': {
      subject: 'تنتهي صلاحية {method} في {lastOn}',
      text: 'تُخصم فواتيرك من {method} التي تنتهي صلاحيتها في {lastOn}. يرجى حفظ وسيلة دفع أخرى قبل ذلك اليوم.',
      sms: '{operator}: تنتهي صلاحية {method} في {lastOn}. يرجى حفظ وسيلة دفع أخرى.',
    },
    reminder: {
      subject: 'تذكير: الفاتورة {number}',
      text: 'تستحق الفاتورة {number} في {dueOn}. يرجى دفع {owed}.\n\nإذا كنت قد دفعت فلا داعي لفعل شيء.',
      sms: '{operator}: يرجى دفع {owed} للفاتورة {number} المستحقة في {dueOn}.',
    },
    'late-fee': {
      subject: 'رسم تأخير: الفاتورة {number}',
      text: 'استحقت الفاتورة {number} في {dueOn}. تأخر دفع {owed}، لذلك أضيف رسم تأخير. يرجى الدفع كي لا يضاف شيء آخر.',
      sms: '{operator}: تأخر دفع {owed}؛ أضيف رسم تأخير.',
    },
    throttle: {
      subject: 'خُفضت سرعة خدمتك: الفاتورة {number}',
      text: 'استحقت الفاتورة {number} في {dueOn}. تأخر دفع {owed}، لذلك خُفضت سرعة خدمتك. تعود كما كانت فور الدفع.',
      sms: '{operator}: تأخر دفع {owed} وخُفضت سرعة خدمتك. تعود كما كانت فور الدفع.',
    },
    'walled-garden': {
      subject: 'خدمتك مقيدة: الفاتورة {number}',
      text: 'استحقت الفاتورة {number} في {dueOn}. تأخر دفع {owed}، لذلك لا يمكن الوصول إلا إلى صفحة الدفع. يعود كل شيء تلقائيًا فور الدفع.',
      sms: '{operator}: تأخر دفع {owed} وخدمتك مقيدة. تعود تلقائيًا فور الدفع.',
    },
    suspension: {
      subject: 'خدمتك موقوفة: الفاتورة {number}',
      text: 'استحقت الفاتورة {number} في {dueOn}. تأخر دفع {owed}، لذلك أوقفت خدمتك. تعود تلقائيًا فور الدفع.',
      sms: '{operator}: تأخر دفع {owed} وأوقفت خدمتك. تعود تلقائيًا فور الدفع.',
    },
    termination: {
      subject: 'تنتهي خدمتك: الفاتورة {number}',
      text: 'استحقت الفاتورة {number} في {dueOn}. تأخر دفع {owed} طويلًا، لذلك تنتهي خدمتك. يرجى دفع المتبقي رغم ذلك.',
      sms: '{operator}: تأخر دفع {owed} طويلًا؛ تنتهي خدمتك.',
    },
    'hand-over': {
      subject: 'إحالة إلى التحصيل: الفاتورة {number}',
      text: 'استحقت الفاتورة {number} في {dueOn}. تأخر دفع {owed} طويلًا ويُحال إلى جهة تحصيل. يرجى الدفع الآن أو الاتصال بنا.',
      sms: '{operator}: يُحال {owed} إلى جهة تحصيل. يرجى الدفع الآن أو الاتصال بنا.',
    },
    'balance-low': {
      subject: 'رصيدك منخفض: {balance}',
      text: 'بقي في رصيدك {balance}. الخصم القادم {charge} في {chargeOn}.\n\nيرجى الشحن في الوقت المناسب لتستمر خدمتك.',
      sms: '{operator}: بقي في رصيدك {balance}، وسيخصم {charge} في {chargeOn}. يرجى الشحن في الوقت المناسب.',
    },
    'balance-short': {
      subject: 'رصيدك لا يكفي',
      text: 'ينقص رصيدك {owed}، ولذلك قُيدت خدمتك. تعود من تلقاء نفسها فور شحن الرصيد.',
      sms: '{operator}: ينقص رصيدك {owed}، ولذلك قُيدت خدمتك. اشحن رصيدك فتعود.',
    },
    'balance-owed': {
      subject: 'يرجى الدفع: {owed}',
      text: 'على حسابك {owed} مستحقة، لأن دفعة أُعيدت إليك أو إلى مصرفك. يرجى دفعها كي تستمر خدمتك.',
      sms: '{operator}: على حسابك {owed} مستحقة. يرجى دفعها.',
    },
    'services-restored': {
      subject: 'عادت خدمتك',
      text: 'شكرًا لدفعك. أزيل كل ما كان يقيد خدمتك.',
      sms: '{operator}: عادت خدمتك. شكرًا لك.',
    },
    'service-active': {
      subject: 'خدمتك مفعلة: {service}',
      text: '{service} مفعلة منذ {at}. أهلًا بك!',
      sms: '{operator}: {service} مفعلة. أهلًا بك!',
    },
    'quota-reached': {
      subject: 'استُهلك {percent} % من {volume}: {service}',
      text: 'استُهلك {percent} % من {volume} في {service}. يُحسب الحجم من جديد ابتداءً من {renewsOn}.',
      sms: '{operator}: استُهلك {percent} % من {volume} في {service}.',
    },
    'service-suspended': {
      subject: '{service} موقوفة',
      text: 'خدمتك {service} موقوفة منذ {at}. إذا لم تكن تتوقع ذلك فيرجى الاتصال بنا.',
      sms: '{operator}: {service} موقوفة. إذا لم تكن تتوقع ذلك فيرجى الاتصال بنا.',
    },
    'service-resumed': {
      subject: '{service} تعمل من جديد',
      text: 'خدمتك {service} تعمل بالكامل من جديد منذ {at}.',
      sms: '{operator}: {service} تعمل بالكامل من جديد.',
    },
    'service-terminated': {
      subject: 'انتهت {service}',
      text: 'انتهت خدمتك {service} في {at}. ستصلك فاتورة أخيرة عما استخدم حتى ذلك اليوم.',
      sms: '{operator}: انتهت {service} في {at}.',
    },
    outage: {
      subject: 'انقطاع {service}',
      text: 'تعذر استخدام خدمتك {service} من {from} إلى {to}. نأسف لذلك. ما يستحق لك عنه يظهر في فاتورتك القادمة.',
      sms: '{operator}: تعذر استخدام {service} من {from} إلى {to}. نأسف لذلك.',
    },
    'plan-change': {
      subject: 'تتغير {service} في {on}',
      text: 'تسري شروط جديدة على خدمتك {service} ابتداء من {on}:\n\n{terms}\n\nيرجى إخبارنا في الوقت المناسب إذا لم توافق.',
      sms: '{operator}: تسري شروط جديدة على {service} ابتداء من {on}.',
    },
    message: { subject: '{subject}', text: '{text}', sms: '{operator}: {sms}' },
    'payment-link': {
      subject: 'ادفع {due} عبر الإنترنت',
      text: 'يمكنك دفع {due} عبر الإنترنت حتى {until} دون تسجيل الدخول.',
      sms: '{operator}: ادفع {due} حتى {until}: {link}',
    },
    'saving-link': {
      subject: 'احفظ وسيلة دفع',
      text: 'يمكنك حفظ بطاقة أو حساب عبر الإنترنت حتى {until} دون تسجيل الدخول، ويمكن بعدها خصم الفواتير منه.',
      sms: '{operator}: احفظ وسيلة دفع حتى {until}: {link}',
    },
    'person-invited': {
      subject: 'أصبح حساب {holder} متاحًا لك',
      text: 'أتاح لك {operator} حساب {holder}: {role}.\n\nلتسجيل الدخول أدخل عنوان البريد هذا، ويُرسل إليك رمز.',
      sms: '{operator}: أصبح حساب {holder} متاحًا لك: {role}.',
    },
  },
};
