import type { BulkMessage, MessageWords } from '../../contracts/bulk-action.ts';
import type { NoticeTemplate } from '../../contracts/notification.ts';
import { type ComposedNotice, composeNotice, filledIn, type NoticeBrand } from '../notification/compose.ts';
import { noticeLanguageOf } from '../notification/notice-words.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';

/** The words for a subscriber: in its own language, where there are any. */
export function wordsFor({ words }: BulkMessage, { details }: Subscriber): MessageWords {
  const [first] = words;
  if (first === undefined) throw new Error('a message without words');
  const own = noticeLanguageOf(details.language, first.language);
  return words.find(({ language }) => language === own) ?? first;
}

/** The message as that subscriber gets it, within the operator's template for messages. */
export function composeMessage(
  words: MessageWords,
  { details, number: account }: Subscriber,
  template: NoticeTemplate,
  operator: string,
  brand: NoticeBrand,
): ComposedNotice {
  const common = { name: details.contactName ?? details.name, account, operator };
  const values = {
    ...common,
    subject: filledIn(words.subject, common),
    text: filledIn(words.text, common),
    sms: filledIn(words.sms ?? words.subject, common),
  };
  return composeNotice(template, words.language, values, brand);
}
