import { useMemo } from 'react';

const styleMark = 'data-worn';

/**
 * A mail as its reader sees it, in a frame that runs nothing and calls nowhere. The policy of the app lets no document
 * bring styles in its text, and a frame inherits that; so they are put on through the object model, as the policy allows.
 */
export function MailFrame({ title, html }: { readonly title: string; readonly html: string }) {
  const { text, sheet } = useMemo(() => undressed(html), [html]);
  return (
    <iframe
      key={html}
      className="mail"
      title={title}
      sandbox="allow-same-origin"
      srcDoc={text}
      onLoad={(event) => dress(event.currentTarget, sheet)}
    />
  );
}

function undressed(html: string): { readonly text: string; readonly sheet: string } {
  // Put aside before it is parsed: the policy holds for a document that is only looked through, too.
  const sheets: string[] = [];
  const bare = html
    .replaceAll(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_, sheet: string) => {
      sheets.push(sheet);
      return '';
    })
    .replaceAll(/\sstyle=/gi, ` ${styleMark}=`);
  const mail = new DOMParser().parseFromString(bare, 'text/html');
  for (const element of mail.querySelectorAll('script, link, meta[http-equiv]')) element.remove();
  return { text: `<!doctype html>${mail.documentElement.outerHTML}`, sheet: sheets.join('\n') };
}

function dress(frame: HTMLIFrameElement, sheet: string): void {
  const mail = frame.contentDocument;
  if (mail?.defaultView == null) return;
  const worn = new (mail.defaultView as Window & typeof globalThis).CSSStyleSheet();
  worn.replaceSync(sheet);
  mail.adoptedStyleSheets = [worn];
  for (const element of mail.querySelectorAll<HTMLElement>(`[${styleMark}]`)) {
    element.style.cssText = element.getAttribute(styleMark)!;
  }
}
