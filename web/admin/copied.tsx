import { Button } from '../shared/button.tsx';
import { useNotice } from '../shared/controls.tsx';

/** Text to be taken elsewhere, with the button that takes it. */
export function Copied({ label, text }: { readonly label: string; readonly text: string }) {
  const notice = useNotice();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => notice.tell('Copied.'),
      () => notice.warn('The browser did not let it be copied: mark the text and copy it.'),
    );
  return (
    <div className="copied">
      <code className="code">{text}</code>
      <Button aria-label={`Copy ${label.toLowerCase()}`} onPress={() => void copy()}>
        Copy
      </Button>
      {notice.view}
    </div>
  );
}
